// Package verb is what can be done to a lab: faults, fixes and the steps between, each typed, each owning its undo. A verb uses
// only what an operator has (package lab). The list of all verbs is All.
package verb

import (
	"context"
	"errors"

	"github.com/dflab/dflab/lab"
)

// Verb does one thing to a lab.
type Verb interface {
	// Do acts and returns what takes it back. The undo is never nil: where there is nothing to take back it does nothing, where
	// it can't be taken back it returns ErrIrreversible. Undoing twice is fine; what is gone already is no error.
	Do(ctx context.Context, l *lab.Lab) (undo Undo, err error)
	// String says in a few words what it does, for progress and reports.
	String() string
}

// Undo takes back what a verb did.
type Undo func(ctx context.Context) error

// ErrIrreversible says that a verb can't be taken back: the lab has to go.
var ErrIrreversible = errors.New("irreversible")

// Nothing is the undo of what leaves nothing.
func Nothing(context.Context) error { return nil }

// Kind is a verb as YAML has it: a mapping with the one key Name, whose value is decoded into New's result.
type Kind struct {
	Name string
	// New is a verb to decode into; its fields are the verb's parameters, named by their yaml tags.
	New func() Verb
	// Doc is one line for docs/scenarios.md.
	Doc string
}
