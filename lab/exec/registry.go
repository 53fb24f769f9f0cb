package exec

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

// prefix begins the names of everything that labs make on this machine.
const prefix = "dflab-"

// markLab is the variable in the environment of every process of a lab; its value is the lab's id.
const markLab = "DFLAB_LAB"

// record is what is known of a lab without asking it.
type record struct {
	ID  string `json:"id"`
	Dir string `json:"dir"`
	PID int    `json:"pid"`
}

// entry is a lab's file in the registry. Whoever holds its lock owns the lab; the kernel gives the lock up when the owner dies.
type entry struct {
	record
	file *os.File
	path string
}

// registry is where this user's labs are written down: a fixed place, so that a sweep finds them whatever TMPDIR is.
func registry() string {
	if os.Geteuid() == 0 && runtime.GOOS == "linux" {
		return "/run/dflab"
	}
	return filepath.Join("/tmp", prefix+"user-"+strconv.Itoa(os.Geteuid()))
}

// openRegistry makes the registry, and refuses one that is another user's: what stands in it is removed.
func openRegistry() (string, error) {
	dir := registry()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", err
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); !info.IsDir() || ok && int(owner.Uid) != os.Geteuid() {
		return "", fmt.Errorf("%s is not this user's folder", dir)
	}
	return dir, nil
}

// register writes a lab down before anything of it is made. The file appears with its lock held.
func register(r record) (*entry, error) {
	dir, err := openRegistry()
	if err != nil {
		return nil, fmt.Errorf("register lab: %w", err)
	}
	f, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return nil, fmt.Errorf("register lab: %w", err)
	}
	e := &entry{r, f, filepath.Join(dir, r.ID+".json")}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		err = json.NewEncoder(f).Encode(r)
	}
	if err == nil {
		err = os.Rename(f.Name(), e.path)
	}
	if err != nil {
		os.Remove(f.Name())
		f.Close()
		return nil, fmt.Errorf("register lab: %w", err)
	}
	return e, nil
}

// errAlive: a lab's owner holds its lock.
var errAlive = errors.New("the lab is alive")

// adopt opens the entry of a lab whose owner has gone, and takes its lock; with force the lock is left alone.
func adopt(path string, force bool) (*entry, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	e := &entry{file: f, path: path}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil && !force {
		f.Close()
		return nil, errAlive
	}
	if err := json.NewDecoder(f).Decode(&e.record); err != nil {
		f.Close()
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if filepath.Base(e.Dir) != prefix+e.ID || strings.TrimSuffix(filepath.Base(path), ".json") != e.ID || e.ID == "" {
		f.Close()
		return nil, fmt.Errorf("read %s: not a lab's entry", path)
	}
	return e, nil
}

// Removed is something that a sweep removed.
type Removed struct {
	Kind string // process, namespace, folder
	Name string
	Lab  string // the lab's id
}

// String is a line for people.
func (r Removed) String() string { return fmt.Sprintf("%s %s of lab %s", r.Kind, r.Name, r.Lab) }

// Sweep removes processes, namespaces and folders of this user's labs whose process has ended; all takes living labs, too.
func Sweep(ctx context.Context, all bool) ([]Removed, error) {
	dir, err := openRegistry()
	if err != nil {
		return nil, fmt.Errorf("list labs: %w", err)
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("list labs: %w", err)
	}
	var removed []Removed
	var errs []error
	for _, path := range paths {
		e, err := adopt(path, all)
		switch {
		case errors.Is(err, errAlive), errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			errs = append(errs, err)
			continue
		}
		r, err := e.sweep(ctx)
		removed, errs = append(removed, r...), append(errs, err)
	}
	return removed, errors.Join(errs...)
}

// sweep removes everything of the lab, and its entry when nothing is left.
func (e *entry) sweep(ctx context.Context) ([]Removed, error) {
	defer e.file.Close()
	processes, err := killMarked(ctx, e.ID)
	errs := []error{err}
	spaces, err := deleteNamespaces(e.ID)
	errs = append(errs, err)
	var removed []Removed
	for _, p := range processes {
		removed = append(removed, Removed{"process", p, e.ID})
	}
	for _, ns := range spaces {
		removed = append(removed, Removed{"namespace", ns, e.ID})
	}
	if _, err := os.Stat(e.Dir); err == nil {
		errs = append(errs, os.RemoveAll(e.Dir))
		removed = append(removed, Removed{"folder", e.Dir, e.ID})
	}
	if err := errors.Join(errs...); err != nil {
		return removed, fmt.Errorf("sweep lab %s: %w", e.ID, err)
	}
	if err := os.Remove(e.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return removed, fmt.Errorf("sweep lab %s: %w", e.ID, err)
	}
	return removed, nil
}

// namespaceName is that of a host.
func namespaceName(id, host string) string { return prefix + id + "-" + host }
