package replay

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// Player plays the agents' side of conversations again, each call at its recorded time on the clock.
type Player struct {
	Context context.Context
	Lane    clock.Lane
	// Dial connects as the agent of that address.
	Dial func(ctrlIP string) (grpc.ClientConnInterface, error)

	speakers []*speaker
}

// speaker is one agent of the player.
type speaker struct {
	player    *Player
	talk      *Conversation
	situation Situation
	conn      grpc.ClientConnInterface
	last      *agent.SyncResponse
	seen      []*agent.SyncResponse // by turn; nil: no answer
	genesis   []uint64
	errs      []error
	busy      bool  // with a call: an agent makes one after the other
	due       []int // the turns that wait for it
}

// Schedule posts all calls of the conversation on the clock.
func (p *Player) Schedule(c *Conversation, s Situation) {
	n := len(c.Turns)
	sp := &speaker{player: p, talk: c, situation: s, seen: make([]*agent.SyncResponse, n), genesis: make([]uint64, n), errs: make([]error, n)}
	p.speakers = append(p.speakers, sp)
	now := p.Lane.Clock().Now()
	for i, t := range c.Turns {
		if t.Failed { // the recorded agent's connection broke, too
			p.Lane.After(t.At.Sub(now), func() { sp.conn = nil })
			continue
		}
		p.Lane.After(t.At.Sub(now), func() { sp.call(i) })
	}
}

// Last is when the last scheduled call is due.
func (p *Player) Last() (last time.Time) {
	for _, sp := range p.speakers {
		if end := sp.talk.Turns[len(sp.talk.Turns)-1].At; end.After(last) {
			last = end
		}
	}
	return last
}

func (s *speaker) call(i int) {
	if s.busy {
		s.due = append(s.due, i)
		return
	}
	if s.conn == nil {
		conn, err := s.player.Dial(s.talk.Hello.GetCtrlIp())
		if err != nil {
			s.errs[i] = err
			return
		}
		s.conn = conn
	}
	s.busy = true
	client := agent.NewSynchronizerClient(s.conn)
	if g := s.talk.Turns[i].Genesis; g != nil {
		clock.Go(s.player.Lane, func() (*agent.GenesisSyncResponse, error) {
			return client.GenesisSync(s.player.Context, s.report(g))
		}, func(r *agent.GenesisSyncResponse, err error) { s.genesis[i] = r.GetVersion(); s.done(i, err) })
		return
	}
	req := s.sync()
	clock.Go(s.player.Lane, func() (*agent.SyncResponse, error) {
		return client.Sync(s.player.Context, req)
	}, func(r *agent.SyncResponse, err error) {
		if err == nil {
			s.seen[i], s.last = r, r
		}
		s.done(i, err)
	})
}

func (s *speaker) done(i int, err error) {
	if s.errs[i] = err; err != nil {
		s.conn = nil // a broken connection stays broken: dial anew
	}
	s.busy = false
	if len(s.due) > 0 {
		next := s.due[0]
		s.due = s.due[1:]
		s.call(next)
	}
}

// sync is the recorded request with the versions of the last answer.
func (s *speaker) sync() *agent.SyncRequest {
	r := proto.Clone(s.talk.Hello).(*agent.SyncRequest)
	if s.last != nil {
		r.VersionPlatformData = proto.Uint64(s.last.GetVersionPlatformData())
		r.VersionAcls = proto.Uint64(s.last.GetVersionAcls())
		r.VersionGroups = proto.Uint64(s.last.GetVersionGroups())
	}
	return r
}

func (s *speaker) report(g *GenesisCall) *agent.GenesisSyncRequest {
	r := &agent.GenesisSyncRequest{
		Version: proto.Uint64(g.Version), SourceIp: proto.String(g.SourceIP),
		AgentType: agent.AgentType(agent.AgentType_value[g.AgentType]).Enum(),
	}
	if g.AgentID != 0 {
		r.AgentId = proto.Uint32(s.last.GetDynamicConfig().GetAgentId())
	}
	if g.Whole {
		r.PlatformData = &agent.GenesisPlatformData{
			PlatformEnabled: proto.Bool(g.PlatformEnabled), RawHostname: proto.String(s.talk.Hello.GetHost()),
			RawIpAddrs: []string{s.situation.ipAddress(s.talk)},
		}
	}
	return r
}

// Results compares what was heard with the recordings. A new answer may come one call earlier or later than recorded:
// single times of the recordings are not reliable.
func (p *Player) Results() []Result {
	var all []Result
	for _, sp := range p.speakers {
		r := Result{Recording: sp.talk.Name}
		for i, t := range sp.talk.Turns {
			where := fmt.Sprintf("after %d s", t.AfterS)
			switch {
			case t.Failed:
				continue
			case sp.errs[i] != nil:
				r.Compared++
				r.Diffs = append(r.Diffs, Diff{where, "an answer", sp.errs[i].Error()})
			case t.Genesis != nil:
				r.Compared++
				if sp.genesis[i] != t.Genesis.Answered && !sp.nearGenesis(i) {
					r.Diffs = append(r.Diffs, Diff{where + ": genesis version", fmt.Sprint(t.Genesis.Answered), fmt.Sprint(sp.genesis[i])})
				}
			default:
				d, compared := compareAnswer(where, t.Answer, t.Lens, sp.seen[i])
				if r.Compared += compared; len(d) > 0 && !sp.near(i) {
					r.Diffs = append(r.Diffs, d...)
				}
			}
		}
		all = append(all, r)
	}
	return all
}

// near: the answer is the one recorded at the Sync before or after.
func (s *speaker) near(i int) bool {
	for _, j := range []int{s.neighbour(i, -1), s.neighbour(i, 1)} {
		if j < 0 {
			continue
		}
		if d, _ := compareAnswer("", s.talk.Turns[j].Answer, s.talk.Turns[j].Lens, s.seen[i]); len(d) == 0 {
			return true
		}
	}
	return false
}

func (s *speaker) nearGenesis(i int) bool {
	for _, j := range []int{s.neighbour(i, -1), s.neighbour(i, 1)} {
		if j >= 0 && s.talk.Turns[j].Genesis.Answered == s.genesis[i] {
			return true
		}
	}
	return false
}

// neighbour is the next answered turn of the same kind in that direction, or -1.
func (s *speaker) neighbour(i, step int) int {
	for j := i + step; j >= 0 && j < len(s.talk.Turns); j += step {
		if t := s.talk.Turns[j]; !t.Failed && (t.Genesis != nil) == (s.talk.Turns[i].Genesis != nil) {
			return j
		}
	}
	return -1
}
