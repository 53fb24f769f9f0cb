package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dflab/dflab/lab/deepflow/release"
	"github.com/dflab/dflab/lab/doctor"
	"github.com/dflab/dflab/lab/evidence"
)

// Exit codes of doctor beyond those of all commands.
const (
	exitFindings exitCode = 3
	exitWarnings exitCode = 4
)

const doctorHelp = `Tell what is wrong with a deployment: how it is known, and what to type.

Run it on the agent's host: without any flag it reads the agent's file and log, the host's NICs, and connects to the ports of the
file's controller. It only reads, and sends nothing that registers an agent. Each flag gives it more to go by; what it can't tell it
says, with the command whose output is missing. docs/doctor.md has the codes and the schema of -o json.

Exit codes:
  0  nothing found, or nothing but hints
  1  it couldn't run
  2  what was asked for can't be: unknown flag, code, language or format
  3  something is wrong
  4  warnings only`

var errNoEvidence = errors.New("no evidence: say where it is, with the flags of dflab doctor --help")

// doctorFlags are what the command is asked.
type doctorFlags struct {
	evidence     evidence.Options
	lang, output string
	// from and saveTo are files with evidence.
	from, saveTo string
	choose       doctor.Options
}

func doctorCommand() *cobra.Command {
	var d doctorFlags
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Tell what is wrong with a deployment, how it is known, and what to type",
		Long:  doctorHelp,
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return d.run(cmd) },
	}
	f := cmd.Flags()
	d.flags(f)
	f.StringVarP(&d.output, "output", "o", "page", "page, short or json")
	f.StringSliceVar(&d.choose.Only, "only", nil, "these checks only, DF040,DF080")
	f.StringSliceVar(&d.choose.Skip, "skip", nil, "all checks but these")
	cmd.PreRunE = func(*cobra.Command, []string) error { return d.check() }
	return cmd
}

// flags say where evidence is.
func (d *doctorFlags) flags(f *pflag.FlagSet) {
	e := &d.evidence
	f.StringVar(&e.Server, "server", "", "the server's address; without it the agent file's controller is tried")
	f.IntVar(&e.APIPort, "api-port", 0, "port of the server's REST API; without it 20417 and 30417 are tried")
	f.StringVar(&e.AgentFile, "agent-file", "", "the agent's file (default /etc/deepflow-agent.yaml)")
	f.StringVar(&e.AgentLog, "agent-log", "", "the agent's log (default /var/log/deepflow-agent/deepflow-agent.log)")
	f.StringVar(&e.AgentContainer, "agent-container", "", "container of the agent on this machine: its file, log and state")
	f.StringVar(&e.IPAddress, "ip-address", "", "file with the output of `ip address show` of the agent's host, if that isn't this machine")
	f.StringVar(&e.Agent, "agent", "", "agent to look at from the server's side: its name, its host's name, or its address")
	f.StringVar(&e.AgentHost, "agent-host", "", "hostname of the agent's host, if that isn't this machine")
	f.StringVar(&e.ServerLog, "server-log", "", "the server's log")
	f.StringVar(&e.ServerYAML, "server-yaml", "", "server.yaml")
	f.StringVar(&e.ServerContainer, "server-container", "", "container of the server on this machine: its file, log and state")
	f.StringVar(&e.MySQL, "mysql", "", "DSN of MySQL, root:deepflow@tcp(10.50.72.100:30130)/deepflow")
	f.StringVar(&e.ClickHouse, "clickhouse", "", "URL of ClickHouse, http://10.50.72.100:8123")
	f.StringVar(&e.Release, "release", "6.6.9", "the server's release")
	f.StringVar(&d.from, "from", "", "diagnose evidence that was saved with --save instead of collecting any")
	f.StringVar(&d.saveTo, "save", "", "write the evidence to this file, as JSON; it has the files and logs in it, passwords of server.yaml too")
	f.StringVar(&d.lang, "lang", "", "zh or en (default: the locale's)")
}

// check refuses what can't be.
func (d *doctorFlags) check() error {
	var err error
	if d.lang, err = language(d.lang); err != nil {
		return err
	}
	switch d.output {
	case "page", "short", "json":
	default:
		return usage(fmt.Errorf("-o %s: want page, short or json", d.output))
	}
	for _, code := range append(append([]string{}, d.choose.Only...), d.choose.Skip...) {
		if doctor.Find(code) == nil {
			return usage(fmt.Errorf("no check %q: `dflab explain` lists them", code))
		}
	}
	if _, err := release.Get(d.evidence.Release); err != nil {
		return usage(fmt.Errorf("--release: %w", err))
	}
	return nil
}

func (d *doctorFlags) run(cmd *cobra.Command) error {
	s, err := d.snapshot(cmd)
	if err != nil {
		return err
	}
	found, err := doctor.Diagnose(s, d.choose)
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	switch d.output {
	case "json":
		b, err := json.MarshalIndent(found, "", "  ")
		if err != nil {
			return fmt.Errorf("write diagnosis: %w", err)
		}
		fmt.Fprintf(out, "%s\n", b)
	case "short":
		fmt.Fprint(out, doctor.Short(found, d.lang))
	default:
		fmt.Fprint(out, doctor.Page(found, d.lang))
	}
	if !found.Told() {
		return errNoEvidence
	}
	switch found.Worst() {
	case doctor.Error:
		return exitFindings
	case doctor.Warning:
		return exitWarnings
	}
	return nil
}

// snapshot is collected, or read from a file.
func (d *doctorFlags) snapshot(cmd *cobra.Command) (*evidence.Snapshot, error) {
	if d.from != "" {
		b, err := os.ReadFile(d.from)
		if err != nil {
			return nil, usage(fmt.Errorf("--from: %w", err))
		}
		s := new(evidence.Snapshot)
		if err := json.Unmarshal(b, s); err != nil {
			return nil, usage(fmt.Errorf("--from %s: want what --save wrote: %w", d.from, err))
		}
		if s.Format != evidence.Format {
			return nil, usage(fmt.Errorf("--from %s: format %d: want %d", d.from, s.Format, evidence.Format))
		}
		return s, nil
	}
	s := evidence.Collect(cmd.Context(), d.evidence)
	if d.saveTo == "" {
		return s, nil
	}
	b, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write evidence: %w", err)
	}
	if err := os.WriteFile(d.saveTo, append(b, '\n'), 0o600); err != nil {
		return nil, usage(fmt.Errorf("--save: %w", err))
	}
	return s, nil
}

// language is the one asked for, or the locale's.
func language(asked string) (string, error) {
	switch asked {
	case "zh", "en":
		return asked, nil
	case "":
	default:
		return "", usage(fmt.Errorf("--lang %s: want zh or en", asked))
	}
	for _, key := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(key); v != "" {
			if strings.HasPrefix(v, "zh") {
				return "zh", nil
			}
			return "en", nil
		}
	}
	return "en", nil
}
