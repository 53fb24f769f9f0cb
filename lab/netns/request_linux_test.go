package netns

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/dflab/dflab/lab"
)

// requests go through JSON, as from a program outside of the namespaces.
func request(t *testing.T, op string, r Request) Response {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Serve(op, bytes.NewReader(text), &out); err != nil {
		t.Fatalf("%s: %v", op, err)
	}
	if op != OpInterfaces {
		if out.Len() > 0 {
			t.Errorf("%s answers %q", op, out.String())
		}
		return Response{}
	}
	var resp Response
	if err := json.Unmarshal(out.Bytes(), &resp); err != nil {
		t.Fatalf("%v in %s", err, out.String())
	}
	return resp
}

func TestServe(t *testing.T) {
	server, host := create(t), create(t)
	me := Member{NS: host.Path(), Host: w1()}
	req := Request{Server: Member{NS: server.Path(), Host: serverHost()}, Hosts: []Member{me}}
	request(t, OpWire, req)
	request(t, OpWire, req)
	serve(t, server, "10.50.72.100:20417", "server")
	if got := ask(t, host.DialContext, "10.50.72.100:20417"); got != "server 10.50.72.101" {
		t.Errorf("%q", got)
	}
	resp := request(t, OpInterfaces, Request{Server: Member{NS: server.Path()}, Hosts: []Member{{NS: host.Path()}}})
	if len(resp.Hosts) != 2 || resp.Hosts[1].NS != host.Path() || !strings.Contains(resp.Hosts[1].IPAddress, "inet 10.50.72.101/24") {
		t.Fatalf("%+v", resp)
	}
	if nics := resp.Hosts[1].Interfaces; len(nics) != 3 || nics[1].MAC != "52:54:00:00:00:65" {
		t.Errorf("%+v", nics)
	}
	request(t, OpCut, Request{Server: Member{NS: server.Path()}, Hosts: []Member{{NS: host.Path()}}})
	ports, err := portsOf(server, host)
	if err != nil {
		t.Fatal(err)
	}
	void, err := server.nl.LinkByName(dark)
	if err != nil || len(ports) != 2 || ports["eth0"].Attrs().MasterIndex != void.Attrs().Index {
		t.Errorf("cut: %v, %v", ports, err)
	}
	request(t, OpHeal, Request{Server: Member{NS: server.Path()}, Hosts: []Member{{NS: host.Path()}}})
	if got := ask(t, host.DialContext, "10.50.72.100:20417"); got != "server 10.50.72.101" {
		t.Errorf("%q", got)
	}
}

func TestServeRefuses(t *testing.T) {
	server := create(t)
	for _, tc := range []struct{ name, op, text, want string }{
		{"no JSON", OpWire, "nonsense", "read request"},
		{"no namespace", OpWire, `{"server":{"ns":"/proc/0/ns/net"}}`, "/proc/0/ns/net"},
		{"no address", OpWire, `{"server":{"ns":"` + server.Path() + `","host":{"Name":"s"}}}`, "want one NIC with the server's address"},
		{"not prepared", OpCut, `{"server":{"ns":"` + server.Path() + `"},"hosts":[{"ns":"` + server.Path() + `"}]}`, "find bridge cut"},
		{"unknown", "burn", "{}", "unknown operation"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if err := Serve(tc.op, strings.NewReader(tc.text), &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%v: want %q", err, tc.want)
			}
		})
	}
	if err := PrepareServer(server, lab.Host{Name: "s", NICs: []lab.NIC{{}, {}}}); err == nil {
		t.Error("a server host with two NICs")
	}
}
