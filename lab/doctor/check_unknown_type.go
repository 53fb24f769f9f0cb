package doctor

import (
	"fmt"
	"strings"

	"github.com/dflab/dflab/lab/dockpath"
)

func checkUnknownType() *Check {
	const key = "trident-type-for-unkonw-vtap"
	c := &Check{
		Code: "DF030", Severity: Error, Gate: dockpath.Reported, Paragraph: "agent-3-domain", Thread: 1441,
		Title: Text{"server.yaml 未设置 trident-type-for-unkonw-vtap", "server.yaml doesn't set trident-type-for-unkonw-vtap"},
		Explain: Text{
			"未注册的采集器只有在 server 告诉它类型后，其主机信息才会被接收。默认值 0 表示不告诉：主机信息被忽略，永远不能注册。指南没有提到它；拼写以 server 为准（6.6.9 两种拼写都读）。",
			"What an agent that isn't registered reports of its host is taken only once the server has told it a type. The default 0 tells none: the report is ignored and the agent never registers. The guide doesn't name the key; 6.6.9 reads both spellings.",
		},
		Needs: [][]Need{{NeedServerYAML}},
	}
	c.run = func(f *facts) []Finding {
		if f.server == nil || f.server.Controller.Trisolaris.TridentTypeForUnknowVtap != 0 {
			return nil
		}
		path := f.serverYAMLPath()
		found := c.finding(
			say("server.yaml 的 controller.trisolaris.%s 未设置：未注册采集器的主机信息被忽略", "controller.trisolaris.%s isn't set in server.yaml: what agents that aren't registered report is ignored", key),
			[]Fact{yamlFact(f.s.Server.YAML.Source, f.s.Server.YAML.Value, key)},
			Step{Do: say("在 %s 的 controller.trisolaris 下加入 %s: 3", "Add to controller.trisolaris of %s: %s: 3", path, key), On: OnServer, Run: []string{f.setType(path, key)}}, f.restartServer(),
		)
		if is, _ := f.registered(); is {
			found.Says = say("server.yaml 的 controller.trisolaris.%s 未设置：新的采集器无法注册", "controller.trisolaris.%s isn't set in server.yaml: no further agent will register", key)
			found = found.at(Warning, None)
		}
		return []Finding{found}
	}
	return c
}

// setType sets the key where it stands with another value, or adds it.
func (f *facts) setType(path, key string) string {
	text := f.s.Server.YAML.Value
	for _, k := range []string{key, "trident-type-for-unknow-vtap"} {
		if strings.Contains(text, k+":") {
			return fmt.Sprintf("sed -i 's|%s:.*|%s: 3|' %s", k, k, path)
		}
	}
	return addToYAML(path, text, []string{"controller", "trisolaris"}, key+": 3")
}
