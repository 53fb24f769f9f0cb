package exec

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// graft lets a part find its files and folders under its own names, too, for programs that can't be told others: deepflow-server 6.6.9
// ends with -f (controller.go:62 parses the arguments again and doesn't know it), so its file has to be /etc/server.yaml. What exists on
// this machine is mounted over. What doesn't gets a place in a shadow of its folder: links to everything that the machine has there, and
// to the part's own. All of it is for the part's processes only; the machine's folders are not written to.
func (f *folder) graft() ([]bind, error) {
	g := grafting{folder: f, shadows: map[string]string{}}
	for i := len(f.own) - 1; i >= 0; i-- { // the shortest first: what lies inside of it comes with it
		if err := g.place(f.own[i]); err != nil {
			return nil, fmt.Errorf("place %s: %w", f.own[i], err)
		}
	}
	return append(g.aside, g.over...), nil
}

type grafting struct {
	folder  *folder
	done    []string
	shadows map[string]string // folder of the machine: its shadow
	// aside keep shadowed folders within reach, over are what the part sees.
	aside, over []bind
}

// place gives one path its place.
func (g *grafting) place(path string) error {
	for _, d := range g.done {
		if strings.HasPrefix(path+"/", d+"/") {
			return nil
		}
	}
	if _, err := os.Stat(path); err == nil {
		g.done = append(g.done, path)
		g.over = append(g.over, bind{from: g.folder.at(path), to: path})
		return nil
	}
	for parent := filepath.Dir(path); parent != "/"; path, parent = parent, filepath.Dir(parent) {
		if info, err := os.Stat(parent); err == nil && info.IsDir() {
			shadow, err := g.shadow(parent)
			if err != nil {
				return err
			}
			g.done = append(g.done, path)
			return link(g.folder.at(path), filepath.Join(shadow, filepath.Base(path)))
		}
	}
	return nil // below /, which nobody shadows: the part is told where it lies
}

// shadow makes a folder with links to everything that dir has.
func (g *grafting) shadow(dir string) (string, error) {
	if s, ok := g.shadows[dir]; ok {
		return s, nil
	}
	s, aside := g.folder.root+".shadow"+dir, g.folder.root+".machine"+dir
	for _, d := range []string{s, aside} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return "", err
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		target := filepath.Join(aside, e.Name())
		if e.Type()&os.ModeSymlink != 0 { // it may be relative, and lies where it lay
			if target, err = os.Readlink(filepath.Join(dir, e.Name())); err != nil {
				return "", err
			}
		}
		if err := link(target, filepath.Join(s, e.Name())); err != nil {
			return "", err
		}
	}
	g.shadows[dir] = s
	g.aside = append(g.aside, bind{from: dir, to: aside})
	g.over = append(g.over, bind{from: s, to: dir})
	return s, nil
}

// link makes a symbolic link, in place of another one.
func link(target, at string) error {
	if err := os.Remove(at); err != nil && !os.IsNotExist(err) {
		return err
	}
	return os.Symlink(target, at)
}
