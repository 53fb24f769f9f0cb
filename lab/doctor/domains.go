package doctor

import (
	"fmt"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/deepflow/logline"
)

// domain is a domain of type agent_sync.
type domain struct {
	name, lcuuid, controllerIP, syncedAt, errorMsg string
	enabled                                        bool
	state                                          int
}

// domains are those of type agent_sync; ok is false when they aren't known.
func (f *facts) domains() (list []domain, source string, ok bool) {
	if in := f.s.Server.Domains; in.OK() {
		for _, d := range in.Value {
			if d.Type == controller.TypeAgentSync {
				list = append(list, domain{d.Name, d.Lcuuid, d.ControllerIP, d.SyncedAt, d.ErrorMsg, d.Enabled == 1, d.State})
			}
		}
		return list, fmt.Sprintf("deepflow-ctl domain list (%s)", in.Source), true
	}
	in := f.s.MySQL.Domain
	for _, r := range in.Value {
		if number(r["type"]) == controller.TypeAgentSync {
			list = append(list, domain{r["name"], r["lcuuid"], r["controller_ip"], r["synced_at"], r["error_msg"], r["enabled"] == "1", number(r["state"])})
		}
	}
	return list, in.Source, in.OK()
}

func (d domain) fact(source string) Fact {
	enabled := "ENABLE"
	if !d.enabled {
		enabled = "DISABLE"
	}
	text := fmt.Sprintf("%s agent_sync controller_ip %s %s state %d synced_at %q", d.name, d.controllerIP, enabled, d.state, d.syncedAt)
	if d.errorMsg != "" {
		text += " " + d.errorMsg
	}
	return Fact{source, text}
}

// nodeIP is the address by which the running controller knows itself, and where that is from: its log, or its row where there is one
// controller only.
func (f *facts) nodeIP() (string, Fact, bool) {
	if r, args, ok := f.serverLog.last(logline.ServerNodeInfo); ok && args[0] != "" {
		return args[0], r.fact(), true
	}
	if in := f.s.MySQL.Controller; in.OK() && len(in.Value) == 1 {
		ip := in.Value[0]["ip"]
		return ip, Fact{in.Source, "ip = " + ip}, ip != ""
	}
	return "", Fact{}, false
}

// missingHost are the server's words about an agent whose host no domain made rows of.
func (f *facts) missingHost() []Fact {
	if f.ip == "" {
		return nil
	}
	mine := func(args []string) bool { return args[0] == f.key() }
	var all []Fact
	for _, l := range []*logline.Line{logline.ServerRegisterNoVInterfaceIP, logline.ServerRegisterNoIPResource} {
		if r, _, ok := f.serverLog.lastWhere(mine, l); ok {
			all = append(all, r.fact())
		}
	}
	return all
}

// names are those of the domains.
func names(list []domain) string {
	var all []string
	for _, d := range list {
		all = append(all, d.name)
	}
	return strings.Join(all, ", ")
}
