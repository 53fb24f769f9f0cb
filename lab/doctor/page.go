package doctor

import (
	"fmt"
	"strings"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab/dockpath"
)

// words are the page's own, by language.
var words = struct {
	agent, healthy, root, masked, evidence, guide, thread, fix, untold, path, onAgent, onServer, codes, give, after, instead, noEvidence, next, noneClosed Text
	severity                                                                                                                                               map[Severity]Text
	state                                                                                                                                                  map[State]Text
}{
	agent: Text{"采集器", "agent"}, healthy: Text{"没有发现问题", "nothing found"}, root: Text{"根因", "root cause"},
	masked: Text{"由此引起，或在此之后才能判断", "follows from it, or can be told only when it is mended"}, evidence: Text{"依据", "evidence"},
	guide: Text{"指南", "guide"}, thread: Text{"讨论", "thread"}, fix: Text{"处理", "what to do"},
	untold: Text{"尚不能判断，缺少", "Can't be told yet, for want of"}, path: Text{"对接路径", "Dock path"},
	onAgent: Text{"采集器主机", "agent's host"}, onServer: Text{"server 主机", "server's host"}, codes: Text{"检查", "checks"}, give: Text{"输出交给", "give the output to"},
	noEvidence: Text{"没有证据，无从判断", "no evidence, so nothing can be told"},
	next:       Text{"下一次可能推进的时刻", "what may still move it"}, noneClosed: Text{"没有未通过的步骤", "no gate is known to be closed"},
	instead:  Text{"（备选）", " (instead)"},
	after:    Text{"可能由此引起", "may follow from"},
	severity: map[Severity]Text{Error: {"错误", "error"}, Warning: {"警告", "warning"}, Info: {"提示", "info"}},
	state:    map[State]Text{Open: {"通过", "open"}, Closed: {"未通过", "closed"}, Unknown: {"未知", "unknown"}},
}

// Page is the diagnosis as a page of plain text, in the order of the guide: server, agent file, registration, configuration, data.
func Page(d *Diagnosis, lang string) string {
	var b strings.Builder
	in := func(t Text) string { return t.In(lang) }
	fmt.Fprintf(&b, "dflab doctor · DeepFlow %s", d.Release)
	if d.Agent != "" {
		fmt.Fprintf(&b, " · %s %s", in(words.agent), d.Agent)
	}
	b.WriteString("\n\n" + in(words.path) + "\n")
	for _, s := range d.Path {
		fmt.Fprintf(&b, "  %s %s\n", pad(in(words.state[s.State]), 8), gateIn(s.Gate, lang))
	}
	for _, r := range d.Roots {
		b.WriteString("\n")
		r.print(&b, lang)
		if len(r.Masked) > 0 {
			fmt.Fprintf(&b, "  %s:\n", in(words.masked))
			for _, m := range r.Masked {
				fmt.Fprintf(&b, "    %s %s (%s)\n", m.Code, in(m.Says), gateIn(m.Gate, lang))
			}
		}
	}
	if len(d.Roots) == 0 {
		b.WriteString("\n" + in(d.nothing()) + "\n")
	}
	for _, u := range d.Untold {
		fmt.Fprintf(&b, "\n%s: %s\n", in(words.untold), in(u.Missing))
		fmt.Fprintf(&b, "  %s: %s\n", in(words.codes), strings.Join(u.Codes, " "))
		fmt.Fprintf(&b, "  %s $ %s\n", in(u.On.name()), u.Run)
		fmt.Fprintf(&b, "  %s dflab doctor %s\n", in(words.give), u.Flag)
	}
	return b.String()
}

// nothing is what is said where there is no finding.
func (d *Diagnosis) nothing() Text {
	if !d.Told() {
		return words.noEvidence
	}
	return words.healthy
}

// gates are the gates' Chinese names; the English ones are the dock path's.
var gates = map[dockpath.Gate]string{
	None: "不影响对接", dockpath.ServerUp: "server 启动", dockpath.ControllerDialled: "连接 controller", dockpath.SyncAnswered: "Sync 得到应答",
	dockpath.Reported: "主机上报", dockpath.Gathered: "domain 采集主机", dockpath.Registered: "注册", dockpath.Assigned: "分配 controller 与 ingester",
	dockpath.Configured: "配置被接受", dockpath.DataConnected: "数据连接", dockpath.StatsStored: "自身指标入库", dockpath.FlowStored: "流量数据入库",
}

