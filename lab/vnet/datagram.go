package vnet

import (
	"bytes"
	"errors"
	"net"
	"net/netip"
	"os"
	"syscall"

	"github.com/dflab/dflab/lab/clock"
)

// datagrams is how a host sends and receives UDP.
type datagrams interface {
	sendDatagram(addr string, b []byte) error
	serveDatagrams(addr string, lane clock.Lane, receive func(peer net.Addr, b []byte)) (*DatagramServer, error)
}

// DatagramServer is a UDP port of a host.
type DatagramServer struct {
	addr net.Addr
	stop func()
}

// ServeDatagrams calls receive for every datagram that comes to addr, in a turn of "<lane>/<client host>". Datagrams have no peer port
// of their own in the lab: the port is 0.
func (h *Host) ServeDatagrams(addr string, lane clock.Lane, receive func(peer net.Addr, b []byte)) (*DatagramServer, error) {
	return h.datagrams.serveDatagrams(addr, lane, receive)
}

// SendDatagram sends b, which may be used again afterwards, to addr. As with UDP it is no error when nobody gets it; it is one when
// there is no route.
func (h *Host) SendDatagram(addr string, b []byte) error { return h.datagrams.sendDatagram(addr, b) }

// Addr is the address served on.
func (s *DatagramServer) Addr() net.Addr { return s.addr }

// Stop frees the port. Stopping twice does nothing.
func (s *DatagramServer) Stop() { s.stop() }

func (v *virtual) serveDatagrams(addr string, lane clock.Lane, receive func(net.Addr, []byte)) (*DatagramServer, error) {
	b := &binding{}
	b.receive = func(from string, peer net.Addr, data []byte) {
		lane.Sub(from).Post(func() {
			if !b.closed.Load() {
				receive(peer, data)
			}
		})
	}
	if err := v.bindOn(v.udp, "udp", addr, b); err != nil {
		return nil, err
	}
	udp := net.UDPAddrFromAddrPort(netip.AddrPortFrom(b.ip, b.port))
	return &DatagramServer{addr: udp, stop: func() { _ = b.Close() }}, nil
}

func (v *virtual) sendDatagram(addr string, data []byte) error {
	v.net.mu.Lock()
	dst, err := v.resolve("udp", addr)
	var r route
	if err == nil {
		r, err = v.routeTo(dst, func(to *virtual) ports { return to.udp })
	}
	v.net.mu.Unlock()
	switch {
	case err == nil:
		r.binding.receive(v.name, net.UDPAddrFromAddrPort(r.src), bytes.Clone(data))
		return nil
	case errors.Is(err, errTimeout), errors.Is(err, syscall.ECONNREFUSED):
		return nil
	}
	if errno := syscall.Errno(0); errors.As(err, &errno) {
		err = os.NewSyscallError("sendto", errno)
	}
	return &net.OpError{Op: "write", Net: "udp", Addr: net.UDPAddrFromAddrPort(dst), Err: err}
}
