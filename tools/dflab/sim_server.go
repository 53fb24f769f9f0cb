package main

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"os"

	"github.com/spf13/cobra"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/sim/server"
)

// simServer is `dflab sim server`.
type simServer struct {
	soloFlags
	nodeIP, hostname, listen    string
	apiPort, grpcPort, dataPort int
	querierPort                 int
	sqlPort, ckPort             int
	external                    bool // both databases are somebody else's
	externalSQL, externalCK     bool
	// at is listen, read.
	at netip.Addr
}

func simServerCommand() *cobra.Command {
	var o simServer
	cmd := &cobra.Command{
		Use:   "server",
		Short: "Run a simulated deepflow-server on loopback, with databases of its own unless told otherwise",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	f := cmd.Flags()
	o.add(cmd, "/etc/server.yaml", "server.yaml")
	f.StringVar(&o.listen, "listen", "127.0.0.1", "address that the server's ports are opened on; 0.0.0.0 is all")
	f.StringVar(&o.nodeIP, "node-ip", "", "K8S_NODE_IP_FOR_DEEPFLOW; empty takes it from the environment, else 127.0.0.1")
	f.StringVar(&o.hostname, "hostname", "", "hostname of the server; empty is this machine's")
	f.IntVar(&o.apiPort, "api-port", 0, "REST port instead of controller.listen-port")
	f.IntVar(&o.grpcPort, "grpc-port", 0, "agents' port instead of controller.grpc-port")
	f.IntVar(&o.dataPort, "data-port", 0, "data port instead of ingester.listen-port")
	f.IntVar(&o.querierPort, "querier-port", 0, "querier's port instead of querier.listen-port")
	f.BoolVar(&o.external, "external", false, "use the databases that server.yaml names: --external-mysql and --external-clickhouse")
	f.BoolVar(&o.externalSQL, "external-mysql", false, "use the MySQL that server.yaml names (controller.mysql)")
	f.BoolVar(&o.externalCK, "external-clickhouse", false, "use the ClickHouse that server.yaml names (ingester.ckdb)")
	f.IntVar(&o.sqlPort, "mysql-port", 0, "port of the built-in MySQL (root/deepflow); 0 takes a free one")
	f.IntVar(&o.ckPort, "clickhouse-port", 0, "port of the built-in ClickHouse's HTTP interface; 0 takes a free one")
	return cmd
}

func (o simServer) run(cmd *cobra.Command) (err error) {
	text, conf, err := read(&o.soloFlags, "server.yaml", config.ParseServer)
	if err != nil {
		return usage(err)
	}
	if err := o.complete(); err != nil {
		return usage(err)
	}
	if conf != nil {
		if text, err = o.withPorts(conf, text); err != nil {
			return usage(err)
		}
	}
	s, err := newSolo(o.soloFlags)
	if err != nil {
		return err
	}
	out, closeLog, err := logTo(o.log, cmd.OutOrStdout())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeLog()) }()
	st, err := o.databases(cmd, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	rows := o.rows(conf, st)
	defer func() { err = errors.Join(err, rows.close()) }()
	return s.run(cmd.Context(), func(exited func(int)) (func(), error) {
		srv, err := server.Start(o.options(s, st, rows.open, text, out, printed{cmd.OutOrStdout()}), exited)
		if err != nil {
			return nil, err
		}
		return srv.Stop, nil
	})
}

// complete fills in what the flags leave open and refuses what can't be.
func (o *simServer) complete() (err error) {
	if o.external {
		o.externalSQL, o.externalCK = true, true
	}
	if o.nodeIP == "" { // what the environment says is taken as it is, as the real server takes it
		o.nodeIP = cmp.Or(os.Getenv("K8S_NODE_IP_FOR_DEEPFLOW"), "127.0.0.1")
	} else if _, err := netip.ParseAddr(o.nodeIP); err != nil {
		return fmt.Errorf("--node-ip %q: want an IP address", o.nodeIP)
	}
	if o.at, err = netip.ParseAddr(o.listen); err != nil {
		return fmt.Errorf("--listen %q: want an IP address, 0.0.0.0 for all of this machine's", o.listen)
	}
	return nil
}
