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
	"strings"
	"syscall"
	_ "time/tzdata" // an image FROM scratch has none, and TZ and ClickHouse's columns name zones

	"github.com/spf13/cobra"
)

// Exit codes of every command. `dflab --help` prints them (see exitCodes).
const (
	exitOK     = 0 // done; a lab or a part was ended by Ctrl-C or SIGTERM
	exitRun    = 1 // it couldn't run, for a reason that is not in what was asked for
	exitUsage  = 2 // what was asked for can't be: unknown command or flag, unreadable file, bad value in a file, port in use
	exitFailed = 3 // a scenario failed, or the doctor found something
)

// exitCodes is the block of the help; a simulated part that ends by itself passes its own code on.
const exitCodes = `Exit codes:
  0  done; a lab or a part was ended by Ctrl-C or SIGTERM
  1  it couldn't run
  2  what was asked for can't be: unknown command or flag, unreadable file, bad value in a file, port in use
  3  a scenario failed, or the doctor found something wrong
  4  the doctor found warnings only
  A simulated part that ends by itself ends dflab with its own code: server 1 or 255, agent 1 or 134 (0 for a restart).`

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
		Long:          "The fault lab for DeepFlow.\n\n" + exitCodes,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(upCommand(), simCommand(), versionCommand(), listCommand(), runCommand())
	root.AddCommand(doctorCommand(), traceCommand(), explainCommand())
	root.AddCommand(pauseCommand(), netnsCommand(), killCommand())
	root.AddCommand(pullCommand(), gcCommand())
	return code(root.ExecuteContext(ctx), stderr)
}

// code tells err and gives the exit code that it means.
func code(err error, stderr io.Writer) int {
	var u usageError
	var exit exitCode
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &exit):
		return int(exit)
	case errors.As(err, &u), isCobraUsage(err):
		fmt.Fprintf(stderr, "dflab: %s\n", strings.TrimSpace(err.Error()))
		return exitUsage
	}
	fmt.Fprintf(stderr, "dflab: %v\n", err)
	return exitRun
}

// exitCode ends the program with a simulated part's own exit code.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit code %d", int(e)) }
