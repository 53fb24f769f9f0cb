package scenarios

import (
	"reflect"
	"testing"

	"github.com/dflab/dflab/scenarios/symptom"
	"github.com/dflab/dflab/scenarios/verb"
)

func TestTheCatalogueLoads(t *testing.T) {
	all, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	taken := map[string]bool{}
	for _, s := range all {
		if taken[s.Name()] {
			t.Errorf("%s: twice", s.Name())
		}
		taken[s.Name()] = true
	}
	for _, name := range []string{
		"db-version", "db-version/migration", "db-version/row-missing", "external-ip", "group-id", "missing-domain", "nic-regex",
	} {
		if !taken[name] {
			t.Errorf("%s is missing", name)
		}
	}
}

func TestVerbsAndSymptomsHaveNamesOfTheirOwnAndCanBeRead(t *testing.T) {
	taken := map[string]bool{}
	for _, k := range verb.All() {
		if taken["verb "+k.Name] || k.Doc == "" || reflect.TypeOf(k.New()).Kind() != reflect.Pointer {
			t.Errorf("verb %q: name taken, no doc, or New makes no pointer", k.Name)
		}
		taken["verb "+k.Name] = true
	}
	for _, k := range symptom.All() {
		if taken["symptom "+k.Name] || k.Doc == "" || reflect.TypeOf(k.New()).Kind() != reflect.Pointer {
			t.Errorf("symptom %q: name taken, no doc, or New makes no pointer", k.Name)
		}
		taken["symptom "+k.Name] = true
	}
}
