package e2e

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/lab/operator"
	"github.com/dflab/dflab/lab/sim"
)

// start builds an embedded lab, sets it up as its specification says and starts its agents. It ends with the spec.
func start(ctx context.Context, spec lab.Spec) *sim.Lab {
	GinkgoHelper()
	l, err := sim.New(ctx, spec, sim.Options{})
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { Expect(l.Close()).To(Succeed()) })
	Expect(operator.SetUp(ctx, l.Lab)).To(Succeed())
	Expect(l.StartAgents(ctx)).To(Succeed())
	return l
}

// watch follows the agent of the lab's first host.
func watch(l *sim.Lab) *dockpath.Watch {
	GinkgoHelper()
	w, err := dockpath.NewWatch(l.Lab, l.Hosts[0].Name)
	Expect(err).NotTo(HaveOccurred())
	return w
}

// evidence is where the logs stood at some moment; the zero value is their beginning.
type evidence struct{ server, agent lab.Cursor }

func cursors(l *sim.Lab) evidence {
	var e evidence
	_, e.server = l.Server.Log().Since(e.server)
	_, e.agent = l.Hosts[0].Agent.Log().Since(e.agent)
	return e
}

// serverLinesSince are the messages of the server's log that are that line.
func serverLinesSince(l *sim.Lab, e evidence, of *logline.Line) []string {
	lines, _ := l.Server.Log().Since(e.server)
	return matching(lines, logline.ParseServer, of)
}

// agentLines are the messages of a host's agent log that are that line.
func agentLines(l *sim.Lab, host int, of *logline.Line) []string {
	lines, _ := l.Hosts[host].Agent.Log().Since(lab.Cursor{})
	return matching(lines, logline.ParseAgent, of)
}

func matching(lines []string, parse func(string) (logline.Record, error), of *logline.Line) []string {
	var out []string
	for _, l := range lines {
		if r, err := parse(l); err == nil {
			if _, ok := of.Match(r.Message); ok {
				out = append(out, r.Message)
			}
		}
	}
	return out
}
