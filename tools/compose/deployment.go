package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"

	"github.com/dflab/dflab/fixtures/compose"
)

// command runs a program with additional environment; what it prints goes to out.
type command func(ctx context.Context, out io.Writer, env []string, name string, args ...string) error

func execute(ctx context.Context, out io.Writer, env []string, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = out, out
	return cmd.Run()
}

// deployment is a compose file with a directory.
type deployment struct {
	dir, file string
	out       io.Writer
	run       command
}

// up starts the services and makes the server ready for the agent.
func (d deployment) up(ctx context.Context, node string) error {
	addr, err := render(d.dir, node)
	if err != nil {
		return err
	}
	client, err := d.client(ctx)
	if err != nil {
		return err
	}
	if err := d.needImages(ctx, addr); err != nil {
		return err
	}
	if err := d.compose(ctx, client, addr, "up", "-d"); err != nil {
		return err
	}
	if err := setUp(ctx, d.dir, addr, d.out); err != nil {
		return fmt.Errorf("make the server ready: %w; its log: docker logs deepflow-server", err)
	}
	fmt.Fprintf(d.out, "The lab is up at %s, configured by %s. Its agent docks within some minutes: deepflow-ctl -i %s --api-port 20417 agent list\n", addr, d.dir, addr)
	return nil
}

// down stops and removes the containers. The data stays unless asked for.
func (d deployment) down(ctx context.Context, data bool) error {
	before, err := renderedFor(d.dir)
	if err != nil {
		return err
	}
	if before == "" {
		return fmt.Errorf("no lab in %s: nothing to stop", d.dir)
	}
	addr, err := nodeAddress(before)
	if err != nil {
		return err
	}
	client, err := d.client(ctx)
	if err != nil {
		return err
	}
	if err := d.compose(ctx, client, addr, "down", "--remove-orphans"); err != nil {
		return err
	}
	if !data {
		fmt.Fprintf(d.out, "Data and configuration stay in %s: make lab-down DATA=remove removes them.\n", d.dir)
		return nil
	}
	if err := os.RemoveAll(d.dir); err != nil {
		return fmt.Errorf("remove the lab: %w: the databases' files are not this user's, remove them as root", err)
	}
	return nil
}

// client is the Compose client of this machine: Docker's plugin, or the older program.
func (d deployment) client(ctx context.Context) ([]string, error) {
	if err := d.run(ctx, io.Discard, nil, "docker", "version"); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return nil, errors.New("docker isn't here: install Docker Engine (Debian: docker.io)")
		}
		return nil, fmt.Errorf("no Docker Engine answers: start it, or set DOCKER_HOST: %w", err)
	}
	for _, c := range [][]string{{"docker", "compose"}, {"docker-compose"}} {
		if d.run(ctx, io.Discard, nil, c[0], append(slices.Clone(c[1:]), "version")...) == nil {
			return c, nil
		}
	}
	return nil, errors.New("neither `docker compose` nor docker-compose is here: install one (Docker: docker-compose-plugin, Debian: docker-compose)")
}

func (d deployment) compose(ctx context.Context, client []string, addr netip.Addr, args ...string) error {
	all := append(slices.Clone(client[1:]), "-p", compose.Project, "--env-file", filepath.Join(d.dir, compose.Env), "-f", d.file)
	if err := d.run(ctx, d.out, compose.Variables(d.dir, addr), client[0], append(all, args...)...); err != nil {
		return fmt.Errorf("%s %s: %w", strings.Join(client, " "), args[0], err)
	}
	return nil
}

// needImages pulls those images that the engine doesn't have. The error names the registry and the ways to go on.
func (d deployment) needImages(ctx context.Context, addr netip.Addr) error {
	images, err := d.images(ctx, addr)
	if err != nil {
		return err
	}
	var missing []error
	for _, image := range images {
		if d.run(ctx, io.Discard, nil, "docker", "image", "inspect", image) == nil {
			continue
		}
		if strings.HasPrefix(image, "dflab/") {
			missing = append(missing, fmt.Errorf("image %s isn't here: make lab-images builds it", image))
			continue
		}
		fmt.Fprintf(d.out, "pulling %s\n", image)
		var said bytes.Buffer
		if err := d.run(ctx, &said, nil, "docker", "pull", "-q", image); err != nil {
			registry, _, _ := strings.Cut(image, "/")
			missing = append(missing, fmt.Errorf("image %s isn't here, and %s doesn't give it: %s (%w)", image, registry, strings.TrimSpace(said.String()), err))
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return fmt.Errorf("%w\nhow to go on: name another registry or tag by DFLAB_IMAGE_MYSQL, _CLICKHOUSE, _SERVER, _AGENT, _APP, _GRAFANA, _GRAFANA_DASHBOARDS, _GRAFANA_PLUGINS; "+
		"`docker load` what another machine saved; or, without any registry, make lab-images and make lab-up IMAGES=local", errors.Join(missing...))
}

// images are those of the services, each once, as the compose file has them with this machine's environment.
func (d deployment) images(ctx context.Context, addr netip.Addr) ([]string, error) {
	options, err := cli.NewProjectOptions([]string{d.file}, cli.WithName(compose.Project), cli.WithEnv(compose.Variables(d.dir, addr)), cli.WithOsEnv)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", d.file, err)
	}
	p, err := options.LoadProject(ctx)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", d.file, err)
	}
	var images []string
	for _, name := range p.ServiceNames() {
		images = append(images, p.Services[name].Image)
	}
	slices.Sort(images)
	return slices.Compact(images), nil
}
