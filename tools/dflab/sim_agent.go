package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/sim/agent"
	"github.com/dflab/dflab/lab/vnet"
)

func simAgentCommand() *cobra.Command {
	var file, log, version string
	var seed uint64
	cmd := &cobra.Command{
		Use:   "agent",
		Short: "Run a simulated deepflow-agent with this machine's hostname, NICs and routes",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			text, err := os.ReadFile(file)
			if err != nil {
				return usage(fmt.Errorf("read agent file: %w", err))
			}
			if _, err := config.ParseAgent(file, text); err != nil {
				return usage(err)
			}
			out, closeLog, err := logTo(log, cmd.OutOrStdout())
			if err != nil {
				return err
			}
			defer closeLog()
			s, err := newSolo(seed, version)
			if err != nil {
				return err
			}
			return s.run(cmd.Context(), func(exited func(int)) (func(), error) {
				a, err := agent.Start(agent.Options{
					Clock: s.clock, Host: vnet.Machine(s.clock), Name: "deepflow-agent", Machine: thisMachine{},
					ConfigFile: file, Config: text, Log: out, Stderr: cmd.ErrOrStderr(), Rand: s.rand, Release: s.release,
				}, exited)
				if err != nil {
					return nil, err
				}
				return a.Kill, nil
			})
		},
	}
	f := cmd.Flags()
	f.StringVarP(&file, "file", "f", "/etc/deepflow-agent.yaml", "deepflow-agent.yaml")
	f.StringVar(&log, "log", "-", "log file, appended to; - is standard output")
	f.StringVar(&version, "release", "6.6.9", "DeepFlow release")
	f.Uint64Var(&seed, "seed", 1, "repeats jitter and figures")
	return cmd
}
