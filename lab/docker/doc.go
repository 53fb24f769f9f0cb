// Package docker is the ground of labs made of containers. A host is a small container of our own image, without a network of the
// engine's: it owns a network and a process namespace and the hostname, and lab/netns wires it to the other hosts. Parts are
// containers in the host's namespaces, as the guide's compose files put them on a machine's.
//
// The engine's own networks aren't used: two of them can't have the same addresses, and an engine with br_netfilter drops frames
// from addresses that it didn't give out. Two labs with the guide's addresses stand side by side here, with any NIC name and MAC.
//
// What can be done through testcontainers-go is; the Engine API's client is used for what it has no call for: events, logs that go
// on through restarts, streams of an exec, pause, progress of a pull, the sweep. The package may import lab, lab/rig and lab/netns.
// It knows images and containers, and no fault.
package docker
