package scenarios

import (
	"strings"
	"testing"
)

func TestDistanceCountsInsertionsRemovalsReplacementsAndSwaps(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"abc", "", 3},
		{"restart", "restart", 0},
		{"restrat", "restart", 1},
		{"retsart", "restart", 1},
		{"restar", "restart", 1},
		{"rrestart", "restart", 1},
		{"restort", "restart", 1},
		{"exits", "row", 5},
		{"主机", "主", 1},
	} {
		if got := distance(tc.a, tc.b); got != tc.want {
			t.Errorf("%q to %q: %d, want %d", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestAFarValueGetsNoSuggestion(t *testing.T) {
	options := []string{"create-domain", "delete-domain"}
	for value, suggested := range map[string]bool{"create-domains": true, "unplug": false, strings.Repeat("create-domain", 99): false} {
		if got := wantOneOf(value, options); strings.Contains(got, "did you mean") != suggested || !strings.Contains(got, "delete-domain") {
			t.Errorf("%.20q: %s", value, got)
		}
	}
}
