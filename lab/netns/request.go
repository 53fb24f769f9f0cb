package netns

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/wire"
)

// Member is a host of a lab with the namespace that it lives in.
type Member struct {
	// NS is the namespace's file: /proc/PID/ns/net or /run/netns/NAME.
	NS string `json:"ns"`
	// Host is what the namespace is to be. Cut, Heal and Seen need NS only.
	Host lab.Host `json:"host"`
}

// Request is what `dflab netns wire`, rewire, cut, heal and interfaces read from standard input, as one JSON document.
type Request struct {
	// Server's one NIC has the server's address. Seen takes it for one more host, when it is given.
	Server Member   `json:"server"`
	Hosts  []Member `json:"hosts"`
}

// Response is what `dflab netns interfaces` writes: the namespaces of the request in its order, the server first when it was given.
type Response struct {
	Hosts []Seen `json:"hosts"`
}

// Seen are a namespace's NICs as they are.
type Seen struct {
	NS         string           `json:"ns"`
	Interfaces []wire.Interface `json:"interfaces"`
	// IPAddress is the text of `ip address show`.
	IPAddress string `json:"ip_address"`
}

// The operations that Serve does.
const (
	OpWire       = "wire"       // PrepareServer, then Wire of every host; again, it changes what differs
	OpCut        = "cut"        // Cut every host
	OpHeal       = "heal"       // Heal every host
	OpInterfaces = "interfaces" // what the hosts' NICs are now
)

// Serve reads a Request, does op with it, and writes a Response when op is OpInterfaces.
func Serve(op string, r io.Reader, w io.Writer) error {
	var req Request
	if err := json.NewDecoder(r).Decode(&req); err != nil {
		return fmt.Errorf("read request: %w", err)
	}
	switch op {
	case OpWire:
		return req.wire()
	case OpCut:
		return req.each(func(server, host *NS, _ lab.Host) error { return Cut(server, host) })
	case OpHeal:
		return req.each(func(server, host *NS, _ lab.Host) error { return Heal(server, host) })
	case OpInterfaces:
		resp, err := req.seen()
		if err != nil {
			return err
		}
		return json.NewEncoder(w).Encode(resp)
	}
	return fmt.Errorf("netns: unknown operation %q", op)
}

func (r Request) wire() error {
	server, err := Open(r.Server.NS)
	if err != nil {
		return err
	}
	defer server.Close()
	if err := PrepareServer(server, r.Server.Host); err != nil {
		return err
	}
	return r.each(Wire)
}

// each opens every host beside the server and does f with them.
func (r Request) each(f func(server, host *NS, h lab.Host) error) error {
	server, err := Open(r.Server.NS)
	if err != nil {
		return err
	}
	defer server.Close()
	for _, m := range r.Hosts {
		host, err := Open(m.NS)
		if err != nil {
			return err
		}
		err = f(server, host, m.Host)
		host.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func (r Request) seen() (Response, error) {
	members := r.Hosts
	if r.Server.NS != "" {
		members = append([]Member{r.Server}, members...)
	}
	var resp Response
	for _, m := range members {
		ns, err := Open(m.NS)
		if err != nil {
			return Response{}, err
		}
		nics, err := ns.Interfaces()
		ns.Close()
		if err != nil {
			return Response{}, err
		}
		resp.Hosts = append(resp.Hosts, Seen{NS: m.NS, Interfaces: nics, IPAddress: wire.RenderIPAddress(nics)})
	}
	return resp, nil
}
