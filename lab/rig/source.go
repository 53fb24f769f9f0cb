package rig

import (
	"fmt"
	"strings"
)

// Kind says by what a part is realised.
type Kind string

// The kinds of sources.
const (
	Sim   Kind = "sim"   // our own simulated part, as a program or container of its own
	Image Kind = "image" // a container of that image
	Exec  Kind = "exec"  // a binary of this machine
	None  Kind = "none"  // no ClickHouse: the ingester's storage is disabled, as for a server of which only the control plane matters
)

// Source is what realises a part: sim, image:REFERENCE, exec:PATH; none for ClickHouse.
type Source struct {
	Kind Kind
	// Ref is the image's reference or the binary's path; empty for sim. An exec source without a path is looked for in PATH.
	Ref string
}

// ParseSource reads sim, image:mysql:8.0.31, exec:./bin/deepflow-server, exec.
func ParseSource(s string) (Source, error) {
	kind, ref, _ := strings.Cut(s, ":")
	src := Source{Kind(kind), ref}
	switch {
	case (src.Kind == Sim || src.Kind == None) && ref == "", src.Kind == Image && ref != "", src.Kind == Exec:
		return src, nil
	}
	return Source{}, fmt.Errorf("part %q: want sim, image:REFERENCE or exec:PATH, for ClickHouse also none", s)
}

// String is what ParseSource reads.
func (s Source) String() string {
	if s.Ref == "" {
		return string(s.Kind)
	}
	return string(s.Kind) + ":" + s.Ref
}
