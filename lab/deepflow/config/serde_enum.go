package config

import "strings"

// serdeEnum is a set of values with the names that Rust's Debug form prints for them.
type serdeEnum struct {
	want   string // what the real error text says is expected
	number bool   // the YAML holds a u8
	fold   func(string) string
	rename bool // a derived enum: its error is "unknown variant"
	values []enumValue
	other  *enumValue // what any other text means; nil refuses it
}

// enumValue is one value: its text in YAML and its Debug form.
type enumValue struct{ text, debug string }

// enumOf is the enumeration that the type column names; nil if it names none.
// Source: the to_… functions of agent/src/config/config.rs at v6.6.9.
func enumOf(name string) *serdeEnum {
	switch name {
	case "agent_id_type":
		return &serdeEnum{want: "ip|ip-and-mac|ip_and_mac", values: values("ip-and-mac=IpMac", "ip_and_mac=IpMac", "ip=Ip")}
	case "socket":
		return &serdeEnum{
			want:   "FILE|TCP|UDP|RAW_UDP|ZMQ",
			values: values("FILE=File", "TCP=Tcp", "UDP=Udp", "RAW_UDP=RawUdp", "ZMQ=Zmq", "=File"),
		}
	case "memory_metric":
		return &serdeEnum{want: "[free|available]", values: values("free=Free", "available=Available")}
	case "load_metric":
		return &serdeEnum{want: "[load1|load5|load15]", values: values("load1=Load1", "load5=Load5", "load15=Load15")}
	case "log_level":
		return &serdeEnum{
			want: "trace|debug|info|warn|error", fold: strings.ToLower,
			values: values("error=Error", "warn=Warn", "warning=Warn", "info=Info", "debug=Debug", "trace=Trace", "=Info"),
		}
	case "process_match":
		return &serdeEnum{
			values: values("cmdline=Cmd", "process_name=ProcessName", "parent_process_name=ParentProcessName", "tag=Tag", "cmdline_with_args=CmdWithArgs"),
			other:  &enumValue{"process_name", "ProcessName"},
		}
	case "capture_mode":
		return &serdeEnum{want: "one of `0`, `1`, `2`, `3`", rename: true, values: values("0=Local", "1=Mirror", "2=Analyzer", "3=Decap")}
	case "capture_socket":
		return &serdeEnum{want: "0|2|3", number: true, values: values("0=Auto", "2=AfPacketV2", "3=AfPacketV3")}
	case "dpdk_source":
		return &serdeEnum{want: "None|eBPF|pDump", fold: strings.ToUpper, values: values("NONE=None", "EBPF=Ebpf", "PDUMP=PDump")}
	case "if_mac_source":
		return &serdeEnum{want: "0|1|2", number: true, values: values("0=IfMac", "1=IfName", "2=IfLibvirtXml")}
	case "poller":
		return &serdeEnum{
			want: "Adaptive|Active|Passive", fold: strings.ToUpper,
			values: values("ADAPTIVE=Adaptive", "ACTIVE=Active", "PASSIVE=Passive"),
		}
	case "vlan_mode":
		return &serdeEnum{want: "0|1|2", number: true, values: values("0=None", "1=Qinq", "2=Vlan")}
	}
	return nil
}

func values(pairs ...string) []enumValue {
	vs := make([]enumValue, len(pairs))
	for i, p := range pairs {
		vs[i].text, vs[i].debug, _ = strings.Cut(p, "=")
	}
	return vs
}

// find looks a text up; folded is the text as the real error shows it.
func (e *serdeEnum) find(text string) (v enumValue, folded string, ok bool) {
	folded = text
	if e.fold != nil {
		folded = e.fold(text)
	}
	for _, v := range e.values {
		if v.text == folded {
			return v, folded, true
		}
	}
	if e.other != nil {
		return *e.other, folded, true
	}
	return enumValue{}, folded, false
}
