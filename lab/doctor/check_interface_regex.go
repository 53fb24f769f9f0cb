package doctor

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/dockpath"
)

func checkInterfaceRegex() *Check {
	c := &Check{
		Code: "DF085", Severity: Error, Gate: dockpath.FlowStored, Paragraph: "agent-1-regex", Thread: 4966,
		Title: Text{"主机网卡都不匹配 interface_regex", "interface_regex matches none of the host's NICs"},
		Explain: Text{
			"网卡正则不影响注册：采集器注册成功、状态正常，但不采集任何网卡的流量（默认正则只匹配 lo）。默认正则不含 bond、br、team、em1、p1p1 等。改配置后无需重启。",
			"The regex doesn't matter for registration: the agent registers and is NORMAL, but captures no NIC's traffic (of the default regex only lo is left). The default has no bond, br, team, em1, p1p1. A changed configuration needs no restart.",
		},
		Needs: [][]Need{{NeedNICs, NeedAgentLog}, {NeedREST, NeedMySQL, NeedAgentLog}},
	}
	c.run = func(f *facts) []Finding {
		var facts []Fact
		warned, args, logged := f.agentLog.last(logline.AgentNoInterfaceMatches, logline.AgentNoInterfaceMatchesLocal)
		if started, _, ok := f.agentLog.last(logline.AgentDispatcherStart); ok && started.number > warned.number {
			logged = false
		}
		expr, exprFact, known := f.interfaceRegex()
		nics := physical(f.realNICs())
		missed := known && len(nics) > 0 && !matchesAny(expr, nics)
		if !missed && (!logged || known && len(nics) > 0) {
			return nil
		}
		if missed {
			facts = append(facts, exprFact, Fact{f.s.Agent.IPAddress.Source, nicNames(nics)})
		}
		if logged {
			facts = append(facts, warned.fact())
			if expr == "" {
				expr = args[0]
			}
		}
		names := nicNames(nics)
		if names == "" {
			names = "*"
		}
		fix := []Step{{Do: say("查看主机网卡名", "Look at the names of the host's NICs"), On: OnAgent, Run: []string{"ip address show"}}}
		if g, yaml, ok := f.groupConfig(); ok && len(nics) > 0 {
			fix = []Step{f.setGroupConfig(g, yaml, map[string]any{interfaceRegex: widened(expr, nics)})}
		}
		return []Finding{c.finding(
			say("主机网卡 %s 都不匹配 interface_regex %s：没有流量被采集", "None of the host's NICs (%s) matches interface_regex %s: no traffic is captured", names, expr), facts, fix...,
		)}
	}
	return c
}

// interfaceRegex is the regex that the agent has: of its group's configuration, or by its log the default.
func (f *facts) interfaceRegex() (expr string, fact Fact, known bool) {
	if a, ok := f.agentConfig(); ok {
		if a.err != nil {
			return "", Fact{}, false
		}
		expr = a.user.Inputs.Cbpf.AfPacket.InterfaceRegex
		return expr, a.fact(interfaceRegex, expr), true
	}
	// The agent logs each key in which its configuration differs from the default, as the change that it is.
	if r, args, ok := f.agentLog.lastWhere(func(args []string) bool { return strings.TrimSpace(args[0]) == interfaceRegex }, logline.AgentConfigUpdate); ok {
		return strings.Trim(args[2], `"`), r.fact(), true
	}
	if r, _, ok := f.agentLog.last(logline.AgentStartedComponents); ok {
		expr = config.DefaultUserConfig().Inputs.Cbpf.AfPacket.InterfaceRegex
		return expr, Fact{r.source, "no line says that interface_regex was changed from its default " + expr}, true
	}
	return "", Fact{}, false
}

// physical are the NICs that a host's own traffic goes through: with an address, or enslaved to one that has.
func physical(nics []wire.Interface) []wire.Interface {
	var all []wire.Interface
	for _, n := range nics {
		if n.MAC != "" && n.MAC != "00:00:00:00:00:00" {
			all = append(all, n)
		}
	}
	return all
}

// matchesAny searches as the agent does: anywhere in the name, anchored at its end. Rust's regex and RE2 share their syntax.
func matchesAny(expr string, nics []wire.Interface) bool {
	if expr == "" {
		return false
	}
	if !strings.HasSuffix(expr, "$") {
		expr += "$"
	}
	re, err := regexp.Compile(expr)
	if err != nil {
		return true // DF086
	}
	for _, n := range nics {
		if re.MatchString(n.Name) {
			return true
		}
	}
	return false
}

func nicNames(nics []wire.Interface) string {
	var all []string
	for _, n := range nics {
		all = append(all, n.Name)
	}
	return strings.Join(all, ", ")
}

var trailingDigits = regexp.MustCompile(`\d+$`)

// widened is the regex with the NICs' kinds added.
func widened(expr string, nics []wire.Interface) string {
	var more []string
	seen := map[string]bool{}
	for _, n := range nics {
		kind := regexp.QuoteMeta(trailingDigits.ReplaceAllString(n.Name, "")) + ".*"
		if !seen[kind] {
			seen[kind] = true
			more = append(more, kind)
		}
	}
	add := strings.Join(more, "|")
	if inner, ok := strings.CutPrefix(expr, "^("); ok && strings.HasSuffix(inner, ")$") {
		return "^(" + add + "|" + inner
	}
	if expr == "" {
		return fmt.Sprintf("^(%s)$", add)
	}
	return fmt.Sprintf("^(%s)$|%s", add, expr)
}
