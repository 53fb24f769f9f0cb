package migrator

import (
	"strings"
	"testing"
)

func TestGreater(t *testing.T) {
	for _, tc := range []struct {
		a, b    string
		greater bool
		panics  bool
	}{
		{"6.6.1.25", "6.6.1.24", true, false},
		{"6.6.1.9", "6.6.1.10", false, false}, // as numbers, not as text
		{"6.6.1.25", "6.6.1.25", false, false},
		{"6.6.1.25", "6.6", false, true},
		{"6.6.1.25", "7", false, false}, // decided before the end
		{"6.6.1.25", "", true, false},   // "6" against ""
		{"6.6.1.25", "6.6.1.25.9", false, false},
		{"6.6.1.25", "v6.6.1.25", true, false},
	} {
		got, err := greater(tc.a, tc.b)
		if got != tc.greater || (err != nil) != tc.panics {
			t.Errorf("greater(%q, %q) = %v, %v; want %v, panic %v", tc.a, tc.b, got, err, tc.greater, tc.panics)
		}
	}
}

// FuzzGreater: what an operator writes into db_version may be anything.
func FuzzGreater(f *testing.F) {
	f.Add("6.6.1")
	f.Add("abc.1")
	f.Fuzz(func(t *testing.T, version string) {
		const issue = "6.6.1.25"
		is, err := greater(issue, version)
		if is && err != nil {
			t.Errorf("greater than %q and a panic", version)
		}
		if err != nil && !strings.HasPrefix(issue, version) {
			t.Errorf("panic for %q, which isn't the beginning of %s", version, issue)
		}
	})
}
