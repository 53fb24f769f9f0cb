package scenarios

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/dflab/dflab/scenarios/symptom"
	"github.com/dflab/dflab/scenarios/verb"
)

// Error is something wrong in a scenario's file.
type Error struct {
	File string
	// Line and Column count from 1; Column is 0 when only the line is known.
	Line, Column int
	// Err says what is there, what is wrong with it and what would be right.
	Err error
}

// Error is one line, "missing-domain.yaml:12:5: verb "delete-domian": unknown: …".
func (e *Error) Error() string {
	if e.Column == 0 {
		return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err)
	}
	return fmt.Sprintf("%s:%d:%d: %v", e.File, e.Line, e.Column, e.Err)
}

// Unwrap is Err.
func (e *Error) Unwrap() error { return e.Err }

// load is Load with the verbs and symptoms that there are.
func load(fsys fs.FS, verbs []verb.Kind, symptoms []symptom.Kind) ([]*Scenario, error) {
	files, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list scenarios: %w", err)
	}
	known, err := knownNames()
	if err != nil {
		return nil, err
	}
	var all []*Scenario
	var errs []error
	firsts := map[string]*Scenario{}
	for _, file := range files {
		content, err := fs.ReadFile(fsys, file)
		if err != nil {
			errs = append(errs, fmt.Errorf("read scenario: %w", err))
			continue
		}
		r := &reader{file: file, verbs: verbs, symptoms: symptoms, known: known}
		found := r.read(content)
		if len(found) > 0 {
			main := found[0]
			if first := firsts[main.ID]; first != nil {
				r.errs = append(r.errs, &Error{File: file, Line: main.Line, Err: fmt.Errorf(
					"id %q: taken by the scenario in %s: want an id of its own", main.ID, first.File)})
			}
			firsts[main.ID] = main
		}
		all = append(all, found...)
		errs = append(errs, r.sorted()...)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return all, nil
}

// reader reads one file and notes all that is wrong with it.
type reader struct {
	file     string
	verbs    []verb.Kind
	symptoms []symptom.Kind
	known    *names
	// hosts that the scenario being read may name; nil while it isn't known how many there are.
	hosts []string
	errs  []*Error
}

// bad notes that something is wrong at a node.
func (r *reader) bad(at *yaml.Node, format string, args ...any) {
	r.errs = append(r.errs, &Error{File: r.file, Line: at.Line, Column: at.Column, Err: fmt.Errorf(format, args...)})
}

// sorted are the errors in the order of the file, each once: what a case inherits is read again with the case.
func (r *reader) sorted() []error {
	slices.SortStableFunc(r.errs, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	var errs []error
	seen := map[string]bool{}
	for _, e := range r.errs {
		if line := e.Error(); !seen[line] {
			seen[line] = true
			errs = append(errs, e)
		}
	}
	return errs
}

// read returns the scenario of the file and its cases. What it returns is of use only if nothing was noted.
func (r *reader) read(content []byte) []*Scenario {
	d := yaml.NewDecoder(bytes.NewReader(content))
	var doc, more yaml.Node
	switch err := d.Decode(&doc); {
	case errors.Is(err, io.EOF):
		r.errs = append(r.errs, &Error{File: r.file, Line: 1, Column: 1, Err: errors.New("empty: want a scenario")})
		return nil
	case err != nil:
		r.syntax(err)
		return nil
	}
	switch err := d.Decode(&more); {
	case err == nil:
		r.bad(&more, "a second document: want one scenario a file")
		return nil
	case !errors.Is(err, io.EOF):
		r.syntax(err)
		return nil
	}
	root := doc.Content[0]
	if !r.plain(root) {
		return nil // references and doubled keys would make everything after them misleading
	}
	return r.scenarios(root)
}

var syntaxError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// syntax notes that the file isn't YAML, in the parser's words and with its line, if it gives one.
func (r *reader) syntax(err error) {
	e := &Error{File: r.file, Line: 1, Err: fmt.Errorf("read YAML: %w", err)}
	if m := syntaxError.FindStringSubmatch(err.Error()); m != nil {
		if line, err := strconv.Atoi(m[1]); err == nil {
			e.Line = line
		}
		e.Err = fmt.Errorf("not YAML: %s", m[2])
	}
	r.errs = append(r.errs, e)
}
