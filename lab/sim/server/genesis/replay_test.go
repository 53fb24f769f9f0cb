package genesis_test

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/sim/server/genesis"
	"github.com/dflab/dflab/lab/sim/server/genesis/genesistest"
)

const recordings = "../../../../fixtures/recordings/04_grpc/"

// exchange is one GenesisSync of a recorded conversation.
type exchange struct {
	AfterSeconds int `json:"after_s"`
	// Error means that the real server was being restarted.
	Error   string `json:"genesis_error"`
	Request *struct {
		AgentID         uint32 `json:"agent_id"`
		AgentType       string `json:"agent_type"`
		PlatformEnabled bool   `json:"platform_enabled"`
		SourceIP        string `json:"source_ip"`
		Version         uint64 `json:"version"`
		Whole           bool   `json:"whole"`
	} `json:"genesis_request"`
	Response *struct {
		Version string `json:"version"`
	} `json:"genesis_response"`
}

// TestAnswersAreTheRecordedOnes replays every recorded agent: the same reports and heartbeats at the same distance get the same
// versions.
func TestAnswersAreTheRecordedOnes(t *testing.T) {
	files, err := filepath.Glob(recordings + "*.jsonl")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d recordings: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			replay(t, file)
		})
	}
}

func replay(t *testing.T, file string) {
	f := genesistest.New(t, genesistest.Ranges)
	s := start(t, f)
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	passed := 0
	for n := 1; lines.Scan(); n++ {
		var e exchange
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		if e.Error != "" {
			f.Boot(genesistest.Ranges)
			s = start(t, f)
		}
		if e.Request == nil || e.Response == nil {
			continue
		}
		if e.AfterSeconds > passed {
			f.Advance(time.Duration(e.AfterSeconds-passed) * time.Second)
			passed = e.AfterSeconds
		}
		r := genesistest.Report(e.Request.AgentID, "host", e.Request.SourceIP, e.Request.Version,
			genesistest.NIC("eth0", "52:54:00:50:72:01", "10.50.72.101/24"))
		r.AgentType = agent.AgentType(agent.AgentType_value[e.Request.AgentType]).Enum()
		r.PlatformData.PlatformEnabled = proto.Bool(e.Request.PlatformEnabled)
		if !e.Request.Whole {
			r.PlatformData = nil
		}
		answer, err := s.GenesisSync(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		if got := strconv.FormatUint(answer.GetVersion(), 10); got != e.Response.Version {
			t.Fatalf("line %d, %+v: answered %s, the real server %s", n, *e.Request, got, e.Response.Version)
		}
	}
}

func start(t testing.TB, f *genesistest.Fixture) *genesis.Service {
	t.Helper()
	s := genesis.New(f.Core)
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	return s
}

func sync(t testing.TB, s *genesis.Service, r *agent.GenesisSyncRequest) uint64 {
	t.Helper()
	answer, err := s.GenesisSync(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	return answer.GetVersion()
}
