package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/release"
)

func simCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sim",
		Short: "Run one simulated part on this machine's own network",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usage(errors.New("dflab sim: which part: server or agent"))
		},
	}
	cmd.AddCommand(simServerCommand(), simAgentCommand())
	return cmd
}

// solo is what one part needs that runs outside of a lab: its clock paced at real speed, and its end.
type solo struct {
	clock   *clock.Clock
	rand    *rand.Rand
	release *release.Release
}

func newSolo(seed uint64, version string) (*solo, error) {
	rel, err := release.Get(version)
	if err != nil {
		return nil, usage(err)
	}
	c := clock.New(time.Now())
	c.Pace(1)
	return &solo{clock: c, rand: rand.New(rand.NewPCG(seed, 0)), release: rel}, nil
}

// run drives the clock until ctx ends or the part does, whose exit code is then the program's.
func (s *solo) run(ctx context.Context, start func(exited func(int)) (kill func(), err error)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := -1
	kill, err := start(func(code int) { ended = code; cancel() })
	if err != nil {
		return err
	}
	err = s.clock.Run(ctx)
	if ended >= 0 {
		if ended == 0 {
			return nil
		}
		return exitCode(ended)
	}
	s.clock.Lane("dflab").Do(kill)
	if err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// logTo opens where a part logs: standard output, or a file that it appends to.
func logTo(path string, stdout io.Writer) (io.Writer, func() error, error) {
	if path == "" || path == "-" {
		return stdout, func() error { return nil }, nil
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, nil, usage(fmt.Errorf("open log: %w", err))
	}
	return f, f.Close, nil
}
