package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/release"
	"github.com/dflab/dflab/lab/sim"
	runner "github.com/dflab/dflab/scenarios/run"
)

// runFlags are those of `dflab run`.
type runFlags struct {
	parts, release, output string
	from                   string
	seed                   uint64
	parallel               int
	keep                   bool
}

func runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run [SCENARIO[/CASE]…]",
		Short: "Prove scenarios: control, fault, symptom, hold, fix, recovery",
		RunE:  func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	flags := cmd.Flags()
	fromFlag(flags, &f.from)
	flags.StringVar(&f.parts, "parts", "embedded", "preset of parts: embedded (all simulated)")
	flags.StringVar(&f.release, "release", "6.6.9", "DeepFlow release")
	flags.StringVarP(&f.output, "output", "o", "text", "text or json")
	flags.Uint64Var(&f.seed, "seed", 1, "repeats a run: uuids, short ids, jitter")
	flags.IntVar(&f.parallel, "parallel", 0, "scenarios at a time; 0 is as many as there are processors")
	flags.BoolVar(&f.keep, "keep", false, "keep the lab of the first scenario that fails, on free ports of loopback, until Ctrl-C")
	return cmd
}

func (f runFlags) run(cmd *cobra.Command, names []string) error {
	if f.parts != "embedded" {
		return usage(fmt.Errorf("--parts %s: want embedded", f.parts))
	}
	if f.output != "text" && f.output != "json" {
		return usage(fmt.Errorf("-o %s: want text or json", f.output))
	}
	if _, err := release.Get(f.release); err != nil {
		return usage(err)
	}
	all, err := load(f.from)
	if err != nil {
		return err
	}
	chosen, err := choose(all, names)
	if err != nil {
		return err
	}
	progress := newProgress(cmd.OutOrStdout(), cmd.ErrOrStderr(), f)
	kept := &keeper{}
	rn := runner.Runner{
		Provider: embedded(), Spec: fixtures.GuideLab, Release: f.release, Seed: f.seed, Parallel: f.parallel, Observer: progress,
	}
	if f.keep {
		rn.Keep = kept.keep
	}
	report := rn.Run(cmd.Context(), chosen)
	if err := f.print(cmd.OutOrStdout(), progress, report); err != nil {
		return err
	}
	if err := kept.stand(cmd.Context(), cmd.ErrOrStderr()); err != nil {
		return err
	}
	if report.Failures() > 0 {
		return exitCode(exitFailed)
	}
	return nil
}

func (f runFlags) print(out io.Writer, p *progress, report runner.Report) error {
	if f.output == "json" {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		if err := enc.Encode(report); err != nil {
			return fmt.Errorf("print report: %w", err)
		}
		return nil
	}
	return p.summary(report)
}

// embedded is the provider whose parts are all simulated.
func embedded() runner.Provider {
	return runner.Provider{
		Preset: "embedded", Times: runner.Jumping(),
		Parts: map[string]string{"mysql": "sim", "clickhouse": "sim", "deepflow-server": "sim", "deepflow-agent": "sim"},
		Build: func(ctx context.Context, spec lab.Spec) (runner.Deployment, error) {
			l, err := sim.New(ctx, spec, sim.Options{})
			if err != nil {
				return nil, err
			}
			return embeddedLab{l}, nil
		},
	}
}

// embeddedLab is an embedded lab as the runner has it.
type embeddedLab struct{ *sim.Lab }

func (l embeddedLab) Operated() *lab.Lab { return l.Lab.Lab }
