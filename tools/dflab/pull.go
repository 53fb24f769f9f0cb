package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dflab/dflab/lab/docker"
)

func pullCommand() *cobra.Command {
	var registry, file string
	cmd := &cobra.Command{
		Use:   "pull [PART…]",
		Short: "Fetch the guide's images into the container engine",
		RunE: func(cmd *cobra.Command, parts []string) error {
			images, err := pullImages(registry, file, parts)
			if err != nil {
				return usage(err)
			}
			return pull(cmd.Context(), cmd.OutOrStdout(), images)
		},
	}
	guide, err := docker.GuideImages("")
	if err == nil {
		cmd.Long = "Fetch the guide's images into the container engine: those that a lab needs to dock an agent, or those of the parts named.\n" +
			"Nothing else of dflab pulls. An image of your own takes a part's place by DFLAB_IMAGE_SERVER=… and the like, or by --images.\n\n" +
			"Parts:\n" + imageTable(guide)
	}
	f := cmd.Flags()
	f.StringVar(&registry, "registry", "", strings.Join(docker.Registries(), " or ")+"; the guide has the server's from hongkong and the agent from beijing")
	f.StringVar(&file, "images", "", "YAML file with lines such as server: deepflow-server:v6.6.9")
	return cmd
}

// imageTable is one line for each image.
func imageTable(images docker.Images) string {
	var b strings.Builder
	for _, i := range images {
		mark := " "
		if i.Docking {
			mark = "*"
		}
		fmt.Fprintf(&b, "  %s %-18s %s\n", mark, i.Part, i.Ref)
	}
	b.WriteString("  * needed to dock an agent")
	return b.String()
}

// pullImages are the images asked for: the file's win over the environment's, and those over the guide's.
func pullImages(registry, file string, parts []string) (docker.Images, error) {
	images, err := docker.GuideImages(registry)
	if err != nil {
		return nil, err
	}
	images = images.WithEnv(os.Getenv)
	if file != "" {
		if images, err = images.WithFile(file); err != nil {
			return nil, err
		}
	}
	if len(parts) == 0 {
		return images.Docking(), nil
	}
	return images.Select(parts)
}

func pull(ctx context.Context, out io.Writer, images docker.Images) error {
	e, err := docker.Connect(ctx)
	if err != nil {
		return err
	}
	defer e.Close()
	p := pullPrinter{out: out, now: time.Now}
	return e.Pull(ctx, images, p.tell)
}

// pullPrinter prints a line when an image begins, every few seconds while it comes, and when it is there.
type pullPrinter struct {
	out  io.Writer
	now  func() time.Time
	ref  string
	last time.Time
}

// pullEvery is how often a line tells how far an image is.
const pullEvery = 2 * time.Second

func (p *pullPrinter) tell(g docker.Progress) {
	began := g.Image.Ref != p.ref
	if began {
		p.ref, p.last = g.Image.Ref, p.now()
		fmt.Fprintf(p.out, "%-18s %s\n", g.Image.Part, g.Image.Ref)
	}
	switch {
	case g.Status == docker.StatusThere, g.Status == docker.StatusDone:
		fmt.Fprintf(p.out, "%-18s %s\n", "", g.Status)
	case p.now().Sub(p.last) >= pullEvery:
		p.last = p.now()
		fmt.Fprintf(p.out, "%-18s %d of %d layers, %.1f of %.1f MB\n", "", g.Done, g.Layers, megabytes(g.Current), megabytes(g.Total))
	}
}

func megabytes(n int64) float64 { return float64(n) / 1e6 }
