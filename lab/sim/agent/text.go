package agent

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/dflab/dflab/lab/deepflow/config"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// rustDuration is the debug form of a Duration: the largest unit that leaves a whole part, with the decimals that there are.
func rustDuration(d time.Duration) string {
	unit, name := time.Nanosecond, "ns"
	switch {
	case d >= time.Second:
		unit, name = time.Second, "s"
	case d >= time.Millisecond:
		unit, name = time.Millisecond, "ms"
	case d >= time.Microsecond:
		unit, name = time.Microsecond, "µs"
	}
	text := strconv.FormatInt(int64(d/unit), 10)
	if rest := d % unit; rest > 0 {
		width := len(strconv.FormatInt(int64(unit), 10)) - 1
		text += "." + strings.TrimRight(fmt.Sprintf("%0*d", width, int64(rest)), "0")
	}
	return text + name
}

// byteSize is a size in binary units with one decimal, "768.0 MiB".
func byteSize(n uint64) string {
	const units = "KMGTPE"
	if n < 1024 {
		return fmt.Sprintf("%d B", n)
	}
	v, i := float64(n)/1024, 0
	for ; v >= 1024 && i < len(units)-1; i++ {
		v /= 1024
	}
	return fmt.Sprintf("%.1f %ciB", v, units[i])
}

func debugStrings(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = strconv.Quote(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func list(items []string) string { return "[" + strings.Join(items, ", ") + "]" }

// agentTypeName is the name that prost gives a value of AgentType: TtPublicCloud.
func agentTypeName(t pb.AgentType) string {
	var b strings.Builder
	for _, word := range strings.Split(t.String(), "_") {
		b.WriteString(camel(word))
	}
	return b.String()
}

func camel(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToUpper(word[:1]) + strings.ToLower(word[1:])
}

// realText is what the agent prints of a configuration error.
func realText(err error) string {
	var c *config.Error
	if errors.As(err, &c) && c.Real != "" {
		return c.Real
	}
	return err.Error()
}

// staticConfigText is deepflow-agent.yaml in Rust's pretty debug form.
func staticConfigText(f *config.Agent) string {
	var b strings.Builder
	b.WriteString("Config {\n")
	field := func(name, value string) { fmt.Fprintf(&b, "    %s: %s,\n", name, value) }
	field("controller_ips", prettyStrings(f.ControllerIPs))
	field("controller_port", fmt.Sprint(f.ControllerPort))
	field("controller_tls_port", fmt.Sprint(f.ControllerTLSPort))
	field("controller_cert_file_prefix", strconv.Quote(f.ControllerCertFilePrefix))
	field("log_file", strconv.Quote(f.LogFile))
	field("kubernetes_cluster_id", strconv.Quote(f.KubernetesClusterID))
	field("kubernetes_cluster_name", prettyOption(f.KubernetesClusterName))
	field("vtap_group_id_request", strconv.Quote(f.VTapGroupIDRequest))
	field("controller_domain_name", prettyStrings(f.ControllerDomainName))
	field("agent_mode", "Managed")
	field("override_os_hostname", prettyOption(f.OverrideOSHostname))
	field("async_worker_thread_number", fmt.Sprint(f.AsyncWorkerThreadNumber))
	field("agent_unique_identifier", f.AgentUniqueIdentifier.String())
	field("pid_file", strconv.Quote(f.PIDFile))
	field("team_id", strconv.Quote(f.TeamID))
	field("cgroups_disabled", fmt.Sprint(f.CgroupsDisabled))
	b.WriteString("}")
	return b.String()
}

func prettyStrings(items []string) string {
	if len(items) == 0 {
		return "[]"
	}
	var b strings.Builder
	b.WriteString("[\n")
	for _, s := range items {
		fmt.Fprintf(&b, "        %q,\n", s)
	}
	return b.String() + "    ]"
}

func prettyOption(s *string) string {
	if s == nil {
		return "None"
	}
	return fmt.Sprintf("Some(\n        %q,\n    )", *s)
}

// userConfigText is a user configuration in the same form: sections nest as the dotted keys do.
func userConfigText(flat []config.KeyValue) string {
	var b strings.Builder
	b.WriteString("UserConfig {\n")
	var path []string
	for _, kv := range flat {
		keys := strings.Split(kv.Key, ".")
		sections, key := keys[:len(keys)-1], keys[len(keys)-1]
		common := 0
		for common < min(len(path), len(sections)) && path[common] == sections[common] {
			common++
		}
		for len(path) > common {
			path = path[:len(path)-1]
			fmt.Fprintf(&b, "%s},\n", indent(len(path)+1))
		}
		for _, section := range sections[common:] {
			fmt.Fprintf(&b, "%s%s: %s {\n", indent(len(path)+1), section, typeName(section))
			path = append(path, section)
		}
		fmt.Fprintf(&b, "%s%s: %s,\n", indent(len(path)+1), key, kv.Value)
	}
	for ; len(path) > 0; path = path[:len(path)-1] {
		fmt.Fprintf(&b, "%s},\n", indent(len(path)))
	}
	b.WriteString("}")
	return b.String()
}

func typeName(section string) string {
	var b strings.Builder
	for _, word := range strings.Split(section, "_") {
		b.WriteString(camel(word))
	}
	return b.String()
}

func indent(n int) string { return strings.Repeat("    ", n) }
