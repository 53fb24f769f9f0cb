package sim_test

import (
	"testing"

	"github.com/dflab/dflab/lab/labtest"
	"github.com/dflab/dflab/lab/sim"
)

func TestWhatEveryProviderDoes(t *testing.T) {
	l, err := sim.New(t.Context(), labtest.Spec(), sim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}()
	labtest.Run(t, l.Lab)
}
