package replay

import (
	"bytes"
	_ "embed"
	"fmt"
	"io/fs"
	"net/netip"
	"path"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/wire"
)

// Stage is one run of the recorded server with the agents that spoke to it: what was set up when, as far as the
// recordings tell.
type Stage struct {
	Name   string    `yaml:"name"`
	Folder string    `yaml:"folder"` // under the recordings
	Start  time.Time `yaml:"start"`  // of the server's process
	NodeIP string    `yaml:"node_ip"`
	// UnknownType is trident-type-for-unkonw-vtap; Ranges are local_ip_ranges; AgingTime is genesis.aging_time in seconds.
	UnknownType int      `yaml:"unknown_type"`
	Ranges      []string `yaml:"ranges"`
	AgingTime   int      `yaml:"aging_time"`
	// Domain is when the agent_sync domain was created; the zero time: before the start.
	Domain   time.Time   `yaml:"domain"`
	NoDomain bool        `yaml:"no_domain"`
	Groups   []lab.Group `yaml:"groups"`
	// Restart is when the server was started again, with Ranges and RestartRanges; the zero time: never.
	Restart       time.Time   `yaml:"restart"`
	RestartRanges []string    `yaml:"restart_ranges"`
	Agents        []Situation `yaml:"agents"`
}

// Situation is what a recorded stand-in reported about its host.
type Situation struct {
	Name string `yaml:"name"` // of the conversation; of agents without one, the hostname
	// NICs of the report; none: one NIC eth0 with the agent's ctrl_ip/24 and ctrl_mac.
	NICs []lab.NIC `yaml:"nics"`
	// Report: "none" (no GenesisSync), "empty" (an empty text), "lo" (only the loopback), "" (the NICs).
	Report string `yaml:"report"`
}

//go:embed stages.yaml
var stages []byte

// Stages lists the recorded runs.
func Stages() ([]Stage, error) {
	var all []Stage
	dec := yaml.NewDecoder(bytes.NewReader(stages))
	dec.KnownFields(true)
	if err := dec.Decode(&all); err != nil {
		return nil, fmt.Errorf("read stages.yaml: %w", err)
	}
	return all, nil
}

// Conversations reads the recordings of the stage's agents.
func (s Stage) Conversations(recordings fs.FS) ([]*Conversation, error) {
	var all []*Conversation
	for _, a := range s.Agents {
		f, err := recordings.Open(path.Join(s.Folder, a.Name+".jsonl"))
		if err != nil {
			return nil, fmt.Errorf("open recording: %w", err)
		}
		c, err := ParseConversation(path.Join(s.Folder, a.Name), f, s.Start)
		f.Close()
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// ipAddress is the text that the stand-in reported.
func (a Situation) ipAddress(c *Conversation) string {
	nics := []wire.Interface{{Index: 1, Name: "lo", MAC: "00:00:00:00:00:00", Addrs: []wire.InterfaceAddr{{Addr: netip.MustParsePrefix("127.0.0.1/8")}}}}
	switch {
	case a.Report == "empty":
		return ""
	case a.Report == "lo":
	case len(a.NICs) == 0:
		addr := netip.MustParseAddr(c.Hello.GetCtrlIp())
		nics = append(nics, wire.Interface{Index: 2, Name: "eth0", MAC: c.Hello.GetCtrlMac(), Addrs: []wire.InterfaceAddr{{Addr: netip.PrefixFrom(addr, 24)}}})
	default:
		for i, n := range a.NICs {
			nic := wire.Interface{Index: 2 + i, Name: n.Name, MAC: n.MAC, Peer: n.Parent, Master: n.Master}
			for _, p := range n.Addrs {
				nic.Addrs = append(nic.Addrs, wire.InterfaceAddr{Addr: p})
			}
			nics = append(nics, nic)
		}
	}
	return wire.RenderIPAddress(nics)
}
