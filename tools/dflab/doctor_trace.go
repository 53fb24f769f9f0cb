package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/dflab/dflab/lab/doctor"
)

const traceHelp = `Tell where an agent stands on its dock path: gate by gate, on what evidence, and what may still move it.

HOST is the agent's host, its name, or its address; without it, or when it is this machine, this machine's agent is looked at. The flags
are those of dflab doctor, and so are the exit codes, save that warnings don't count: 0 docked as far as can be told, 3 a gate is closed.`

func traceCommand() *cobra.Command {
	var d doctorFlags
	cmd := &cobra.Command{
		Use:   "trace [HOST]",
		Short: "Tell where an agent stands on its dock path, on what evidence, and what may still move it",
		Long:  traceHelp,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage(fmt.Errorf("trace %v: want one host", args))
			}
			return nil
		},
		PreRunE: func(_ *cobra.Command, args []string) error {
			if name, err := os.Hostname(); len(args) == 1 && (err != nil || name != args[0]) && d.evidence.IPAddress == "" {
				d.evidence.Agent = args[0]
			}
			if d.output == "short" {
				return usage(fmt.Errorf("-o short: want page or json"))
			}
			return d.check()
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return d.trace(cmd) },
	}
	d.flags(cmd.Flags())
	cmd.Flags().StringVarP(&d.output, "output", "o", "page", "page or json")
	return cmd
}

func (d *doctorFlags) trace(cmd *cobra.Command) error {
	s, err := d.snapshot(cmd)
	if err != nil {
		return err
	}
	found, err := doctor.Diagnose(s, doctor.Options{})
	if err != nil {
		return err
	}
	if d.output == "json" {
		b, err := json.MarshalIndent(found.Path, "", "  ")
		if err != nil {
			return fmt.Errorf("write path: %w", err)
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s\n", b)
	} else {
		fmt.Fprint(cmd.OutOrStdout(), doctor.Trace(found, d.lang))
	}
	if !found.Told() {
		return errNoEvidence
	}
	if _, closed := found.Stands(); closed {
		return exitFindings
	}
	return nil
}
