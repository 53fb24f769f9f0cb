package doctor

import (
	"fmt"
	"slices"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkControllerPort() *Check {
	c := &Check{
		Code: "DF011", Severity: Error, Gate: dockpath.ControllerDialled, Paragraph: "agent-5-file", Thread: 6099,
		Title: Text{"controller-port 错误", "controller-port is wrong"},
		Explain: Text{
			"宿主机网络部署时 controller 监听 20035；端口映射部署时为 30035（采集器的默认值）。另一个端口在同一地址上接受连接，而文件中的端口没有。",
			"With host networking the controller listens on 20035; behind a port mapping it is 30035, the agent's default. Another port of the same address accepts, and the one in the file doesn't.",
		},
		Needs: [][]Need{{NeedAgentFile}, {NeedPorts, NeedAgentLog}},
	}
	c.run = func(f *facts) []Finding {
		if f.file == nil || len(f.file.ControllerIPs) == 0 {
			return nil
		}
		ip, port := f.file.ControllerIPs[0], int(f.file.ControllerPort)
		p, known := f.port(ip, port)
		if !known {
			return nil
		}
		right, ok := f.openPort(ip, slices.DeleteFunc(f.serverPorts("grpc"), func(n int) bool { return n == port })...)
		if !ok {
			return nil
		}
		facts := []Fact{f.fileFact("controller-port"), portFact(p)}
		if p.Open { // it may be a port of the server, but not this one
			other, is := f.otherPort(port)
			bad, _, failing := f.agentLog.last(logline.AgentSyncError, logline.AgentSyncErrorRepeated, logline.AgentDialFailed)
			if !is || !failing || f.gate(dockpath.SyncAnswered) == Open {
				return nil
			}
			facts = append(facts, Fact{"deepflow-server", fmt.Sprintf("%d is its port %s", port, other)}, bad.fact())
		}
		rightPort, _ := f.port(ip, right)
		return []Finding{c.finding(
			say("controller-port 是 %[1]d，而 %[2]s 的 controller 在 %[3]d", "controller-port is %[1]d, but the controller of %[2]s is at %[3]d", port, ip, right),
			append(facts, portFact(rightPort)), f.setAgentFile("controller-port", fmt.Sprint(right)), f.restartAgent(),
		)}
	}
	return c
}

// otherPort is what a port of the server is for that isn't the control plane's.
func (f *facts) otherPort(port int) (string, bool) {
	for _, p := range f.release.Ports {
		if p.Name != "grpc" && p.Name != "ssl-grpc" && (p.Port == port || p.NodePort == port) {
			return p.Name, true
		}
	}
	return "", false
}
