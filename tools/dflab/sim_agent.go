package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/sim/agent"
	"github.com/dflab/dflab/lab/vnet"
)

func simAgentCommand() *cobra.Command {
	var o soloFlags
	cmd := &cobra.Command{
		Use:   "agent",
		Short: "Run a simulated deepflow-agent with this machine's hostname, NICs and routes",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			text, err := os.ReadFile(o.file)
			if err != nil {
				return usage(fmt.Errorf("read agent file: %w", err))
			}
			if _, err := config.ParseAgent(o.file, text); err != nil {
				return usage(err)
			}
			s, err := newSolo(o)
			if err != nil {
				return err
			}
			out, closeLog, err := logTo(o.log, cmd.OutOrStdout())
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, closeLog()) }()
			return s.run(cmd.Context(), func(exited func(int)) (func(), error) {
				a, err := agent.Start(agent.Options{
					Clock: s.clock, Host: vnet.Machine(s.clock), Name: "deepflow-agent", Machine: thisMachine{},
					ConfigFile: o.file, Config: text, Log: out, Stderr: cmd.ErrOrStderr(), Rand: s.rand, Release: s.release,
				}, exited)
				if err != nil {
					return nil, err
				}
				return a.Kill, nil
			})
		},
	}
	o.add(cmd, "/etc/deepflow-agent.yaml", "deepflow-agent.yaml")
	return cmd
}
