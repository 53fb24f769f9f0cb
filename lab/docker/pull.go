package docker

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/moby/moby/api/pkg/authconfig"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
)

// Progress is how far the pull of one image is.
type Progress struct {
	Image Image
	// Layers are those known of so far, Done of them are there.
	Layers, Done int
	// Current and Total are bytes of the layers whose size is known.
	Current, Total int64
	// Status is the engine's latest word.
	Status string
}

// Pull fetches the images that aren't there, one after the other, and tells how far it is; tell may be nil. An image that is there
// already is told once, with the status that it is.
func (e *Engine) Pull(ctx context.Context, images Images, tell func(Progress)) error {
	if tell == nil {
		tell = func(Progress) {}
	}
	for _, i := range images {
		there, err := e.has(ctx, i.Ref)
		if err != nil {
			return err
		}
		if there {
			tell(Progress{Image: i, Status: StatusThere})
			continue
		}
		if err := e.pull(ctx, i, tell); err != nil {
			return fmt.Errorf("pull %s: %w", i.Ref, err)
		}
	}
	return nil
}

// The first and last words of a Progress.
const (
	StatusThere = "it is there"
	StatusDone  = "done"
)

// layer is how far one layer is.
type layer struct {
	current, total int64
	done           bool
}

// pull is through the Engine API: testcontainers' PullImage keeps the progress, and a registry's refusal, to itself.
func (e *Engine) pull(ctx context.Context, i Image, tell func(Progress)) error {
	o := client.ImagePullOptions{}
	// Credentials of `docker login`; without any the registry is asked as anybody.
	if _, auth, err := testcontainers.DockerImageAuth(ctx, i.Ref); err == nil {
		if o.RegistryAuth, err = authconfig.Encode(auth); err != nil {
			return fmt.Errorf("read credentials: %w", err)
		}
	}
	resp, err := e.cli.ImagePull(ctx, i.Ref, o)
	if err != nil {
		return err
	}
	defer resp.Close()
	layers := map[string]*layer{}
	for m, err := range resp.JSONMessages(ctx) {
		if err != nil {
			return err
		}
		if m.Error != nil {
			return m.Error
		}
		// The first line has the tag in a layer's place.
		if m.ID != "" && !strings.HasPrefix(m.Status, "Pulling from ") {
			l := layers[m.ID]
			if l == nil {
				l = &layer{}
				layers[m.ID] = l
			}
			if m.Progress != nil {
				l.progress(m.Status, m.Progress.Current, m.Progress.Total)
			}
			l.status(m.Status)
		}
		tell(sum(i, layers, m.Status))
	}
	there, err := e.has(ctx, i.Ref)
	if err != nil {
		return err
	}
	if !there {
		return errors.New("the engine said nothing of an error, and the image isn't there")
	}
	tell(sum(i, layers, StatusDone))
	return nil
}

// progress counts what is downloaded; unpacking counts from the beginning again.
func (l *layer) progress(status string, current, total int64) {
	if status != "Downloading" || total <= 0 {
		return
	}
	l.current, l.total = current, total
}

func (l *layer) status(status string) {
	switch status {
	case "Download complete":
		l.current = l.total
	case "Pull complete", "Already exists":
		l.current, l.done = l.total, true
	}
}

func sum(i Image, layers map[string]*layer, status string) Progress {
	p := Progress{Image: i, Status: status}
	for _, l := range layers {
		p.Layers++
		p.Current += l.current
		p.Total += l.total
		if l.done {
			p.Done++
		}
	}
	return p
}
