package row

import (
	"reflect"
	"testing"
	"time"
)

func TestSet(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	type fields struct {
		Text   string
		Number int
		ID     uint32
		Flag   bool
		Time   time.Time
		Tags   map[string]string
	}
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, zone)
	tests := map[string]struct {
		field string
		value any
		want  any
	}{
		"text":                   {"Text", []byte("a"), "a"},
		"NULL text":              {"Text", nil, ""},
		"number":                 {"Number", int64(-3), -3},
		"number as text":         {"Number", []byte("12"), 12},
		"unsigned":               {"ID", []byte("7"), uint32(7)},
		"true":                   {"Flag", int64(1), true},
		"false":                  {"Flag", []byte("0"), false},
		"time as text":           {"Time", []byte("2026-11-22 12:00:00"), noon},
		"time with a fraction":   {"Time", []byte("2026-11-22 12:00:00.000"), noon},
		"time read as UTC":       {"Time", time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), noon},
		"NULL time":              {"Time", nil, time.Time{}},
		"JSON":                   {"Tags", []byte(`{"a":"b"}`), map[string]string{"a": "b"}},
		"no JSON in a tags text": {"Tags", []byte(""), map[string]string(nil)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var f fields
			v := reflect.ValueOf(&f).Elem().FieldByName(test.field)
			if err := set(v, test.value, zone); err != nil {
				t.Fatal(err)
			}
			if got := v.Interface(); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
	var f fields
	for field, value := range map[string]any{"Number": "x", "ID": "-1", "Time": "yesterday", "Tags": "{"} {
		if err := set(reflect.ValueOf(&f).Elem().FieldByName(field), value, zone); err == nil {
			t.Errorf("%s takes %q", field, value)
		}
	}
}

func TestArgs(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	got := Args(zone, []any{time.Date(2026, 11, 22, 4, 0, 0, 5, time.UTC), time.Time{}, true, false, "a", 3})
	want := []any{"2026-11-22 12:00:00", nil, 1, 0, "a", 3}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestColumnsOfEmbeddedStructs(t *testing.T) {
	type base struct {
		ID int `db:"id"`
	}
	type deleted struct {
		Time  time.Time `db:"deleted_at"`
		Valid bool
	}
	type whole struct {
		base
		Deleted deleted
		Name    string `db:"name"`
		Other   int
	}
	if got, want := Of[whole]("t", time.UTC).columns, []string{"id", "deleted_at", "name"}; !reflect.DeepEqual(got, want) {
		t.Errorf("columns %v, want %v", got, want)
	}
}
