package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// isCobraUsage: cobra's own complaints about the command line have no type.
func isCobraUsage(err error) bool {
	return strings.HasPrefix(err.Error(), "unknown command") || strings.HasPrefix(err.Error(), "required flag(s)")
}

// noArgs refuses arguments, as a usage error that names them.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage(fmt.Errorf("%s: unexpected argument %q", cmd.CommandPath(), args[0]))
	}
	return nil
}
