package verb

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/config"
)

// change edits a part's file; the undo puts the old text back.
func change(f lab.Configured, set map[string]any, add map[string][]any, remove []string) (Undo, error) {
	old := f.Config()
	text, err := config.Edit(old, set, add, remove)
	if err != nil {
		return Nothing, err
	}
	f.SetConfig(text)
	return func(context.Context) error { f.SetConfig(old); return nil }, nil
}

func saysNothing(set map[string]any, add map[string][]any, remove []string) error {
	if len(set)+len(add)+len(remove) == 0 {
		return errors.New("want keys to set, add to or remove")
	}
	return nil
}

func changes(set map[string]any, add map[string][]any, remove []string) string {
	var all []string
	for _, k := range slices.Sorted(maps.Keys(set)) {
		all = append(all, fmt.Sprintf("%s: %v", k, set[k]))
	}
	for _, k := range slices.Sorted(maps.Keys(add)) {
		all = append(all, fmt.Sprintf("%s: + %v", k, add[k]))
	}
	for _, k := range remove {
		all = append(all, "without "+k)
	}
	return strings.Join(all, ", ")
}
