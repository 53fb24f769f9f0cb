package doctor

import (
	"fmt"
	"slices"

	"github.com/dflab/dflab/lab/dockpath"
)

func checkControllerIP() *Check {
	c := &Check{
		Code: "DF012", Severity: Error, Gate: dockpath.ControllerDialled, Paragraph: "agent-5-file",
		Title: Text{"controller-ips 错误", "controller-ips is wrong"},
		Explain: Text{
			"文件中第一个 controller 地址连不上，而 server 的地址连得上。采集器只用第一个地址确定自己的 IP 与 MAC。",
			"The first controller address of the file doesn't answer, but the server's address does. The agent takes its own IP and MAC from the route to the first address.",
		},
		Needs: [][]Need{{NeedAgentFile}, {NeedPorts}},
	}
	c.run = func(f *facts) []Finding {
		server := f.s.Places.ServerIP
		if f.file == nil || len(f.file.ControllerIPs) == 0 || server == "" || slices.Contains(f.file.ControllerIPs[:1], server) {
			return nil
		}
		ip, port := f.file.ControllerIPs[0], int(f.file.ControllerPort)
		p, known := f.port(ip, port)
		if !known || p.Open {
			return nil
		}
		if _, open := f.openPort(ip, f.serverPorts("grpc")...); open {
			return nil // the address is right, the port isn't
		}
		right, ok := f.openPort(server, append([]int{port}, f.serverPorts("grpc")...)...)
		if !ok {
			return nil
		}
		rightPort, _ := f.port(server, right)
		step := Step{
			Do: say("在 %s 中将 controller-ips 改为 %s", "Set controller-ips in %s to %s", f.agentFilePath(), server), On: OnAgent,
			Run: []string{fmt.Sprintf("sed -i 's|%s|%s|' %s", ip, server, f.agentFilePath())},
		}
		steps := []Step{step}
		if right != port {
			steps = append(steps, f.setAgentFile("controller-port", fmt.Sprint(right)))
		}
		return []Finding{c.finding(
			say("controller-ips 是 %s，而 server 在 %s", "controller-ips is %s, but the server is at %s", ip, server),
			[]Fact{f.fileFact("controller-ips"), portFact(p), portFact(rightPort)}, append(steps, f.restartAgent())...,
		)}
	}
	return c
}
