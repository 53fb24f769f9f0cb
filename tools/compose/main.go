// Command compose runs docker-compose.lab.yaml, the guide's deployment on one host: `make lab-up` and `make lab-down`.
//
//	go run ./tools/compose -node-ip 10.50.72.100 up      write .lab/, start the services, make the server ready for the agent
//	go run ./tools/compose -node-ip 10.50.72.100 render  write .lab/ only
//	go run ./tools/compose down                          stop and remove the containers; -data removes .lab/, too
//
// It writes configuration with plain addresses, checks that images and a Compose client are there, and leaves the rest to that
// client. It imports fixtures, lab/operator and the controller's client; nothing here knows a fault.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

// The compose files, from the repository's root.
const (
	guideFile = "docker-compose.lab.yaml"
	localFile = "fixtures/compose/local.yaml"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, execute); err != nil {
		fmt.Fprintln(os.Stderr, "compose:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer, exec command) error {
	flags := flag.NewFlagSet("compose", flag.ContinueOnError)
	dir := flags.String("dir", ".lab", "directory of the lab: configuration and data")
	nodeIP := flags.String("node-ip", "", "address of this host that agents reach; empty takes the one that the directory was written for")
	images := flags.String("images", "guide", "guide: the guide's, from their registries; local: those of make lab-images, simulated server and agent")
	data := flags.Bool("data", false, "down: remove the directory, data included")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	file, err := composeFile(*images)
	if err != nil {
		return err
	}
	abs, err := filepath.Abs(*dir)
	if err != nil {
		return fmt.Errorf("find %s: %w", *dir, err)
	}
	d := deployment{dir: abs, file: file, out: out, run: exec}
	switch flags.Arg(0) {
	case "render":
		_, err = render(abs, *nodeIP)
		return err
	case "up":
		return d.up(ctx, *nodeIP)
	case "down":
		return d.down(ctx, *data)
	}
	return fmt.Errorf("command %q: want render, up or down", flags.Arg(0))
}

func composeFile(images string) (string, error) {
	switch images {
	case "guide":
		return guideFile, nil
	case "local":
		return localFile, nil
	}
	return "", fmt.Errorf("images %q: want guide or local", images)
}
