package doctor

import (
	"errors"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkServerYAML() *Check {
	c := &Check{
		Code: "DF001", Severity: Error, Gate: dockpath.ServerUp, Paragraph: "deploy-config-hosts",
		Title: Text{"server.yaml 无法解析", "server.yaml can't be read"},
		Explain: Text{
			"server.yaml 不是合法的 YAML，或某个值的类型不对：deepflow-server 打印原因后以退出码 1 退出。",
			"server.yaml is no YAML, or a value has the wrong type: deepflow-server prints why and exits with code 1.",
		},
		Needs: [][]Need{{NeedServerYAML}},
	}
	c.run = func(f *facts) []Finding {
		var wrong *config.Error
		if !errors.As(f.serverErr, &wrong) {
			return nil
		}
		return []Finding{c.finding(
			say("server.yaml 无法解析：%s", "server.yaml can't be read: %s", wrong.Error()),
			[]Fact{{f.s.Server.YAML.Source, wrong.Error()}},
			Step{Do: say("更正该行", "Correct that line"), On: OnServer, Run: []string{"vi " + f.serverYAMLPath()}}, f.restartServer(),
		)}
	}
	return c
}

func (f *facts) serverYAMLPath() string {
	if f.s.Places.ServerYAML != "" {
		return f.s.Places.ServerYAML
	}
	return "./deepflow-docker-compose/common/config/deepflow-server/server.yaml"
}
