package doctor

import (
	"fmt"
	"net"
	"strconv"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkControllerUnreachable() *Check {
	c := &Check{
		Code: "DF013", Severity: Error, Gate: dockpath.ControllerDialled, Paragraph: "agent-5-file", Thread: 11732, Symptom: true,
		Title: Text{"采集器主机连不上 controller", "The controller can't be reached from the agent's host"},
		Explain: Text{
			"拒绝连接：该地址没有监听此端口（server 未运行，或地址、端口错误）。超时：被防火墙或安全组丢弃。",
			"Refused: nobody listens there (the server isn't running, or the address or port is wrong). Timed out: a firewall or security group drops it.",
		},
		Because: []string{"DF010", "DF011", "DF012"},
		Needs:   [][]Need{{NeedPorts, NeedAgentLog}},
	}
	c.run = func(f *facts) []Finding {
		if f.gate(dockpath.ControllerDialled) != Closed || f.s.Agent.Process.OK() && !f.s.Agent.Process.Value.Running {
			return nil
		}
		var facts []Fact
		address := ""
		if f.file != nil && len(f.file.ControllerIPs) > 0 {
			address = net.JoinHostPort(f.file.ControllerIPs[0], strconv.Itoa(int(f.file.ControllerPort)))
			if p, known := f.port(f.file.ControllerIPs[0], int(f.file.ControllerPort)); known {
				facts = append(facts, portFact(p))
			}
			facts = append(facts, f.fileFact("controller-ips"), f.fileFact("controller-port"))
		}
		if r, args, ok := f.agentLog.last(logline.AgentDialFailed, logline.AgentSyncErrorRepeated, logline.AgentSyncError); ok {
			facts = append(facts, r.fact())
			if address == "" {
				address = net.JoinHostPort(args[0], args[1])
			}
		}
		return []Finding{c.finding(
			say("采集器主机连不上 controller %s", "The controller %s can't be reached from the agent's host", address), facts,
			Step{Do: say("在 server 上确认它在运行并监听", "On the server, see that it runs and listens"), On: OnServer, Run: []string{"docker ps -a --filter name=deepflow-server", fmt.Sprintf("ss -ltn | grep -E ':(%d|%d)\\b'", 20035, 30035)}},
			Step{Do: say("在采集器主机上重试连接；超时则放通防火墙", "Try the connection from the agent's host; if it times out, open the firewall"), On: OnAgent, Run: []string{f.nc()}},
		)}
	}
	return c
}
