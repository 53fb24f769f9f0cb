package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/release"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkDBVersion() *Check {
	c := &Check{
		Code: "DF002", Severity: Error, Gate: dockpath.ServerUp, Paragraph: "server-db-version-value", Thread: 9026,
		Title: Text{"MySQL 的 db_version 值不同步", "The value in db_version isn't the one the server expects"},
		Explain: Text{
			"deepflow-server 启动时比较 deepflow.db_version 与自身期望的版本，不相等即退出（退出码 0），由容器反复拉起。6.6.9 自身的升级文件 6.6.1.23～6.6.1.25 写入 7.0.1.6～7.0.1.8：表结构已完整，改回期望值即可。更高的值可能来自卸载后残留的新版本数据。",
			"At its start deepflow-server compares deepflow.db_version with the version it expects and exits (with code 0) when they differ; the container starts it again and again. The migration files 6.6.1.23 to 6.6.1.25 of 6.6.9 itself write 7.0.1.6 to 7.0.1.8: the schema is complete then, and setting the expected value is the repair. A higher value may be the residue of a newer deployment.",
		},
		Needs: [][]Need{{NeedServerLog, NeedMySQL}},
	}
	c.run = func(f *facts) []Finding {
		v := f.dbVersion()
		if !v.wrong || v.noRow {
			return nil
		}
		says := say("db_version 的值是 %q，server 期望 %s", "db_version holds %q, the server expects %s", v.current, v.expected)
		fix := []Step{{
			Do: say("将 db_version 改为期望值", "Set db_version to the expected value"), On: OnServer,
			Run: []string{f.mysql(fmt.Sprintf("UPDATE deepflow.db_version SET version='%s'", v.expected))},
		}}
		switch {
		case f.defective(v.current):
			says = say("db_version 的值是 %q，server 期望 %s：该值由 %s 自身的升级文件写入，表结构完整", "db_version holds %q, the server expects %s: the migration files of %s itself leave that value behind; the schema is complete", v.current, v.expected, f.s.Release)
		case shorter(v.current, v.expected):
			says = say("db_version 的值 %q 的段数少于 %s，server 比较时崩溃（panic）", "db_version holds %q, which has fewer parts than %s: the server panics when it compares them", v.current, v.expected)
		case release.Compare(v.current, v.expected) > 0:
			fix[0].Do = say("若为旧部署的残留，应清理 MySQL 数据后重新部署；否则将 db_version 改为期望值", "If it is the residue of an earlier deployment, clear MySQL's data and deploy again; otherwise set db_version to the expected value")
		}
		return []Finding{c.finding(says, v.facts, append(fix, f.restartServer())...)}
	}
	return c
}

// defective: an issue file of the release writes that value instead of its own version.
func (f *facts) defective(version string) bool {
	return slices.ContainsFunc(f.release.Issues, func(i release.Issue) bool { return i.Writes == version && i.Writes != i.Version })
}

// dbVersion is what db_version holds and should hold.
type dbVersion struct {
	wrong, noRow      bool
	current, expected string
	facts             []Fact
}

// shorter tells whether a version has fewer parts than another: the migrator's comparison panics then.
func shorter(a, b string) bool { return a != "" && strings.Count(a, ".") < strings.Count(b, ".") }

func (f *facts) dbVersion() (v dbVersion) {
	v.expected = f.release.DBVersion
	r, args, logged := f.current(logline.ServerDBVersionMismatch)
	if logged {
		v.facts = append(v.facts, r.fact())
		v.wrong, v.current, v.expected = true, strings.TrimSpace(args[2]), args[3]
		v.noRow = v.current == "" // or an empty value, which the log doesn't tell apart
	} else if r, args, ok := f.current(logline.ServerCurrentDBVersion); ok && shorter(args[1], args[2]) {
		v.facts = append(v.facts, r.fact())
		v.wrong, v.current, v.expected = true, args[1], args[2]
	}
	in := f.s.MySQL.DBVersion
	if !in.OK() {
		return v
	}
	v.current = ""
	for _, row := range in.Value { // of several rows the server reads the last in the order of the key
		v.current = max(v.current, row["version"])
	}
	text := fmt.Sprintf("version = %q", v.current)
	if v.noRow = len(in.Value) == 0; v.noRow {
		text = "no row"
	}
	v.facts = append(v.facts, Fact{in.Source, text})
	v.wrong = v.noRow || v.current != v.expected
	if f.gate(dockpath.ServerUp) == Open && !logged { // it started with that value, so it is another release than we think
		v.wrong = false
	}
	return v
}
