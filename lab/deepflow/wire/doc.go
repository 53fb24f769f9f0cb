// Package wire is what deepflow-agent and deepflow-server say to each other: the control plane (package agent, generated), the
// data plane's frame, its records (packages stats and flow, generated; SyslogDetail here), and the text of `ip address show` in
// which a host reports its NICs.
//
// It imports the standard library only (the generated packages import protobuf and gRPC). It knows no lab, opens no connection
// and keeps no state except that of a FrameReader.
package wire

//go:generate ./generate.sh
