package doctor

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"gotest.tools/v3/golden"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab/deepflow/release"
	"github.com/dflab/dflab/lab/deepflow/wire"
	"github.com/dflab/dflab/lab/evidence"
)

var known = sync.OnceValues(func() (*release.Release, error) { return release.Get("6.6.9") })

func diagnose(t *testing.T, s *evidence.Snapshot) *Diagnosis {
	t.Helper()
	r, err := known()
	if err != nil {
		t.Fatal(err)
	}
	return examine(s, r, Options{})
}

// Each fault has its root cause and no other; a healthy deployment has none.
func TestRootCauses(t *testing.T) {
	for _, f := range slices.Concat(core, others) {
		t.Run(f.name, func(t *testing.T) {
			s := healthy()
			f.change(s)
			d := diagnose(t, s)
			if got := d.Codes(); !slices.Equal(got, f.want) && len(got)+len(f.want) > 0 {
				t.Errorf("root causes %v, want %v\n%s", got, f.want, Page(d, "en"))
			}
		})
	}
}

// Every check is the root cause of one of the faults above.
func TestEachCheckIsTried(t *testing.T) {
	tried := map[string]bool{}
	for _, f := range slices.Concat(core, others) {
		for _, c := range f.want {
			tried[c] = true
		}
	}
	seen := map[string]bool{}
	for _, c := range All() {
		if !tried[c.Code] {
			t.Errorf("%s: no fault has it as its root cause", c.Code)
		}
		if seen[c.Code] {
			t.Errorf("%s: two checks", c.Code)
		}
		seen[c.Code] = true
		for _, b := range c.Because {
			if Find(b) == nil {
				t.Errorf("%s follows from %s, which doesn't exist", c.Code, b)
			}
		}
		if p, ok := paragraph(c.Paragraph); !ok || p.ID == "" {
			t.Errorf("%s: paragraph %q isn't in the guide's index", c.Code, c.Paragraph)
		}
		for _, x := range []Text{c.Title, c.Explain} {
			if x.ZH == "" || x.EN == "" {
				t.Errorf("%s: a text lacks a language", c.Code)
			}
		}
	}
}

// A finding says something in both languages, names its evidence, and what to do.
func TestFindingsAreWhole(t *testing.T) {
	for _, f := range slices.Concat(core, others) {
		s := healthy()
		f.change(s)
		for _, r := range diagnose(t, s).Roots {
			for _, x := range slices.Concat([]Finding{r.Finding}, r.Masked) {
				if x.Says.ZH == "" || x.Says.EN == "" || strings.Contains(x.Says.ZH+x.Says.EN, "%!") {
					t.Errorf("%s: %s says %q and %q", f.name, x.Code, x.Says.ZH, x.Says.EN)
				}
				if len(x.Evidence) == 0 || len(x.Fix) == 0 {
					t.Errorf("%s: %s has %d facts and %d steps", f.name, x.Code, len(x.Evidence), len(x.Fix))
				}
				for _, step := range x.Fix {
					if strings.Contains(step.Do.ZH+step.Do.EN+strings.Join(step.Run, ""), "%!") {
						t.Errorf("%s: %s: step %+v", f.name, x.Code, step)
					}
				}
			}
		}
	}
}

// Two faults at once are both named, or the later one is shown under the earlier, or isn't visible before the earlier is mended.
func TestPairs(t *testing.T) {
	for i, a := range core {
		for _, b := range core[i+1:] {
			s := healthy()
			b.change(s)
			a.change(s)
			d := diagnose(t, s)
			want := append(slices.Clone(a.want), b.want...)
			for _, r := range d.Roots {
				if !slices.Contains(want, r.Code) {
					t.Errorf("%s and %s: %s is a root cause\n%s", a.name, b.name, r.Code, Page(d, "en"))
				}
			}
			if !slices.Contains(d.Codes(), a.want[0]) && !slices.Contains(d.Codes(), b.want[0]) {
				t.Errorf("%s and %s: neither is a root cause\n%s", a.name, b.name, Page(d, "en"))
			}
		}
	}
}

