package agent

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
)

// dispatcher captures packets on the NICs that interface_regex matches.
type dispatcher struct {
	id    int
	links []wire.Interface
}

// captures tells whether packets on the NIC of that name are seen.
func (d *dispatcher) captures(nic string) bool {
	for _, l := range d.links {
		if l.Name == nic {
			return true
		}
	}
	return false
}

// links are the NICs to capture on, with the lines that their absence is worth (agent/src/trident.rs, get_listener_links). The
// default expression matches lo, so that some host is hardly ever without any.
func (s *state) links() []wire.Interface {
	expr := s.life.config.user.Inputs.Cbpf.AfPacket.InterfaceRegex
	if expr == "" {
		s.log(logline.AgentInterfaceRegexEmpty)
		return nil
	}
	links, err := s.match(expr)
	switch {
	case err != nil:
		s.log(logline.AgentInterfaceRegexFailed, "Root", err)
	case len(links) == 0:
		s.log(logline.AgentNoInterfaceMatches, expr, "Root")
	}
	return links
}

// match searches the expression in each name, anchored at the end: Rust's regex and RE2 share their syntax. A NIC without a MAC
// is left out, the loopback isn't (agent/crates/public/src/utils/net/linux.rs, links_by_name_regex).
func (s *state) match(expr string) ([]wire.Interface, error) {
	if err := s.matchNames(expr); err != nil {
		return nil, err
	}
	var links []wire.Interface
	for _, nic := range s.see.nics {
		if !s.nicNames.matches[nic.Name] {
			continue
		}
		if !nic.Loopback() && macOf(nic) == zeroMAC {
			s.log(logline.AgentInvalidMAC, nic.Name, zeroMAC)
			continue
		}
		links = append(links, nic)
	}
	return links, nil
}

// nicNames is which names an expression matches; the expression itself takes more room than ten thousand agents have.
type nicNames struct {
	expr    string
	matches map[string]bool
}

// matchNames tries the expression on the NICs' names, unless it was tried on them before.
func (s *state) matchNames(expr string) error {
	n := &s.nicNames
	known := func(nic wire.Interface) bool { _, is := n.matches[nic.Name]; return is }
	if n.expr == expr && !slices.ContainsFunc(s.see.nics, func(nic wire.Interface) bool { return !known(nic) }) {
		return nil
	}
	anchored := expr
	if !strings.HasSuffix(expr, "$") {
		anchored += "$"
	}
	re, err := regexp.Compile(anchored)
	if err != nil {
		return fmt.Errorf("regex parse error:\n    %s\nerror: %w", anchored, err)
	}
	*n = nicNames{expr: expr, matches: map[string]bool{}}
	for _, nic := range s.see.nics {
		n.matches[nic.Name] = re.MatchString(nic.Name)
	}
	return nil
}

func (s *state) newDispatcher(links []wire.Interface) {
	c := s.life.components
	c.dispatcher = &dispatcher{id: c.lastID}
	s.setLinks(links)
	s.listen()
}

// setLinks gives the dispatcher its NICs.
func (s *state) setLinks(links []wire.Interface) {
	d := s.life.components.dispatcher
	var added, all []string
	var indexes []string
	for _, l := range links {
		indexes = append(indexes, fmt.Sprint(l.Index))
		all = append(all, macOf(l))
		if !d.has(l) {
			added = append(added, macOf(l))
		}
	}
	if len(added) > 0 {
		s.log(logline.AgentAddingVMs, d.id, list(added), list(indexes), list(all))
	}
	d.links = links
}

func (d *dispatcher) has(nic wire.Interface) bool {
	for _, l := range d.links {
		if l.Index == nic.Index && macOf(l) == macOf(nic) {
			return true
		}
	}
	return false
}

// reviewDispatcher is what every further configuration does: the NICs are matched again; without any the dispatcher stops, and it comes
// back as soon as one matches (component_on_config_change). The expression is tried twice when the first try stops it.
func (s *state) reviewDispatcher() {
	c := s.life.components
	if c.dispatcher != nil {
		links := s.links()
		if len(links) > 0 {
			s.setLinks(links)
			return
		}
		s.log(logline.AgentStoppingDispatcher, c.dispatcher.id)
		s.stopDispatcher()
		c.dispatcher = nil
	}
	links := s.links()
	if len(links) == 0 {
		return
	}
	c.lastID++
	s.newDispatcher(links)
	s.startDispatcher()
}

func (s *state) startDispatcher() {
	s.log(logline.AgentDispatcherStart, s.life.components.dispatcher.id)
	s.startFlows()
}

func (s *state) stopDispatcher() {
	s.log(logline.AgentDispatcherStopped, s.life.components.dispatcher.id)
	s.do(stopTimer{timerFlows})
}
