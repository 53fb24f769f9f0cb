package doctor

import "github.com/dflab/dflab/lab/dockpath"

// Check looks for one fault, or for one symptom whose cause may lie anywhere before it.
type Check struct {
	// Code is stable: DF and three digits, the first two by the gate.
	Code  string
	Title Text
	// Explain says how the check tells, and what it means; for `dflab explain`.
	Explain   Text
	Severity  Severity
	Gate      dockpath.Gate
	Paragraph string
	Thread    int
	// Symptom: the check sees a consequence. It is a root cause only where nothing before it is found.
	Symptom bool
	// Because are codes of findings that this one follows from.
	Because []string
	// Needs is what must be there for the check to tell: of each list, one.
	Needs [][]Need

	run func(*facts) []Finding
}

// All are the checks in the order of the dock path.
func All() []*Check {
	return []*Check{
		checkServerYAML(), checkDBVersion(), checkDBVersionRow(), checkMySQL(), checkClickHouse(), checkServerDown(), checkServerStarting(),
		checkAgentFile(), checkControllerPort(), checkControllerIP(), checkControllerUnreachable(), checkAgentDown(),
		checkUnimplemented(), checkTeamID(),
		checkUnknownType(), checkNoNICs(),
		checkNoDomain(), checkDomainDisabled(), checkDomainController(), checkDomainState(),
		checkCtrlMAC(),
		checkAgentDisabled(), checkAgentPending(), checkUnassigned(), checkAgentLost(),
		checkLiteral(), checkInvalidConfig(), checkProxyName(), checkHypervisor(),
		checkUnknownGroup(), checkOtherGroup(), checkGroupPorts(), checkSender(),
		checkInterfaceRegex(), checkRegexInvalid(),
		checkExternal(),
		checkStuck(),
	}
}

// Find is the check of that code, or nil.
func Find(code string) *Check {
	for _, c := range All() {
		if c.Code == code {
			return c
		}
	}
	return nil
}

// finding is a finding of the check: the facts it rests on, and what to do.
func (c *Check) finding(says Text, evidence []Fact, fix ...Step) Finding {
	return Finding{
		Code: c.Code, Severity: c.Severity, Gate: c.Gate, Says: says, Evidence: evidence,
		Paragraph: c.Paragraph, Thread: c.Thread, Fix: fix, check: c,
	}
}

// at is the finding with another severity and gate than the check's.
func (f Finding) at(s Severity, g dockpath.Gate) Finding {
	f.Severity, f.Gate = s, g
	return f
}

// each runs a check of registered agents on every one that the evidence is about.
func each(run func(*facts, agentRow) []Finding) func(*facts) []Finding {
	return func(f *facts) (all []Finding) {
		for _, r := range f.looked() {
			all = append(all, run(f, r)...)
		}
		return all
	}
}