// nexts are the timers that may open a gate, as dockpath.Gate.Next has them, in Chinese.
var nexts = map[dockpath.Gate]string{
	dockpath.ServerUp: "server 重启，退出后 60 秒内", dockpath.ControllerDialled: "采集器下次尝试，60 秒内", dockpath.SyncAnswered: "采集器下次 Sync，60 秒内",
	dockpath.Reported: "采集器 10 秒内上报，60 秒一次可见", dockpath.Gathered: "domain 下次采集，60 秒内", dockpath.Registered: "采集器下次 Sync，60 秒内",
	dockpath.Assigned: "主 controller 下次检查，60 秒内", dockpath.Configured: "采集器下两次 Sync，120 秒内", dockpath.DataConnected: "采集器下次连接，14 秒内",
	dockpath.StatsStored: "下一批自身指标，约 25 秒内", dockpath.FlowStored: "下一批流日志，约 75 秒内（须有流量）",
}

// next is what may open the gate without anybody's help.
func next(g dockpath.Gate) Text { return Text{nexts[g], g.Next()} }

func gateIn(g dockpath.Gate, lang string) string {
	if lang == "zh" {
		return gates[g]
	}
	return gateName(g)
}

// pad fills a text up to a width; a Chinese character is two wide.
func pad(text string, width int) string {
	for _, r := range text {
		width--
		if r > 0x2e80 {
			width--
		}
	}
	return text + strings.Repeat(" ", max(0, width))
}

func (h Host) name() Text {
	if h == OnServer {
		return words.onServer
	}
	return words.onAgent
}

// print writes the finding with its evidence and fix.
func (r Root) print(b *strings.Builder, lang string) {
	in := func(t Text) string { return t.In(lang) }
	fmt.Fprintf(b, "%s %s · %s · %s\n", r.Code, in(words.severity[r.Severity]), gateIn(r.Gate, lang), in(r.Says))
	for _, f := range r.Evidence {
		fmt.Fprintf(b, "  %s: %s\n    %s\n", in(words.evidence), f.Source, strings.ReplaceAll(f.Text, "\n", "\n    "))
	}
	if p, ok := paragraph(r.Paragraph); ok {
		fmt.Fprintf(b, "  %s: %s · %s · %s\n", in(words.guide), p.Section, in(Text{p.ZH, p.EN}), p.ID)
	}
	if r.Thread != 0 {
		fmt.Fprintf(b, "  %s: deepflowio/deepflow#%d\n", in(words.thread), r.Thread)
	}
	for i, s := range r.Fix {
		where := ""
		if len(s.Run) > 0 {
			where = " (" + in(s.On.name()) + ")"
		}
		what := in(words.fix)
		if s.Instead {
			what += in(words.instead)
		}
		fmt.Fprintf(b, "  %s %d: %s%s\n", what, i+1, in(s.Do), where)
		for _, c := range s.Run {
			// Commands stand at the line's beginning: an indented here-document doesn't end.
			fmt.Fprintf(b, "%s\n", c)
		}
	}
}

func paragraph(id string) (fixtures.Paragraph, bool) {
	all, err := fixtures.Guide()
	if err != nil {
		return fixtures.Paragraph{}, false
	}
	for _, p := range all {
		if p.ID == id {
			return p, true
		}
	}
	return fixtures.Paragraph{}, false
}

// Short is the diagnosis in a line for each root cause, for a chat.
func Short(d *Diagnosis, lang string) string {
	if len(d.Roots) == 0 {
		return d.nothing().In(lang) + "\n"
	}
	var b strings.Builder
	for _, r := range d.Roots {
		fmt.Fprintf(&b, "%s %s: %s", r.Code, words.severity[r.Severity].In(lang), r.Says.In(lang))
		if len(r.Masked) > 0 {
			var codes []string
			for _, m := range r.Masked {
				codes = append(codes, m.Code)
			}
			fmt.Fprintf(&b, " (+ %s)", strings.Join(codes, " "))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// GateName is the gate that the check's fault closes first, "none" when it closes none.
func (c *Check) GateName() string { return gateName(c.Gate) }

// Page explains the check.
func (c *Check) Page(lang string) string {
	var b strings.Builder
	in := func(t Text) string { return t.In(lang) }
	fmt.Fprintf(&b, "%s %s · %s · %s\n\n%s\n\n", c.Code, in(words.severity[c.Severity]), gateIn(c.Gate, lang), in(c.Title), in(c.Explain))
	if p, ok := paragraph(c.Paragraph); ok {
		fmt.Fprintf(&b, "%s: %s · %s · %s\n", in(words.guide), p.Section, in(Text{p.ZH, p.EN}), p.ID)
	}
	if c.Thread != 0 {
		fmt.Fprintf(&b, "%s: deepflowio/deepflow#%d\n", in(words.thread), c.Thread)
	}
	if len(c.Because) > 0 {
		fmt.Fprintf(&b, "%s: %s\n", in(words.after), strings.Join(c.Because, " "))
	}
	return b.String()
}
