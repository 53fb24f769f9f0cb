// Package exec is the ground of labs made of this machine's own programs, without an engine of containers.
//
// As root on Linux every host of a lab is a network namespace of lab/netns with a hostname of its own: any addresses, any number of
// labs side by side. Without root hosts are names only (Loopback): the parts listen on this machine's loopback, one lab at a time, and
// simulated agents are told their host by a file.
//
// A part is a process group under Docker's restart policy. Its files lie in a folder of the lab as they would lie in a container (/etc/server.yaml
// as FOLDER/etc/server.yaml), and paths of its folders in the texts of its files are translated. What a lab makes is journaled: Close
// removes it, and Sweep does when the lab's process was killed.
//
// The package may import lab, lab/rig, lab/netns, lab/deepflow/wire and fixtures' texts by way of rig. It speaks to no engine and knows
// nothing of what runs, but for how the databases of this machine are started (database.go).
package exec
