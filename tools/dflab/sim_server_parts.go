package main

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/netip"
	"os"
	"strconv"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/spf13/cobra"
	"gopkg.in/yaml.v3"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/sim"
	"github.com/dflab/dflab/lab/sim/server"
	"github.com/dflab/dflab/lab/sim/server/ckwriter"
	"github.com/dflab/dflab/lab/sim/store"
	"github.com/dflab/dflab/lab/vnet"
)

// withPorts is server.yaml with the ports of the command line, all of which must be free now unless unchecked: a simulated server in use of a
// port would exit as the real one does, this is what the user can mend.
func (o simServer) withPorts(conf *config.Server, text []byte) ([]byte, error) {
	var doc map[string]any
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("read %s: %w", o.file, err)
	}
	if doc == nil {
		doc = map[string]any{}
	}
	grpcPort, err := strconv.Atoi(conf.Controller.GrpcPort)
	if err != nil {
		return text, nil // the server says what the real one says
	}
	changed := false
	var taken []net.Listener // until all are checked, so that two of them can't be the same
	defer func() { closeAll(taken) }()
	for _, p := range []struct {
		flag, section, key string
		given, configured  int
	}{
		{"--api-port", "controller", "listen-port", o.apiPort, int(conf.Controller.ListenPort)},
		{"--grpc-port", "controller", "grpc-port", o.grpcPort, grpcPort},
		{"--data-port", "ingester", "listen-port", o.dataPort, int(conf.Ingester.ListenPort)},
		{"--querier-port", "querier", "listen-port", o.querierPort, int(conf.Querier.ListenPort)},
	} {
		port := p.configured
		if p.given != 0 {
			port, changed = p.given, true
			put(doc, p.section, p.key, p.given)
		}
		if o.unchecked {
			continue
		}
		if port < 1 || port > math.MaxUint16 {
			return nil, fmt.Errorf("port %d of %s.%s: want 1 to 65535 (%s takes another)", port, p.section, p.key, p.flag)
		}
		ln, err := openPort(o.listen, port)
		if err != nil {
			return nil, fmt.Errorf("port %d of %s.%s: %w (%s takes another)", port, p.section, p.key, err, p.flag)
		}
		taken = append(taken, ln)
	}
	if here := o.at; !here.IsUnspecified() && here != loopback {
		put(doc, "ingester", "controller-ips", []string{here.String()}) // the controller isn't where the ingester would look
		changed = true
	}
	if o.grpcPort != 0 {
		put(doc, "ingester", "controller-port", o.grpcPort) // the ingester asks the controller for its organisations there
	}
	if !changed {
		return text, nil
	}
	return yaml.Marshal(doc)
}

// openPort opens a port on an address; 0 is any that is free.
func openPort(address string, port int) (net.Listener, error) {
	return net.Listen("tcp", net.JoinHostPort(address, strconv.Itoa(port)))
}

func closeAll(listeners []net.Listener) {
	for _, ln := range listeners {
		_ = ln.Close() // closed already by who served it is fine
	}
}

// loopback is where the ingester looks for the controller, and where the built-in databases listen.
var loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// databases are the store, with those of its faces on loopback that no other database stands for.
func (o simServer) databases(cmd *cobra.Command, s *solo) (*store.Store, error) {
	st, err := store.New(store.Options{Now: s.clock.Now, Users: []store.User{{Name: "root", Password: "deepflow"}}})
	if err != nil {
		return nil, err
	}
	type face struct {
		name, flag string
		port       int
		serve      func(net.Listener) error
	}
	var faces []face
	if !o.externalSQL {
		faces = append(faces, face{"MySQL", "--mysql-port", o.sqlPort, st.ServeMySQL})
	}
	if !o.externalCK {
		faces = append(faces, face{"ClickHouse", "--clickhouse-port", o.ckPort, st.ServeClickHouse})
	}
	var open []net.Listener
	for _, face := range faces {
		ln, err := openPort(loopback.String(), face.port)
		if err != nil {
			closeAll(open)
			return nil, errors.Join(usage(fmt.Errorf("open port for %s: %w (%s takes another)", face.name, err, face.flag)), st.Close())
		}
		open = append(open, ln)
	}
	for i, face := range faces {
		fmt.Fprintf(cmd.ErrOrStderr(), "dflab: %s listens on %s\n", face.name, open[i].Addr())
		go face.serve(open[i])
	}
	return st, nil
}

