package doctor

import (
	"fmt"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkClickHouse() *Check {
	c := &Check{
		Code: "DF005", Severity: Error, Gate: dockpath.ServerUp, Paragraph: "deploy-config-hosts", Thread: 6642,
		Title: Text{"ClickHouse 不可用", "ClickHouse can't be reached"},
		Explain: Text{
			"ingester 启动时 ping 一次 ClickHouse，失败则整个 deepflow-server 以退出码 1 退出；原因只打印在标准输出。运行中 ClickHouse 停止，则写入失败，数据丢失。",
			"The ingester pings ClickHouse once at its start; when that fails the whole deepflow-server exits with code 1, and says why on standard output only. When ClickHouse stops later, writes fail and data is lost.",
		},
		Needs: [][]Need{{NeedClickHouse, NeedServerLog}},
	}
	c.run = func(f *facts) []Finding {
		var facts []Fact
		ping := f.s.ClickHouse.Ping
		if ping.OK() {
			return nil
		}
		if ping.Failed() {
			facts = append(facts, Fact{ping.Source, ping.Missing})
		}
		up, known := f.gate(dockpath.ServerUp) == Open, f.gate(dockpath.ServerUp) != Unknown
		r, _, logged := f.current(logline.ServerDatasourceClickHouseFailed, logline.ServerExecSQLFailed, logline.ServerWriteTableFailed)
		if up {
			r, _, logged = f.serverLog.after(logline.ServerGRPCServing).last(logline.ServerExecSQLFailed, logline.ServerWriteTableFailed)
		}
		if logged {
			facts = append(facts, r.fact())
		}
		if len(facts) == 0 || (up || !known) && !logged { // perhaps it is closed to us only
			return nil
		}
		where := ""
		if f.server != nil {
			ck := f.server.Ingester.ClickHouse()
			where = fmt.Sprintf(" %s:%d", ck.Host, ck.Port)
		}
		found := c.finding(
			say("ClickHouse%s 连不上，server 无法启动", "ClickHouse%s can't be reached, so the server doesn't start", where), facts,
			Step{Do: say("查看并启动 ClickHouse", "Look at ClickHouse and start it"), On: OnServer, Run: []string{"docker ps -a --filter name=deepflow-clickhouse", "docker logs --tail 20 deepflow-clickhouse", "docker start deepflow-clickhouse"}},
		)
		if up {
			found.Says = say("ClickHouse%s 连不上，数据无法写入", "ClickHouse%s can't be reached, so nothing is stored", where)
			found = found.at(Error, dockpath.StatsStored)
		}
		return []Finding{found}
	}
	return c
}
