package exec

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dflab/dflab/lab/rig"
)

// folder is where a part's files lie as they would in a container of its own: its root is the container's /.
type folder struct {
	root string
	own  []string // the part's paths, the longest first
}

// newFolder is the folder of a program with its Dirs made.
func newFolder(root string, p rig.Program) (*folder, error) {
	f := &folder{root: root}
	for _, d := range p.Dirs {
		f.own = append(f.own, filepath.Clean(d))
		if err := os.MkdirAll(f.at(d), 0o755); err != nil {
			return nil, fmt.Errorf("make %s: %w", d, err)
		}
	}
	for _, file := range slices.Concat([]rig.File{p.Config}, p.Files) {
		if file.Path != "" {
			f.own = append(f.own, filepath.Clean(file.Path))
		}
	}
	slices.SortFunc(f.own, func(a, b string) int { return len(b) - len(a) })
	return f, os.MkdirAll(root, 0o755)
}

// at is where a path of the part lies on this machine.
func (f *folder) at(path string) string { return filepath.Join(f.root, path) }

// write writes a file of the part. Where its text names one of the part's own paths, it gets what that is on this machine.
func (f *folder) write(path, text string) error {
	for _, own := range f.own {
		text = replacePath(text, own, f.at(own))
	}
	return writeFile(f.at(path), text)
}

// replacePath replaces old where it isn't part of a longer word. What it puts in isn't looked at again.
func replacePath(text, old, with string) string {
	var b strings.Builder
	for {
		i := strings.Index(text, old)
		if i < 0 {
			b.WriteString(text)
			return b.String()
		}
		end := i + len(old)
		b.WriteString(text[:i])
		if i > 0 && isWord(text[i-1]) || end < len(text) && isWord(text[end]) {
			b.WriteString(old)
		} else {
			b.WriteString(with)
		}
		text = text[end:]
	}
}

// isWord tells whether a letter goes on with a name or an address.
func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("_-.", c) >= 0
}

// writeFile puts a file in place whole: a reader sees the old text or the new one.
func writeFile(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".dflab-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.WriteString(text)
	if err == nil {
		err = tmp.Chmod(0o644)
	}
	if closeErr := tmp.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