// options are those of the server's process on this machine.
func (o simServer) options(s *solo, st *store.Store, rows openRows, text []byte, out, stdout io.Writer) server.Options {
	name := o.hostname
	if name == "" {
		name = hostname()
	}
	podIP := os.Getenv("K8S_POD_IP_FOR_DEEPFLOW")
	if podIP == "" {
		podIP = loopback.String()
		if !o.at.IsUnspecified() {
			podIP = o.at.String()
		}
	}
	open := func(c config.MySQL) (*sql.DB, error) {
		connector, err := st.Connector(c.Database)
		if err != nil {
			return nil, err
		}
		return sql.OpenDB(connector), nil
	}
	if o.externalSQL {
		open = func(c config.MySQL) (*sql.DB, error) { return openMySQL(c, s.clock.Now().Location()) }
	}
	return server.Options{
		Clock: s.clock, Host: vnet.Machine(s.clock, vnet.ListenOn(o.at)), Name: "deepflow-server", Hostname: name,
		Env: map[string]string{
			"DEEPFLOW_SERVER_RUNNING_MODE": "STANDALONE", "K8S_NODE_IP_FOR_DEEPFLOW": o.nodeIP,
			"K8S_POD_IP_FOR_DEEPFLOW": podIP, "TZ": os.Getenv("TZ"),
		},
		ConfigFile: o.file, Config: text, Log: out, Stdout: stdout, Rand: s.rand, Release: s.release, DB: open,
		ClickHouse: rows,
	}
}

// openRows reaches what stores the ingester's rows.
type openRows = func(config.ClickHouse) (server.Rows, error)

// rowStore opens what stores rows, and closes it when the server has ended.
type rowStore struct {
	open  openRows
	close func() error
}

// rows are those of the store, or of the ClickHouse that server.yaml names.
func (o simServer) rows(conf *config.Server, st *store.Store) rowStore {
	if !o.externalCK {
		return rowStore{
			open:  func(config.ClickHouse) (server.Rows, error) { return sim.ClickHouseIn(st), nil },
			close: func() error { return nil },
		}
	}
	var opened *ckwriter.Writer
	return rowStore{
		open: func(c config.ClickHouse) (server.Rows, error) {
			w, err := ckwriter.Open(c, conf.Ingester.CKDB.ClusterName)
			if err != nil {
				return nil, err
			}
			opened = w
			return w, nil
		},
		close: func() error {
			if opened == nil {
				return nil
			}
			return opened.Close()
		},
	}
}

// openMySQL opens the MySQL that server.yaml names; times are in the zone of the server's clock, as in the built-in one.
func openMySQL(c config.MySQL, zone *time.Location) (*sql.DB, error) {
	m := mysql.NewConfig()
	m.User, m.Passwd, m.Net, m.DBName = c.UserName, c.UserPassword, "tcp", c.Database
	m.Addr = net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port)))
	m.Timeout = time.Duration(c.TimeOut) * time.Second
	m.ParseTime, m.Loc = true, zone
	m.InterpolateParams = true
	m.Logger = &mysql.NopLogger{} // the server's log has what it makes of an error
	connector, err := mysql.NewConnector(m)
	if err != nil {
		return nil, fmt.Errorf("open MySQL at %s: %w", m.Addr, err)
	}
	return sql.OpenDB(connector), nil
}

// put sets a key of a section of server.yaml.
func put(doc map[string]any, section, key string, value any) {
	keys, _ := doc[section].(map[string]any)
	if keys == nil {
		keys = map[string]any{}
		doc[section] = keys
	}
	keys[key] = value
}
