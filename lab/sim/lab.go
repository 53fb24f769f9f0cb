package sim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"time"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/ckhttp"
	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/deepflow/release"
	"github.com/dflab/dflab/lab/sim/supervisor"
	"github.com/dflab/dflab/lab/vnet"
)

// Ports of the guide's host-network deployment (guide, Docker form; my.cnf, config.xml and server.yaml of its compose).
const (
	PortMySQL      = 30130
	PortClickHouse = 8123
	PortNative     = 9000
	PortREST       = 20417
	PortGRPC       = 20035
	PortData       = 20033
	PortQuerier    = 20416
)

// Options of New.
type Options struct {
	// Start is when the lab begins; the zero time is 2025-04-15 22:00 UTC, the day of the guide's pictures.
	Start time.Time
	// RealGRPC sends the agents' calls through grpc-go on the virtual network instead of handing them over in process.
	RealGRPC bool
	// Echo gets a copy of every part's log, by part name; nil keeps them in memory only.
	Echo func(part string) io.Writer
}

// Lab is an embedded lab. Everything an operator has is in the embedded lab.Lab; the rest is what its builder may do.
type Lab struct {
	*lab.Lab
	Network *vnet.Network

	clock   *clock.Clock
	release *release.Release
	rand    *rand.Rand
	daemons []*daemon
	store   *databases
	server  *vnet.Host
	// desk is where the operator sits: a host of its own, outside of the deployment.
	desk *vnet.Host
	echo func(string) io.Writer
}

var begin = time.Date(2025, 4, 15, 22, 0, 0, 0, time.UTC)

// New builds the lab and starts its databases, its server and then, once the server is up and an operator has created groups
// and domain as specified, its agents. Close ends it. On an error nothing is left.
func New(ctx context.Context, spec lab.Spec, o Options) (*Lab, error) {
	if err := spec.Validate(); err != nil {
		return nil, err
	}
	rel, err := release.Get(spec.Release)
	if err != nil {
		return nil, fmt.Errorf("build lab: %w", err)
	}
	if o.Start.IsZero() {
		o.Start = begin
	}
	l := &Lab{
		Lab: &lab.Lab{Spec: spec, Databases: map[string]lab.Runnable{}}, release: rel,
		clock: clock.New(o.Start), rand: rand.New(rand.NewPCG(spec.Seed, 0)), echo: o.Echo,
	}
	var opts []vnet.Option
	if o.RealGRPC {
		opts = append(opts, vnet.WithRealGRPC())
	}
	l.Network = vnet.New(l.clock, opts...)
	if err := l.build(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("build lab: %w", err), l.Close())
	}
	return l, nil
}

func (l *Lab) build(ctx context.Context) (err error) {
	l.Lab.Clock = labClock{l.clock}
	if l.server, err = l.Network.AddHost(l.Spec.Server.Hostname, l.Spec.Server.IP); err != nil {
		return err
	}
	if l.desk, err = l.Network.AddHost("operator", deskAddr); err != nil {
		return err
	}
	l.ServerHost = newMachine(l.server, lab.Host{Name: l.Spec.Server.Hostname}, l.Spec.Server.IP)
	if err := l.startDatabases(); err != nil {
		return err
	}
	if err := l.connect(); err != nil {
		return err
	}
	d := newDaemon(l.clock, "deepflow-server", supervisor.Always, l.Spec.Server.Config, l.startServer)
	l.add(d)
	l.Server = d
	if err := d.Start(ctx); err != nil {
		return err
	}
	for _, h := range l.Spec.Hosts {
		if err := l.addHost(h); err != nil {
			return err
		}
	}
	return nil
}

func (l *Lab) add(d *daemon) {
	l.daemons = append(l.daemons, d)
	if l.echo != nil {
		d.log.copyTo = l.echo(d.name)
	}
}

// connect opens what an operator has: MySQL as root, ClickHouse, the REST API, each over the network.
func (l *Lab) connect() error {
	db, err := l.openMySQL(l.desk, "root", "deepflow", net.JoinHostPort(l.Spec.Server.IP.String(), fmt.Sprint(PortMySQL)), "deepflow")
	if err != nil {
		return err
	}
	l.MySQL = db
	hc := &http.Client{Transport: &http.Transport{DialContext: l.desk.DialContext, DisableKeepAlives: true}}
	host := l.Spec.Server.IP.String()
	l.API = controller.New("http://"+net.JoinHostPort(host, fmt.Sprint(PortREST)), hc)
	l.ClickHouse = ckhttp.New("http://"+net.JoinHostPort(host, fmt.Sprint(PortClickHouse)), hc)
	return nil
}

// Close ends the lab: agents, server, databases. It may be called more than once.
func (l *Lab) Close() error {
	for i := len(l.daemons) - 1; i >= 0; i-- {
		l.daemons[i].Stop(context.Background())
	}
	Settle(l.clock)
	var err error
	if l.MySQL != nil {
		err = errors.Join(err, l.MySQL.Close())
	}
	if l.store != nil {
		err = errors.Join(err, l.store.close())
	}
	return err
}

// settleTime is how long, in real time, Settle waits for goroutines that outsiders keep.
const settleTime = time.Second

// Settle lets the calls and streams of parts that are dead end.
func Settle(c *clock.Clock) {
	ctx, cancel := context.WithTimeout(context.Background(), settleTime)
	defer cancel()
	_ = c.Settle(ctx) // a call that waits for a time that doesn't come, as in a black hole, is nobody's loss
}

// Driver is the lab's clock, for those who drive it: Run, Pace.
func (l *Lab) Driver() *clock.Clock { return l.clock }

// labClock is the clock as users of a lab see it.
type labClock struct{ c *clock.Clock }

func (c labClock) Now() time.Time                                  { return c.c.Now() }
func (c labClock) Wait(ctx context.Context, d time.Duration) error { return c.c.Advance(ctx, d) }

var _ lab.Daemon = (*daemon)(nil)
