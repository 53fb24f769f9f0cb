package docker

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/moby/moby/client"
)

// Removed is something that a sweep removed.
type Removed struct {
	Kind string // container, volume, network, image
	Name string
	Lab  string // the lab's id; empty for images
}

// String is a line for people.
func (r Removed) String() string {
	if r.Lab == "" {
		return fmt.Sprintf("%s %s", r.Kind, r.Name)
	}
	return fmt.Sprintf("%s %s of lab %s", r.Kind, r.Name, r.Lab)
}

// found is a labelled thing of the engine.
type found struct {
	Removed
	owner  string
	remove func(ctx context.Context) error
}

// Sweep removes containers, volumes and networks of labs whose owner has ended, and images of EnsureSelf that nobody uses; all takes
// living labs, and images of the last hour, too. Labs of other machines are only taken by all: whether their owner lives can't be seen
// from here.
func (e *Engine) Sweep(ctx context.Context, all bool) ([]Removed, error) {
	things, err := e.labelled(ctx, client.Filters{}.Add("label", LabelLab))
	if err != nil {
		return nil, err
	}
	owners := map[string]bool{}
	var dead []found
	for _, t := range things {
		gone, known := owners[t.owner]
		if !known {
			owner, err := ParseOwner(t.owner)
			gone = err != nil || owner.Gone(ctx)
			owners[t.owner] = gone
		}
		if gone || all {
			dead = append(dead, t)
		}
	}
	removed, err := e.removeFound(ctx, dead)
	images, imagesErr := e.sweepImages(ctx, all)
	return append(removed, images...), errors.Join(err, imagesErr)
}

// sweepLab removes what one lab has left.
func (e *Engine) sweepLab(ctx context.Context, lab string) ([]Removed, error) {
	things, err := e.labelled(ctx, client.Filters{}.Add("label", LabelLab+"="+lab))
	if err != nil {
		return nil, err
	}
	return e.removeFound(ctx, things)
}

// removeFound removes what may hold others last: parts before hosts, containers before volumes and networks.
func (e *Engine) removeFound(ctx context.Context, things []found) ([]Removed, error) {
	var removed []Removed
	var errs []error
	for _, t := range things {
		if err := t.remove(ctx); err != nil && !gone(err) {
			errs = append(errs, fmt.Errorf("remove %s: %w", t.Removed, err))
			continue
		}
		removed = append(removed, t.Removed)
	}
	return removed, errors.Join(errs...)
}

// labelled are the things that match, in the order in which they can be removed.
func (e *Engine) labelled(ctx context.Context, filters client.Filters) ([]found, error) {
	var things []found
	var hosts []found
	containers, err := e.cli.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: filters})
	if err != nil {
		return nil, fmt.Errorf("list containers: %w", err)
	}
	for _, c := range containers.Items {
		name := c.ID
		if len(c.Names) > 0 {
			name = strings.TrimPrefix(c.Names[0], "/")
		}
		t := thing("container", name, c.Labels, func(ctx context.Context) error {
			_, err := e.cli.ContainerRemove(ctx, c.ID, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
			return err
		})
		if c.Labels[LabelPart] == partHost {
			hosts = append(hosts, t) // after those that live in its namespaces
			continue
		}
		things = append(things, t)
	}
	things = append(things, hosts...)
	volumes, err := e.cli.VolumeList(ctx, client.VolumeListOptions{Filters: filters})
	if err != nil {
		return nil, fmt.Errorf("list volumes: %w", err)
	}
	for _, v := range volumes.Items {
		things = append(things, thing("volume", v.Name, v.Labels, func(ctx context.Context) error {
			_, err := e.cli.VolumeRemove(ctx, v.Name, client.VolumeRemoveOptions{Force: true})
			return err
		}))
	}
	networks, err := e.cli.NetworkList(ctx, client.NetworkListOptions{Filters: filters})
	if err != nil {
		return nil, fmt.Errorf("list networks: %w", err)
	}
	for _, n := range networks.Items {
		things = append(things, thing("network", n.Name, n.Labels, func(ctx context.Context) error {
			_, err := e.cli.NetworkRemove(ctx, n.ID, client.NetworkRemoveOptions{})
			return err
		}))
	}
	return things, nil
}

func thing(kind, name string, labels map[string]string, remove func(context.Context) error) found {
	return found{Removed{Kind: kind, Name: name, Lab: labels[LabelLab]}, labels[LabelOwner], remove}
}

// imageRest is how long an image of EnsureSelf is kept unused: a lab may be about to use it.
const imageRest = time.Hour

// sweepImages removes images that EnsureSelf made and that no container uses.
func (e *Engine) sweepImages(ctx context.Context, all bool) ([]Removed, error) {
	images, err := e.cli.ImageList(ctx, client.ImageListOptions{Filters: client.Filters{}.Add("label", LabelSelf)})
	if err != nil {
		return nil, fmt.Errorf("list images: %w", err)
	}
	var removed []Removed
	for _, i := range images.Items {
		if !all && time.Since(time.Unix(i.Created, 0)) < imageRest {
			continue
		}
		for _, ref := range i.RepoTags {
			// One in use is refused by the engine, and stays.
			if _, err := e.cli.ImageRemove(ctx, ref, client.ImageRemoveOptions{PruneChildren: true}); err == nil {
				removed = append(removed, Removed{Kind: "image", Name: ref})
			}
		}
	}
	return removed, nil
}