// With any one kind of evidence taken away the doctor says less, never something else.
func TestEvidenceTakenAway(t *testing.T) {
	for _, f := range slices.Concat(core, others) {
		whole := healthy()
		f.change(whole)
		before := diagnose(t, whole).allCodes()
		for _, path := range itemPaths(reflect.TypeFor[evidence.Snapshot](), nil) {
			s := healthy()
			f.change(s)
			v := reflect.ValueOf(s).Elem().FieldByIndex(path)
			v.SetZero()
			d := diagnose(t, s)
			for _, code := range d.Codes() {
				c := Find(code)
				if !slices.Contains(before, code) && !c.Symptom {
					t.Errorf("%s without %s: %s\n%s", f.name, reflect.TypeFor[evidence.Snapshot]().FieldByIndex(path).Name, code, Page(d, "en"))
				}
			}
		}
	}
}

func (d *Diagnosis) allCodes() []string {
	codes := d.Codes()
	for _, r := range d.Roots {
		for _, m := range r.Masked {
			codes = append(codes, m.Code)
		}
	}
	return codes
}

// itemPaths are the fields of the snapshot that are evidence.
func itemPaths(t reflect.Type, at []int) (paths [][]int) {
	for i := range t.NumField() {
		f := t.Field(i)
		path := append(slices.Clone(at), i)
		switch {
		case strings.HasPrefix(f.Type.Name(), "Item["), f.Type.Kind() == reflect.Slice:
			paths = append(paths, path)
		case f.Type.Kind() == reflect.Struct && f.Type.PkgPath() == reflect.TypeFor[evidence.Snapshot]().PkgPath() && f.Name != "Places":
			paths = append(paths, itemPaths(f.Type, path)...)
		}
	}
	return paths
}

// A snapshot keeps what it says when it is written down and read again.
func TestSnapshotAsJSON(t *testing.T) {
	for _, f := range core {
		s := healthy()
		f.change(s)
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		back := new(evidence.Snapshot)
		if err := json.Unmarshal(b, back); err != nil {
			t.Fatal(err)
		}
		if got, want := Page(diagnose(t, back), "zh"), Page(diagnose(t, s), "zh"); got != want {
			t.Errorf("%s: read again it says\n%s\nwant\n%s", f.name, got, want)
		}
	}
}

func TestOnlyAndSkip(t *testing.T) {
	s := healthy()
	core[0].change(s)
	for _, test := range []struct {
		o    Options
		want []string
	}{
		{Options{Only: []string{"DF008"}}, []string{"DF008"}},
		{Options{Skip: []string{"DF002"}}, []string{"DF008"}},
		{Options{Only: []string{"DF085"}}, []string{}},
	} {
		d, err := Diagnose(s, test.o)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Codes(); !slices.Equal(got, test.want) {
			t.Errorf("%+v: root causes %v, want %v", test.o, got, test.want)
		}
	}
}

// An agent's host with IPv6 has link-scope addresses, which are external on 6.6.9: worth a hint, no more.
func TestLinkScopeIsAHint(t *testing.T) {
	s := healthy()
	eth := nic(2, "eth0", agentMAC, agentIP+"/16")
	eth.Addrs = append(eth.Addrs, wire.InterfaceAddr{Addr: prefix("fe80::1/64")})
	s.Agent.IPAddress.Value = wire.RenderIPAddress([]wire.Interface{eth})
	d := diagnose(t, s)
	if len(d.Roots) != 1 || d.Roots[0].Code != "DF088" || d.Roots[0].Severity != Info || d.Worst() != "" {
		t.Errorf("got\n%s", Page(d, "en"))
	}
}

func TestPages(t *testing.T) {
	bare := &evidence.Snapshot{Release: "6.6.9", Agent: evidence.Agent{File: item("/etc/deepflow-agent.yaml", fixtures.AgentYAML), IPAddress: nics("eth0")}}
	bare.Agent.Ports = ports()
	pages := map[string]*evidence.Snapshot{"healthy": healthy(), "agent-host-only": bare}
	for i, name := range map[int]string{0: "db-version", 2: "no-domain", 5: "group-id", 6: "nic-regex"} {
		pages[name] = healthy()
		core[i].change(pages[name])
	}
	for name, s := range pages {
		d := diagnose(t, s)
		golden.Assert(t, Page(d, "en"), name+".en.txt")
		golden.Assert(t, Page(d, "zh"), name+".zh.txt")
		golden.Assert(t, Trace(d, "en")+Trace(d, "zh"), name+".trace.txt")
		golden.Assert(t, Short(d, "en")+Short(d, "zh"), name+".short.txt")
	}
	golden.Assert(t, Find("DF080").Page("en")+Find("DF080").Page("zh"), "explain.txt")
	b, err := json.MarshalIndent(diagnose(t, pages["group-id"]), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden.Assert(t, string(b)+"\n", "group-id.json")
}
