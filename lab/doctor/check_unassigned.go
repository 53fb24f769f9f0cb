package doctor

import (
	"fmt"

	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkUnassigned() *Check {
	c := &Check{
		Code: "DF062", Severity: Error, Gate: dockpath.Assigned, Paragraph: "agent-register-failed", Thread: 2730, Symptom: true,
		Title: Text{"采集器没有分配到 controller 或 ingester", "The agent has no controller or no ingester assigned"},
		Explain: Text{
			"分配由主 controller 每 60 秒进行一次。没有可用的 ingester（未注册、异常、已达 vtap_max）时，采集器得到 enabled=false，日志为 'analyzer_ip' is not assigned。",
			"The master controller assigns every 60 s. While no ingester is available (not registered, in exception, or full) the agent gets enabled=false and logs `'analyzer_ip' is not assigned`.",
		},
		Needs: [][]Need{{NeedREST, NeedMySQL}},
	}
	c.run = each(func(f *facts, r agentRow) []Finding {
		if r.enable == 0 || r.state == controller.AgentPending || r.controllerIP != "" && r.analyzerIP != "" {
			return nil
		}
		facts := []Fact{{r.source, fmt.Sprintf("%s: controller %q, ingester %q", r.name, r.controllerIP, r.analyzerIP)}}
		if in := f.s.MySQL.Analyzer; in.OK() {
			text := "no row"
			for _, a := range in.Value {
				text = fmt.Sprintf("%s: state %s", a["ip"], a["state"])
			}
			facts = append(facts, Fact{in.Source, text})
		}
		if line, _, ok := f.serverLog.lastWhere(func(args []string) bool { return args[0] == f.key() || args[0] == r.name }, logline.ServerNoIngesterIP, logline.ServerNoProxyControllerIP); ok {
			facts = append(facts, line.fact())
		}
		return []Finding{c.finding(
			say("采集器 %s 尚未分配到 controller 或 ingester", "Agent %s has no controller or no ingester assigned", r.name), facts,
			Step{Do: say("查看 controller 与 ingester 的状态；分配每 60 秒一次", "Look at the states of controller and ingester; they are assigned every 60 s"), On: OnServer, Run: []string{f.ctl("server controller list"), f.ctl("server ingester list")}},
		)}
	})
	return c
}
