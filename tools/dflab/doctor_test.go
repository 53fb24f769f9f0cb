package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dflab/dflab/fixtures"
)

// doctorOn runs the doctor on files, the agent's host being another machine than this.
func doctorOn(t *testing.T, files map[string]string, args ...string) (int, string, string) {
	t.Helper()
	dir := t.TempDir()
	args = append([]string{"doctor", "--lang", "en"}, args...)
	if files["ip-address"] == "" {
		files["ip-address"] = "2: eth0: <UP> mtu 1500\n    link/ether 52:54:00:50:00:00 brd ff:ff:ff:ff:ff:ff\n    inet 10.50.72.101/16 brd 10.50.255.255 scope global eth0\n"
	}
	for flag, text := range files {
		path := filepath.Join(dir, flag)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, "--"+flag, path)
	}
	return dflab(t, args...)
}

func TestDoctorExitCodes(t *testing.T) {
	const mismatch = "2025-04-15 22:24:25.850 [ERRO] [db.mysql.migrator.common] version.go:48 [DB-deepflow] db_version current version: 7.0.1.8 != expected version: 6.6.1.25\n"
	loopback := strings.Replace(fixtures.AgentYAML, "10.50.72.100", "127.0.0.1", 1)
	const connected = "[2025-04-15 22:24:25.850000 +08:00] INFO [src/sender/uniform_sender.rs:545] stats sender tcp connection to 10.50.72.100:20033 succeed.\n"
	for _, test := range []struct {
		name  string
		files map[string]string
		args  []string
		code  int
		says  string
	}{
		{"healthy as far as the agent's log tells", map[string]string{"agent-log": connected}, []string{"-o", "short"}, 0, "nothing found\n"},
		{"a server that doesn't start", map[string]string{"server-log": mismatch}, []string{"-o", "short"}, 3, "DF002 error: db_version holds \"7.0.1.8\""},
		{"warnings only", map[string]string{"server-yaml": strings.Replace(fixtures.ServerYAML, "10.0.0.0/8", "11.0.0.0/8", 1)}, []string{"-o", "short"}, 4, "DF088 warning"},
		{"nobody listens", map[string]string{"agent-file": strings.Replace(loopback, "20035", freePort(t), 1)}, []string{"-o", "short", "--skip", "DF011"}, 3, "DF013 error"}, // another lab may have 20035
		{"the check is left out", map[string]string{"server-log": mismatch}, []string{"-o", "short", "--skip", "DF002", "--skip", "DF090"}, 0, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.name == "the check is left out" {
				test.files["agent-log"] = connected
			}
			code, stdout, stderr := doctorOn(t, test.files, test.args...)
			if code != test.code || !strings.HasPrefix(stdout, test.says) {
				t.Errorf("exit code %d, stdout %q, stderr %q; want %d, %q", code, stdout, stderr, test.code, test.says)
			}
		})
	}
}

func TestDoctorRefusals(t *testing.T) {
	for args, want := range map[string]string{
		"doctor --lang fr":         "dflab: --lang fr: want zh or en\n",
		"doctor -o yaml":           "dflab: -o yaml: want page, short or json\n",
		"doctor --only DF999":      "dflab: no check \"DF999\": `dflab explain` lists them\n",
		"doctor --release 1.2":     "--release",
		"doctor --from /nowhere":   "dflab: --from: open /nowhere",
		"doctor now":               "now",
		"explain DF999":            "dflab: no check \"DF999\": `dflab explain` lists them\n",
		"explain DF002 DF003":      "want one code",
		"explain DF002 --lang tlh": "dflab: --lang tlh: want zh or en\n",
	} {
		code, stdout, stderr := dflab(t, strings.Fields(args)...)
		if code != exitUsage || stdout != "" || !strings.Contains(stderr, want) {
			t.Errorf("%s: exit code %d, stdout %q, stderr %q; want %q", args, code, stdout, stderr, want)
		}
	}
}

// What is saved diagnoses as it did.
func TestDoctorSavesEvidence(t *testing.T) {
	saved := filepath.Join(t.TempDir(), "evidence.json")
	code, stdout, stderr := doctorOn(t, map[string]string{"agent-file": ""}, "--save", saved, "-o", "json")
	if code != 3 {
		t.Fatalf("exit code %d, stderr %q", code, stderr)
	}
	again, stdout2, _ := dflab(t, "doctor", "--from", saved, "-o", "json")
	if again != code || stdout2 != stdout {
		t.Errorf("from the file exit code %d\n%s\nwant\n%s", again, stdout2, stdout)
	}
	var d struct {
		Roots []struct{ Code, Severity, Gate string }
	}
	if err := json.Unmarshal([]byte(stdout), &d); err != nil || len(d.Roots) != 1 || d.Roots[0].Code != "DF010" || d.Roots[0].Gate != "controller dialled" {
		t.Errorf("%v: %+v", err, d)
	}
}

func TestTrace(t *testing.T) {
	const running = "[2025-04-15 22:24:25.850000 +08:00] WARN [src/sender/uniform_sender.rs:555] 'analyzer_ip' is not assigned, please check whether the Agent is successfully registered\n"
	path := filepath.Join(t.TempDir(), "agent.log")
	if err := os.WriteFile(path, []byte(running), 0o600); err != nil {
		t.Fatal(err)
	}
	code, stdout, _ := dflab(t, "trace", "host-1", "--agent-log", path, "--lang", "en")
	if code != 3 || !strings.Contains(stdout, "closed   data connected\n         "+path+":1: 'analyzer_ip' is not assigned") {
		t.Errorf("exit code %d, %q", code, stdout)
	}
	if code, _, stderr := dflab(t, "trace", "a", "b"); code != exitUsage || !strings.Contains(stderr, "want one host") {
		t.Errorf("exit code %d, %q", code, stderr)
	}
	if code, _, stderr := dflab(t, "trace", "host-1"); code != exitRun || !strings.Contains(stderr, "no evidence") {
		t.Errorf("exit code %d, %q", code, stderr)
	}
}

func TestDoctorSpeaksTheLocale(t *testing.T) {
	t.Setenv("LC_ALL", "zh_CN.UTF-8")
	if _, stdout, _ := dflab(t, "explain", "DF040"); !strings.Contains(stdout, "缺少 agent_sync 类型的 domain") {
		t.Errorf("got %q", stdout)
	}
	t.Setenv("LC_ALL", "C")
	if _, stdout, _ := dflab(t, "explain", "DF040"); !strings.Contains(stdout, "There is no domain of type agent_sync") {
		t.Errorf("got %q", stdout)
	}
}
