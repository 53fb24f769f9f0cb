package exec

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dflab/dflab/lab/netns"
)

// killMarked kills the processes that have the lab's mark in their environment, until there are none, and returns what they were. It
// reads /proc: on systems without it, it finds none.
func killMarked(ctx context.Context, id string) ([]string, error) {
	mark := markLab + "=" + id
	var killed []string
	for {
		left, err := marked(mark)
		if err != nil || len(left) == 0 {
			return killed, err
		}
		for _, p := range left {
			// A process that ends meanwhile is what is wanted; the handle is of this very process, not of its number.
			if err := p.process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
				return killed, fmt.Errorf("kill %s: %w", p.name, err)
			}
			if !slices.Contains(killed, p.name) {
				killed = append(killed, p.name)
			}
		}
		release(left)
		select {
		case <-ctx.Done():
			return killed, fmt.Errorf("%d processes don't end: %w", len(left), ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

type markedProcess struct {
	name    string
	process *os.Process
}

func release(all []markedProcess) {
	for _, p := range all {
		_ = p.process.Release()
	}
}

// marked are the processes with the mark. Those of other users can't be read, and aren't ours.
func marked(mark string) ([]markedProcess, error) {
	files, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		return nil, fmt.Errorf("list processes: %w", err)
	}
	var found []markedProcess
	for _, file := range files {
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err != nil || pid == os.Getpid() {
			continue
		}
		p, err := os.FindProcess(pid)
		if err != nil {
			continue
		}
		environ, err := os.ReadFile(file)
		if err != nil || !slices.Contains(strings.Split(string(environ), "\x00"), mark) {
			_ = p.Release()
			continue
		}
		name, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "comm"))
		found = append(found, markedProcess{fmt.Sprintf("%s (%d)", strings.TrimSpace(string(name)), pid), p})
	}
	return found, nil
}

// deleteNamespaces takes the names of the lab's namespaces away.
func deleteNamespaces(id string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(netns.Dir, namespaceName(id, "*")))
	if err != nil {
		return nil, fmt.Errorf("list namespaces: %w", err)
	}
	var deleted []string
	for _, f := range files {
		name := filepath.Base(f)
		if err := netns.Delete(name); err != nil {
			return deleted, err
		}
		deleted = append(deleted, name)
	}
	return deleted, nil
}
