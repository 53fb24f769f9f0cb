package ingester

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/wire/stats"
)

// rowsOf are the rows that a batch makes of records, each twice: an agent's second record of a kind is read by a shorter way.
func rowsOf(t *testing.T, records ...[]byte) [][]any {
	t.Helper()
	b, known := &statsBatch{}, statsKinds{}
	for range 2 {
		for _, r := range records {
			if ok, err := b.add(r, 7, known); !ok {
				t.Fatalf("%x: %v", r, err)
			}
		}
	}
	rows := b.Rows()
	if len(rows) != b.Len() || len(rows) != 2*len(records) {
		t.Fatalf("%d rows of %d records", len(rows), len(records))
	}
	if diff := cmp.Diff(rows[:len(records)], rows[len(records):]); diff != "" {
		t.Errorf("the second time:\n%s", diff)
	}
	return rows[:len(records)]
}

func TestStatsBatchMakesTheRowsOfItsRecords(t *testing.T) {
	ms := []*stats.Stats{
		{Timestamp: 1795363827, Name: "m", TagNames: []string{"host"}, TagValues: []string{""}, MetricsFloatNames: []string{"a", "b"}, MetricsFloatValues: []float64{1, -2}},
		{Timestamp: 1795363828, Name: "m", TagNames: []string{"host"}, TagValues: []string{"x"}},
		{Name: "no time", MetricsFloatValues: []float64{3}},
		{Timestamp: 9, Name: "of an organisation", OrgId: 2, TeamId: 5, MetricsFloatNames: []string{"a"}, MetricsFloatValues: []float64{4}},
		{Timestamp: 9, Name: "of a team", TeamId: 5},
		{Timestamp: 9, Name: "deepflow_agent_collect_sender", MetricsFloatNames: []string{"rx", "tx_bytes", "tx"}, MetricsFloatValues: []float64{1, 2, 3}},
		{Timestamp: 9, Name: "deepflow_agent_collect_sender", MetricsFloatNames: []string{"rx", "tx_bytes"}, MetricsFloatValues: []float64{1}},
	}
	var records [][]byte
	for _, m := range ms {
		b, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, b)
	}
	rows := rowsOf(t, records...)
	for i, m := range ms {
		team := uint16(7)
		if m.OrgId != 0 {
			team = uint16(m.TeamId)
		}
		if diff := cmp.Diff(collectorRow(m, team), rows[i], cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s:\n%s", m.Name, diff)
		}
	}
}

func FuzzStatsBatch(f *testing.F) {
	b, err := proto.Marshal(&stats.Stats{Timestamp: 1, Name: "m", TagNames: []string{"host"}, MetricsFloatNames: []string{"a"}, MetricsFloatValues: []float64{1}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(b[:len(b)-1])
	f.Add(append(b[:len(b):len(b)], b...))
	f.Add([]byte{8, 1, 0x42, 0})
	f.Fuzz(func(t *testing.T, record []byte) {
		var m stats.Stats
		err := proto.Unmarshal(record, &m)
		b, known := &statsBatch{}, statsKinds{}
		for range 2 {
			ok, got := b.add(record, 1, known)
			if ok != (err == nil && m.Name != "") || (got == nil) != (err == nil) {
				t.Fatalf("%v, %v; protobuf says %v", ok, got, err)
			}
		}
		for _, row := range b.Rows() {
			if row[1] != m.Name || len(row[6].([]float64)) < len(m.MetricsFloatValues) || len(row[3].([]string)) != len(m.TagNames) {
				t.Errorf("row %v of %v", row, &m)
			}
		}
	})
}
