// Command dflab is the fault lab for DeepFlow: it starts labs and simulated parts.
//
// It is the only place that wires providers to what uses them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit codes of every command.
const (
	exitOK    = 0 // done; a server or lab was ended by Ctrl-C
	exitRun   = 1 // it couldn't run, or a simulated part ended by itself
	exitUsage = 2 // unknown flag, unreadable file, bad value in a file, port in use
)

// usageError marks what the user can mend: exit code 2.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usage(err error) error {
	if err == nil {
		return nil
	}
	return usageError{err}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program without its process: arguments in, exit code out.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := &cobra.Command{
		Use:           "dflab",
		Short:         "The fault lab for DeepFlow",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err) })
	root.AddCommand(upCommand(), simCommand())
	err := root.ExecuteContext(ctx)
	var u usageError
	var exit exitCode
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &exit):
		return int(exit)
	case errors.As(err, &u), isCobraUsage(err):
		fmt.Fprintf(stderr, "dflab: %v\n", err)
		return exitUsage
	}
	fmt.Fprintf(stderr, "dflab: %v\n", err)
	return exitRun
}

// exitCode ends the program with a simulated part's own exit code.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit code %d", int(e)) }
