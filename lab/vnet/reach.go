package vnet

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"strconv"
	"syscall"
)

// Reach is what a connect meets.
type Reach int

// What a connect can meet.
const (
	Reachable Reach = iota // somebody listens
	Refused                // the host is there, nobody listens
	BlackHole              // no answer: the connect hangs until the caller's timeout
	NoRoute                // no host has the address, or the name doesn't resolve
)

// String is the reach in words of the field.
func (r Reach) String() string {
	switch r {
	case Reachable:
		return "reachable"
	case Refused:
		return "connection refused"
	case BlackHole:
		return "i/o timeout"
	case NoRoute:
		return "no route to host"
	}
	return "reach " + strconv.Itoa(int(r))
}

// route is the way of a connection that is about to be made.
type route struct {
	from, to *virtual // nil on the machine
	src, dst netip.AddrPort
	binding  *binding // what listens at dst; nil on the machine
}

// connectError gives err the form that net.Dialer gives the kernel's errors.
func connectError(network string, dst netip.AddrPort, err error) error {
	op := &net.OpError{Op: "dial", Net: network, Err: err}
	if dst.IsValid() {
		op.Addr = net.TCPAddrFromAddrPort(dst)
	}
	if errno := syscall.Errno(0); errors.As(err, &errno) {
		op.Err = os.NewSyscallError("connect", errno)
	}
	return op
}

// errTimeout is what a connect into a black hole ends with.
var errTimeout error = os.ErrDeadlineExceeded

// reachOf is the reach that an error of a connect means.
func reachOf(err error) Reach {
	var netErr net.Error
	switch {
	case err == nil:
		return Reachable
	case errors.Is(err, syscall.ECONNREFUSED):
		return Refused
	case errors.As(err, &netErr) && netErr.Timeout():
		return BlackHole
	}
	return NoRoute
}

// route finds the way of a new connection to addr, or the error of the connect.
func (v *virtual) route(network, addr string) (route, error) {
	v.net.mu.Lock()
	defer v.net.mu.Unlock()
	dst, err := v.resolve(network, addr)
	if err != nil {
		return route{}, connectError(network, netip.AddrPort{}, err)
	}
	r, err := v.routeTo(dst, func(to *virtual) ports { return to.tcp })
	if err != nil {
		return r, connectError(network, dst, err)
	}
	r.src = netip.AddrPortFrom(r.src.Addr(), v.ephemeral())
	return r, nil
}

// routeTo finds the way to what listens at dst on the ports that table names. mu of the network is held.
func (v *virtual) routeTo(dst netip.AddrPort, table func(*virtual) ports) (route, error) {
	r := route{from: v, dst: dst}
	if v.net.blackHole[dst] {
		return r, errTimeout
	}
	src, err := v.source(dst.Addr())
	if err != nil {
		return r, err
	}
	r.src = netip.AddrPortFrom(src, 0)
	if v.local(dst.Addr()) {
		r.to = v
	} else {
		others := v.net.stacks[dst.Addr()]
		if len(others) == 0 {
			return r, syscall.EHOSTUNREACH
		}
		r.to = others[0]
		if v.net.cuts[pairOf(v.name, r.to.name)] {
			return r, errTimeout
		}
	}
	if r.binding = table(r.to).find(dst); r.binding == nil {
		return r, syscall.ECONNREFUSED
	}
	return r, nil
}
