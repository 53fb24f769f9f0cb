package doctor

import (
	"fmt"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkDBVersionRow() *Check {
	c := &Check{
		Code: "DF003", Severity: Error, Gate: dockpath.ServerUp, Paragraph: "server-db-version-value", Thread: 7968,
		Title: Text{"MySQL 的 db_version 是空表", "db_version has no row"},
		Explain: Text{
			"首次启动在建表途中被中断：db_version 最先建立、最后写入。此时 UPDATE 不起作用（0 行）。INSERT 可使 server 启动，但中断点之后的表可能缺失；删除 deepflow 库后重启，会从头初始化。",
			"The first start was interrupted while it made the tables: db_version is created first and filled last. UPDATE does nothing then (0 rows). INSERT starts the server, but tables behind the interruption may be missing; dropping database deepflow and restarting initialises it anew.",
		},
		Needs: [][]Need{{NeedServerLog, NeedMySQL}},
	}
	c.run = func(f *facts) []Finding {
		v := f.dbVersion()
		if !v.wrong || !v.noRow {
			return nil
		}
		if r, _, ok := f.current(logline.ServerDBVersionNull); ok {
			v.facts = append(v.facts, r.fact())
		}
		return []Finding{c.finding(
			say("db_version 没有记录（首次启动被中断），server 期望 %s；UPDATE 无效", "db_version has no row (an interrupted first start), the server expects %s; UPDATE does nothing", v.expected), v.facts,
			Step{Do: say("保留数据：插入期望值", "To keep what is there, insert the expected value"), On: OnServer, Run: []string{f.mysql(fmt.Sprintf("INSERT INTO deepflow.db_version (version) VALUES ('%s')", v.expected))}},
			f.restartServer(),
			Step{
				Instead: true,
				Do:      say("若之后日志提示缺表，且库中没有要保留的数据：删除 deepflow 库后重启，重新初始化", "If the log then misses tables, and the database holds nothing to keep: drop it and restart, so that it is made anew"),
				On:      OnServer, Run: []string{f.mysql("DROP DATABASE deepflow"), f.restartServer().Run[0]},
			},
		)}
	}
	return c
}
