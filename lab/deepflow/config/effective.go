package config

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// Effective is the user_config that the server makes of a group's YAML: viper reads it (keys become lower case, dots in
// a key nest, empty mappings and nulls vanish), overrides by dotted key are laid over it, and the whole is written with
// sorted keys and four spaces. A text that viper can't read leaves the overrides alone; the error has the words that
// follow "viper read agent(N) config yaml error: " in the server's log, and the returned text is still what agents get.
// Source: server/controller/trisolaris/services/grpc/agentsynchronize/sync_push.go at v6.6.9, viper 1.19.
func Effective(groupYAML string, overrides map[string]any) (string, error) {
	read := map[string]any{}
	parseErr := unmarshalV3([]byte(groupYAML), &read)
	if parseErr != nil {
		//lint:ignore ST1005 these are viper's words
		parseErr = fmt.Errorf("While parsing config: %w", parseErr)
		read = map[string]any{}
	}
	flat := map[string]any{}
	flatten(flat, "", read)
	for key, v := range overrides {
		key = strings.ToLower(key)
		for k := range flat { // a value above or below the override gives way
			if strings.HasPrefix(k, key+".") || strings.HasPrefix(key, k+".") {
				delete(flat, k)
			}
		}
		flat[key] = v
	}
	nested := map[string]any{}
	for key, v := range flat {
		nest(nested, strings.Split(key, "."), v)
	}
	out, err := yaml.Marshal(nested)
	if err != nil {
		return "", fmt.Errorf("marshal user_config: %w", err)
	}
	return string(out), parseErr
}

// Lookup is the value that viper finds in a group's YAML under a dotted key; ok is false when the key is absent or null,
// or the text can't be read.
func Lookup(groupYAML, key string) (v any, ok bool) {
	read := map[string]any{}
	if unmarshalV3([]byte(groupYAML), &read) != nil {
		return nil, false
	}
	flat := map[string]any{}
	flatten(flat, "", read)
	v, ok = flat[strings.ToLower(key)]
	return v, ok
}

// unmarshalV3 is yaml.v3's Unmarshal without the panics it has for some malformed texts.
func unmarshalV3(b []byte, into any) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("yaml: %v", p)
		}
	}()
	return yaml.Unmarshal(b, into)
}

// flatten collects the leaves of nested mappings by dotted, lower-case key. A list is a leaf; the keys of mappings inside
// it are lower-cased in place, too.
func flatten(flat map[string]any, prefix string, m map[string]any) {
	for k, v := range m {
		key := join(prefix, strings.ToLower(k))
		switch v := lower(v).(type) {
		case nil:
		case map[string]any:
			flatten(flat, key, v)
		default:
			flat[key] = v
		}
	}
}

// lower makes the keys of all mappings in a value lower-case strings.
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
		list := make([]any, len(v))
		for i, e := range v {
			list[i] = lower(e)
		}
		return list
	}
	return v
}

// nest puts a value at a path. Where two keys claim one place, the one with more parts has it.
func nest(m map[string]any, path []string, v any) {
	for _, p := range path[:len(path)-1] {
		next, ok := m[p].(map[string]any)
		if !ok {
			next = map[string]any{}
			m[p] = next
		}
		m = next
	}
	last := path[len(path)-1]
	if _, taken := m[last].(map[string]any); !taken {
		m[last] = v
	}
}
