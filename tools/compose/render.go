package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"github.com/dflab/dflab/fixtures/compose"
)

// render writes the lab's files into dir and returns the address that they have. A file that is there stays as it is: editing it is what
// the guide asks its reader to do. An empty node takes the address that the directory was written for.
func render(dir, node string) (netip.Addr, error) {
	before, err := renderedFor(dir)
	if err != nil {
		return netip.Addr{}, err
	}
	if node == "" {
		node = before
	}
	addr, err := nodeAddress(node)
	if err != nil {
		return netip.Addr{}, err
	}
	if before != "" && before != node {
		return netip.Addr{}, fmt.Errorf("%s was written for %s: keep that address, or remove the lab (make lab-down DATA=remove) to have one at %s", dir, before, node)
	}
	for _, f := range compose.Files(dir, addr) {
		if err := writeNew(filepath.Join(dir, f.Path), f.Text); err != nil {
			return netip.Addr{}, fmt.Errorf("write configuration: %w", err)
		}
	}
	return addr, nil
}

// nodeAddress is the address that every part is told. The guide's NODE_IP must not stay a placeholder: the server and deepflow-app
// would look up "${...}" as a name.
func nodeAddress(node string) (netip.Addr, error) {
	const want = "want the IPv4 address of this host that agents reach, such as make lab-up NODE_IP=10.50.72.100"
	if node == "" {
		return netip.Addr{}, errors.New("NODE_IP is empty: " + want)
	}
	addr, err := netip.ParseAddr(node)
	if err != nil || !addr.Is4() || addr.IsUnspecified() {
		return netip.Addr{}, fmt.Errorf("NODE_IP %q: %s", node, want)
	}
	return addr, nil
}

// renderedFor is the address in the directory's .env; empty without one.
func renderedFor(dir string) (string, error) {
	path := filepath.Join(dir, compose.Env)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the lab's directory: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(line), compose.NodeIP+"="); ok {
			return v, nil
		}
	}
	return "", fmt.Errorf("%s has no %s: remove the file to have it written again", path, compose.NodeIP)
}

// writeNew writes a file unless it exists, not for everybody to write: MySQL ignores such a my.cnf.
func writeNew(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
