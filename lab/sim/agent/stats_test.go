package agent

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	pbstats "github.com/dflab/dflab/lab/deepflow/wire/stats"
)

func TestStatsWriterWritesProtobuf(t *testing.T) {
	w := &statsWriter{at: 1795363827, host: "node-1"}
	w.add("queue", []string{"index", "0", "module", ""}, queueNames, 1, -2.5, 0, 1e300)
	w.add("system", nil, nil)
	want := []*pbstats.Stats{
		{
			Timestamp: 1795363827, Name: "deepflow_agent_queue", TagNames: []string{"index", "module", "host"}, TagValues: []string{"0", "", "node-1"},
			MetricsFloatNames: queueNames, MetricsFloatValues: []float64{1, -2.5, 0, 1e300},
		},
		{Timestamp: 1795363827, Name: "deepflow_agent_system", TagNames: []string{"host"}, TagValues: []string{"node-1"}},
	}
	var got []*pbstats.Stats
	for _, r := range w.records {
		m := &pbstats.Stats{}
		if err := proto.Unmarshal(r, m); err != nil {
			t.Fatal(err)
		}
		got = append(got, m)
	}
	if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" {
		t.Error(diff)
	}
}
