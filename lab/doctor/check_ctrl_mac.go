package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkCtrlMAC() *Check {
	c := &Check{
		Code: "DF050", Severity: Error, Gate: dockpath.Registered, Paragraph: "agent-2-ip-mac", Thread: 8634,
		Title: Text{"采集器的 MAC 不在主机的任何网卡上", "The agent's MAC is on no NIC of its host"},
		Explain: Text{
			"采集器启动时按到 controller 的路由确定 ctrl_ip 与 ctrl_mac，之后不再改变。注册时 server 在该主机上报的网卡中查找 ctrl_mac：找不到（网卡更换、bond/vxlan、桥接容器）就不能注册。ctrl_ip 不在网卡上则不妨碍注册。",
			"The agent takes ctrl_ip and ctrl_mac from the route to the controller when it starts, and keeps them. Registration looks ctrl_mac up among the NICs that the host reported: a MAC that isn't there (changed NIC, bond, vxlan, bridged container) keeps the agent from registering. A ctrl_ip that is on no NIC doesn't.",
		},
		Because: []string{"DF031"},
		Needs:   [][]Need{{NeedAgentLog}, {NeedNICs, NeedServerLog}},
	}
	c.run = func(f *facts) []Finding {
		if is, _ := f.registered(); is || f.mac == "" || f.byIP() {
			return nil
		}
		var facts []Fact
		if r, _, ok := f.agentLog.last(logline.AgentRunning); ok {
			facts = append(facts, r.fact())
		}
		here := slices.ContainsFunc(f.realNICs(), func(n wire.Interface) bool { return strings.EqualFold(n.MAC, f.mac) })
		mine := func(args []string) bool { return args[0] == f.key() && strings.EqualFold(args[1], f.mac) }
		refused, _, logged := f.serverLog.lastWhere(mine, logline.ServerRegisterNoVInterface)
		if done, _, ok := f.serverLog.lastWhere(func(args []string) bool { return strings.Contains(args[0], f.mac) }, logline.ServerFinishRegisterVTap); ok && done.number > refused.number {
			logged = false
		}
		switch {
		case len(f.nics) > 0 && here && !logged, len(f.nics) == 0 && !logged:
			return nil
		case len(f.nics) > 0:
			facts = append(facts, Fact{f.s.Agent.IPAddress.Source, macs(f.realNICs())})
		}
		if logged {
			facts = append(facts, refused.fact())
		}
		found := c.finding(
			say("采集器的 MAC %s 不在主机上报的任何网卡上", "The agent's MAC %s is on no NIC that its host reported", f.mac), facts,
			Step{Do: say("比较网卡与到 controller 的路由", "Compare the NICs with the route to the controller"), On: OnAgent, Run: []string{"ip address show", f.routeGet()}},
			f.restartAgent(),
			Step{
				Instead: true,
				Do:      say("若 MAC 仍不符（bond、vxlan、无 MAC 的网卡）：只按 IP 识别采集器", "If the MAC still differs (bond, vxlan, a NIC without one): have the agent identified by its IP only"), On: OnAgent,
				Run: []string{fmt.Sprintf("echo 'agent-unique-identifier: ip' >> %s", f.agentFilePath()), f.restartAgent().Run[0]},
			},
		)
		return []Finding{found}
	}
	return c
}

// byIP: the agent's file has it identified by its address only.
func (f *facts) byIP() bool { return f.file != nil && f.file.AgentUniqueIdentifier == config.IP }

func (f *facts) routeGet() string {
	if f.file != nil && len(f.file.ControllerIPs) > 0 {
		return "ip route get " + f.file.ControllerIPs[0]
	}
	return "ip route"
}

func macs(nics []wire.Interface) string {
	var all []string
	for _, n := range nics {
		all = append(all, n.Name+" "+n.MAC)
	}
	return strings.Join(all, ", ")
}
