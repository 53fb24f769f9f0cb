package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/release"
	"github.com/dflab/dflab/lab/sim"
)

func simCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sim",
		Short: "Run one simulated part on this machine's own network",
		Args:  cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage(fmt.Errorf("sim: unknown part %q: want server or agent", args[0]))
			}
			return usage(errors.New("sim: which part: server or agent"))
		},
	}
	cmd.AddCommand(simServerCommand(), simAgentCommand())
	return cmd
}

// soloFlags are those that server and agent share.
type soloFlags struct {
	file, log, version string
	speed              float64
	seed               uint64
	unchecked          bool
}

func (o *soloFlags) add(cmd *cobra.Command, file, name string) {
	f := cmd.Flags()
	f.StringVarP(&o.file, "file", "f", file, name)
	f.StringVar(&o.log, "log", "-", "log file, appended to; - is standard output")
	f.StringVar(&o.version, "release", "6.6.9", "DeepFlow release")
	f.Float64Var(&o.speed, "speed", 1, "seconds of the part's time a second; beside real parts 1 is right")
	f.BoolVar(&o.unchecked, "unchecked", false, "let the part itself find out what is wrong with its file or ports, and end as the real one does")
	f.Uint64Var(&o.seed, "seed", 1, "repeats uuids, short ids, jitter and figures")
}

// read reads the part's file: its text, nil if it isn't there, and what parse makes of it, nil if it can't be read. Unless unchecked,
// either is an error.
func read[T any](o *soloFlags, what string, parse func(file string, text []byte) (*T, error)) ([]byte, *T, error) {
	text, err := os.ReadFile(o.file)
	if err != nil {
		if o.unchecked {
			return nil, nil, nil
		}
		return nil, nil, fmt.Errorf("read %s: %w", what, err)
	}
	conf, err := parse(o.file, text)
	if err != nil && o.unchecked {
		return text, nil, nil
	}
	return text, conf, err
}

// solo is what one part needs that runs outside of a lab: its clock paced against real time, and its end.
type solo struct {
	clock   *clock.Clock
	rand    *rand.Rand
	release *release.Release
}

func newSolo(o soloFlags) (*solo, error) {
	if err := checkSpeed(o.speed); err != nil {
		return nil, err
	}
	rel, err := release.Get(o.version)
	if err != nil {
		return nil, usage(err)
	}
	c := clock.New(time.Now())
	c.Pace(o.speed)
	return &solo{clock: c, rand: rand.New(rand.NewPCG(o.seed, 0)), release: rel}, nil
}

// checkSpeed refuses what no clock can be paced at.
func checkSpeed(speed float64) error {
	if !(speed > 0 && speed <= math.MaxInt32) {
		return usage(fmt.Errorf("--speed %v: want a number above 0, 1 for real speed", speed))
	}
	return nil
}

// run drives the clock until the part ends by itself, whose exit code is then the program's, or until ctx ends, when it is stopped as
// SIGTERM stops a process.
func (s *solo) run(ctx context.Context, start func(exited func(int)) (stop func(), err error)) error {
	running, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := -1
	stop, err := start(func(code int) { ended = code; cancel() })
	if err != nil {
		return err
	}
	err = s.clock.Run(running)
	told := ended < 0
	if told {
		s.clock.Lane("dflab").Do(stop)
	}
	sim.Settle(s.clock)
	switch {
	case told && ctx.Err() == nil:
		return err
	case !told && ended > 0:
		return exitCode(ended)
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
