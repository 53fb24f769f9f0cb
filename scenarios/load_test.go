package scenarios

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gotest.tools/v3/golden"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/dockpath"
	"github.com/dflab/dflab/scenarios/symptom"
	"github.com/dflab/dflab/scenarios/verb"
)

// The verbs and symptoms of these tests: with parameters of every type, so that the messages don't change with dflab's own.
type inert struct{}

func (inert) Do(context.Context, *lab.Lab) (verb.Undo, error) { return verb.Nothing, nil }
func (inert) String() string                                  { return "nothing" }
func (inert) Seen(context.Context, *lab.Lab, symptom.Mark) (bool, []string, error) {
	return false, nil, nil
}

type (
	testDomain struct {
		inert
		Name string `yaml:"name"`
	}
	testNICs struct {
		inert
		On   string    `yaml:"host"`
		NICs []lab.NIC `yaml:"nics"`
	}
	testFile struct {
		inert
		onHost `yaml:",inline"`
		Set    map[string]any    `yaml:"set"`
		Env    map[string]string `yaml:"env"`
	}
	onHost struct {
		On string `yaml:"host"`
	}
	testGroup struct {
		inert
		Group   string
		Fixture string
		Release string
	}
	testWait struct {
		inert
		For   time.Duration  `yaml:"for"`
		Until *dockpath.Gate `yaml:"until"`
		Times uint           `yaml:"times"`
		Share float64        `yaml:"share"`
	}
	testRestart struct {
		inert
		Part   string `yaml:"part"`
		hidden string //nolint:unused // the decoder has to leave it alone
	}
	testLog struct {
		inert
		Line string   `yaml:"line"`
		Host string   `yaml:"host"`
		Args []string `yaml:"args"`
	}
	testRow struct {
		inert
		Is [][]*string `yaml:"is"`
	}
)

var errNoPart = errors.New("no part: want server or agent")

func (t *testRestart) Validate() error {
	if t.Part == "" {
		return errNoPart
	}
	return nil
}

func testVerbs() []verb.Kind {
	return []verb.Kind{
		{Name: "create-domain", New: func() verb.Verb { return &testDomain{} }},
		{Name: "delete-domain", New: func() verb.Verb { return &testDomain{} }},
		{Name: "nics", New: func() verb.Verb { return &testNICs{} }},
		{Name: "agent-config", New: func() verb.Verb { return &testFile{} }},
		{Name: "group-config", New: func() verb.Verb { return &testGroup{} }},
		{Name: "wait", New: func() verb.Verb { return &testWait{} }},
		{Name: "restart", New: func() verb.Verb { return &testRestart{} }},
	}
}

func testSymptoms() []symptom.Kind {
	return []symptom.Kind{
		{Name: "server-log", New: func() symptom.Symptom { return &testLog{} }},
		{Name: "agent-log", New: func() symptom.Symptom { return &testLog{} }},
		{Name: "row", New: func() symptom.Symptom { return &testRow{} }},
	}
}

func loadTest(fsys fs.FS) ([]*Scenario, error) { return load(fsys, testVerbs(), testSymptoms()) }

func TestMalformedScenariosAreRefusedWithPlaceValueAndWhatIsAllowed(t *testing.T) {
	files, err := filepath.Glob("testdata/malformed/*.yaml")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			all, err := loadTest(fstest.MapFS{name: {Data: text}})
			if err == nil || all != nil {
				t.Fatalf("loaded: %v", all)
			}
			var at *Error
			if !errors.As(err, &at) || at.File != name || at.Line < 1 {
				t.Errorf("no place: %+v", at)
			}
			golden.Assert(t, err.Error()+"\n", strings.TrimPrefix(strings.TrimSuffix(file, ".yaml"), "testdata/")+".golden")
		})
	}
}

func TestErrorsOfAllFilesAreJoinedInTheirOrder(t *testing.T) {
	good, err := os.ReadFile("testdata/good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, err = loadTest(fstest.MapFS{
		"c.yaml": {Data: good}, "b.yaml": {Data: []byte("id: [")}, "a.yaml": {Data: good}, "d.yml": {Data: []byte("not read")},
		"e.yaml": {Data: []byte("hello")},
	})
	if err == nil {
		t.Fatal("loaded")
	}
	golden.Assert(t, err.Error()+"\n", "several.golden")
}

func TestWhatAVerbSaysOfItselfIsWrapped(t *testing.T) {
	text, err := os.ReadFile("testdata/malformed/missing-parameter.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := loadTest(fstest.MapFS{"a.yaml": {Data: text}}); !errors.Is(err, errNoPart) {
		t.Errorf("%v: want it to be errNoPart", err)
	}
}
