package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dflab/dflab/lab/deepflow/release"
)

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print dflab's version and the DeepFlow releases that it knows",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			build, _ := debug.ReadBuildInfo()
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "dflab %s, %s %s/%s\nDeepFlow releases: %s\n",
				versionOf(build), runtime.Version(), runtime.GOOS, runtime.GOARCH, strings.Join(release.Versions(), ", "))
			if err != nil {
				return fmt.Errorf("print version: %w", err)
			}
			return nil
		},
	}
}

// versionOf is the module's version, with the commit that a build of a checkout notes; "(devel)" where the build notes nothing.
func versionOf(build *debug.BuildInfo) string {
	if build == nil || build.Main.Version == "" {
		return "(devel)"
	}
	version := build.Main.Version
	for _, s := range build.Settings {
		if s.Key == "vcs.revision" && !strings.Contains(version, s.Value[:min(12, len(s.Value))]) {
			version += " " + s.Value[:min(12, len(s.Value))]
		}
	}
	return version
}
