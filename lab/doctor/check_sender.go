package doctor

import (
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkSender() *Check {
	c := &Check{
		Code: "DF083", Severity: Error, Gate: dockpath.DataConnected, Paragraph: "agent-register-failed", Thread: 3601, Symptom: true,
		Title: Text{"采集器连不上 ingester", "The agent doesn't reach the ingester"},
		Explain: Text{
			"日志 'analyzer_ip' is not assigned：采集器没有 ingester 地址，通常因为未注册。… sender tcp connection to … failed：地址或端口不通。",
			"`'analyzer_ip' is not assigned` in the log: the agent has no ingester's address, usually because it isn't registered. `… sender tcp connection to … failed`: the address or the port doesn't answer.",
		},
		Because: []string{"DF080", "DF081", "DF082", "DF070"},
		Needs:   [][]Need{{NeedAgentLog}},
	}
	c.run = func(f *facts) []Finding {
		if f.gate(dockpath.DataConnected) != Closed {
			return nil
		}
		r, _, ok := f.agentLog.last(logline.AgentAnalyzerIPNotAssigned, logline.AgentSenderConnectFailed, logline.AgentSenderWriteFailed)
		if !ok {
			return nil
		}
		if _, unassigned := logline.AgentAnalyzerIPNotAssigned.Match(r.Message); unassigned {
			return []Finding{c.finding(
				say("采集器没有 ingester 地址：检查是否注册成功", "The agent has no ingester's address: see whether it is registered"), []Fact{r.fact()},
				Step{Do: say("查看采集器列表", "Look at the list of agents"), On: OnServer, Run: []string{f.ctl("agent list")}},
			)}
		}
		_, args, _ := f.agentLog.last(logline.AgentSenderConnectFailed, logline.AgentSenderWriteFailed)
		return []Finding{c.finding(
			say("采集器连不上 ingester %s:%s", "The agent doesn't reach the ingester %s:%s", args[1], args[2]), []Fact{r.fact()},
			Step{Do: say("在采集器主机上重试连接", "Try the connection from the agent's host"), On: OnAgent, Run: []string{"nc -vz " + args[1] + " " + args[2]}},
			Step{Do: say("检查组配置中的 ingester_ip 与 ingester_port", "Check ingester_ip and ingester_port in the group configuration"), On: OnServer, Run: []string{f.ctl("agent-group-config list " + f.requested() + " -o yaml")}},
		)}
	}
	return c
}

// requested is the group that the file asks for, or a placeholder.
func (f *facts) requested() string {
	if f.file != nil && f.file.VTapGroupIDRequest != "" {
		return f.file.VTapGroupIDRequest
	}
	return "g-xxxxxxxxxx"
}
