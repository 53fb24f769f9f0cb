package scenarios

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
)

// FuzzLoad: a file of any content is either refused with a place or gives scenarios with an id, and never panics.
func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"*.yaml", "testdata/*.yaml", "testdata/malformed/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		all, err := loadTest(fstest.MapFS{"a.yaml": {Data: text}})
		var at *Error
		if err != nil && (!errors.As(err, &at) || at.Line < 1) {
			t.Errorf("%v has no place", err)
		}
		for _, s := range all {
			if s.ID == "" || len(s.Fault) == 0 || len(s.Symptoms) == 0 || len(s.Fix.Documented) == 0 {
				t.Errorf("incomplete: %+v", s)
			}
		}
	})
}
