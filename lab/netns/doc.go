// Package netns makes Linux network namespaces into the hosts of a lab: their NICs with the names, MACs and addresses that a lab.Host
// tells, wired to the server's host and to nothing else. Names, addresses and routes exist inside of the namespaces only, so labs with
// the same addresses run side by side and the machine's own network is never touched.
//
// All hosts of a lab share one link. It is a bridge in the server's namespace that carries the server's address; every NIC is one end
// of a veth pair whose other end is a port of that bridge. The server has a default route on the link, so it reaches a host
// whatever the host's subnet is.
//
// Namespaces may be named ones (/run/netns/NAME) or a process's (/proc/PID/ns/net); the package knows no containers. It may import lab and
// lab/deepflow/wire. On other systems than Linux everything that needs the kernel returns ErrUnsupported.
package netns

import "errors"

// ErrUnsupported says that the system has no network namespaces.
var ErrUnsupported = errors.New("network namespaces need Linux")
