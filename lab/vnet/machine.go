package vnet

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"sync"
	"time"

	"github.com/dflab/dflab/lab/clock"
)

// Machine is the host that is this machine: real sockets, with the shape of a virtual host, so that parts run unchanged between real
// ones. What comes in is a turn of an outsider; clock c is to be paced and run (clock.Clock.Pace, Run). ":port" listens on loopback
// only unless ListenOn says otherwise; who wants more says "0.0.0.0:port" or an address. Connects and Reach take real time, up to a few
// seconds when nothing answers.
func Machine(c *clock.Clock, opts ...MachineOption) *Host {
	name, err := os.Hostname()
	if err != nil {
		name = "localhost"
	}
	m := &machine{clock: c, listenOn: loopback4}
	for _, o := range opts {
		o(m)
	}
	return &Host{name: name, clock: c, stack: m, addresses: m, datagrams: m}
}

// machine is the stack of this machine.
type machine struct {
	clock    *clock.Clock
	listenOn netip.Addr
	via      map[netip.Addr]netip.Addr
}

// bind listens on a real port and hands what it accepts to e.
func (m *machine) bind(network, addr string, e endpoint) (*binding, error) {
	ln, err := net.Listen(network, m.onListenAddr(addr))
	if err != nil {
		return nil, err
	}
	at := netip.MustParseAddrPort(ln.Addr().String())
	b := &binding{ip: at.Addr(), port: at.Port(), endpoint: e, unbind: ln.Close}
	go func() {
		for {
			c, err := ln.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err == nil {
				e.accept(c)
			}
		}
	}()
	return b, nil
}

func (m *machine) connect(ctx context.Context, network, addr string) (net.Conn, error) {
	return (&net.Dialer{}).DialContext(ctx, network, m.dialled(addr))
}

// route has nothing to tell beforehand: everything on the machine is reached by connecting.
func (m *machine) route(string, string) (route, error) { return route{}, nil }

func (m *machine) addrs() []netip.Addr {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var addrs []netip.Addr
	for _, a := range all {
		if p, err := netip.ParsePrefix(a.String()); err == nil && !p.Addr().IsLoopback() {
			addrs = append(addrs, p.Addr())
		}
	}
	return addrs
}

// sourceFor asks the kernel, by a UDP socket that sends nothing.
func (m *machine) sourceFor(dst netip.Addr) (netip.Addr, error) {
	c, err := net.Dial("udp", m.dialled(netip.AddrPortFrom(dst, 9).String()))
	if err != nil {
		return netip.Addr{}, fmt.Errorf("find source address for %v: %w", dst, err)
	}
	defer func() { _ = c.Close() }()
	return netip.MustParseAddrPort(c.LocalAddr().String()).Addr().Unmap().WithZone(""), nil
}

func (m *machine) reach(addr string) Reach {
	c, err := net.DialTimeout("tcp", m.dialled(addr), time.Second)
	if err == nil {
		_ = c.Close()
	}
	return reachOf(err)
}

func (m *machine) sendDatagram(addr string, b []byte) error {
	c, err := net.Dial("udp", m.dialled(addr))
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	_, err = c.Write(b)
	return err
}

func (m *machine) serveDatagrams(addr string, lane clock.Lane, receive func(net.Addr, []byte)) (*DatagramServer, error) {
	c, err := net.ListenPacket("udp", m.onListenAddr(addr))
	if err != nil {
		return nil, err
	}
	stopped := make(chan struct{})
	go func() {
		buf := make([]byte, 64<<10)
		for {
			n, from, err := c.ReadFrom(buf)
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err != nil {
				continue // a refusal that an earlier answer met
			}
			lane.Sub("outsider").Do(func() {
				select {
				case <-stopped:
				default:
					receive(from, append([]byte(nil), buf[:n]...))
				}
			})
		}
	}()
	stop := sync.OnceFunc(func() {
		close(stopped)
		_ = c.Close()
	})
	return &DatagramServer{addr: c.LocalAddr(), stop: stop}, nil
}
