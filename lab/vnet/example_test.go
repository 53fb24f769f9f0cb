package vnet_test

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/vnet"
)

// An agent that asks its server every ten seconds; the server is killed after half a minute.
func Example() {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	c := clock.New(start)
	n := vnet.New(c)
	server, _ := n.AddHost("server", netip.MustParseAddr("10.50.72.100"))
	host, _ := n.AddHost("host-1", netip.MustParseAddr("10.50.1.1"))

	s, _ := server.ServeGRPC(":20035", c.Lane("server/grpc"), func(r grpc.ServiceRegistrar) {
		healthpb.RegisterHealthServer(r, health.NewServer())
	})
	c.Lane("operator").After(25*time.Second, s.Stop)

	lane := c.Lane("agent/host-1/sync")
	conn, _ := host.DialGRPC("10.50.72.100:20035")
	lane.Every(10*time.Second, func() {
		clock.Go(lane, func() (*healthpb.HealthCheckResponse, error) {
			return healthpb.NewHealthClient(conn).Check(context.Background(), &healthpb.HealthCheckRequest{})
		}, func(r *healthpb.HealthCheckResponse, err error) {
			fmt.Println(c.Now().Sub(start), r.GetStatus(), status.Code(err))
		})
	})

	_ = c.Advance(context.Background(), 30*time.Second)
	_, err := host.DialGRPC("10.50.72.100:20035")
	fmt.Println(err)
	// Output:
	// 10s SERVING OK
	// 20s SERVING OK
	// 30s UNKNOWN Unavailable
	// dial tcp 10.50.72.100:20035: connect: connection refused
}
