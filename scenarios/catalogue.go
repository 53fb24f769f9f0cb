package scenarios

import (
	"embed"
	"io/fs"

	"github.com/dflab/dflab/scenarios/symptom"
	"github.com/dflab/dflab/scenarios/verb"
)

//go:embed *.yaml
var catalogue embed.FS

// Catalogue is every scenario that dflab has, in the order of their names, each followed by its cases.
func Catalogue() ([]*Scenario, error) { return Load(catalogue) }

// Load reads every *.yaml of the directory fsys in the order of their names, each file one scenario, followed by its cases.
// It is strict: what it doesn't know, it refuses. The error joins everything that is wrong, in the order of the files, each
// an *Error; there are no scenarios then.
func Load(fsys fs.FS) ([]*Scenario, error) {
	return load(fsys, verb.All(), symptom.All())
}
