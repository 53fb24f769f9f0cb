package kernel

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/sim/agent"
)

// counters are a NIC's since it exists, or what it carries a second.
type counters struct{ sent, received agent.Rate }

// Rates are those of the last minute, as flow logs are made of a minute; the kernel is asked at most once a second.
const (
	rateWindow   = time.Minute
	rateInterval = time.Second
)

// window is what the kernel counted during the last minute.
type window struct {
	samples []sample
	sockets []socket
}

type sample struct {
	at       time.Time
	counters map[string]counters
}

func (w *window) due(now time.Time) bool {
	return len(w.samples) == 0 || now.Sub(w.samples[len(w.samples)-1].at) >= rateInterval
}

func (w *window) add(now time.Time, c map[string]counters, s []socket) {
	w.samples, w.sockets = append(w.samples, sample{now, c}), s
	for now.Sub(w.samples[0].at) > rateWindow && len(w.samples) > 2 {
		w.samples = w.samples[1:]
	}
}

// perSecond is what each NIC has carried, between the first sample and the last. A counter that went back belongs to a new NIC.
func (w *window) perSecond() map[string]counters {
	rates := map[string]counters{}
	if len(w.samples) < 2 {
		return rates
	}
	first, last := w.samples[0], w.samples[len(w.samples)-1]
	seconds := last.at.Sub(first.at).Seconds()
	rate := func(before, after uint64) uint64 {
		if after < before {
			before = 0
		}
		return uint64(float64(after-before)/seconds + 0.5)
	}
	for nic, after := range last.counters {
		before := first.counters[nic]
		rates[nic] = counters{
			sent: agent.Rate{
				Packets: rate(before.sent.Packets, after.sent.Packets), Bytes: rate(before.sent.Bytes, after.sent.Bytes),
			},
			received: agent.Rate{
				Packets: rate(before.received.Packets, after.received.Packets), Bytes: rate(before.received.Bytes, after.received.Bytes),
			},
		}
	}
	return rates
}

// flows are the connections, each with its share of what its NIC carries. A connection within the machine is its client's, on lo.
func flows(nics []wire.Interface, all []socket, rates map[string]counters) []agent.Flow {
	served := map[port]bool{}
	for _, s := range all {
		if s.state == listening {
			served[port{s.protocol, s.local.Port()}] = true
		}
	}
	byNIC := map[string][]end{}
	for _, s := range all {
		if !s.connected() {
			continue
		}
		nic, within := nicOf(nics, s)
		server := served[port{s.protocol, s.local.Port()}]
		if nic != "" && !(within && server) {
			byNIC[nic] = append(byNIC[nic], end{s, server})
		}
	}
	var made []agent.Flow
	for _, nic := range nics {
		made = append(made, share(nic.Name, byNIC[nic.Name], rates[nic.Name])...)
	}
	return made
}

// port is a port of the machine; a socket whose port is listened on is a server's.
type port struct {
	protocol uint8
	number   uint16
}

// end is the machine's end of a connection.
type end struct {
	socket
	server bool
}

// share divides what a NIC carries a second among its connections, present ones first, in whole packets: of more connections than
// packets a second, the last carry nothing and are left out.
func share(nic string, ends []end, c counters) []agent.Flow {
	n := min(uint64(len(ends)), max(c.sent.Packets, c.received.Packets))
	slices.SortStableFunc(ends, func(a, b end) int { return cmp.Compare(b.inode, a.inode) })
	made := make([]agent.Flow, 0, n)
	for i := range n {
		e := ends[i]
		f := agent.Flow{
			NIC: nic, Protocol: e.protocol, Client: e.local, Server: e.remote,
			Sent: part(c.sent, i, n), Received: part(c.received, i, n),
		}
		if e.server {
			f.Client, f.Server, f.Sent, f.Received = f.Server, f.Client, f.Received, f.Sent
		}
		made = append(made, f)
	}
	return made
}

// part is the i-th of n parts, which add up.
func part(r agent.Rate, i, n uint64) agent.Rate {
	of := func(all uint64) uint64 { return all*(i+1)/n - all*i/n }
	return agent.Rate{Packets: of(r.Packets), Bytes: of(r.Bytes)}
}

// nicOf is the NIC of a socket; within tells that both ends are the machine's.
func nicOf(nics []wire.Interface, s socket) (name string, within bool) {
	if s.remote.Addr().IsLoopback() || owner(nics, s.remote.Addr()) != "" {
		return "lo", true
	}
	return owner(nics, s.local.Addr()), false
}

// owner is the NIC that has an address, or "".
func owner(nics []wire.Interface, a netip.Addr) string {
	for _, nic := range nics {
		for _, own := range nic.Addrs {
			if own.Addr.Addr() == a {
				return nic.Name
			}
		}
	}
	return ""
}
