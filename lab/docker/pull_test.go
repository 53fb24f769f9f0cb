package docker

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPullTellsProgress(t *testing.T) {
	f := &fakeEngine{pulls: map[string][]string{mysqlRef: {
		`{"status":"Pulling from deepflow-ce/mysql","id":"8.0.31"}`,
		`{"status":"Pulling fs layer","id":"aaa"}`,
		`{"status":"Already exists","id":"bbb"}`,
		`{"status":"Downloading","progressDetail":{"current":50,"total":200},"id":"aaa"}`,
		`{"status":"Download complete","id":"aaa"}`,
		`{"status":"Extracting","progressDetail":{"current":10,"total":200},"id":"aaa"}`,
		`{"status":"Pull complete","id":"aaa"}`,
		`{"status":"Status: Downloaded newer image"}`,
	}}}
	e := newFake(t, f)
	image := Image{Part: "mysql", Ref: mysqlRef}
	var got []string
	tell := func(p Progress) {
		got = append(got, fmt.Sprintf("%d/%d layers %d/%d bytes: %s", p.Done, p.Layers, p.Current, p.Total, p.Status))
	}
	if err := e.Pull(t.Context(), Images{image}, tell); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"0/0 layers 0/0 bytes: Pulling from deepflow-ce/mysql",
		"0/1 layers 0/0 bytes: Pulling fs layer",
		"1/2 layers 0/0 bytes: Already exists",
		"1/2 layers 50/200 bytes: Downloading",
		"1/2 layers 200/200 bytes: Download complete",
		"1/2 layers 200/200 bytes: Extracting",
		"2/2 layers 200/200 bytes: Pull complete",
		"2/2 layers 200/200 bytes: Status: Downloaded newer image",
		"2/2 layers 200/200 bytes: done",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	got = nil
	if err := e.Pull(t.Context(), Images{image}, tell); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"0/0 layers 0/0 bytes: it is there"}, got); d != "" {
		t.Error(d)
	}
}

func TestPullSaysWhyNot(t *testing.T) {
	e := newFake(t, &fakeEngine{pulls: map[string][]string{
		"a.invalid/denied:1": {`{"status":"Pulling","id":"1"}`, `{"errorDetail":{"message":"denied: requested access"},"error":"denied"}`},
	}})
	for ref, want := range map[string]string{
		"a.invalid/denied:1": "pull a.invalid/denied:1: denied: requested access",
		"a.invalid/none:1":   "no such host",
	} {
		err := e.Pull(t.Context(), Images{{Part: "x", Ref: ref}}, nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", ref, err, want)
		}
	}
}

func TestMissing(t *testing.T) {
	e := newFake(t, &fakeEngine{images: []string{"dflab/lab:dev"}})
	got, err := e.Missing(t.Context(), LocalImages())
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"mysql", "clickhouse"}, got.parts()); d != "" {
		t.Error(d)
	}
	for ref, want := range map[string]string{
		mysqlRef: "deepflow-mysql: image " + mysqlRef + " isn't there: `dflab pull` or `docker pull " + mysqlRef +
			"` fetches it; without a registry: `docker load` of a saved image, `make lab-images`, or another one by image:REFERENCE",
		"dflab/lab:dev": "deepflow-mysql: image dflab/lab:dev isn't there: it is made by `make lab-images`; without a registry: `docker load` of a saved image, `make lab-images`, or another one by image:REFERENCE",
	} {
		if d := cmp.Diff(want, missing("deepflow-mysql", ref).Error()); d != "" {
			t.Error(d)
		}
	}
}

func TestImages(t *testing.T) {
	im, err := GuideImages("beijing")
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range im {
		if !strings.HasPrefix(i.Ref, "registry.cn-beijing.aliyuncs.com/deepflow-ce/") {
			t.Errorf("%s is from elsewhere", i.Ref)
		}
	}
	if _, err := GuideImages("paris"); err == nil {
		t.Error("paris is a registry")
	}
	im = im.WithEnv(func(k string) string { return map[string]string{"DFLAB_IMAGE_SERVER": "mine:1"}[k] })
	file := filepath.Join(t.TempDir(), "images.yaml")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("agent: mine:2\n")
	if im, err = im.WithFile(file); err != nil {
		t.Fatal(err)
	}
	two, err := im.Select([]string{"agent", "server"})
	if err != nil {
		t.Fatal(err)
	}
	if two[0].Ref != "mine:2" || two[1].Ref != "mine:1" {
		t.Errorf("got %+v", two)
	}
	for _, bad := range []string{"redis: a:1\n", "- agent\n", "agent:\n"} {
		write(bad)
		if _, err := im.WithFile(file); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	if _, err := im.Select([]string{"redis"}); err == nil {
		t.Error("redis is a part")
	}
	if d := cmp.Diff([]string{"mysql", "clickhouse", "server", "agent"}, im.Docking().parts()); d != "" {
		t.Error(d)
	}
}
