package docker

import (
	"context"
	"fmt"
	"strings"

	"github.com/moby/moby/api/types/container"
)

// refusals are what an engine, or the kernel under it, doesn't give to containers, with its own words. They are found out once.
type refusals struct {
	privileged   string
	capabilities map[string]string
}

// isRefusal tells an engine's refusal of privileges from other errors of a start.
func isRefusal(err error) bool {
	if err == nil {
		return false
	}
	text := strings.ToLower(err.Error())
	for _, sign := range []string{"unable to apply caps", "operation not permitted", "privileged", "unknown capability", "invalid cap"} {
		if strings.Contains(text, sign) {
			return true
		}
	}
	return false
}

// words are the engine's own, without its chain of programs that passed them on.
func words(err error) string {
	text := err.Error()
	for _, before := range []string{"Error response from daemon: ", "OCI runtime create failed: ", "unable to start container process: "} {
		if i := strings.LastIndex(text, before); i >= 0 {
			text = text[i+len(before):]
		}
	}
	return strings.TrimSuffix(strings.TrimSpace(text), ": unknown")
}

// privileges are what a container is started with.
type privileges struct {
	privileged   bool
	capabilities []string
}

// allowed takes away what the engine is known to refuse, and tells each in a note.
func (r refusals) allowed(part string, want privileges) (privileges, []string) {
	got, notes := want, []string(nil)
	if got.privileged && r.privileged != "" {
		got.privileged = false
		notes = append(notes, fmt.Sprintf("%s: privileged mode is refused (%s): it runs with its capabilities alone", part, r.privileged))
	}
	if got.privileged {
		return got, notes
	}
	got.capabilities = nil
	seen := map[string]bool{}
	for _, c := range want.capabilities {
		c = strings.TrimPrefix(strings.ToUpper(c), "CAP_")
		if seen[c] {
			continue
		}
		seen[c] = true
		if why, no := r.capabilities[c]; no {
			notes = append(notes, fmt.Sprintf("%s: capability %s is refused (%s): it runs without", part, c, why))
			continue
		}
		got.capabilities = append(got.capabilities, c)
	}
	return got, notes
}

// learn finds out what is refused after a start with p was: privileged mode, or which of the capabilities. It returns false when there
// is nothing left to do without.
func (r *refusals) learn(ctx context.Context, p privileges, err error, try func(ctx context.Context, capability string) error) (bool, error) {
	if p.privileged {
		r.privileged = words(err)
		return true, nil
	}
	if len(p.capabilities) == 0 {
		return false, nil
	}
	found := false
	for _, c := range p.capabilities {
		err := try(ctx, c)
		if err == nil {
			continue
		}
		if !isRefusal(err) {
			return false, fmt.Errorf("probe capability %s: %w", c, err)
		}
		if r.capabilities == nil {
			r.capabilities = map[string]string{}
		}
		r.capabilities[c] = words(err)
		found = true
	}
	return found, nil
}

// apply puts the privileges into a container's host configuration.
func (p privileges) apply(hc *container.HostConfig) {
	hc.Privileged = p.privileged
	hc.CapAdd = p.capabilities
}
