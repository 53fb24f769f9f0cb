// Package release holds what differs from one DeepFlow release to the next, as embedded data with a source for each
// fact: schema version, issue files, tables, rows of a fresh database, ports, timers. It may import the standard library
// and a YAML reader; it knows no server and no agent, and nothing in it acts.
package release

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// ErrUnknown is wrapped by the error of Get for a release that isn't embedded.
var ErrUnknown = errors.New("unknown release")

//go:embed data
var data embed.FS

// Release is one release of DeepFlow. Sources says for each fact, by its YAML key, where it was read or recorded.
type Release struct {
	Version   string `yaml:"version"`    // "6.6.9"
	Tag       string `yaml:"tag"`        // git tag
	Commit    string `yaml:"commit"`     // git commit of the tag
	Branch    string `yaml:"branch"`     // branch that a build prints
	RevCount  int    `yaml:"rev_count"`  // revision number that a build prints
	Revision  string `yaml:"revision"`   // SyncRequest.revision of an agent of this release
	DBVersion string `yaml:"db_version"` // what the server expects in db_version
	// DBVersionSource is Sources["db_version"].
	DBVersionSource string            `yaml:"-"`
	SchemaDir       string            `yaml:"schema_dir"`  // where the image keeps init.sql, default_init.sql and issu/
	ServerYAML      string            `yaml:"server_yaml"` // path of server.yaml in the image
	AgentYAML       string            `yaml:"agent_yaml"`  // path of deepflow-agent.yaml in the agent's image
	Template        string            `yaml:"template"`    // agent group configuration template, see config.GroupTemplate
	Ports           []Port            `yaml:"ports"`
	Timers          []Timer           `yaml:"timers"`
	HostKeys        []HostKey         `yaml:"host_keys"`
	Stages          []string          `yaml:"stages"`
	Sources         map[string]string `yaml:"sources"`

	Issues []Issue `yaml:"-"`
	Tables []Table `yaml:"-"`
	Seeds  []Seed  `yaml:"-"`
}

// Port is a port of the server on its own network; NodePort is what Kubernetes and the compose manifest map it to, 0 for none.
type Port struct {
	Name     string `yaml:"name"`
	Port     int    `yaml:"port"`
	NodePort int    `yaml:"node_port"`
	Network  string `yaml:"network"` // tcp, udp or tcp+udp
	Key      string `yaml:"key"`     // key of server.yaml that sets it, "" for none
}

// Timer is a period or deadline that docking waits for, with the key that sets it and its default in seconds.
type Timer struct {
	Name    string `yaml:"name"`
	Key     string `yaml:"key"`
	In      string `yaml:"in"` // server.yaml, group (agent group configuration) or code
	Seconds int    `yaml:"seconds"`
}

// HostKey is a key without which a server's own host doesn't register as a chost, and the value it needs.
type HostKey struct {
	In    string `yaml:"in"` // server.yaml or group
	Key   string `yaml:"key"`
	Value string `yaml:"value"`
	Why   string `yaml:"why"`
}

// Get loads a release. The error of an unknown one wraps ErrUnknown and names the known ones.
func Get(version string) (*Release, error) {
	known := Versions()
	if !slices.Contains(known, version) {
		return nil, fmt.Errorf("get release %q: %w: known are %s", version, ErrUnknown, strings.Join(known, ", "))
	}
	r := new(Release)
	for _, part := range []struct {
		file string
		into any
	}{
		{"release.yaml", r}, {"issues.yaml", &r.Issues}, {"tables.yaml", &r.Tables}, {"seeds.yaml", &r.Seeds},
	} {
		if err := read("data/"+version+"/"+part.file, part.into); err != nil {
			return nil, fmt.Errorf("get release %s: %w", version, err)
		}
	}
	for i := range r.Issues {
		if r.Issues[i].Writes == "" {
			r.Issues[i].Writes = r.Issues[i].Version
		}
	}
	r.DBVersionSource = r.Sources["db_version"]
	return r, nil
}

func read(name string, into any) error {
	f, err := data.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	d := yaml.NewDecoder(f)
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

// Versions are the embedded releases, oldest first.
func Versions() []string {
	entries, err := data.ReadDir("data")
	if err != nil {
		return nil // the folder is embedded, so this can't be
	}
	versions := make([]string, 0, len(entries))
	for _, e := range entries {
		versions = append(versions, e.Name())
	}
	slices.SortFunc(versions, Compare)
	return versions
}

// Table is the table of that name; ok is false if the release has none.
func (r *Release) Table(name string) (t Table, ok bool) {
	i := slices.IndexFunc(r.Tables, func(t Table) bool { return t.Name == name })
	if i < 0 {
		return Table{}, false
	}
	return r.Tables[i], true
}

// CoreTables are the tables that docking needs.
func (r *Release) CoreTables() []Table {
	var core []Table
	for _, t := range r.Tables {
		if t.Core {
			core = append(core, t)
		}
	}
	return core
}
