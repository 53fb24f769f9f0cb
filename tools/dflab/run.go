package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab/deepflow/release"
	runner "github.com/dflab/dflab/scenarios/run"
	"github.com/dflab/dflab/tools/parts"
)

// runFlags are those of `dflab run`.
type runFlags struct {
	parts.Choice
	release, output string
	from            string
	seed            uint64
	parallel        int
	keep            bool
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
	f.Flags(flags)
	flags.StringVar(&f.release, "release", "6.6.9", "DeepFlow release")
	flags.StringVarP(&f.output, "output", "o", "text", "text or json")
	flags.Uint64Var(&f.seed, "seed", 1, "repeats a run: uuids, short ids, jitter")
	flags.IntVar(&f.parallel, "parallel", 0, "scenarios at a time; 0 is as many as there are processors, or labs of real parts that may stand at a time")
	flags.BoolVar(&f.keep, "keep", false, "keep the lab of the first scenario that fails until Ctrl-C: an embedded one on free ports of loopback")
	return cmd
}

func (f runFlags) run(cmd *cobra.Command, names []string) (err error) {
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
	provider, err := f.provider(cmd, progress)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, provider.Close()) }()
	kept := &keeper{}
	rn := runner.Runner{
		Provider: provider.Provider, Spec: fixtures.GuideLab, Release: f.release, Seed: f.seed, Parallel: f.parallel, Observer: progress,
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

// provider is that of the chosen parts; its line says which they are, so that a run that fell back never looks like one that didn't.
func (f runFlags) provider(cmd *cobra.Command, p *progress) (*parts.Provider, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the running program: %w", err)
	}
	made, err := f.Provider(cmd.Context(), parts.Options{Binary: self, Getenv: os.Getenv, Tell: p.tell})
	if bad := new(parts.UsageError); errors.As(err, &bad) {
		return nil, usage(err)
	}
	if err == nil && f.output == "text" {
		fmt.Fprintln(cmd.OutOrStdout(), made.Line)
	}
	return made, err
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
