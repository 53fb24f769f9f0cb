package sim_test

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/lab/sim"
)

// Every gate is seen closed by something that closes it, and the error of a wait says what.
func TestStuckAtGate(t *testing.T) {
	edit := func(old, new string) func(*lab.Spec) {
		return func(s *lab.Spec) {
			if !strings.Contains(s.Hosts[0].AgentConfig, old) {
				t.Fatalf("the guide's agent file has no %q", old)
			}
			s.Hosts[0].AgentConfig = strings.Replace(s.Hosts[0].AgentConfig, old, new, 1)
		}
	}
	for _, c := range []struct {
		gate   dockpath.Gate
		says   string
		change func(*lab.Spec)
		act    func(context.Context, *sim.Lab) error
	}{
		{dockpath.ServerUp, "deepflow-server isn't running", nil, func(ctx context.Context, l *sim.Lab) error { return l.Server.Stop(ctx) }},
		{dockpath.ControllerDialled, "connection refused", edit("controller-port: 20035", "controller-port: 30035"), nil},
		{dockpath.ControllerDialled, "exit code", edit("controller-port: 20035", "controller-port: abc"), nil},
		{dockpath.SyncAnswered, "responded with", edit("controller-port: 20035", "controller-port: 20035\nteam-id: t-none"), nil},
		{dockpath.Gathered, "domain list is empty", func(s *lab.Spec) { s.Domain = nil }, nil},
		{dockpath.Registered, "table vtap has no row", func(s *lab.Spec) {
			// The source address is on a NIC without a MAC of its own in the report: the route leaves by another one.
			s.Hosts[0].NICs = append(s.Hosts[0].NICs, lab.NIC{Name: "vxlan0", MAC: "52:54:00:99:99:99"})
			s.Hosts[0].Routes = []lab.Route{{Dst: netip.MustParsePrefix("0.0.0.0/0"), NIC: "vxlan0", Src: netip.MustParseAddr("10.50.72.101")}}
		}, nil},
		{dockpath.DataConnected, "30033", edit("vtap-group-id-request:", "# vtap-group-id-request:"), nil},
		{dockpath.FlowStored, "0 rows of this agent", func(s *lab.Spec) { s.Hosts[0].Traffic = false }, nil},
	} {
		t.Run(c.gate.String()+" "+c.says, func(t *testing.T) {
			spec := fixtures.GuideLab(1)
			if c.change != nil {
				c.change(&spec)
			}
			l := standing(t, spec, sim.Options{})
			ctx := context.Background()
			if c.act != nil {
				if err := c.act(ctx, l); err != nil {
					t.Fatal(err)
				}
			}
			w, err := dockpath.NewWatch(l.Lab, l.Hosts[0].Name)
			if err != nil {
				t.Fatal(err)
			}
			err = w.Await(ctx, dockpath.Docked, 8*time.Minute)
			var stuck *dockpath.Stuck
			if !errors.As(err, &stuck) {
				t.Fatalf("await docked: %v, want it to be stuck", err)
			}
			if stuck.At.Gate != c.gate || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v\nwant: stuck before %q, saying %q", err, c.gate, c.says)
			}
		})
	}
}
