package doctor

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkUnknownGroup() *Check {
	c := &Check{
		Code: "DF080", Severity: Error, Gate: dockpath.DataConnected, Paragraph: "agent-5-file", Thread: 3402,
		Title: Text{"vtap-group-id-request 指向不存在的组", "vtap-group-id-request asks for a group that doesn't exist"},
		Explain: Text{
			"server 不会拒绝：未注册时下发空配置（默认 127.0.0.1:30035 与 30033），注册时归入 default 组。宿主机网络部署因此连不上 ingester。注册后只改文件不会换组。",
			"The server doesn't refuse it: until it is registered the agent gets an empty configuration (defaults 127.0.0.1:30035 and 30033), then it is put into group default. With host networking it doesn't reach the ingester. Once it is registered, correcting the file alone doesn't move it.",
		},
		Needs: [][]Need{{NeedAgentFile, NeedServerLog}, {NeedREST, NeedMySQL, NeedServerLog}},
	}
	c.run = func(f *facts) []Finding {
		asked, from := f.requestedGroup()
		if asked == "" {
			return nil
		}
		facts := []Fact{from}
		_, known := f.groupBy(func(g group) bool { return g.id == asked })
		r, _, logged := f.serverLog.lastWhere(func(args []string) bool { return args[0] == asked }, logline.ServerVTapGroupNotFound)
		switch {
		case known, len(f.groups) == 0 && !logged:
			return nil
		case len(f.groups) > 0:
			facts = append(facts, Fact{"deepflow-ctl agent-group list", f.groupList()})
		}
		if logged {
			facts = append(facts, r.fact())
		}
		right := f.exampleGroup()
		fix := []Step{f.setAgentFile("vtap-group-id-request", `"`+right+`"`), f.restartAgent()}
		if len(f.groups) == 1 && groupID.MatchString(asked) { // nobody has made one
			fix = []Step{{
				Do: say("还没有创建过组：按该 ID 创建，并写入组配置", "Nobody has created a group yet: create it with that id, and give it a configuration"), On: OnServer,
				Run: []string{f.ctl("agent-group create legacy-host --id " + asked), f.ctlWith("agent-group-config create "+asked, f.guideConfig())},
			}}
			right = asked
		}
		if f.row != nil { // its group was chosen when it was registered
			if g, ok := f.groupBy(func(g group) bool { return g.id == right }); !ok || g.lcuuid != f.row.groupLcuuid {
				fix = append(fix, f.updateAgent(say("采集器已注册，须将它移到该组", "The agent is registered already: move it to the group"), f.row.name, "agent_group_id: "+right))
			}
		}
		return []Finding{c.finding(
			say("采集器配置文件请求的组 %s 不存在", "The agent's file asks for group %s, which doesn't exist", asked), facts, fix...,
		)}
	}
	return c
}

// groupID is what the server takes for a group's id.
var groupID = regexp.MustCompile(`^g-[A-Za-z0-9]{10}$`)

// guideConfig is the guide's group configuration with this deployment's address.
func (f *facts) guideConfig() string {
	server := f.s.Places.ServerIP
	if server == "" {
		server = "SERVER_IP"
	}
	text, _ := config.Edit("", map[string]any{
		ingesterIP: server, ingesterPort: f.serverPorts("ingester")[0], proxyIP: server, proxyPort: f.serverPorts("grpc")[0], hypervisorKey: true,
	}, nil, nil)
	return text
}

func (f *facts) groupList() string {
	var all []string
	for _, g := range f.groups {
		all = append(all, fmt.Sprintf("%s %s", g.name, g.id))
	}
	return strings.Join(all, ", ")
}
