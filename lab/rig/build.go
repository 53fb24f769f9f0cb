package rig

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/ckhttp"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/controller"
)

// databaseLimit bounds how long a database may take from its start to its first answer; the official images take 10 to 30 s.
const databaseLimit = 3 * time.Minute

// Options of Build.
type Options struct {
	Sources Sources
	Timing  Timing
	// Adapt changes how a part is run where its source needs it, as a database that is a binary of this machine does. It may be nil.
	Adapt func(Program) (Program, error)
	// Tell is told what is being done, in a few words; it may be nil.
	Tell func(string)
}

// Lab is a lab of real processes.
type Lab struct {
	*lab.Lab
	ground Ground
}

// Build makes the hosts, starts databases and server, and puts an agent on each host that has a file for one; agents aren't started.
// The databases answer when it returns; the server may still be starting. On an error nothing is left.
func Build(ctx context.Context, g Ground, spec lab.Spec, o Options) (*Lab, error) {
	if err := spec.Validate(); err != nil {
		return nil, err
	}
	spec, err := o.Timing.Apply(spec)
	if err != nil {
		return nil, fmt.Errorf("build lab: %w", err)
	}
	if o.Sources.ClickHouse.Kind == None {
		if spec.Server.Config, err = config.Edit(spec.Server.Config, map[string]any{"ingester.storage-disabled": true}, nil, nil); err != nil {
			return nil, fmt.Errorf("build lab: disable storage in server.yaml: %w", err)
		}
	}
	b := &builder{ground: g, o: o, lab: &lab.Lab{Spec: spec, Clock: wall{}, Databases: map[string]lab.Runnable{}}}
	l := &Lab{b.lab, g}
	if err := b.build(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("build lab: %w", err), l.Close())
	}
	return l, nil
}

// Operated is the lab as an operator has it.
func (l *Lab) Operated() *lab.Lab { return l.Lab }

// Where says how an operator finds the lab, a line each.
func (l *Lab) Where() []string { return l.ground.Where() }

// Notes tell what the machine refused.
func (l *Lab) Notes() []string { return l.ground.Notes() }

// closeLimit bounds the end of a lab.
const closeLimit = 2 * time.Minute

// Close ends and removes everything of the lab. It may be called more than once.
func (l *Lab) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeLimit)
	defer cancel()
	var err error
	if l.MySQL != nil {
		err = l.MySQL.Close()
	}
	return errors.Join(err, l.ground.Close(ctx))
}

type builder struct {
	ground Ground
	o      Options
	lab    *lab.Lab
	server Host
}

func (b *builder) tell(format string, args ...any) {
	if b.o.Tell != nil {
		b.o.Tell(fmt.Sprintf(format, args...))
	}
}

func (b *builder) build(ctx context.Context) (err error) {
	spec := b.lab.Spec
	b.tell("hosts")
	b.server, err = b.ground.Host(ctx, lab.Host{
		Name: spec.Server.Hostname,
		NICs: []lab.NIC{{Name: "eth0", Addrs: []netip.Prefix{netip.PrefixFrom(spec.Server.IP, 16)}}},
	})
	if err != nil {
		return err
	}
	b.lab.ServerHost = b.server
	if err := b.connect(); err != nil {
		return err
	}
	if err := b.databases(ctx); err != nil {
		return err
	}
	b.tell("deepflow-server")
	server, err := b.place(ctx, b.server, serverProgram(b.o.Sources.Server, spec))
	if err != nil {
		return err
	}
	b.lab.Server = server
	if err := server.Start(ctx); err != nil {
		return err
	}
	return b.hosts(ctx)
}

