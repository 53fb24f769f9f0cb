package main

import (
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dflab/dflab/scenarios"
)

func listCommand() *cobra.Command {
	var from string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the scenarios: name, when the fault applies, the gate it closes first, what it is",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			all, err := load(from)
			if err != nil {
				return err
			}
			t := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			fmt.Fprintln(t, "SCENARIO\tAPPLIES\tFIRST CLOSED GATE\tGUIDE\tTITLE")
			for _, s := range all {
				gate := s.FirstClosed.String()
				if s.ClosesNone {
					gate = "none"
				}
				fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", s.Name(), s.Applies, gate, anchor(s), s.Title.EN)
			}
			return t.Flush()
		},
	}
	fromFlag(cmd.Flags(), &from)
	return cmd
}

func fromFlag(f *pflag.FlagSet, from *string) {
	f.StringVar(from, "from", "", "directory with scenarios (*.yaml) instead of the catalogue")
}

// load reads the scenarios of a directory, or the catalogue. What is wrong with somebody's own scenarios they can mend.
func load(from string) ([]*scenarios.Scenario, error) {
	if from == "" {
		return scenarios.Catalogue()
	}
	if info, err := os.Stat(from); err != nil || !info.IsDir() {
		return nil, usage(fmt.Errorf("--from %s: want a directory with scenarios", from))
	}
	all, err := scenarios.Load(os.DirFS(from))
	if err != nil {
		return nil, usage(err)
	}
	if len(all) == 0 {
		return nil, usage(fmt.Errorf("--from %s: no *.yaml in it", from))
	}
	return all, nil
}

// anchor is where the fault is documented: a paragraph of the guide or a thread.
func anchor(s *scenarios.Scenario) string {
	if s.Thread != 0 {
		return fmt.Sprintf("#%d", s.Thread)
	}
	return s.Paragraph
}

// choose picks the scenarios of those names: ID is all of its cases, ID/CASE is one. No name is all of them.
func choose(all []*scenarios.Scenario, names []string) ([]*scenarios.Scenario, error) {
	if len(names) == 0 {
		return all, nil
	}
	var chosen []*scenarios.Scenario
	for _, name := range names {
		found := false
		for _, s := range all {
			if s.ID == name || s.Name() == name {
				chosen, found = append(chosen, s), true
			}
		}
		if !found {
			return nil, usage(fmt.Errorf("no scenario %q: want one of %s", name, strings.Join(namesOf(all), ", ")))
		}
	}
	return chosen, nil
}

func namesOf(all []*scenarios.Scenario) (names []string) {
	for _, s := range all {
		names = append(names, s.Name())
	}
	return names
}
