package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/dflab/dflab/lab/docker"
	"github.com/dflab/dflab/lab/exec"
)

func gcCommand() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "gc",
		Short: "Remove what labs of containers and local processes left behind when their process was killed",
		Long: "Remove containers, volumes, networks, namespaces, processes and folders of labs whose process has ended.\n" +
			"Living labs are left alone, and so are labs that another machine made on the same engine; --all takes them, too.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return gc(cmd.Context(), cmd.OutOrStdout(), all)
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "living labs, too")
	return cmd
}

// gc sweeps the engine, when there is one, and this machine.
func gc(ctx context.Context, out io.Writer, all bool) error {
	containers, err := gcEngine(ctx, all)
	if errors.Is(err, docker.ErrNoEngine) {
		fmt.Fprintf(out, "containers: %v\n", err)
		err = nil
	}
	processes, execErr := exec.Sweep(ctx, all)
	for _, r := range containers {
		fmt.Fprintln(out, "removed", r)
	}
	for _, r := range processes {
		fmt.Fprintln(out, "removed", r)
	}
	err = errors.Join(err, execErr)
	if len(containers)+len(processes) == 0 && err == nil {
		fmt.Fprintln(out, "nothing to remove")
	}
	return err
}

func gcEngine(ctx context.Context, all bool) ([]docker.Removed, error) {
	e, err := docker.Connect(ctx)
	if err != nil {
		return nil, err
	}
	defer e.Close()
	return e.Sweep(ctx, all)
}
