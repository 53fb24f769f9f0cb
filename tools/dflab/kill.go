package main

import (
	"fmt"
	"strconv"
	"syscall"

	"github.com/spf13/cobra"
)

// killCommand is kill -9 for a lab of containers, whose image has no other program; nobody types it.
func killCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "kill PID",
		Short:  "Send SIGKILL to a process (used by dflab itself)",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			pid, err := strconv.Atoi(args[0])
			if err != nil || pid <= 1 {
				return usage(fmt.Errorf("kill %s: want a process id", args[0]))
			}
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
				return fmt.Errorf("kill %d: %w", pid, err)
			}
			return nil
		},
	}
}
