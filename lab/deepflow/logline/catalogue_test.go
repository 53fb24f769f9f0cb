package logline

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// declared are the package-level variables that hold a Line, found in the source.
func declared(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.VAR {
				continue
			}
			for _, s := range g.Specs {
				for _, id := range s.(*ast.ValueSpec).Names {
					if strings.HasPrefix(id.Name, "Server") || strings.HasPrefix(id.Name, "Agent") {
						names[id.Name] = true
					}
				}
			}
		}
	}
	return names
}

func TestCatalogueListsEveryLineOnce(t *testing.T) {
	want := declared(t)
	got := map[string]bool{}
	for _, lines := range [][]*Line{ServerLines(), AgentLines()} {
		for _, l := range lines {
			if got[l.Name] {
				t.Errorf("%s is listed twice", l.Name)
			}
			got[l.Name] = true
			if !want[l.Name] {
				t.Errorf("%s has a name that is no variable of the package", l.Name)
			}
		}
	}
	for name := range want {
		if !got[name] {
			t.Errorf("%s isn't listed", name)
		}
	}
}

func TestLinesAreWhole(t *testing.T) {
	for _, l := range ServerLines() {
		if l != ServerAccess && (l.Module == "" || l.Line == 0 || serverTags[l.Level] == "") {
			t.Errorf("%s: module %q, line %d, level %d", l, l.Module, l.Line, l.Level)
		}
	}
	for _, l := range AgentLines() {
		if l.Module != "" || l.Line == 0 || agentTags[l.Level] == "" {
			t.Errorf("%s: module %q, line %d, level %d", l, l.Module, l.Line, l.Level)
		}
	}
}

// What a line renders it matches, and gives back the arguments, whatever stands in them.
func TestLinesMatchWhatTheyRender(t *testing.T) {
	for _, l := range append(ServerLines(), AgentLines()...) {
		args, want := sample(l.Format)
		got, ok := l.Match(l.Message(args...))
		if !ok {
			t.Errorf("%s doesn't match %q", l, l.Message(args...))
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: argument %d is %q, want %q", l, i, got[i], want[i])
			}
		}
	}
}

// sample are arguments for a format's verbs and the text they are rendered as.
func sample(format string) (args []any, text []string) {
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		switch m[4] {
		case "%":
			continue
		case "d":
			args, text = append(args, 42), append(text, "42")
		case "t":
			args, text = append(args, true), append(text, "true")
		case "q":
			args, text = append(args, `a "b"`), append(text, `"a \"b\""`)
		default:
			const v = "x_y"
			args, text = append(args, v), append(text, renderArg(m[0], v))
		}
	}
	return args, text
}

func renderArg(verb, v string) string {
	switch verb {
	case "%#v":
		return `"` + v + `"`
	case "%T":
		return "string"
	}
	return v
}
