package doctor

import (
	"fmt"

	"github.com/dflab/dflab/lab/dockpath"
)

// stuckCode is that of the check which says only where the agent stands.
const stuckCode = "DF090"

func checkStuck() *Check {
	c := &Check{
		Code: stuckCode, Severity: Error, Gate: dockpath.Docked, Paragraph: "agent-register-failed", Symptom: true,
		Title: Text{"采集器停在对接途中，原因未知", "The agent is stuck on its way, for a reason that isn't known"},
		Explain: Text{
			"某一步没有完成，而没有检查说明原因。刚启动的采集器需要 2～5 分钟；过后仍停在同一步，则补充缺少的证据再运行。",
			"A gate is closed, and no check says why. An agent that was just started takes 2 to 5 minutes; if it is still there later, give the evidence that is missing and run again.",
		},
		Needs: nil,
	}
	c.run = func(f *facts) []Finding {
		at, closed := f.firstClosed()
		if !closed {
			return nil
		}
		found := c.finding(
			Text{fmt.Sprintf("停在“%s”之前", gateIn(at.Gate, "zh")), fmt.Sprintf("Stuck before %q", at.Gate)}, at.Evidence,
			Step{Do: Text{"下一次可能推进的时刻：" + next(at.Gate).ZH, "What may still move it: " + next(at.Gate).EN}},
		)
		return []Finding{found.at(Error, at.Gate)}
	}
	return c
}
