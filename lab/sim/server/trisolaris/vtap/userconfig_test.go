package vtap

import (
	"strings"
	"testing"
)

func TestUserConfig(t *testing.T) {
	u, err := ParseUserConfig("Global:\n  Communication:\n    ingester_ip: 10.1.1.1\n    proxy_controller_ip:\n    ingester_port: 20033\nempty: {}\nlist: [3, 1]\n")
	if err != nil {
		t.Fatal(err)
	}
	if u.IsSet(KeyProxyControllerIP) || !u.IsSet(KeyIngesterIP) || u.String(KeyIngesterPort) != "20033" {
		t.Errorf("null is unset, other values are set: %v", u.values)
	}
	c := u.Clone()
	c.Set(KeyProxyControllerIP, "")
	limit(c, map[int]bool{networkMonitoring: true, callMonitoring: true, functionMonitoring: true, applicationMonitoring: true, indicatorMonitoring: true, logMonitoring: true})
	want := "global:\n    communication:\n        ingester_ip: 10.1.1.1\n        ingester_port: 20033\n        proxy_controller_ip: \"\"\nlist:\n    - 3\n    - 1\n"
	if got := c.YAML(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if u.IsSet(KeyProxyControllerIP) {
		t.Error("setting a clone changed the original")
	}
	if got := NewUserConfig().YAML(); got != "{}\n" {
		t.Errorf("empty configuration %q", got)
	}
	limit(c, map[int]bool{networkMonitoring: true})
	if got := c.YAML(); !strings.Contains(got, "- HTTP\n") || strings.Contains(got, "npm_metrics") {
		t.Errorf("with network monitoring only:\n%s", got)
	}
	if _, err := ParseUserConfig("a: [b"); err == nil || !strings.HasPrefix(err.Error(), "While parsing config: yaml: ") {
		t.Errorf("error of broken YAML: %v", err)
	}
}

// FuzzUserConfig: what the server sends, it reads back as the same.
func FuzzUserConfig(f *testing.F) {
	f.Add("a:\n  b: 1\n")
	f.Add("a.b: 1\na:\n  B: 2\n")
	f.Add("[]")
	f.Fuzz(func(t *testing.T, text string) {
		u, err := ParseUserConfig(text)
		if err != nil {
			return
		}
		once := u.YAML()
		again, err := ParseUserConfig(once)
		if err != nil {
			t.Fatalf("%q is sent as %q: %v", text, once, err)
		}
		if twice := again.YAML(); twice != once {
			t.Errorf("%q is sent as %q, then as %q", text, once, twice)
		}
	})
}
