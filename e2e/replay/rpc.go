package replay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"

	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
	"github.com/dflab/dflab/lab/vnet"
)

// call repeats a recorded gRPC call other than those of a conversation.
func (s *Session) call(ctx context.Context, file, where string, c RPC, title string) (Result, error) {
	request := c.Request
	if request == nil && c.Method == "Sync" {
		text, err := protojson.Marshal(s.Hello(title))
		if err != nil {
			return Result{}, fmt.Errorf("write request: %w", err)
		}
		request = text
	}
	var from struct {
		CtrlIP   string `json:"ctrl_ip"`
		CtrlIP2  string `json:"ctrlIp"`
		SourceIP string `json:"source_ip"`
	}
	if c.Method == "RemoteExecute" {
		return Result{}, s.remoteExecute(ctx, file, c)
	}
	if err := json.Unmarshal(request, &from); err != nil {
		return Result{}, fmt.Errorf("read request: %w", err)
	}
	ip := from.CtrlIP + from.CtrlIP2 + from.SourceIP
	if ip == "" {
		ip = "10.50.72.101" // GetKubernetesClusterID carries no address
	}
	conn, err := s.Dial(ip)
	if err != nil {
		return Result{}, fmt.Errorf("dial as %s: %w", ip, err)
	}
	client := agent.NewSynchronizerClient(conn)
	r := Result{Recording: where}
	var seen []proto.Message
	switch c.Method {
	case "Sync":
		seen, err = unary(ctx, request, client.Sync)
	case "Query":
		seen, err = unary(ctx, request, client.Query)
	case "GPIDSync":
		seen, err = unary(ctx, request, client.GPIDSync)
	case "GetKubernetesClusterID":
		seen, err = unary(ctx, request, client.GetKubernetesClusterID)
	case "KubernetesAPISync":
		seen, err = unary(ctx, request, client.KubernetesAPISync)
	case "Upgrade":
		seen, err = served(ctx, request, client.Upgrade)
	case "Plugin":
		seen, err = served(ctx, request, client.Plugin)
	case "Push":
		return r, s.push(ctx, file, c, client)
	default:
		return r, fmt.Errorf("method %s: %w", c.Method, errUnknownMethod)
	}
	r.same(where+": status", c.Status, status.Code(err).String())
	r.same(where+": answers", len(c.Answers), len(seen))
	for i := range min(len(c.Answers), len(seen)) {
		r.add(compareMessage(where, c.Answers[i], seen[i]))
	}
	return r, nil
}

var errUnknownMethod = errors.New("no such method of Synchronizer is replayed")

// request makes the message that a method takes of its recorded form.
func request[Q any, P interface {
	*Q
	proto.Message
}](raw json.RawMessage) (P, error) {
	q := P(new(Q))
	if err := protojson.Unmarshal(raw, q); err != nil {
		return nil, fmt.Errorf("read request: %w", err)
	}
	return q, nil
}

func unary[Q any, P interface {
	*Q
	proto.Message
}, A proto.Message](ctx context.Context, raw json.RawMessage, method func(context.Context, P, ...grpc.CallOption) (A, error)) ([]proto.Message, error) {
	q, err := request[Q, P](raw)
	if err != nil {
		return nil, err
	}
	a, err := method(ctx, q)
	if err != nil {
		return nil, err
	}
	return []proto.Message{a}, nil
}

// served reads a stream of answers to its end.
func served[Q any, P interface {
	*Q
	proto.Message
}, A any](ctx context.Context, raw json.RawMessage, method func(context.Context, P, ...grpc.CallOption) (grpc.ServerStreamingClient[A], error)) (all []proto.Message, err error) {
	q, err := request[Q, P](raw)
	if err != nil {
		return nil, err
	}
	st, err := method(ctx, q)
	if err != nil {
		return nil, err
	}
	for {
		m, err := st.Recv()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all = append(all, any(m).(proto.Message))
	}
}

// volatileInMessage are values that no two runs share: a generated cluster id, the time in an NTP answer.
var volatileInMessage = map[string]bool{"cluster_id": true, "response": true, "request_id": true}

// blobs are compared by being there.
var blobs = []string{"platform_data", "flow_acls", "groups"}

func compareMessage(where string, recorded json.RawMessage, seen proto.Message) Result {
	text, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(seen)
	if err != nil {
		return Result{Diffs: []Diff{{where, "a message", err.Error()}}}
	}
	return compareNormal(where, normal(recorded), normal(text))
}

var zeroNumber = regexp.MustCompile(`^0?$`)

