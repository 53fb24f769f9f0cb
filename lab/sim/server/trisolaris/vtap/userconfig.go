package vtap

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// UserConfig is an agent configuration as the server handles it, in a viper: keys are lower case, known by their dotted path, and a
// key with a null value is unset. Paths without a value don't exist.
type UserConfig struct {
	values map[string]any // by dotted path
}

// Keys that the server reads or sets.
const (
	KeyProxyControllerIP         = "global.communication.proxy_controller_ip"
	KeyProxyControllerPort       = "global.communication.proxy_controller_port"
	KeyIngesterIP                = "global.communication.ingester_ip"
	KeyIngesterPort              = "global.communication.ingester_port"
	KeyRequestViaNATIP           = "global.communication.request_via_nat_ip"
	KeyHypervisorResourceEnabled = "inputs.resources.private_cloud.hypervisor_resource_enabled"
	keyDomainFilter              = "inputs.resources.pull_resource_from_controller.domain_filter"
)

// NewUserConfig is an empty configuration.
func NewUserConfig() *UserConfig { return &UserConfig{values: map[string]any{}} }

// ParseUserConfig reads YAML. On an error the configuration is empty, as viper leaves it, and the error is viper's.
func ParseUserConfig(text string) (*UserConfig, error) {
	u := NewUserConfig()
	var tree map[string]any
	if err := yaml.Unmarshal([]byte(text), &tree); err != nil {
		return u, fmt.Errorf("While parsing config: %w", err) //nolint:staticcheck // viper's text, which is logged
	}
	u.flatten("", tree)
	return u, nil
}

func (u *UserConfig) flatten(prefix string, tree map[string]any) {
	for k, v := range tree {
		path := prefix + strings.ToLower(k)
		switch v := lower(v).(type) {
		case nil:
		case map[string]any:
			u.flatten(path+".", v)
		default:
			u.values[path] = v
		}
	}
}

// lower makes the keys of maps lower case, those in lists too.
func lower(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for k, e := range v {
			m[strings.ToLower(k)] = lower(e)
		}
		return m
	case map[any]any:
		m := make(map[string]any, len(v))
		for k, e := range v {
			m[strings.ToLower(fmt.Sprint(k))] = lower(e)
		}
		return m
	case []any:
		l := make([]any, len(v))
		for i, e := range v {
			l[i] = lower(e)
		}
		return l
	}
	return v
}

// Clone is a copy that can be set without changing u.
func (u *UserConfig) Clone() *UserConfig { return &UserConfig{values: maps.Clone(u.values)} }

// IsSet says whether path has a value.
func (u *UserConfig) IsSet(path string) bool {
	_, ok := u.values[path]
	return ok
}

// Set gives path a value, which hides what was below or above it.
func (u *UserConfig) Set(path string, v any) {
	for k := range u.values {
		if strings.HasPrefix(k, path+".") || strings.HasPrefix(path, k+".") {
			delete(u.values, k)
		}
	}
	u.values[path] = v
}

// String is the value as text, "" if it is unset or no scalar.
func (u *UserConfig) String(path string) string {
	switch v := u.values[path].(type) {
	case nil, []any, map[string]any, []int, []string:
		return ""
	case string:
		return v
	default:
		return fmt.Sprint(v)
	}
}

// Bool is the value as a truth value; false if it is none.
func (u *UserConfig) Bool(path string) bool {
	switch v := u.values[path].(type) {
	case bool:
		return v
	case int:
		return v != 0
	case string:
		b, _ := strconv.ParseBool(v)
		return b
	}
	return false
}

// Ints is a list of integers; nil if it is none.
func (u *UserConfig) Ints(path string) []int {
	list, ok := u.values[path].([]any)
	if !ok {
		return nil
	}
	var all []int
	for _, v := range list {
		switch v := v.(type) {
		case int:
			all = append(all, v)
		case string:
			n, err := strconv.Atoi(v)
			if err != nil {
				return nil
			}
			all = append(all, n)
		default:
			return nil
		}
	}
	return all
}

// YAML is the text that agents are sent: keys sorted, indented by four.
func (u *UserConfig) YAML() string {
	tree := map[string]any{}
	for _, path := range slices.Sorted(maps.Keys(u.values)) {
		node := tree
		keys := strings.Split(path, ".")
		for _, k := range keys[:len(keys)-1] {
			next, ok := node[k].(map[string]any)
			if !ok {
				next = map[string]any{}
				node[k] = next
			}
			node = next
		}
		node[keys[len(keys)-1]] = u.values[path]
	}
	b, err := yaml.Marshal(tree)
	if err != nil {
		return ""
	}
	return string(b)
}
