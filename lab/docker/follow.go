package docker

import (
	"context"
	"time"

	"github.com/containerd/errdefs"
	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/client"
)

// lookAgain is how often a log is looked at while nothing is known to happen to its container.
const lookAgain = time.Second

// follow reads a container's standard output and error into the log, through restarts and lost connections, until ctx ends or the
// container is gone. testcontainers' log producer ends with the container's first life.
func (g *Ground) follow(ctx context.Context, container string, to *logLines) {
	j := &joiner{to: to}
	for ctx.Err() == nil {
		l, changed := g.watch.of(container)
		if gone := g.readLog(ctx, container, j); gone {
			return
		}
		// The stream ends with each life of the container. The next one may have begun meanwhile.
		now, _ := g.watch.of(container)
		if now.starts != l.starts {
			continue
		}
		wait := lookAgain
		if now.running {
			wait = retryPause
		}
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-changed:
		case <-ctx.Done():
		}
		t.Stop()
	}
}

// readLog reads one connection to its end.
func (g *Ground) readLog(ctx context.Context, container string, j *joiner) (gone bool) {
	o := client.ContainerLogsOptions{ShowStdout: true, ShowStderr: true, Timestamps: true, Follow: true}
	if since := j.reopen(); !since.IsZero() {
		o.Since = stamp(since)
	}
	r, err := g.engine.cli.ContainerLogs(ctx, container, o)
	if err != nil {
		return errdefs.IsNotFound(err)
	}
	defer r.Close()
	// A broken stream is read again from where it broke: its error says nothing about the part.
	_, _ = stdcopy.StdCopy(j.stream(0), j.stream(1), r)
	return false
}
