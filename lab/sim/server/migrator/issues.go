package migrator

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/release"
	"github.com/dflab/dflab/lab/sim/server/core"
)

// executeIssues runs the issue files that are newer than version, oldest first. The lab's schema is the release's complete
// one, so that a file that checks before it adds changes nothing but the version, and one that doesn't fails on what is
// there already (release.Issue.Again).
func (m *Migrator) executeIssues(sleep core.Sleep, db *sql.DB, version string) error {
	issues, err := m.newer(version)
	if err != nil {
		return err
	}
	versions := make([]string, len(issues))
	for i, issue := range issues {
		versions[i] = issue.Version
	}
	m.core.Log.Log(logline.ServerIssuesToBeExecuted, m.name(), m.schema(), versions)
	for _, issue := range issues {
		if err := m.executeScript(db, issue); err != nil {
			return err
		}
		if !sleep(issueTime) {
			return Stopped{}
		}
		if err := m.executeIssue(db, issue); err != nil {
			m.core.Log.Log(logline.ServerIssueFailed, m.name(), m.schema(), issue.Version, err)
			return err
		}
		m.core.Log.Log(logline.ServerIssueExecuted, m.name(), m.schema(), issue.Version)
	}
	return nil
}

func (m *Migrator) executeIssue(db *sql.DB, issue release.Issue) error {
	if issue.Again != "" {
		return errors.New(issue.Again)
	}
	return m.exec(db, "UPDATE "+versionTable+" SET version = ?", issue.Writes)
}

// executeScript runs the Go code that precedes some issue files. Of those, only the one of 6.6.1.16 says anything on a
// schema that is complete: it carries group configurations over to the table of 6.6.
func (m *Migrator) executeScript(db *sql.DB, issue release.Issue) error {
	if issue.Script == "" {
		return nil
	}
	m.core.Log.Log(logline.ServerExecuteScript, issue.Version)
	if issue.Script != "UpgradeVTapAgentConfig" {
		return nil
	}
	rows, err := db.QueryContext(m.core.Context,
		"SELECT vtap_group_lcuuid FROM vtap_group_configuration WHERE vtap_group_lcuuid IS NOT NULL AND vtap_group_lcuuid <> '' ORDER BY id")
	if err != nil {
		return fmt.Errorf("failed to get from vtap_group_configuration: %w", err) // the real text
	}
	defer rows.Close()
	found := false
	for rows.Next() {
		var group string
		if err := rows.Scan(&group); err != nil {
			return err
		}
		found = true
		m.core.Log.Log(logline.ServerMigrationGroupConfigExists, group)
	}
	if !found {
		m.core.Log.Log(logline.ServerNoGroupConfigToUpgrade)
	} else {
		m.core.Log.Log(logline.ServerMigrationNoGroupConfig)
	}
	return rows.Err()
}

// newer are the issues whose version is greater than version, in ascending order, or the panic of the comparison.
func (m *Migrator) newer(version string) (newer []release.Issue, err error) {
	issues := slices.Clone(m.core.Release.Issues)
	slices.SortStableFunc(issues, func(a, b release.Issue) int {
		greater, _ := greater(a.Version, b.Version) // both have four components
		if greater {
			return 1
		}
		return -1
	})
	for _, issue := range issues {
		is, err := greater(issue.Version, version)
		if err != nil {
			return nil, err
		}
		if is {
			newer = append(newer, issue)
		}
	}
	return newer, nil
}

// greater compares versions as the real list1GreaterList2 does: component by component of a, the first difference decides
// as numbers, text that is no number being 0. When b ends before a difference, the real one indexes past its end and panics.
func greater(a, b string) (bool, error) {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i, x := range as {
		if i >= len(bs) {
			return false, &core.Panic{
				Value:  fmt.Sprintf("runtime error: index out of range [%d] with length %d", i, len(bs)),
				Frames: comparisonFrames(),
			}
		}
		if x == bs[i] {
			continue
		}
		m, _ := strconv.Atoi(x)
		n, _ := strconv.Atoi(bs[i])
		return m > n, nil
	}
	return false, nil
}

// comparisonFrames is the call stack of that panic (recording 02_db_version/a5b_short_6.6), without the addresses.
func comparisonFrames() []core.Frame {
	const pkg = "github.com/deepflowio/deepflow/server/controller/"
	const dir = "controller/db/mysql/migrator/"
	return []core.Frame{
		{Func: pkg + "db/mysql/migrator/common.list1GreaterList2", File: dir + "common/upgrade.go", Line: 120},
		{Func: pkg + "db/mysql/migrator/common.getAscSortedNextVersions", File: dir + "common/upgrade.go", Line: 107},
		{Func: pkg + "db/mysql/migrator/common.ExecuteIssues", File: dir + "common/upgrade.go", Line: 42},
		{Func: pkg + "db/mysql/migrator/common.ExecuteCEIssues", File: dir + "common/upgrade.go", Line: 33},
		{Func: pkg + "db/mysql/migrator/edition.upgradeIfDBVersionNotLatest", File: dir + "edition/upgrade.go", Line: 70},
		{Func: pkg + "db/mysql/migrator/edition.upgradeCE", File: dir + "edition/upgrade.go", Line: 44},
		{Func: pkg + "db/mysql/migrator/edition.UpgradeDatabase", File: dir + "edition/upgrade.go", Line: 32},
		{Func: pkg + "db/mysql/migrator.upgradeDatabase", File: dir + "migrator.go", Line: 81},
		{Func: pkg + "db/mysql/migrator.migrateDefaultDatabase", File: dir + "migrator.go", Line: 66},
		{Func: pkg + "db/mysql/migrator.Migrate", File: dir + "migrator.go", Line: 40},
		{Func: pkg + "controller.migrateMySQL", File: "controller/controller/master.go", Line: 68},
		{Func: pkg + "controller.Start", File: "controller/controller/controller.go", Line: 87},
	}
}