// connect makes what an operator has: MySQL as root, ClickHouse, the REST API, each from the server's host at its address. At
// 127.0.0.1 MySQL takes the account root@localhost, which the manifest's init.sql spoils.
func (b *builder) connect() error {
	ip := b.lab.Spec.Server.IP.String()
	c := mysql.NewConfig()
	c.User, c.Passwd, c.Net, c.DBName = "root", "deepflow", "tcp", "deepflow"
	c.Addr = net.JoinHostPort(ip, strconv.Itoa(portMySQL))
	c.InterpolateParams = true
	c.Logger = &mysql.NopLogger{}
	c.DialFunc = b.server.DialContext
	connector, err := mysql.NewConnector(c)
	if err != nil {
		return fmt.Errorf("open MySQL at %s: %w", c.Addr, err)
	}
	b.lab.MySQL = sql.OpenDB(connector)
	b.lab.MySQL.SetConnMaxLifetime(30 * time.Second) // the guide's my.cnf has wait_timeout=60
	hc := &http.Client{Transport: &http.Transport{DialContext: b.server.DialContext}, Timeout: 30 * time.Second}
	b.lab.API = controller.New("http://"+net.JoinHostPort(ip, strconv.Itoa(portREST)), hc)
	if b.o.Sources.ClickHouse.Kind != None {
		b.lab.ClickHouse = ckhttp.New("http://"+net.JoinHostPort(ip, strconv.Itoa(portClickHouse)), hc)
	}
	return nil
}

// databases starts both and waits until both answer.
func (b *builder) databases(ctx context.Context) error {
	programs := map[string]Program{"mysql": mysqlProgram(b.o.Sources.MySQL)}
	if b.lab.ClickHouse != nil {
		programs["clickhouse"] = clickhouseProgram(b.o.Sources.ClickHouse)
	}
	for name, p := range programs {
		part, err := b.place(ctx, b.server, p)
		if err != nil {
			return err
		}
		b.lab.Databases[name] = part
		if err := part.Start(ctx); err != nil {
			return err
		}
	}
	b.tell("databases")
	if err := b.answers(ctx, "mysql", b.mysqlAnswers); err != nil || b.lab.ClickHouse == nil {
		return err
	}
	return b.answers(ctx, "clickhouse", func(ctx context.Context) error {
		_, err := b.lab.ClickHouse.Query(ctx, "SELECT 1")
		return err
	})
}

// mysqlAnswers takes an unknown database for an answer: the server makes it.
func (b *builder) mysqlAnswers(ctx context.Context) error {
	const unknownDatabase = 1049
	err := b.lab.MySQL.PingContext(ctx)
	if my := new(mysql.MySQLError); errors.As(err, &my) && my.Number == unknownDatabase {
		return nil
	}
	return err
}

// answers asks until there is an answer. The error has the end of the part's log, which says why there is none.
func (b *builder) answers(ctx context.Context, name string, ask func(context.Context) error) error {
	limited, cancel := context.WithTimeout(ctx, databaseLimit)
	defer cancel()
	for {
		err := ask(limited)
		if err == nil {
			return nil
		}
		if wall.Wait(wall{}, limited, 200*time.Millisecond) != nil {
			return fmt.Errorf("await %s: %w%s", name, err, lastLines(b.lab.Databases[name]))
		}
	}
}

// lastLines are the end of a part's log, as text to put behind an error.
func lastLines(p lab.Part) string {
	logged, ok := p.(lab.Logged)
	if !ok {
		return ""
	}
	const enough = 10
	lines, _ := logged.Log().Since(lab.Cursor{})
	text := ""
	for _, l := range lines[max(0, len(lines)-enough):] {
		text += "\n  " + l
	}
	return text
}

func (b *builder) hosts(ctx context.Context) error {
	for _, h := range b.lab.Spec.Hosts {
		b.tell("%s", h.Name)
		made, err := b.ground.Host(ctx, h)
		if err != nil {
			return err
		}
		running := &lab.RunningHost{Host: h, Machine: made}
		if h.AgentConfig != "" {
			if running.Agent, err = b.place(ctx, made, agentProgram(b.o.Sources.Agent, b.lab.Spec, h)); err != nil {
				return err
			}
		}
		b.lab.Hosts = append(b.lab.Hosts, running)
	}
	return nil
}

func (b *builder) place(ctx context.Context, h Host, p Program) (Part, error) {
	if b.o.Adapt != nil {
		var err error
		if p, err = b.o.Adapt(p); err != nil {
			return nil, fmt.Errorf("place %s: %w", p.Name, err)
		}
	}
	part, err := h.Place(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("place %s: %w", p.Name, err)
	}
	return part, nil
}
