package e2e

import (
	"context"
	"io/fs"
	"path"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/dflab/dflab/e2e/replay"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/sim"
)

// before is what a case's database had met before the SQL that its recording names: the cases before it.
var before = map[string][]string{
	"a1b_second_start_same_db":             {"UPDATE db_version SET version='7.0.1.8'"},
	"a2_repair_update_to_expected":         {"UPDATE db_version SET version='7.0.1.8'"},
	"a7b_repair_UPDATE_on_empty_table":     {"DELETE FROM db_version"},
	"a7c_repair_INSERT":                    {"DELETE FROM db_version"},
	"b2_repair_DROP_DATABASE_then_restart": {"DROP DATABASE deepflow"},
	"b3_database_precreated_empty":         {"DROP DATABASE deepflow", "CREATE DATABASE deepflow"},
	"b4_first_init_interrupted_restart":    {"DELETE FROM db_version"},
	"b4b_guide_repair_UPDATE":              {"DELETE FROM db_version"},
	"b4c_guide_repair_INSERT":              {"DELETE FROM db_version"},
	"r2_REAL_upgrade_then_guide_repair":    {"UPDATE db_version SET version='7.0.1.8'"},
}

var _ = Describe("recorded starts", Label("conformance"), func() {
	files, err := fs.Glob(recordings, "02_db_version/*.txt")
	if err != nil {
		panic(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".txt")
		if name == "b4_state" || name == "r1_REAL_upgrade_v6.6.5_to_v6.6.9" {
			continue // see skipped.yaml
		}
		It(name, func(ctx SpecContext) {
			recorded, err := replay.ReadStart(recordings, name)
			Expect(err).NotTo(HaveOccurred())
			l := prepareStage(ctx, replay.Stage{Start: at("15:30:10.000"), NodeIP: "127.0.0.1", UnknownType: 3, NoDomain: true})
			Expect(l.Clock.Wait(ctx, 15*time.Second)).To(Succeed())
			Expect(l.Server.Stop(ctx)).To(Succeed())
			statements := before[name]
			if recorded.SQL != "" && !strings.HasPrefix(recorded.SQL, "DROP DATABASE") {
				statements = append(statements, recorded.SQL)
			}
			for _, q := range statements {
				_, err := l.MySQL.ExecContext(ctx, q)
				Expect(err).NotTo(HaveOccurred(), q)
			}
			report(recorded.Compare(startOnce(ctx, l)))
		})
	}

	It("01 on an empty database", func(ctx SpecContext) {
		l := emptyLab(ctx, at("15:30:10.000"), "127.0.0.1", stageConfig(replay.Stage{UnknownType: 3}), nil)
		Expect(l.Clock.Wait(ctx, 20*time.Second)).To(Succeed())
		want, err := readRecording("01_tables.txt")
		Expect(err).NotTo(HaveOccurred())
		tables := replay.Result{Recording: "01_tables.txt"}
		tables.Lists("table", want[1:], column(ctx, l, "SHOW TABLES"))
		report(tables)
		version := replay.Result{Recording: "01_db_version.txt"}
		version.Lists("version", []string{"6.6.1.25"}, column(ctx, l, "SELECT version FROM deepflow.db_version"))
		report(version)
		ports := replay.Result{Recording: "01_ports.txt"}
		ports.Lists("port", []string{"20033", "20035", "20416", "20417"}, openPorts(ctx, l))
		report(ports)
	})
})

// startOnce starts the server and says how that went: until it exits, or for 15 s.
func startOnce(ctx context.Context, l *sim.Lab) replay.Start {
	GinkgoHelper()
	_, from := l.Server.Log().Since(lab.Cursor{})
	exits, begin := l.Server.State().Exits, l.Clock.Now()
	Expect(l.Server.Start(ctx)).To(Succeed())
	for l.Server.State().Exits == exits && l.Clock.Now().Sub(begin) < 15*time.Second {
		Expect(l.Clock.Wait(ctx, 10*time.Millisecond)).To(Succeed())
	}
	state := l.Server.State()
	seen := replay.Start{Up: state.Exits == exits, Code: state.ExitCode, Version: column(ctx, l, "SELECT version FROM deepflow.db_version"), Ports: openPorts(ctx, l)}
	log, _ := l.Server.Log().Since(from)
	for _, line := range log {
		if text, ok := replay.StartLine(line); ok {
			seen.Lines = append(seen.Lines, text)
		}
		if strings.HasPrefix(line, "panic: ") {
			seen.Panic, seen.Lines = true, append(seen.Lines, line)
		}
	}
	return seen
}

func openPorts(ctx context.Context, l *sim.Lab) (open []string) {
	for _, p := range []string{"20033", "20035", "20416", "20417"} {
		if l.ServerHost.Connect(ctx, "127.0.0.1:"+p) == nil {
			open = append(open, p)
		}
	}
	return open
}

// column is the first column of a query's rows; none when the query fails.
func column(ctx context.Context, l *sim.Lab, query string) (values []string) {
	rows, err := l.MySQL.QueryContext(ctx, query)
	if err != nil {
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		var v string
		Expect(rows.Scan(&v)).To(Succeed())
		values = append(values, v)
	}
	return values
}
