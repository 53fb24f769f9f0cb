package scenarios

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/dflab/dflab/lab/dockpath"
)

// key is one of a scenario's keys.
type key struct {
	name string
	// required of a scenario; a case has the rest from its scenario.
	required bool
	// varies says that a case may have its own.
	varies bool
	read   func(r *reader, s *Scenario, n *yaml.Node)
}

// keys are a scenario's, in the order of the files. The number of hosts is read first: other keys name hosts.
func keys() []key {
	return []key{
		{"hosts", true, true, (*reader).decodeHosts},
		{"id", true, false, func(r *reader, s *Scenario, n *yaml.Node) { s.ID = r.decodeID("id", n) }},
		{"title", true, true, func(r *reader, s *Scenario, n *yaml.Node) { s.Title = r.decodeSaid("title", n) }},
		{"paragraph", false, false, (*reader).decodeParagraph},
		{"thread", false, false, (*reader).decodeThread},
		{"claim", false, false, (*reader).decodeClaim},
		{"applies", true, true, (*reader).decodeApplies},
		{"subject", true, false, (*reader).decodeSubject},
		{"fault", true, true, func(r *reader, s *Scenario, n *yaml.Node) { s.Fault = r.decodeVerbs("fault", n) }},
		{"first_closed", true, true, (*reader).decodeFirstClosed},
		{"symptoms", true, true, func(r *reader, s *Scenario, n *yaml.Node) { s.Symptoms = r.decodeSymptoms("symptoms", n) }},
		{"fix", true, true, (*reader).decodeFix},
		{"settle", false, true, (*reader).decodeSettle},
		{"releases", true, false, (*reader).decodeReleases},
		{"recordings", false, true, (*reader).decodeRecordings},
		{"cases", false, false, func(*reader, *Scenario, *yaml.Node) {}}, // read after their scenario
	}
}

// scenarios reads a scenario and its cases.
func (r *reader) scenarios(root *yaml.Node) []*Scenario {
	if !r.mapping("scenario", root) {
		return nil
	}
	var allowed []string
	for _, k := range keys() {
		allowed = append(allowed, k.name)
	}
	given := r.given(root, "key", allowed)
	r.complete(root, given)
	main := r.scenario(root, given)
	all := []*Scenario{main}
	cases := given["cases"]
	if cases == nil {
		return all
	}
	taken := map[string]int{}
	for _, n := range r.filled("cases", cases) {
		c := r.variant(n, given)
		if c == nil {
			continue
		}
		if line, twice := taken[c.Case]; twice {
			r.bad(n, "case %q: given twice, first in line %d: want an id of its own", c.Case, line)
		}
		taken[c.Case] = n.Line
		all = append(all, c)
	}
	return all
}

// variant reads one case: what it gives, and the rest from its scenario. The rest is read anew, so that no two scenarios share a
// verb, and for the case's number of hosts.
func (r *reader) variant(n *yaml.Node, inherited map[string]*yaml.Node) *Scenario {
	if !r.mapping("case", n) {
		return nil
	}
	allowed := []string{"id"}
	for _, k := range keys() {
		if k.varies {
			allowed = append(allowed, k.name)
		}
	}
	given := r.given(n, "case: key", allowed)
	id := given["id"]
	if id == nil {
		r.bad(n, "case: key \"id\": missing")
		return nil
	}
	if len(given) == 1 {
		r.bad(n, "case %q: nothing of its own: want one of %s", id.Value, strings.Join(allowed[1:], ", "))
	}
	name := r.decodeID("case: id", id)
	delete(given, "id")
	for k, v := range inherited {
		if given[k] == nil {
			given[k] = v
		}
	}
	s := r.scenario(n, given)
	s.Case = name
	return s
}

// given are the values of a mapping by their keys, all of which are allowed.
func (r *reader) given(n *yaml.Node, what string, allowed []string) map[string]*yaml.Node {
	values := map[string]*yaml.Node{}
	for k, v := range pairs(n) {
		if !slices.Contains(allowed, k.Value) {
			r.unknown(k, what, k.Value, allowed)
			continue
		}
		values[k.Value] = v
	}
	return values
}

// complete notes what a scenario lacks.
func (r *reader) complete(root *yaml.Node, given map[string]*yaml.Node) {
	for _, k := range keys() {
		if k.required && given[k.name] == nil {
			r.bad(root, "key %q: missing", k.name)
		}
	}
	switch paragraph, thread := given["paragraph"], given["thread"]; {
	case paragraph == nil && thread == nil:
		r.bad(root, "paragraph and thread: both missing: want one of them")
	case paragraph != nil && thread != nil:
		r.bad(thread, "thread %q: beside paragraph %q: want one of them", thread.Value, paragraph.Value)
	case paragraph != nil && given["claim"] == nil:
		r.bad(root, `key "claim": missing: want what the guide says in paragraph %q`, paragraph.Value)
	}
}

