package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// isCobraUsage: cobra's own complaints about the command line have no type.
func isCobraUsage(err error) bool {
	return strings.HasPrefix(err.Error(), "unknown command") || strings.HasPrefix(err.Error(), "required flag(s)")
}

// flagError is a usage error that says what the flag takes instead.
func flagError(_ *cobra.Command, err error) error {
	var bad *pflag.InvalidValueError
	if !errors.As(err, &bad) {
		return usage(err)
	}
	want := map[string]string{"int": "a whole number", "uint64": "a whole number, 0 or more", "float64": "a number", "bool": "true or false"}
	return usage(fmt.Errorf("--%s %s: want %s", bad.GetFlag().Name, bad.GetValue(), want[bad.GetFlag().Value.Type()]))
}

// noArgs refuses arguments, as a usage error that names them.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage(fmt.Errorf("%s: unexpected argument %q", strings.TrimPrefix(cmd.CommandPath(), "dflab "), args[0]))
	}
	return nil
}
