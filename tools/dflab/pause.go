package main

import (
	"fmt"
	"net/netip"

	"github.com/spf13/cobra"

	"github.com/dflab/dflab/lab/netns"
)

// pauseCommand is the first process of a host's container: it keeps the host's namespaces while parts come and go.
func pauseCommand() *cobra.Command {
	var traffic string
	cmd := &cobra.Command{
		Use:    "pause",
		Short:  "Hold a host's namespaces until SIGTERM, reaping what is orphaned (used by dflab itself)",
		Hidden: true,
		Args:   noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var server netip.Addr
			if traffic != "" {
				var err error
				if server, err = netip.ParseAddr(traffic); err != nil {
					return usage(fmt.Errorf("--traffic: %w", err))
				}
			}
			return netns.Pause(cmd.Context(), server)
		},
	}
	cmd.Flags().StringVar(&traffic, "traffic", "", "address of the server to keep a small constant flow to")
	return cmd
}