// scenario decodes the given values into a scenario that stands at n.
func (r *reader) scenario(n *yaml.Node, given map[string]*yaml.Node) *Scenario {
	s := &Scenario{File: r.file, Line: n.Line}
	r.hosts = nil
	for _, k := range keys() {
		if v := given[k.name]; v != nil {
			k.read(r, s, v)
		}
	}
	return s
}

var idPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (r *reader) decodeID(what string, n *yaml.Node) (id string) {
	if r.into(what, n, &id) && !idPattern.MatchString(id) {
		r.bad(n, "%s: %q: want lower-case letters and digits, joined by hyphens", what, id)
	}
	return id
}

// maxHosts keeps a mistyped number from building thousands of hosts.
const maxHosts = 100

func (r *reader) decodeHosts(s *Scenario, n *yaml.Node) {
	if !r.into("hosts", n, &s.Hosts) {
		return
	}
	if s.Hosts < 1 || s.Hosts > maxHosts {
		r.bad(n, "hosts: %d: want 1 to %d", s.Hosts, maxHosts)
		return
	}
	for i := range s.Hosts {
		r.hosts = append(r.hosts, fmt.Sprintf("host-%d", i+1))
	}
}

// decodeSaid reads what is said in both languages.
func (r *reader) decodeSaid(what string, n *yaml.Node) Text {
	var said struct {
		ZH string `yaml:"zh"`
		EN string `yaml:"en"`
	}
	if r.into(what, n, &said) && (said.ZH == "" || said.EN == "") {
		r.bad(n, "%s: want zh and en, neither empty", what)
	}
	return Text{ZH: said.ZH, EN: said.EN}
}

func (r *reader) decodeParagraph(s *Scenario, n *yaml.Node) {
	r.oneOf("paragraph", n, r.known.paragraphs)
	s.Paragraph = n.Value
}

func (r *reader) decodeThread(s *Scenario, n *yaml.Node) {
	if r.into("thread", n, &s.Thread) && s.Thread < 1 {
		r.bad(n, "thread: %d: want the number of an issue", s.Thread)
	}
}

func (r *reader) decodeClaim(s *Scenario, n *yaml.Node) {
	if !r.mapping("claim", n) {
		return
	}
	given := r.given(n, "claim: key", []string{"says", "gate"})
	if says := given["says"]; says != nil {
		s.Claim.Says = r.decodeSaid("claim.says", says)
	} else {
		r.bad(n, `claim: key "says": missing`)
	}
	if gate := given["gate"]; gate != nil {
		s.Claim.Gate = dockpath.Gate(r.oneOf("gate", gate, r.known.gates))
	} else {
		r.bad(n, `claim: key "gate": missing`)
	}
}

func (r *reader) decodeApplies(s *Scenario, n *yaml.Node) {
	s.Applies = Applies(r.oneOf("applies", n, []string{BeforeDocking.String(), WhileDocked.String()}))
}

func (r *reader) decodeSubject(s *Scenario, n *yaml.Node) {
	if r.hosts != nil {
		r.oneOf("subject", n, r.hosts)
	}
	s.Subject = n.Value
}

func (r *reader) decodeFirstClosed(s *Scenario, n *yaml.Node) {
	i := r.oneOf("first_closed", n, append([]string{"none"}, r.known.gates...))
	s.ClosesNone = i == 0
	if i > 0 {
		s.FirstClosed = dockpath.Gate(i - 1)
	}
}

func (r *reader) decodeFix(s *Scenario, n *yaml.Node) {
	if !r.mapping("fix", n) {
		return
	}
	given := r.given(n, "fix: key", []string{"documented", "also"})
	if documented := given["documented"]; documented != nil {
		s.Fix.Documented = r.decodeVerbs("fix.documented", documented)
	} else {
		r.bad(n, `fix: key "documented": missing`)
	}
	if also := given["also"]; also != nil {
		s.Fix.Also = r.decodeVerbs("fix.also", also)
	}
}

func (r *reader) decodeSettle(s *Scenario, n *yaml.Node) {
	if r.into("settle", n, &s.Settle) && s.Settle < time.Second {
		r.bad(n, "settle: %s: want at least 1s", s.Settle)
	}
}

func (r *reader) decodeReleases(s *Scenario, n *yaml.Node) {
	for _, item := range r.filled("releases", n) {
		r.oneOf("release", item, r.known.releases)
		s.Releases = append(s.Releases, item.Value)
	}
}

func (r *reader) decodeRecordings(s *Scenario, n *yaml.Node) {
	if !r.list("recordings", n) {
		return
	}
	for _, item := range n.Content {
		if !text(item) {
			r.notText("recording", item)
			continue
		}
		if !r.known.recording(item.Value) {
			r.unknown(item, "recording", item.Value, r.known.recordings)
		}
		s.Recordings = append(s.Recordings, item.Value)
	}
}
