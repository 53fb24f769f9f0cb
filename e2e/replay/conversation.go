package replay

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// Conversation is what one recorded agent and the server said to each other.
type Conversation struct {
	Name  string
	Hello *agent.SyncRequest // every Sync repeats it, with the versions last heard
	Turns []Turn
}

// Turn is one recorded call with its answer: Sync or GenesisSync.
type Turn struct {
	At      time.Time
	AfterS  int
	Genesis *GenesisCall // nil for a Sync
	// Answer is the SyncResponse in protojson form, without its blobs. A repeated answer is written out.
	Answer json.RawMessage
	// Lens are the blobs' lengths; nil for a repeated answer, whose blobs the recorder didn't look at.
	Lens *Lens
	// Failed: the call got no answer (the server was being restarted).
	Failed bool
}

// GenesisCall is a recorded GenesisSync: the request's fields and the version answered. The report's text isn't recorded.
type GenesisCall struct {
	AgentID         uint32 `json:"agent_id"`
	AgentType       string `json:"agent_type"`
	PlatformEnabled bool   `json:"platform_enabled"`
	SourceIP        string `json:"source_ip"`
	Version         uint64 `json:"version"`
	Whole           bool   `json:"whole"`
	Answered        uint64 `json:"-"`
}

// Lens are the lengths of a SyncResponse's blobs in bytes.
type Lens struct {
	FlowACLs     int `json:"flow_acls_len"`
	Groups       int `json:"groups_len"`
	PlatformData int `json:"platform_data_len"`
}

// line is one line of a recording.
type line struct {
	T               string          `json:"t"`
	AfterS          json.Number     `json:"after_s"`
	SyncRequest     json.RawMessage `json:"sync_request"`
	SyncResponse    json.RawMessage `json:"sync_response"`
	SyncError       string          `json:"sync_error"`
	Lens            Lens            `json:"lens"`
	GenesisRequest  *GenesisCall    `json:"genesis_request"`
	GenesisResponse struct {
		Version json.Number `json:"version"`
	} `json:"genesis_response"`
	GenesisError string `json:"genesis_error"`
}

// repeated is how a recording says that an answer equals the one before.
const repeated = `"same as before"`

// ParseConversation reads one *.jsonl recording; day is the date of its times. Lines that begin with # are comments.
func ParseConversation(name string, r io.Reader, day time.Time) (*Conversation, error) {
	c := &Conversation{Name: name}
	scan := bufio.NewScanner(r)
	scan.Buffer(nil, 1<<20)
	var last Turn
	for n := 1; scan.Scan(); n++ {
		text := scan.Bytes()
		if len(text) == 0 || text[0] == '#' {
			continue
		}
		var l line
		if err := json.Unmarshal(text, &l); err != nil {
			return nil, fmt.Errorf("read %s:%d: %w", name, n, err)
		}
		at, err := timeOfDay(day, l.T)
		if err != nil {
			return nil, fmt.Errorf("read %s:%d: %w", name, n, err)
		}
		after, _ := l.AfterS.Int64()
		turn := Turn{At: at, AfterS: int(after)}
		switch {
		case l.SyncRequest != nil:
			c.Hello = new(agent.SyncRequest)
			if err := protojson.Unmarshal(l.SyncRequest, c.Hello); err != nil {
				return nil, fmt.Errorf("read %s:%d: sync_request: %w", name, n, err)
			}
			continue
		case l.SyncError != "" || l.GenesisError != "":
			turn.Failed = true
			if l.GenesisError != "" {
				turn.Genesis = &GenesisCall{}
			}
		case l.GenesisRequest != nil:
			turn.Genesis = l.GenesisRequest
			v, _ := l.GenesisResponse.Version.Int64()
			turn.Genesis.Answered = uint64(v)
		case l.SyncResponse != nil:
			turn.Answer, turn.Lens = l.SyncResponse, &l.Lens
			if bytes.Equal(l.SyncResponse, []byte(repeated)) {
				turn.Answer, turn.Lens = last.Answer, nil
			}
			last = turn
		default:
			continue // a remark of the recorder, such as REGISTERED
		}
		c.Turns = append(c.Turns, turn)
	}
	if err := scan.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if c.Hello == nil {
		return nil, fmt.Errorf("read %s: no sync_request in it", name)
	}
	return c, nil
}

func timeOfDay(day time.Time, text string) (time.Time, error) {
	t, err := time.Parse("15:04:05.000", text)
	if err != nil {
		return time.Time{}, fmt.Errorf("time %q: %w", text, err)
	}
	return time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC), nil
}
