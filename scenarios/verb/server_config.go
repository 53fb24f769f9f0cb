package verb

import (
	"context"

	"github.com/dflab/dflab/lab"
)

// ServerConfig changes server.yaml.
type ServerConfig struct {
	// Set gives dotted keys values; Add appends to lists; Remove takes keys out.
	Set    map[string]any   `yaml:"set"`
	Add    map[string][]any `yaml:"add"`
	Remove []string         `yaml:"remove"`
}

// Validate says what is missing.
func (v *ServerConfig) Validate() error { return saysNothing(v.Set, v.Add, v.Remove) }

// Do changes the file.
func (v *ServerConfig) Do(_ context.Context, l *lab.Lab) (Undo, error) {
	undo, err := change(l.Server, v.Set, v.Add, v.Remove)
	return undo, wrap(v, err)
}

func (v *ServerConfig) String() string {
	return "change server.yaml: " + changes(v.Set, v.Add, v.Remove)
}
