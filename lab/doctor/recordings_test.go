package doctor

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/dflab/dflab/fixtures"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/evidence"
)

// The doctor isn't only right about the simulator: these are logs that a real deepflow-server 6.6.9 wrote under a fault.
func TestRecordedServerLogs(t *testing.T) {
	for name, want := range map[string]string{
		"02_db_version/a1_older_6.6.1.22.txt":                        "DF002",
		"02_db_version/a1b_second_start_same_db.txt":                 "DF002",
		"02_db_version/a2_repair_update_to_expected.txt":             "",
		"02_db_version/a3_older_6.6.1.12.txt":                        "DF002",
		"02_db_version/a4_newer_7.0.1.8.txt":                         "DF002",
		"02_db_version/a5b_short_6.6.txt":                            "DF002",
		"02_db_version/a6_empty_string.txt":                          "DF003", // the log says the same of an empty value and of no row
		"02_db_version/a7_no_row.txt":                                "DF003",
		"02_db_version/a7b_repair_UPDATE_on_empty_table.txt":         "DF003",
		"02_db_version/a7c_repair_INSERT.txt":                        "",
		"02_db_version/b1_tables_exist_db_version_table_dropped.txt": "",
		"02_db_version/b2_repair_DROP_DATABASE_then_restart.txt":     "",
		"02_db_version/b4_first_init_interrupted_restart.txt":        "DF003",
		"02_db_version/b4b_guide_repair_UPDATE.txt":                  "DF003",
		"02_db_version/b4c_guide_repair_INSERT.txt":                  "",
		"02_db_version/r1_REAL_upgrade_v6.6.5_to_v6.6.9.txt":         "DF002",
		"02_db_version/r2_REAL_upgrade_then_guide_repair.txt":        "",
		"06_other/mysql_down.txt":                                    "DF004",
		"06_other/mysql_wrong_password.txt":                          "DF004",
		"06_other/no_clickhouse.txt":                                 "DF005",
		"01_startup_first300.log":                                    "",
		"04_grpc/server_phase3_100range_restart.log":                 "",
		"09_more/life/lost_and_back_server_lines.log":                "",
		"09_more/netns/server_lines.log":                             "",
		"04_grpc/server_phase2_domain_created.log":                   "",
		"04_grpc/server_phase5_aging_dup.log":                        "",
	} {
		t.Run(name, func(t *testing.T) {
			d := diagnose(t, &evidence.Snapshot{Release: "6.6.9", Server: evidence.Server{Log: recordedLog(t, name)}})
			if got := strings.Join(d.Codes(), " "); got != want {
				t.Errorf("root causes %q, want %q\n%s", got, want, Page(d, "en"))
			}
		})
	}
}

// And these are conversations of agents with it: what the server logged of them, and what they call themselves.
func TestRecordedAgents(t *testing.T) {
	for name, want := range map[string]string{
		"a1-ok-group": "", "a2-wan": "", "a3-mac-mismatch": "DF050", "a6-group-missing": "DF080", "a9-group-noconf": "", "a13-ident-ip": "",
		"a4-no-ifaces": "DF031",
	} {
		t.Run(name, func(t *testing.T) {
			log := "04_grpc/" + name + ".server.log"
			if name == "a6-group-missing" { // the line about the group doesn't name the agent, so it is in the log of the whole run only
				log = "04_grpc/server_phase2_domain_created.log"
			}
			s := &evidence.Snapshot{Release: "6.6.9", Server: evidence.Server{Log: recordedLog(t, log)}}
			r := recordedSync(t, "04_grpc/"+name+".jsonl")
			s.Agent.File = item("/etc/deepflow-agent.yaml", "controller-ips: [10.50.72.100]\ncontroller-port: 20035\nvtap-group-id-request: "+r.Group+"\nagent-unique-identifier: "+r.identifier())
			s.Agent.Log = agentLog(says(logline.AgentBanner), says(logline.AgentRunning, r.IP+"/"+r.MAC, "Managed", r.IP, r.MAC))
			if name == "a4-no-ifaces" {
				s.Agent.IPAddress = nics()
			}
			d := diagnose(t, s)
			if got := strings.Join(d.Codes(), " "); got != want {
				t.Errorf("root causes %q, want %q\n%s", got, want, Page(d, "en"))
			}
		})
	}
}

