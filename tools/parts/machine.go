package parts

import (
	"context"
	"os"

	"github.com/dflab/dflab/lab/exec"
	"github.com/dflab/dflab/lab/netns"
	"github.com/dflab/dflab/lab/rig"
)

// machine is a site of this machine's binaries: in network namespaces as root, on its loopback otherwise, where one lab can stand.
func machine(o Options) site {
	at := site{atOnce: manyLabs, ground: func(context.Context) (rig.Ground, error) { return exec.New(exec.Options{Self: o.Binary}) }}
	if os.Geteuid() != 0 || netns.Usable() != nil {
		at.atOnce = 1
	}
	return at
}
