package docker

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/containerd/errdefs"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
	tclog "github.com/testcontainers/testcontainers-go/log"
)

// ErrNoEngine means that no container engine can be used. The error's text says which was tried, why, and how to go on.
var ErrNoEngine = errors.New("no container engine")

// connectLimit bounds how long an engine may take to its first answer.
const connectLimit = 10 * time.Second

// ryukSwitch is testcontainers' own switch for its reaper.
const ryukSwitch = "TESTCONTAINERS_RYUK_DISABLED"

// Engine is a connection to a container engine. Its methods may be called at the same time.
type Engine struct {
	cli      client.APIClient
	provider *testcontainers.DockerProvider
	owner    Owner

	mu      sync.Mutex
	refused refusals
}

// Connect finds the engine as testcontainers does (DOCKER_HOST, ~/.testcontainers.properties, the usual sockets), but takes no other one
// where DOCKER_HOST doesn't answer. Where the image of testcontainers' reaper isn't there, the reaper is switched off for this process;
// `dflab gc` does its work. The error is ErrNoEngine.
func Connect(ctx context.Context) (*Engine, error) {
	owner, err := Self(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, connectLimit)
	defer cancel()
	if err := ask(ctx); err != nil {
		return nil, noEngine(err)
	}
	switchRyuk(ctx)
	tclog.SetDefault(tclog.NewNoopLogger())
	type result struct {
		p   *testcontainers.DockerProvider
		err error
	}
	// The provider asks the engine without a limit of its own.
	made := make(chan result, 1)
	go func() {
		p, err := testcontainers.NewDockerProvider()
		made <- result{p, err}
	}()
	select {
	case r := <-made:
		if r.err != nil {
			return nil, noEngine(r.err)
		}
		e := &Engine{cli: r.p.Client(), provider: r.p, owner: owner}
		if _, err := e.cli.Ping(ctx, client.PingOptions{NegotiateAPIVersion: true}); err != nil {
			return nil, errors.Join(noEngine(err), e.Close())
		}
		return e, nil
	case <-ctx.Done():
		return nil, noEngine(fmt.Errorf("no answer within %s", connectLimit))
	}
}

// ask asks the engine that DOCKER_HOST names, if it names one: testcontainers would go on to the next that answers.
func ask(ctx context.Context) error {
	if os.Getenv(client.EnvOverrideHost) == "" {
		return nil
	}
	cli, err := client.New(client.FromEnv)
	if err != nil {
		return err
	}
	defer cli.Close()
	_, err = cli.Ping(ctx, client.PingOptions{NegotiateAPIVersion: true})
	return err
}

// switchRyuk turns testcontainers' reaper off where its image would have to be pulled. The switch is read once for a process.
func switchRyuk(ctx context.Context) {
	if os.Getenv(ryukSwitch) != "" {
		return
	}
	cli, err := client.New(client.FromEnv)
	if err == nil {
		defer cli.Close()
		_, err = cli.ImageInspect(ctx, testcontainers.ReaperDefaultImage) //nolint:staticcheck // deprecated, and the only way to ask
	}
	if err != nil {
		os.Setenv(ryukSwitch, "true")
	}
}

// noEngine says what was tried and what helps.
func noEngine(err error) error {
	tried := "DOCKER_HOST=" + os.Getenv(client.EnvOverrideHost)
	if os.Getenv(client.EnvOverrideHost) == "" {
		tried = "DOCKER_HOST isn't set, tried " + client.DefaultDockerHost
	}
	hint := "start one (systemctl start docker), or set DOCKER_HOST"
	switch text := err.Error(); {
	case errors.Is(err, fs.ErrPermission), strings.Contains(text, "permission denied"):
		hint = "its socket is closed to this user: join the group docker, or run rootless Docker and set DOCKER_HOST"
	case strings.Contains(text, "API version"):
		hint = "want Docker 19.03 (API " + client.MinAPIVersion + ") or later"
	}
	return &engineError{fmt.Sprintf("%v: %s (%s): %s; --parts embedded needs none",
		ErrNoEngine, strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "; "), tried, hint), err}
}

// engineError is ErrNoEngine on one line, with its cause.
type engineError struct {
	text  string
	cause error
}

func (e *engineError) Error() string   { return e.text }
func (e *engineError) Unwrap() []error { return []error{ErrNoEngine, e.cause} }

// Close gives the connection up. Grounds of the engine must be closed before.
func (e *Engine) Close() error { return e.cli.Close() }

// has tells whether the image is there.
func (e *Engine) has(ctx context.Context, ref string) (bool, error) {
	_, err := e.cli.ImageInspect(ctx, ref)
	if errdefs.IsNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for image %s: %w", ref, err)
	}
	return true, nil
}

// local tells whether the engine runs on this machine, so that its host network is this machine's.
func (e *Engine) local() bool { return strings.HasPrefix(e.cli.DaemonHost(), "unix://") }
