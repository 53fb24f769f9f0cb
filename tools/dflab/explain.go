package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/dflab/dflab/lab/doctor"
)

func explainCommand() *cobra.Command {
	var lang string
	cmd := &cobra.Command{
		Use:   "explain [CODE]",
		Short: "Explain a finding of the doctor, DF040; without a code list them all",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage(fmt.Errorf("explain %v: want one code", args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			lang, err := language(lang)
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			if len(args) == 0 {
				t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
				for _, c := range doctor.All() {
					fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", c.Code, c.Severity, c.GateName(), c.Title.In(lang))
				}
				return t.Flush()
			}
			c := doctor.Find(args[0])
			if c == nil {
				return usage(fmt.Errorf("no check %q: `dflab explain` lists them", args[0]))
			}
			fmt.Fprint(out, c.Page(lang))
			return nil
		},
	}
	cmd.Flags().StringVar(&lang, "lang", "", "zh or en (default: the locale's)")
	return cmd
}
