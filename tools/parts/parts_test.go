package parts

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/dflab/dflab/scenarios/run"
)

func TestFlagsThatContradict(t *testing.T) {
	for _, c := range []struct {
		choice Choice
		says   string
	}{
		{Choice{Preset: "cloud"}, "--parts cloud: want embedded, docker, local, exec, auto"},
		{Choice{Preset: Embedded, Server: "sim"}, "takes no other flag about parts"},
		{Choice{Preset: Embedded, Timing: "real"}, "takes no other flag about parts"},
		{Choice{Server: "docker:x"}, `--server: part "docker:x": want sim`},
		{Choice{Server: "exec"}, "--server exec: which binary"},
		{Choice{Server: "none"}, "--server none: want one of [sim image exec]"},
		{Choice{DB: "sim"}, "--db sim: want one of [exec]"},
		{Choice{Server: "exec:/no/such/binary"}, "server: exec:/no/such/binary: want the path of a program"},
		{Choice{Images: []string{"mysql:8"}}, "--image mysql:8: want PART=REFERENCE"},
		{Choice{Images: []string{"dbms=mysql:8"}}, `image of part "dbms"`},
		{Choice{Registry: "rome"}, `registry "rome": want hongkong or beijing`},
		{Choice{Preset: Exec, Timing: "slow"}, `timing "slow": want fast or real`},
		{Choice{Preset: Local, HostNetwork: true}, "--host-network and --node-ip go together"},
		{Choice{Preset: Local, HostNetwork: true, NodeIP: "127.0.0.1"}, "--node-ip 127.0.0.1: want an address"},
		{Choice{ImageFile: "no/such.yaml"}, "no/such.yaml"},
	} {
		p, err := c.choice.Provider(t.Context(), Options{Getenv: func(string) string { return "" }})
		var bad *UsageError
		if !errors.As(err, &bad) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v, %v\nwant a usage error with %q", c.choice, p, err, c.says)
		}
	}
}

func TestSourcesFollowPresetAndFlags(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		choice Choice
		preset string
		want   map[string]string
		name   string
	}{
		{Choice{}, Embedded, nil, ""},
		{
			Choice{Server: "exec:" + self, ClickHouse: "none"},
			Exec,
			map[string]string{"mysql": "exec", "clickhouse": "none", "deepflow-server": "exec:" + self, "deepflow-agent": "sim"},
			mixed,
		},
		{Choice{Preset: Local}, Local, map[string]string{
			"mysql": "image:dflab/mysql:mariadb-10.11", "clickhouse": "image:dflab/clickhouse:18.16", "deepflow-server": "sim", "deepflow-agent": "sim",
		}, mixed},
		{Choice{Images: []string{"server=mine:1"}, Registry: "beijing"}, Docker, map[string]string{
			"mysql":           "image:registry.cn-beijing.aliyuncs.com/deepflow-ce/mysql:8.0.31",
			"clickhouse":      "image:registry.cn-beijing.aliyuncs.com/deepflow-ce/clickhouse-server:23.8.7.24",
			"deepflow-server": "image:mine:1", "deepflow-agent": "image:registry.cn-beijing.aliyuncs.com/deepflow-ce/deepflow-agent:v6.6",
		}, Docker},
		{Choice{Preset: Docker, Agent: "sim", DB: "exec"}, Docker, map[string]string{
			"mysql": "exec", "clickhouse": "exec", "deepflow-agent": "sim",
			"deepflow-server": "image:registry.cn-hongkong.aliyuncs.com/deepflow-ce/deepflow-server:v6.6",
		}, mixed},
	} {
		if got := c.choice.preset(); got != c.preset {
			t.Errorf("%+v is preset %s, want %s", c.choice, got, c.preset)
			continue
		}
		if c.want == nil {
			continue
		}
		images, err := c.choice.images(c.preset, func(string) string { return "" })
		if err != nil {
			t.Fatal(err)
		}
		s, err := c.choice.sources(c.preset, images)
		if err != nil {
			t.Fatal(err)
		}
		for part, want := range c.want {
			if got := s.Map()[part]; got != want {
				t.Errorf("%+v: %s is %s, want %s", c.choice, part, got, want)
			}
		}
		if name(s) != c.name {
			t.Errorf("%+v is called %s, want %s", c.choice, name(s), c.name)
		}
	}
}

func TestAgainRepeatsTheChoice(t *testing.T) {
	c := Choice{Preset: Docker, Server: "exec:./server", Images: []string{"mysql=mysql:8"}, HostNetwork: true, NodeIP: "192.0.2.7"}
	want := " --parts docker --server exec:./server --node-ip 192.0.2.7 --image mysql=mysql:8 --host-network"
	if got := c.Again(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What an agent does in a minute must be seen within the phases, however fast it syncs.
func TestPhasesOfRealTimeAreLongEnough(t *testing.T) {
	for _, sync := range []time.Duration{10 * time.Second, time.Minute} {
		if at := run.Passing(sync); at.Hold < 3*sync || at.Quiet < 3*sync || at.Dock < 2*time.Minute+sync || at.Agent < 75*time.Second {
			t.Errorf("sync every %v: %+v", sync, at)
		}
	}
}
