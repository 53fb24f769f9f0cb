package replay

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

//go:embed skipped.yaml
var skippedRecordings []byte

// Skipped are the recordings that aren't compared by themselves, as results that say why.
func Skipped(recordings fs.FS) ([]Result, error) {
	var list []struct{ Recording, Why string }
	dec := yaml.NewDecoder(bytes.NewReader(skippedRecordings))
	dec.KnownFields(true)
	if err := dec.Decode(&list); err != nil {
		return nil, fmt.Errorf("read skipped.yaml: %w", err)
	}
	var all []Result
	for _, s := range list {
		files, err := fs.Glob(recordings, s.Recording)
		if err != nil {
			return nil, fmt.Errorf("read skipped.yaml: %s: %w", s.Recording, err)
		}
		if len(files) == 0 || s.Why == "" {
			return nil, fmt.Errorf("read skipped.yaml: %s: %d recordings, why %q", s.Recording, len(files), s.Why)
		}
		for _, f := range files {
			all = append(all, Result{Recording: f, Skipped: s.Why})
		}
	}
	return all, nil
}

// Missing are the recordings that no result is about: every file has to be compared or skipped with a reason. A result
// names a file with or without its ending.
func Missing(recordings fs.FS, results []Result) (missing []string, err error) {
	done := map[string]bool{}
	for _, r := range results {
		done[r.Recording] = r.Compared > 0 || r.Skipped != ""
	}
	err = fs.WalkDir(recordings, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == "README.md" {
			return err
		}
		if !done[name] && !done[strings.TrimSuffix(name, path.Ext(name))] {
			missing = append(missing, name)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list recordings: %w", err)
	}
	return missing, nil
}

var number = regexp.MustCompile(`\d+`)

// Sort orders results by recording, numbers in names by their value.
func Sort(results []Result) {
	key := func(r Result) string {
		return number.ReplaceAllStringFunc(r.Recording, func(n string) string { return fmt.Sprintf("%012s", n) })
	}
	slices.SortFunc(results, func(a, b Result) int { return strings.Compare(key(a), key(b)) })
}

// WriteFidelity writes what the suite found as a page of the documentation: the known differences by class, then the table.
func WriteFidelity(w io.Writer, results []Result, known []Known) error {
	var b bytes.Buffer
	b.WriteString("# What is real, and how far\n\n" +
		"Written by the conformance suite (`go test ./e2e -update`) from `e2e/replay/known.yaml` and its outcome.\n" +
		"The simulated server is held against the recordings of a real deepflow-server 6.6.9 (`fixtures/recordings`).\n" +
		"Scenario by scenario and gate by gate against a real server: [real-server.md](real-server.md).\n")
	for _, class := range []struct {
		of   Class
		head string
	}{
		{Wrong, "Wrong: to be mended"},
		{Scope, "Out of scope: parts that the simulated server doesn't have"},
		{Artefact, "Artefacts: what a recording shows of how it was made"},
	} {
		fmt.Fprintf(&b, "\n## %s\n\n", class.head)
		n := 0
		for _, k := range known {
			if k.Class == class.of {
				n++
				fmt.Fprintf(&b, "- `%s`, %d differences at `%s`: %s\n", k.Recording, covered(k, results), k.Where, k.Why)
			}
		}
		if n == 0 {
			b.WriteString("None.\n")
		}
	}
	b.WriteString("\n## Recordings\n\n| recording | compared | equal | differing | |\n|---|--:|--:|--:|---|\n")
	var compared, differing int
	for _, r := range results {
		fmt.Fprintf(&b, "| `%s` | %d | %d | %d | %s |\n", r.Recording, r.Compared, r.Equal(), len(r.Diffs), r.Skipped)
		compared, differing = compared+r.Compared, differing+len(r.Diffs)
	}
	fmt.Fprintf(&b, "| all | %d | %d | %d | |\n", compared, compared-differing, differing)
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write fidelity page: %w", err)
	}
	return nil
}

func covered(k Known, results []Result) (n int) {
	for _, r := range results {
		for _, d := range r.Diffs {
			if k.Covers(r.Recording, d) {
				n++
			}
		}
	}
	return n
}
