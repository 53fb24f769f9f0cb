package kernel

import (
	"net/netip"
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

// flows are the connections, each with its share of what its NIC carries. A socket whose port is listened on is a server's. A
// connection within the machine is its client's, on lo.
func flows(nics []wire.Interface, all []socket, rates map[string]counters) []agent.Flow {
	served := map[uint32]bool{}
	key := func(protocol uint8, port uint16) uint32 { return uint32(protocol)<<16 | uint32(port) }
	for _, s := range all {
		if s.state == listening {
			served[key(s.protocol, s.local.Port())] = true
		}
	}
	var made []agent.Flow
	number := map[string]int{}
	for _, s := range all {
		if !s.connected() {
			continue
		}
		nic, within := nicFor(nics, s)
		isServer := served[key(s.protocol, s.local.Port())]
		if nic == "" || within && isServer {
			continue
		}
		f := agent.Flow{NIC: nic, Protocol: s.protocol, Client: s.local, Server: s.remote}
		if isServer {
			f.Client, f.Server = s.remote, s.local
		}
		number[nic]++
		made = append(made, f)
	}
	for i := range made {
		f := &made[i]
		share, n := rates[f.NIC], uint64(number[f.NIC])
		f.Sent, f.Received = part(share.sent, n), part(share.received, n)
		if served[key(f.Protocol, f.Server.Port())] && owns(nics, f.Server.Addr()) != "" {
			f.Sent, f.Received = f.Received, f.Sent
		}
	}
	return made
}

func part(r agent.Rate, n uint64) agent.Rate {
	return agent.Rate{Packets: r.Packets / n, Bytes: r.Bytes / n}
}

// nicFor is the NIC of a socket; within tells that both ends are the machine's.
func nicFor(nics []wire.Interface, s socket) (name string, within bool) {
	if s.remote.Addr().IsLoopback() || owns(nics, s.remote.Addr()) != "" {
		return "lo", true
	}
	return owns(nics, s.local.Addr()), false
}

// owns is the NIC that has an address, or "".
func owns(nics []wire.Interface, a netip.Addr) string {
	for _, nic := range nics {
		for _, own := range nic.Addrs {
			if own.Addr.Addr() == a {
				return nic.Name
			}
		}
	}
	return ""
}
