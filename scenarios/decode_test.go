package scenarios

import (
	"net/netip"
	"os"
	"reflect"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/scenarios/verb"
)

func loadGood(t *testing.T) []*Scenario {
	t.Helper()
	text, err := os.ReadFile("testdata/good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	all, err := loadTest(fstest.MapFS{"good.yaml": {Data: text}})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 3 {
		t.Fatalf("%d scenarios, want one and two cases", len(all))
	}
	return all
}

func TestEveryKeyArrives(t *testing.T) {
	s := loadGood(t)[0]
	three, gate := "3", dockpath.DataConnected
	want := &Scenario{
		ID: "everything", Title: Text{ZH: "全部", EN: "Everything"}, Thread: 9026, Applies: WhileDocked, Hosts: 2, Subject: "host-2",
		Fault: []verb.Verb{
			&testNICs{On: "host-1", NICs: []lab.NIC{{
				Name: "eth0", MAC: "52:54:00:64:42:13", Down: true,
				Addrs: []netip.Prefix{netip.MustParsePrefix("100.42.32.213/24"), netip.MustParsePrefix("fe80::1/64")},
			}}},
			&testFile{
				onHost: onHost{On: "host-2"}, Env: map[string]string{"TZ": "Asia/Shanghai"},
				Set: map[string]any{"vtap-group-id-request": "g-TE8la86jlX", "static-config": map[string]any{"a": []any{1, "x"}}},
			},
			&testGroup{Group: "legacy-host", Fixture: "group-config-literal.yaml", Release: "6.6.9"},
			&testWait{For: 90 * time.Second, Until: &gate, Times: 3, Share: 1},
			&testRestart{Part: "server"},
		},
		ClosesNone: true,
		Symptoms: []Symptom{
			{Symptom: &testLog{Line: "ServerNotFoundInCache", Host: "host-1", Args: []string{"a", ""}}},
			{Symptom: &testLog{Line: "AgentPlatformResync"}, Guide: true},
			{Symptom: &testRow{Is: [][]*string{{&three, nil}}}},
		},
		Fix:      Fix{Documented: []verb.Verb{&testDomain{Name: "legacy-host"}}, Also: []verb.Verb{&testRestart{Part: "agent"}}},
		Settle:   5 * time.Minute,
		Releases: []string{"6.6.9"},
		Recordings: []string{
			"04_grpc/a1-ok-group", "04_grpc/a1-ok-group.server.log", "02_db_version/a4_newer_7.0.1.8",
		},
		File: "good.yaml", Line: 2,
	}
	if diff := cmp.Diff(want, s, exported); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestACaseHasTheRestFromItsScenario(t *testing.T) {
	all := loadGood(t)
	want := *all[0]
	want.Case, want.Title, want.FirstClosed, want.ClosesNone = "lone", Text{ZH: "一个", EN: "Alone"}, dockpath.ServerUp, false
	want.Settle, want.Fix, want.Line = 90*time.Second, Fix{Documented: []verb.Verb{&testDomain{Name: "legacy-host"}}}, 29
	if diff := cmp.Diff(&want, all[1], exported); diff != "" {
		t.Errorf("lone (-want +got):\n%s", diff)
	}
	if all[1].Fault[0] == all[0].Fault[0] {
		t.Error("the case shares a verb with its scenario")
	}
	want = *all[0]
	want.Case, want.Hosts, want.Applies, want.Recordings = "third-host", 3, BeforeDocking, nil
	want.Fault, want.Line = []verb.Verb{&testNICs{On: "host-3"}}, 36
	if diff := cmp.Diff(&want, all[2], exported); diff != "" {
		t.Errorf("third-host (-want +got):\n%s", diff)
	}
}

// exported lets cmp look into the fields that tests and verbs don't export.
var exported = cmp.Exporter(func(reflect.Type) bool { return true })
