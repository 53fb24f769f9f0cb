package doctor

import (
	"fmt"

	"github.com/dflab/dflab/lab/dockpath"
)

func checkServerStarting() *Check {
	c := &Check{
		Code: "DF009", Severity: Warning, Gate: dockpath.ServerUp, Paragraph: "server-db-version-value", Symptom: true,
		Title: Text{"deepflow-server 正在启动", "deepflow-server is still starting"},
		Explain: Text{
			"启动完成之前 GET /v1/health/ 返回 503 与所处阶段，20035 端口尚未打开。空库约 10 秒；MySQL migration 可能更久。",
			"Until the start is done GET /v1/health/ answers 503 and the stage, and port 20035 isn't open. On an empty database it takes about 10 s; MySQL migration may take longer.",
		},
		Needs: [][]Need{{NeedREST, NeedServerProcess}},
	}
	c.run = func(f *facts) []Finding {
		h := f.s.Server.Health
		if !h.OK() || h.Value.OK {
			return nil
		}
		return []Finding{c.finding(
			say("deepflow-server 正在启动：%s", "deepflow-server is still starting: %s", h.Value.Text),
			[]Fact{{h.Source, fmt.Sprintf("%d %s", h.Value.Status, h.Value.Text)}},
			Step{Do: say("稍候再次运行 dflab doctor", "Wait, and run dflab doctor again")},
		)}
	}
	return c
}
