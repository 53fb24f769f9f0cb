// Package kernel is the machine that a simulated agent runs on when it runs outside of a lab: hostname, NICs, routes and traffic as
// the kernel has them in the network namespace of the process. It may import the agent for the interface that it implements, lab/netns and
// lab/deepflow/wire; what an agent makes of its machine must not be here.
//
// Nothing is captured. The traffic is that of the namespace's connections, present and of the last minute (/proc/net), which share
// what their NIC has counted; what goes where the agent's own connections go is left out, as the real agent's packet filter
// leaves it out (build_pcap_syntax in agent/src/dispatcher/recv_engine/bpf.rs at v6.6.9). What is no connection of a socket (ICMP, forwarded packets, unconnected
// UDP) is counted by the NIC and so shared among the others.
//
// The real agent looks at the network namespace of PID 1; this one stays in its own, so that every namespace may be a host.
package kernel
