package kernel

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// socket is a line of /proc/net/tcp or udp.
type socket struct {
	protocol      uint8 // 6 TCP, 17 UDP
	local, remote netip.AddrPort
	state         uint8
	inode         uint64
}

// States of sockets (include/net/tcp_states.h). A connection that its client has closed stays for a minute, waiting, without inode. A
// UDP socket that isn't connected is closed.
const (
	closed    = 7
	listening = 10
)

// connected tells whether the socket is, or was within the last minute, one end of a connection.
func (s socket) connected() bool {
	return s.state != closed && s.state != listening && s.remote.Port() != 0
}

// sockets are those of the process's network namespace; a system without /proc has none.
func sockets() []socket {
	var all []socket
	for _, table := range []struct {
		name     string
		protocol uint8
	}{{"tcp", 6}, {"tcp6", 6}, {"udp", 17}, {"udp6", 17}} {
		if b, err := os.ReadFile("/proc/self/net/" + table.name); err == nil {
			all = append(all, parseSockets(string(b), table.protocol)...)
		}
	}
	return all
}

// ownSockets are the inodes of this process's sockets.
func ownSockets() map[uint64]bool {
	own := map[uint64]bool{}
	fds, err := filepath.Glob("/proc/self/fd/*")
	if err != nil {
		return own
	}
	for _, fd := range fds {
		link, err := os.Readlink(fd)
		if err != nil {
			continue // closed meanwhile
		}
		if n, ok := strings.CutPrefix(link, "socket:["); ok {
			if inode, err := strconv.ParseUint(strings.TrimSuffix(n, "]"), 10, 64); err == nil {
				own[inode] = true
			}
		}
	}
	return own
}

// destinations adds where the process's own sockets go to to known.
func destinations(known map[netip.AddrPort]bool, all []socket, own map[uint64]bool) {
	for _, s := range all {
		if own[s.inode] && s.connected() {
			known[s.remote] = true
		}
	}
}

// others are the sockets that go elsewhere than the process's own, as a filter on captured packets sees it: by address and port.
func others(all []socket, own map[netip.AddrPort]bool) []socket {
	var rest []socket
	for _, s := range all {
		if !own[s.remote] && !own[s.local] {
			rest = append(rest, s)
		}
	}
	return rest
}

// parseSockets reads a table of /proc/net, leaving out lines that it can't read, the heading among them.
func parseSockets(table string, protocol uint8) []socket {
	var all []socket
	for line := range strings.Lines(table) {
		f := strings.Fields(line)
		if len(f) < 10 {
			continue
		}
		local, err1 := parseAddress(f[1])
		remote, err2 := parseAddress(f[2])
		state, err3 := strconv.ParseUint(f[3], 16, 8)
		inode, err4 := strconv.ParseUint(f[9], 10, 64)
		if err1 != nil || err2 != nil || err3 != nil || err4 != nil {
			continue
		}
		all = append(all, socket{protocol: protocol, local: local, remote: remote, state: uint8(state), inode: inode})
	}
	return all
}

// parseAddress reads "0100007F:4E35": words in the machine's byte order, and the port.
func parseAddress(text string) (netip.AddrPort, error) {
	words, port, _ := strings.Cut(text, ":")
	b, err := hex.DecodeString(words)
	if err != nil || len(b) != 4 && len(b) != 16 {
		return netip.AddrPort{}, fmt.Errorf("parse address %q: want 8 or 32 hexadecimal digits", text)
	}
	for i := 0; i < len(b); i += 4 {
		binary.NativeEndian.PutUint32(b[i:], binary.BigEndian.Uint32(b[i:]))
	}
	n, err := strconv.ParseUint(port, 16, 16)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("parse port of %q: %w", text, err)
	}
	a, _ := netip.AddrFromSlice(b)
	return netip.AddrPortFrom(a.Unmap(), uint16(n)), nil
}
