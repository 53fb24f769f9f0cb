package verb

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/dflab/dflab/lab"
)

// NICs gives a host other NICs while everything runs; the loopback stays.
type NICs struct {
	OnHostNamed string    `yaml:"host"`
	NICs        []lab.NIC `yaml:"nics"`
}

// Validate says what is missing.
func (v *NICs) Validate() error {
	switch {
	case v.OnHostNamed == "":
		return errors.New("host: want the host whose NICs they are")
	case len(v.NICs) == 0:
		return errors.New("nics: want the NICs that the host has then")
	}
	for i, n := range v.NICs {
		if n.Name == "" {
			return fmt.Errorf("nics[%d].name: want one", i)
		}
	}
	return nil
}

// Do changes the machine, and what the lab knows of the host's NICs with it; the undo puts the former ones back.
func (v *NICs) Do(_ context.Context, l *lab.Lab) (Undo, error) {
	h := l.Host(v.OnHostNamed)
	if h == nil {
		return Nothing, fmt.Errorf("host %q isn't in the lab", v.OnHostNamed)
	}
	before := h.NICs
	if err := h.Machine.SetNICs(v.NICs); err != nil {
		return Nothing, wrap(v, err)
	}
	h.NICs = v.NICs
	return func(context.Context) error {
		h.NICs = before
		return h.Machine.SetNICs(before)
	}, nil
}

func (v *NICs) String() string {
	var all []string
	for _, n := range v.NICs {
		text := n.Name
		for _, a := range n.Addrs {
			text += " " + a.String()
		}
		all = append(all, text)
	}
	return fmt.Sprintf("give %s the NICs %s", v.OnHostNamed, strings.Join(all, ", "))
}
