package replay

import (
	"os"
	"slices"
	"testing"
	"time"
)

var day = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

func TestScriptsOfTheRecordings(t *testing.T) {
	recordings := os.DirFS("../../fixtures/recordings")
	for _, of := range []struct {
		file                      string
		rest, commands, calls, ln int
	}{
		{"09_more/netns/00_setup_groups.txt", 3, 0, 0, 0},
		{"09_more/rest/vtap_delete.txt", 2, 1, 3, 8},
		{"09_more/rest/vtap_patch_disable_enable.txt", 4, 1, 3, 17},
		{"09_more/rest/sync_unregistered_stage.txt", 11, 0, 0, 0},
		{"09_more/streams/upgrade_registered.txt", 0, 0, 1, 2},
		{"09_more/streams/push_registered_agent.jsonl", 0, 0, 1, 0},
		{"09_more/life/group_id_request_change.txt", 0, 1, 3, 3},
	} {
		s, err := ReadScript(recordings, of.file, day)
		if err != nil {
			t.Errorf("%s: %v", of.file, err)
			continue
		}
		var rest, commands, calls int
		for _, step := range s.Steps {
			switch {
			case step.REST != nil:
				rest++
				if step.REST.Status == 0 || step.REST.Path == "" {
					t.Errorf("%s: %s: %+v", of.file, step.Title, step.REST)
				}
			case step.Command != "":
				commands++
			default:
				calls++
				if step.RPC.Status == "" {
					t.Errorf("%s: %s: no end", of.file, step.RPC.Method)
				}
			}
		}
		if rest != of.rest || commands != of.commands || calls != of.calls || (len(s.Lines) == 0) != (of.ln == 0) {
			t.Errorf("%s: %d exchanges, %d commands, %d calls, %d lines; want %+v", of.file, rest, commands, calls, len(s.Lines), of)
		}
	}
}

func TestRowsOfTheRecordings(t *testing.T) {
	recordings := os.DirFS("../../fixtures/recordings/04_grpc")
	for file, want := range map[string][]int{
		"db_rows_type0.txt": {1},
		"db_rows_after_100.42.32.0_added_and_restart.txt": {2, 13, 12, 13, 9},
		"db_rows_after_registration.txt":                  {9, 13, 12, 2, 13, 12, 13, 1, 9, 5, 10},
	} {
		tables, err := ReadRows(recordings, file)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for _, r := range tables {
			got = append(got, len(r.Rows))
			if _, err := r.ask(); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: rows of the tables %v, want %v", file, got, want)
		}
	}
}
