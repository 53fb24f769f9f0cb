package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// What a lab runs inside of its namespaces is nobody's to type.
func TestCommandsInsideOfNamespacesAreHidden(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"--help"}, &out, &errs); code != exitOK {
		t.Fatal(code, errs.String())
	}
	for _, name := range []string{"\n  pause", "\n  netns"} {
		if strings.Contains(out.String(), name) {
			t.Errorf("the help shows %q", strings.TrimSpace(name))
		}
	}
}

func TestPauseEndsWhenItIsTold(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tc := range []struct {
		args []string
		code int
	}{
		{[]string{"pause"}, exitOK},
		{[]string{"pause", "--traffic", "127.0.0.1"}, exitOK},
		{[]string{"pause", "--traffic", "deepflow-server"}, exitUsage},
		{[]string{"netns", "wire", "now"}, exitUsage},
	} {
		var out, errs bytes.Buffer
		if code := run(ctx, tc.args, &out, &errs); code != tc.code {
			t.Errorf("%v: exit code %d, want %d: %s", tc.args, code, tc.code, errs.String())
		}
	}
}
