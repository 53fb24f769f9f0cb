// Package agent is the simulated deepflow-agent of release 6.6.9, in managed mode on a Linux host: what it makes of its file, of its
// host and of what the server answers, and everything of it that others see, which is its gRPC calls, its data connection, its log,
// its standard error and its exit code.
//
// The core is pure: step takes the state, an event and the time and returns actions (core.go and what it calls; no clock,
// no network, no randomness but the generator in the state). agent.go and shell.go are the thin I/O around it, on
// lab/clock and lab/vnet.
//
// It may import lab/clock, lab/vnet and lab/deepflow. It knows no server: the two meet on the wire.
//
// What is true of the agent rests on its source at v6.6.9 (agent/src), named where it is used; no run of a real agent has been
// recorded yet.
package agent
