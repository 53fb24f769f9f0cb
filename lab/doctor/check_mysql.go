package doctor

import (
	"fmt"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkMySQL() *Check {
	c := &Check{
		Code: "DF004", Severity: Error, Gate: dockpath.ServerUp, Paragraph: "deploy-config-hosts",
		Title: Text{"MySQL 不可用", "MySQL can't be reached"},
		Explain: Text{
			"deepflow-server 启动时连不上 MySQL 即退出（退出码 0），不在进程内重试。",
			"deepflow-server exits (with code 0) when it can't reach MySQL at its start; it doesn't retry within the process.",
		},
		Needs: [][]Need{{NeedServerLog, NeedMySQL}},
	}
	c.run = func(f *facts) []Finding {
		if up := f.gate(dockpath.ServerUp); up == Open || up == Unknown && !f.s.Server.Log.OK() {
			return nil // perhaps it is closed to us only
		}
		var facts []Fact
		if m := f.s.MySQL.DBVersion; m.Failed() {
			facts = append(facts, Fact{"ping MySQL", m.Missing})
		}
		if m := f.s.MySQL.DBVersion; !m.OK() {
			if r, _, ok := f.current(logline.ServerInitializeSessionFailed, logline.ServerMigrateMySQLFailed); ok {
				facts = append(facts, r.fact())
			}
		}
		if len(facts) == 0 {
			return nil
		}
		where := ""
		if f.server != nil {
			m := f.server.Controller.MySQL
			where = fmt.Sprintf(" %s:%d", m.Host, m.Port)
		}
		says := say("MySQL%s 连不上，server 无法启动", "MySQL%s can't be reached, so the server doesn't start", where)
		for _, fact := range facts {
			if strings.Contains(fact.Text, "Access denied") {
				says = say("MySQL%s 拒绝 server 的用户或密码", "MySQL%s refuses the server's user or password", where)
			}
		}
		return []Finding{c.finding(
			says, facts,
			Step{Do: say("查看并启动 MySQL", "Look at MySQL and start it"), On: OnServer, Run: []string{"docker ps -a --filter name=deepflow-mysql", "docker logs --tail 20 deepflow-mysql", "docker start deepflow-mysql"}},
			Step{Do: say("确认 server.yaml 中 MySQL 的地址与密码正确", "See that server.yaml has MySQL's address and password"), On: OnServer, Run: []string{f.mysql("SELECT 1")}},
		)}
	}
	return c
}