func recordedLog(t *testing.T, name string) evidence.Item[evidence.Log] {
	t.Helper()
	b, err := fixtures.Recording(name)
	if err != nil {
		t.Fatal(err)
	}
	return item(name, evidence.ServerLog(strings.Split(string(b), "\n")))
}

// identity is what the first Sync of a recorded conversation says.
type identity struct {
	IP         string `json:"ctrl_ip"`
	MAC        string `json:"ctrl_mac"`
	Group      string `json:"agent_group_id_request"`
	Identifier string `json:"agent_unique_identifier"`
}

func (i identity) identifier() string {
	if i.Identifier == "IP" {
		return "ip"
	}
	return "ip-and-mac"
}

func recordedSync(t *testing.T, name string) identity {
	t.Helper()
	b, err := fixtures.Recording(name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		var l struct {
			Sync *identity `json:"sync_request"`
		}
		if err := json.Unmarshal([]byte(line), &l); err == nil && l.Sync != nil {
			return *l.Sync
		}
	}
	t.Fatalf("%s: no Sync", name)
	return identity{}
}

// The lines that users quoted in threads, as the agent or the server wrote them, and what they say.
func TestQuotedLines(t *testing.T) {
	serverLines := map[string]string{
		// #8292, #9026, #7968
		"2024-06-25 10:00:00.000 [ERRO] [controller] controller.go:93 init mysql failed: db_version current version:  != expected version: 6.6.1.12\n" +
			"2024-06-25 10:00:00.000 [ERRO] [db.mysql.migrator.common] version.go:48 [DB-deepflow] db_version current version:  != expected version: 6.6.1.12": "DF003",
		"2025-02-11 10:00:00.000 [ERRO] [db.mysql.migrator.common] version.go:48 [DB-deepflow] db_version current version: 6.5.1.46 != expected version: 6.6.1.22": "DF002",
	}
	for line, want := range serverLines {
		d := diagnose(t, &evidence.Snapshot{Release: "6.6.9", Server: evidence.Server{Log: item("server.log", evidence.ServerLog(strings.Split(line, "\n")))}})
		if got := strings.Join(d.Codes(), " "); got != want {
			t.Errorf("%s: root causes %q, want %q", line, got, want)
		}
	}
	for _, test := range []struct{ thread, line, want string }{
		{"9707", `[2025-04-02 10:00:00.000000 +08:00] ERROR [src/platform/synchronizer.rs:317] send platform version 1 with genesis_sync grpc call failed: status: Unimplemented, message: "unknown service agent.Synchronizer"`, "DF020"},
		{"3601", "[2023-07-18 10:00:00.000000 +08:00] ERROR [src/sender/uniform_sender.rs:557] stats sender tcp connection to 0.0.0.0:30033 failed", "DF083"},
		{"2730", "[2023-04-18 10:00:00.000000 +08:00] ERROR [src/sender/uniform_sender.rs:557] 3-doc-to-collector-sender sender tcp connection to 0.0.0.0:20033 failed", "DF083"},
		{"10327", "[2025-09-02 10:00:00.000000 +08:00] INFO [src/platform/synchronizer.rs:302] local version 1756796331, remote version 0, about to resync", ""},
		{"467", `[2022-06-18 10:00:00.000000 +08:00] WARN [src/rpc/synchronizer.rs:803] invalid response from ("10.1.1.1", 20035) with invalid config: malformed tap-interface-regex(^(*._h.*)$)`, "DF071"},
		{"guide", "[2025-04-15 23:00:00.000000 +08:00] WARN [src/sender/uniform_sender.rs:555] 'analyzer_ip' is not assigned, please check whether the Agent is successfully registered", "DF083"},
	} {
		d := diagnose(t, &evidence.Snapshot{Release: "6.6.9", Agent: evidence.Agent{Log: item("agent.log", evidence.AgentLog([]string{test.line}))}})
		if got := strings.Join(d.Codes(), " "); got != test.want {
			t.Errorf("#%s: root causes %q, want %q\n%s", test.thread, got, test.want, Page(d, "en"))
		}
	}
}

// The defaults that checks compare with are the release's.
func TestDefaults(t *testing.T) {
	c := config.DefaultUserConfig()
	if c.Global.Communication.IngesterPort != 30033 || c.Global.Communication.ProxyControllerPort != 30035 || c.Inputs.Resources.PrivateCloud.HypervisorResourceEnabled {
		t.Errorf("defaults %+v", c.Global.Communication)
	}
}
