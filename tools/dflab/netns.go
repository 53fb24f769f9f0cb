package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/dflab/dflab/lab/netns"
)

// netnsCommand is what a lab of containers runs inside of their namespaces; nobody types it.
func netnsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:    "netns",
		Short:  "Wire network namespaces into a lab's hosts (used by dflab itself)",
		Hidden: true,
		Args:   noArgs,
	}
	for _, op := range []struct {
		use, short string
		aliases    []string
	}{
		{netns.OpWire, "Make server and hosts of the request on standard input what it says, keeping what is so already", []string{"rewire"}},
		{netns.OpCut, "Let no packet of the hosts pass", nil},
		{netns.OpHeal, "Let the hosts' packets pass again", nil},
		{netns.OpInterfaces, "Tell the hosts' NICs as JSON", nil},
	} {
		cmd.AddCommand(&cobra.Command{
			Use: op.use, Short: op.short, Aliases: op.aliases, Args: noArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				return netns.Serve(op.use, cmd.InOrStdin(), cmd.OutOrStdout())
			},
		})
	}
	cmd.AddCommand(relayCommand())
	return cmd
}

func relayCommand() *cobra.Command {
	var path string
	cmd := &cobra.Command{
		Use:   "relay",
		Short: "Dial for the other end of standard input and output",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ns, err := netns.Open(path)
			if err != nil {
				return fmt.Errorf("relay: %w", err)
			}
			defer ns.Close()
			return netns.ServeRelay(cmd.Context(), stdio{cmd.InOrStdin(), cmd.OutOrStdout()}, ns.DialContext)
		},
	}
	cmd.Flags().StringVar(&path, "ns", "/proc/self/ns/net", "namespace to dial from")
	return cmd
}

// stdio is standard input and output as one pipe.
type stdio struct {
	io.Reader
	io.Writer
}

// Close closes what can be closed: the reader of a pipe that goes on would be waited for.
func (s stdio) Close() error {
	if c, ok := s.Reader.(io.Closer); ok {
		return c.Close()
	}
	return nil
}
