package main

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"gotest.tools/v3/golden"

	runner "github.com/dflab/dflab/scenarios/run"
)

func TestList(t *testing.T) {
	code, out, _ := dflab(t, "list")
	if code != exitOK {
		t.Fatalf("exit code %d", code)
	}
	golden.Assert(t, out, "list.golden")
}

// wall masks what differs from run to run.
var wall = regexp.MustCompile(`\d+ms|in \d+\.\d s`)

func TestRunProven(t *testing.T) {
	defer nothingLeft(t)()
	code, out, errs := dflab(t, "run", "missing-domain", "db-version/row-missing", "--parallel", "1")
	if code != exitOK || errs != "" {
		t.Fatalf("exit code %d, %s", code, errs)
	}
	golden.Assert(t, wall.ReplaceAllString(out, "<wall>"), "run.golden")
}

// The JSON has the preset as its first key and everything that the README promises.
func TestRunJSON(t *testing.T) {
	defer nothingLeft(t)()
	code, out, errs := dflab(t, "run", "external-ip", "-o", "json", "--seed", "7")
	if code != exitOK || errs != "" {
		t.Fatalf("exit code %d, %s", code, errs)
	}
	if !strings.HasPrefix(out, "{\n  \"preset\": \"embedded\",\n  \"parts\": {") {
		t.Errorf("begins with %.60q", out)
	}
	golden.Assert(t, regexp.MustCompile(`"wall_ms": \d+`).ReplaceAllString(out, `"wall_ms": 0`), "run.json.golden")
	var report runner.Report
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatal(err)
	}
	if report.Seed != 7 || len(report.Scenarios) != 1 || report.Scenarios[0].Claim.Verdict != runner.Contradicted {
		t.Errorf("report %+v", report)
	}
}

// A scenario that says more than is true fails, with the gate, the evidence and the command that repeats it.
func TestRunFailed(t *testing.T) {
	defer nothingLeft(t)()
	text, err := os.ReadFile("../../scenarios/external-ip.yaml")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	wrong := strings.Replace(string(text), "first_closed: none", "first_closed: registered", 1)
	if err := os.WriteFile(dir+"/external-ip.yaml", []byte(wrong), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, _ := dflab(t, "run", "--from", dir)
	if code != exitFailed {
		t.Fatalf("exit code %d, want %d\n%s", code, exitFailed, out)
	}
	for _, want := range []string{
		"failed  external-ip", "symptom FAILED", `first closed gate is "none", the scenario says "registered"`,
		"again: dflab run external-ip --release 6.6.9 --parts embedded --seed 1", "0 proven, 1 failed, 0 skipped",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

func TestRunRefusals(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/a.yaml", []byte("id: a\nfualt: []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"run", "no-such"}, `no scenario "no-such": want one of db-version`},
		{[]string{"run", "--parts", "cloud"}, "--parts cloud: want embedded, docker, local, exec, auto"},
		{[]string{"run", "-o", "xml"}, "-o xml: want text or json"},
		{[]string{"run", "--release", "1.0"}, "1.0"},
		{[]string{"run", "--from", dir}, `a.yaml:2:1`},
		{[]string{"list", "--from", dir + "/none"}, "want a directory with scenarios"},
	} {
		if code, _, errs := dflab(t, c.args...); code != exitUsage || !strings.Contains(errs, c.says) {
			t.Errorf("dflab %v: exit code %d, %s\nwant %d and %q", c.args, code, errs, exitUsage, c.says)
		}
	}
}
