package exec

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/dflab/dflab/lab/rig"
)

// binary finds what a program runs.
func (g *Ground) binary(p rig.Program) (string, error) {
	path := p.Source.Ref
	switch p.Source.Kind {
	case rig.Sim:
		return g.o.Self, nil
	case rig.Exec:
	default:
		return "", fmt.Errorf("%s: source %s needs an engine of containers: want sim or exec:PATH", p.Name, p.Source)
	}
	if path == "" {
		path = p.Name
	}
	found, err := look(path)
	if err != nil {
		return "", fmt.Errorf("%s: source %s: %w", p.Name, p.Source, err)
	}
	return found, nil
}

// sbin are where the system's servers lie, which aren't in everybody's PATH.
var sbin = []string{"/usr/local/sbin", "/usr/sbin", "/sbin"}

// look finds a program by its path, or in PATH and the system's folders. The path is absolute: parts run elsewhere.
func look(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil && !strings.Contains(name, "/") {
		for _, dir := range sbin {
			if found, e := exec.LookPath(filepath.Join(dir, name)); e == nil {
				path, err = found, nil
				break
			}
		}
	}
	if err != nil {
		return "", err
	}
	return filepath.Abs(path)
}

// command is the process as it is to be, but for its namespaces.
func (p *part) command(out *os.File) *exec.Cmd {
	cmd := exec.Command(p.binary, p.args...)
	cmd.Dir = p.folder.root
	cmd.Env = slices.Concat([]string{"PATH=" + searchPath(), "HOME=" + p.folder.root, "LANG=C.UTF-8"}, p.program.Env,
		[]string{markLab + "=" + p.host.ground.id, "DFLAB_HOST=" + p.host.spec.Name, "DFLAB_PART=" + p.program.Name})
	cmd.Stdout, cmd.Stderr = out, out
	return cmd
}

// searchPath is where parts look for programs: where this process does, and where servers lie.
func searchPath() string { return os.Getenv("PATH") + ":" + strings.Join(sbin, ":") }

// explain says which binary can't be run and why, in more words than the kernel's.
func explain(binary string, err error) error {
	switch {
	case errors.Is(err, syscall.ENOEXEC):
		return fmt.Errorf("run %s: %w: it is no program for this machine (another architecture or system, or a script without its first line)", binary, err)
	case errors.Is(err, fs.ErrNotExist):
		if _, statErr := os.Stat(binary); statErr == nil {
			return fmt.Errorf("run %s: %w: the file is there, its dynamic loader or interpreter isn't (built against another C library?)", binary, err)
		}
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("run %s: %w: is it executable, and its file system not mounted noexec?", binary, err)
	}
	return fmt.Errorf("run %s: %w", binary, err)
}
