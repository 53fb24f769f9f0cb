package parts

import (
	"context"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/sim"
	"github.com/dflab/dflab/scenarios/run"
)

// EmbeddedLab is an embedded lab as the runner has it.
type EmbeddedLab struct{ *sim.Lab }

// Operated is the lab as an operator has it.
func (l EmbeddedLab) Operated() *lab.Lab { return l.Lab.Lab }

// EmbeddedProvider builds labs all of whose parts are simulated in this process.
func EmbeddedProvider() run.Provider {
	return run.Provider{
		Preset: Embedded, Times: run.Jumping(),
		Parts: map[string]string{"mysql": "sim", "clickhouse": "sim", "deepflow-server": "sim", "deepflow-agent": "sim"},
		Build: func(ctx context.Context, spec lab.Spec) (run.Deployment, error) {
			l, err := sim.New(ctx, spec, sim.Options{})
			if err != nil {
				return nil, err
			}
			return EmbeddedLab{l}, nil
		},
	}
}
