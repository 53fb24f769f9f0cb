package scenarios

import (
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/release"
	"github.com/dflab/dflab/lab/dockpath"
)

// names is what a scenario may refer to.
type names struct {
	gates, releases, paragraphs, recordings, fixtures, serverLines, agentLines []string
}

func knownNames() (*names, error) {
	guide, err := fixtures.Guide()
	if err != nil {
		return nil, err
	}
	known := &names{
		releases: release.Versions(), recordings: fixtures.Recordings(), fixtures: fixtures.ConfigFiles(),
		serverLines: lineNames(logline.ServerLines()), agentLines: lineNames(logline.AgentLines()),
	}
	for _, g := range dockpath.Gates() {
		known.gates = append(known.gates, g.String())
	}
	for _, p := range guide {
		known.paragraphs = append(known.paragraphs, p.ID)
	}
	return known, nil
}

func lineNames(lines []*logline.Line) []string {
	all := make([]string, len(lines))
	for i, l := range lines {
		all[i] = l.Name
	}
	return all
}

// references notes the names among the parameters of a verb or symptom that nothing has: a host, a log line, a file of fixtures,
// a release. These keys mean the same in all verbs and symptoms.
func (r *reader) references(kind string, params *yaml.Node) {
	if params.Kind != yaml.MappingNode {
		return
	}
	for key, value := range pairs(params) {
		if !text(value) {
			continue // the parameter's own type says what is wrong
		}
		switch key.Value {
		case "host":
			if r.hosts != nil {
				r.oneOf("host", value, r.hosts)
			}
		case "line":
			r.line(kind, value)
		case "fixture":
			r.oneOf("fixture", value, r.known.fixtures)
		case "release":
			r.oneOf("release", value, r.known.releases)
		}
	}
}

// line checks the name of a log line: of the server in server-log, of the agent in agent-log.
func (r *reader) line(kind string, n *yaml.Node) {
	switch {
	case strings.HasPrefix(kind, "server-"):
		r.oneOf("line", n, r.known.serverLines)
	case strings.HasPrefix(kind, "agent-"):
		r.oneOf("line", n, r.known.agentLines)
	default:
		r.oneOf("line", n, slices.Concat(r.known.serverLines, r.known.agentLines))
	}
}

// oneOf notes whether a scalar is one of the options, and returns which, or -1.
func (r *reader) oneOf(what string, n *yaml.Node, options []string) int {
	if !text(n) {
		r.notText(what, n)
		return -1
	}
	i := slices.Index(options, n.Value)
	if i < 0 {
		r.unknown(n, what, n.Value, options)
	}
	return i
}

// recording says whether there is one of that path, with its extension or without.
func (k *names) recording(name string) bool {
	return slices.ContainsFunc(k.recordings, func(file string) bool {
		return file == name || strings.TrimSuffix(file, path.Ext(file)) == name
	})
}