// normal is a message flattened, with what differs from run to run reduced to being there.
func normal(raw json.RawMessage) map[string]string {
	m := flatten(raw)
	for key, v := range m {
		switch {
		case volatile[key], volatileInMessage[key]:
			m[key] = fmt.Sprintf("zero: %v", zeroNumber.MatchString(v))
		case key == "dynamic_config.hostname":
			m[key] = vmID.ReplaceAllString(v, "")
		}
	}
	for _, b := range blobs {
		if _, there := m[b]; there {
			m[b] = "there"
		}
	}
	return m
}

// stream is an open Push with what was heard on it.
type stream struct {
	file     string
	recorded RPC
	seen     []json.RawMessage
	end      error
}

// hear reads messages of the stream until its end.
func hear[M proto.Message](s *Session, o *stream, st vnet.Receiver[M]) {
	s.open = append(s.open, o)
	vnet.Recv(s.Lane, st, func(m M) {
		text, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(m)
		if err == nil {
			o.seen = append(o.seen, text)
		}
	}, func(err error) { o.end = err })
}

// remoteExecute opens the stream and sends what the recorded agent sent, at its times.
func (s *Session) remoteExecute(ctx context.Context, file string, c RPC) error {
	var first struct {
		AgentID struct{ IP string } `json:"agent_id"`
	}
	if err := json.Unmarshal(c.Sends[0].Message, &first); err != nil {
		return fmt.Errorf("read first message: %w", err)
	}
	conn, err := s.Dial(first.AgentID.IP)
	if err != nil {
		return fmt.Errorf("dial as %s: %w", first.AgentID.IP, err)
	}
	st, err := agent.NewSynchronizerClient(conn).RemoteExecute(ctx)
	if err != nil {
		return fmt.Errorf("open RemoteExecute: %w", err)
	}
	hear(s, &stream{file: file, recorded: c}, st)
	now := s.Lane.Clock().Now()
	for _, sent := range c.Sends {
		m, err := request[agent.RemoteExecResponse](sent.Message)
		if err != nil {
			return err
		}
		s.Lane.After(sent.At.Sub(now), func() {
			clock.Go(s.Lane, func() (struct{}, error) { return struct{}{}, st.Send(m) }, func(struct{}, error) {})
		})
	}
	if !c.Closes.IsZero() {
		s.Lane.After(c.Closes.Sub(now), func() {
			clock.Go(s.Lane, func() (struct{}, error) { return struct{}{}, st.CloseSend() }, func(struct{}, error) {})
		})
	}
	return nil
}

func (s *Session) push(ctx context.Context, file string, c RPC, client agent.SynchronizerClient) error {
	q, err := request[agent.SyncRequest](c.Request)
	if err != nil {
		return err
	}
	st, err := client.Push(ctx, q)
	if err != nil {
		return fmt.Errorf("open Push: %w", err)
	}
	hear(s, &stream{file: file, recorded: c}, st)
	return nil
}

// compare holds what was pushed against the recording, message by message. The server pushes to everybody whenever
// anything may have changed, so that messages repeat: those that say the same as the one before aren't counted.
func (o *stream) compare() (r Result) {
	if o.recorded.Method == "RemoteExecute" {
		r.same("messages", len(o.recorded.Answers), len(o.seen))
		if !o.recorded.Closes.IsZero() {
			r.same("status", o.recorded.Status, status.Code(o.end).String())
			r.same("status message", o.recorded.Message, status.Convert(o.end).Message())
		}
	}
	want, got := distinct(o.recorded.Answers), distinct(o.seen)
	r.same("distinct messages", len(want), len(got))
	for i := range min(len(want), len(got)) {
		r.add(compareNormal(fmt.Sprintf("message %d", i+1), want[i], got[i]))
	}
	return r
}

func compareNormal(where string, want, got map[string]string) (r Result) {
	for _, key := range slices.Sorted(maps.Keys(union(want, got))) {
		r.Compared++
		w, inWant := want[key]
		g, inGot := got[key]
		if inWant != inGot || w != g {
			r.Diffs = append(r.Diffs, Diff{where + ": " + key, or(w, inWant), or(g, inGot)})
		}
	}
	return r
}

func distinct(messages []json.RawMessage) (kept []map[string]string) {
	for _, m := range messages {
		n := normal(m)
		if len(kept) == 0 || len(compareNormal("", kept[len(kept)-1], n).Diffs) > 0 {
			kept = append(kept, n)
		}
	}
	return kept
}
