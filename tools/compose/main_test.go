package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// machine is a machine whose programs do nothing: those with a listed prefix fail.
type machine struct {
	fails []string
	ran   []string
	env   []string
}

func (m *machine) run(_ context.Context, out io.Writer, env []string, name string, args ...string) error {
	line := strings.Join(append([]string{name}, args...), " ")
	m.ran = append(m.ran, line)
	m.env = append(m.env, env...)
	for _, prefix := range m.fails {
		if strings.HasPrefix(line, prefix) {
			io.WriteString(out, "said by "+prefix)
			return errors.New("exit status 1")
		}
	}
	return nil
}

func TestRenderWritesOnceWhatItsAddressAsksFor(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lab")
	if _, err := render(dir, "192.0.2.7"); err != nil {
		t.Fatal(err)
	}
	server := filepath.Join(dir, "server.yaml")
	text, err := os.ReadFile(server)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "host: 192.0.2.7\n"); n != 5 {
		t.Errorf("server.yaml has the address as host %d times, want 5:\n%s", n, text)
	}
	// What the guide has its reader add stays.
	edited := string(text) + "# edited\n"
	if err := os.WriteFile(server, []byte(edited), 0o644); err != nil {
		t.Fatal(err)
	}
	addr, err := render(dir, "")
	if err != nil || addr.String() != "192.0.2.7" {
		t.Errorf("a second time without an address: %v, %v", addr, err)
	}
	if text, _ := os.ReadFile(server); string(text) != edited {
		t.Error("an edited server.yaml was written over")
	}
	if _, err := render(dir, "192.0.2.8"); err == nil || !strings.Contains(err.Error(), "was written for 192.0.2.7") {
		t.Errorf("another address: %v", err)
	}
}

func TestRenderRefusesAddressesThatNoPartCouldUse(t *testing.T) {
	for _, node := range []string{"", "${NODE_IP}", "0.0.0.0", "::1", "node-1", "10.50.72"} {
		dir := filepath.Join(t.TempDir(), "lab")
		_, err := render(dir, node)
		if err == nil || !strings.Contains(err.Error(), "NODE_IP") || !strings.Contains(err.Error(), "make lab-up NODE_IP=") {
			t.Errorf("%q: %v", node, err)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%q: something was written", node)
		}
	}
}

func TestUpSaysWhatTheMachineLacks(t *testing.T) {
	const mysql = "registry.cn-hongkong.aliyuncs.com/deepflow-ce/mysql:8.0.31"
	for _, tc := range []struct {
		name   string
		images string
		fails  []string
		want   []string
	}{
		{"no client", "guide", []string{"docker compose", "docker-compose"}, []string{"neither", "docker-compose-plugin"}},
		{"no engine", "guide", []string{"docker version"}, []string{"no Docker Engine answers"}},
		{
			"no image", "guide",
			[]string{"docker image inspect " + mysql, "docker pull -q " + mysql},
			[]string{"image " + mysql, "registry.cn-hongkong.aliyuncs.com doesn't give it: said by docker pull", "DFLAB_IMAGE_MYSQL", "IMAGES=local"},
		},
		{"no local image", "local", []string{"docker image inspect dflab/lab:dev"}, []string{"image dflab/lab:dev isn't here: make lab-images"}},
		{"compose fails", "guide", []string{"docker compose -p"}, []string{"docker compose up: exit status 1"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Chdir("../..")
			m := &machine{fails: tc.fails}
			err := run(t.Context(), []string{"-dir", t.TempDir(), "-node-ip", "192.0.2.7", "-images", tc.images, "up"}, io.Discard, m.run)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range tc.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not in: %v", want, err)
				}
			}
		})
	}
}

func TestImagesThatAreHereAreNotPulled(t *testing.T) {
	t.Chdir("../..")
	m := &machine{fails: []string{"docker compose -p"}}
	_ = run(t.Context(), []string{"-dir", t.TempDir(), "-node-ip", "192.0.2.7", "up"}, io.Discard, m.run)
	inspected := 0
	for _, line := range m.ran {
		if strings.HasPrefix(line, "docker pull") {
			t.Error(line)
		}
		if strings.HasPrefix(line, "docker image inspect") {
			inspected++
		}
	}
	if inspected != 8 {
		t.Errorf("%d images looked for, want the guide's 8", inspected)
	}
}

func TestDownTakesTheOlderClientAndKeepsData(t *testing.T) {
	dir := t.TempDir()
	m := &machine{fails: []string{"docker compose"}}
	if err := run(t.Context(), []string{"-dir", dir, "down"}, io.Discard, m.run); err == nil || !strings.Contains(err.Error(), "no lab in") {
		t.Errorf("without a lab: %v", err)
	}
	if _, err := render(dir, "192.0.2.7"); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-dir", dir, "down"}, &out, m.run); err != nil {
		t.Fatal(err)
	}
	last := m.ran[len(m.ran)-1]
	want := "docker-compose -p dflab --env-file " + filepath.Join(dir, ".env") + " -f docker-compose.lab.yaml down --remove-orphans"
	if last != want {
		t.Errorf("ran %s\nwant %s", last, want)
	}
	if got := strings.Join(m.env, " "); got != "NODE_IP_FOR_DEEPFLOW=192.0.2.7 LAB_DIR="+dir {
		t.Errorf("environment %s", got)
	}
	if !strings.Contains(out.String(), "stay in "+dir) {
		t.Errorf("said %q", &out)
	}
	if err := run(t.Context(), []string{"-dir", dir, "-data", "down"}, io.Discard, m.run); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("-data left the directory")
	}
}

func TestAMissingDockerIsToldFromASilentOne(t *testing.T) {
	d := deployment{run: func(context.Context, io.Writer, []string, string, ...string) error {
		return &exec.Error{Name: "docker", Err: exec.ErrNotFound}
	}}
	if _, err := d.client(t.Context()); err == nil || !strings.Contains(err.Error(), "docker isn't here") {
		t.Errorf("error %v", err)
	}
}
