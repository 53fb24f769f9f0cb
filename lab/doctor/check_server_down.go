package doctor

import (
	"fmt"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkServerDown() *Check {
	c := &Check{
		Code: "DF008", Severity: Error, Gate: dockpath.ServerUp, Paragraph: "server-db-version-residue", Symptom: true,
		Title: Text{"deepflow-server 未运行或反复重启", "deepflow-server isn't running, or starts again and again"},
		Explain: Text{
			"容器或进程没有运行，或健康检查没有应答。原因通常在日志的最后一条错误中：db_version、MySQL、ClickHouse。",
			"The container or process doesn't run, or nothing answers the health check. The last error of the log usually says why: db_version, MySQL, ClickHouse.",
		},
		Needs: [][]Need{{NeedREST, NeedServerProcess}},
	}
	c.run = func(f *facts) []Finding {
		p, h := f.s.Server.Process, f.s.Server.Health
		var facts []Fact
		stopped := p.OK() && !p.Value.Running
		switch {
		case stopped:
			facts = append(facts, Fact{p.Source, fmt.Sprintf("not running: exit code %d, %d restarts", p.Value.ExitCode, p.Value.Restarts)})
		case h.Failed() && f.gate(dockpath.ServerUp) == Closed:
			facts = append(facts, Fact{h.Source, h.Missing})
			if p.OK() {
				facts = append(facts, Fact{p.Source, fmt.Sprintf("running, %d restarts, last exit code %d", p.Value.Restarts, p.Value.ExitCode)})
			}
		default:
			return nil
		}
		last := f.serverLog.after(logline.ServerGRPCServing)
		for i := len(last) - 1; i >= 0; i-- {
			if last[i].Level >= logline.Error {
				facts = append(facts, last[i].fact())
				break
			}
		}
		says := say("deepflow-server 没有应答", "deepflow-server doesn't answer")
		switch {
		case p.OK() && p.Value.Restarts > 1:
			says = say("deepflow-server 反复重启（%d 次，退出码 %d）", "deepflow-server starts again and again (%d times, exit code %d)", p.Value.Restarts, p.Value.ExitCode)
		case stopped:
			says = say("deepflow-server 没有运行（退出码 %d）", "deepflow-server isn't running (exit code %d)", p.Value.ExitCode)
		}
		name := f.s.Places.ServerContainer
		if name == "" {
			name = "deepflow-server"
		}
		return []Finding{c.finding(says, facts,
			Step{Do: say("查看状态与日志", "Look at its state and its log"), On: OnServer, Run: []string{"docker ps -a --filter name=" + name, "docker logs --tail 50 " + name}},
			Step{Do: say("若已停止，启动它", "If it is stopped, start it"), On: OnServer, Run: []string{"docker start " + name}},
		)}
	}
	return c
}
