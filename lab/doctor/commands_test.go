package doctor

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/evidence"
)

// What is to be pasted does what it says: run on the file, it leaves a file that the doctor finds nothing in.
func TestCommandsMendFiles(t *testing.T) {
	for _, test := range []struct {
		name string
		// at is the evidence that is a file.
		at     func(*evidence.Snapshot) *evidence.Item[string]
		change func(string) string
		code   string
	}{
		{"range added to a list", serverFile, replacing("10.0.0.0/8", "11.0.0.0/8"), "DF088"},
		{"list made", serverFile, func(text string) string {
			from, to := strings.Index(text, "    local_ip_ranges:"), strings.Index(text, "  trisolaris:")
			return text[:from] + "    aging_time: 86400\n" + text[to:]
		}, "DF088"},
		{"section made", serverFile, func(text string) string {
			from, to := strings.Index(text, "  genesis:"), strings.Index(text, "  trisolaris:")
			return text[:from] + text[to:]
		}, "DF088"},
		{"type set", serverFile, replacing("unkonw-vtap: 3", "unkonw-vtap: 0"), "DF030"},
		{"type added", serverFile, replacing("    trident-type-for-unkonw-vtap: 3\n", ""), "DF030"},
		{"group", agentsFile, replacing(fixtures.GroupID, "g-TE8la86jlX"), "DF080"},
		{"port", agentsFile, replacing("controller-port: 20035", "controller-port: 30035"), "DF011"},
		{"address", agentsFile, replacing(serverIP, "10.50.72.99"), "DF012"},
		{"team", agentsFile, func(text string) string { return text + "team-id: t-1\n" }, "DF021"},
		{"no controller", agentsFile, func(string) string { return "" }, "DF010"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file.yaml")
			s := healthy()
			s.Places.AgentFile, s.Places.ServerYAML = path, path
			if test.code == "DF021" {
				others[slices.IndexFunc(others, func(f fault) bool { return f.name == "team-id" })].change(s)
				s.Agent.File.Value = fixtures.AgentYAML
			}
			file := test.at(s)
			file.Source, file.Value = path, test.change(file.Value)
			if err := os.WriteFile(path, []byte(file.Value), 0o600); err != nil {
				t.Fatal(err)
			}
			d := diagnose(t, s)
			i := slices.Index(d.Codes(), test.code)
			if i < 0 {
				t.Fatalf("no %s\n%s", test.code, Page(d, "en"))
			}
			for _, step := range d.Roots[i].Fix {
				for _, c := range step.Run {
					if !strings.Contains(c, path) {
						continue
					}
					if out, err := exec.Command("sh", "-c", c).CombinedOutput(); err != nil {
						t.Fatalf("%s: %v\n%s", c, err, out)
					}
				}
			}
			mended, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			file.Value = string(mended)
			if d := diagnose(t, s); slices.Contains(d.Codes(), test.code) {
				t.Errorf("still %s with\n%s", test.code, mended)
			}
			if _, err := config.ParseServer("", mended); test.code == "DF088" && err != nil {
				t.Error(err)
			}
		})
	}
}

func serverFile(s *evidence.Snapshot) *evidence.Item[string] { return &s.Server.YAML }
func agentsFile(s *evidence.Snapshot) *evidence.Item[string] { return &s.Agent.File }

func replacing(old, with string) func(string) string {
	return func(text string) string { return strings.Replace(text, old, with, 1) }
}
