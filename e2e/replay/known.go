package replay

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"

	"gopkg.in/yaml.v3"
)

// Class is what kind of difference a known one is.
type Class string

// The classes. Artefact: the recording shows something of how it was made, not of the server. Scope: the simulated server
// doesn't have that part. Wrong: the simulated server should do as recorded and doesn't.
const (
	Artefact Class = "artefact"
	Scope    Class = "scope"
	Wrong    Class = "wrong"
)

// Known is a difference that is understood and written down. Recording is a pattern of path.Match, Where a regular
// expression that Diff.Where is searched for.
type Known struct {
	Recording string `yaml:"recording"`
	Where     string `yaml:"where"`
	Class     Class  `yaml:"class"`
	Why       string `yaml:"why"`

	where *regexp.Regexp
}

//go:embed known.yaml
var knownDifferences []byte

// KnownDifferences lists the known ones.
func KnownDifferences() ([]Known, error) { return parseKnown(knownDifferences) }

func parseKnown(text []byte) ([]Known, error) {
	var all []Known
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&all); err != nil {
		return nil, fmt.Errorf("read known differences: %w", err)
	}
	var errs []error
	for i := range all {
		k := &all[i]
		var err error
		if k.where, err = regexp.Compile(k.Where); err != nil {
			errs = append(errs, fmt.Errorf("known difference %d: where: %w", i, err))
		}
		if _, err := path.Match(k.Recording, ""); err != nil || k.Recording == "" {
			errs = append(errs, fmt.Errorf("known difference %d: recording %q: want a pattern", i, k.Recording))
		}
		if !slices.Contains([]Class{Artefact, Scope, Wrong}, k.Class) || k.Why == "" {
			errs = append(errs, fmt.Errorf("known difference %d: class %q, why %q: want artefact, scope or wrong, and a reason", i, k.Class, k.Why))
		}
	}
	return all, errors.Join(errs...)
}

// Covers says whether it is this difference of this recording.
func (k Known) Covers(recording string, d Diff) bool {
	ok, err := path.Match(k.Recording, recording)
	return err == nil && ok && k.where.MatchString(d.Where)
}

// Unknown are the differences of the result that are none of the known ones.
func Unknown(r Result, known []Known) (left []Diff) {
	for _, d := range r.Diffs {
		if !slices.ContainsFunc(known, func(k Known) bool { return k.Covers(r.Recording, d) }) {
			left = append(left, d)
		}
	}
	return left
}

// Stale are the known differences that none of the results shows any more.
func Stale(results []Result, known []Known) (stale []Known) {
	for _, k := range known {
		shown := slices.ContainsFunc(results, func(r Result) bool {
			return slices.ContainsFunc(r.Diffs, func(d Diff) bool { return k.Covers(r.Recording, d) })
		})
		if !shown {
			stale = append(stale, k)
		}
	}
	return stale
}
