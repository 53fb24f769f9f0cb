package rest_test

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const recordings = "../../../../fixtures/recordings/"

// exchange is one request and its answer in a recording.
type exchange struct {
	name, method, path, body string
	status                   int
	answer                   string
}

// ctlExchanges reads the exchanges of deepflow-ctl, "### METHOD path", "### request body: …", "### status: …", ….
func ctlExchanges(t *testing.T) (list []exchange) {
	t.Helper()
	b, err := os.ReadFile(recordings + "03_rest/http_exchanges.log")
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile(`(?s)^### (\w+) (\S+)\n### request headers: [^\n]*\n### request body: (.*?)\n### status: (\d+)[^\n]*\n### response body: (.*)\n$`)
	starts := regexp.MustCompile(`(?m)^### (?:GET|POST|PUT|PATCH|DELETE) /`).FindAllIndex(b, -1)
	for i, s := range starts {
		end := len(b)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		m := form.FindStringSubmatch(strings.TrimRight(string(b[s[0]:end]), "\n") + "\n")
		if m == nil {
			t.Fatalf("can't read %q", b[s[0]:end])
		}
		status, _ := strconv.Atoi(m[4])
		e := exchange{method: m[1], path: m[2], body: m[3], status: status, answer: m[5]}
		if e.body == "null" {
			e.body = ""
		}
		list = append(list, e)
	}
	return list
}

// curlExchanges reads "=== time name", "> METHOD path", "> body: …", "< HTTP/1.1 status …", headers, answer.
func curlExchanges(t *testing.T, file string) (list []exchange) {
	t.Helper()
	b, err := os.ReadFile(recordings + "09_more/rest/" + file)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range strings.Split(string(b), "\n=== ")[1:] {
		var e exchange
		_, e.name, _ = strings.Cut(strings.SplitN(text, "\n", 2)[0], " ")
		for _, line := range strings.Split(text, "\n")[1:] {
			switch {
			case strings.HasPrefix(line, "> body: "):
				e.body = line[8:]
			case strings.HasPrefix(line, "> Content-Type"):
			case strings.HasPrefix(line, "> "):
				e.method, e.path, _ = strings.Cut(line[2:], " ")
			case strings.HasPrefix(line, "< HTTP/1.1 "):
				e.status, _ = strconv.Atoi(line[11:14])
			case e.status != 0 && e.answer == "" && !strings.HasPrefix(line, "< "):
				e.answer = line
			}
		}
		if e.method != "" {
			list = append(list, e)
		}
	}
	return list
}

// TestCtlExchanges replays everything that deepflow-ctl said to the real server while the guide was followed.
func TestCtlExchanges(t *testing.T) {
	f := registered(t)
	for _, e := range ctlExchanges(t) {
		switch {
		case strings.Contains(e.path, "/template/"):
			var text string
			f.data(f.do(e.method, e.path, ""), &text)
			if !strings.Contains(text, "proxy_controller_port") {
				t.Errorf("template without proxy_controller_port")
			}
			continue
		case e.path == "/v2/domains/?name=legacy-host":
			// By then the domain had been gathered.
			f.exec("UPDATE domain SET synced_at = '2026-11-22 15:56:50'")
			f.exec("INSERT INTO az (name, lcuuid, region, domain) SELECT '系统默认', 'az-1', ?, lcuuid FROM domain", region)
			for range 8 {
				f.exec("INSERT INTO vm (name, lcuuid, domain, state) SELECT 'host', UUID(), lcuuid, 4 FROM domain")
			}
		}
		f.same(e.method, e.path, e.body, e.status, e.answer)
	}
}

func TestGroups(t *testing.T) {
	f := registered(t)
	f.exec("INSERT INTO vtap_group (id, name, short_uuid, lcuuid, license_functions) VALUES (2, 'legacy-noconf', 'g-NOCONF0001', UUID(), '1,2,3,4,5,6,7,8'), " +
		"(3, 'legacy-host', 'g-TE8la86jlZ', UUID(), '1,2,3,4,5,6,7,8')")
	replayed := 0
	for _, e := range curlExchanges(t, "vtap_groups.txt") {
		if e.method == "POST" || strings.Contains(e.path, "nosuch") {
			f.same(e.method, e.path, e.body, e.status, e.answer)
			replayed++
		}
	}
	if replayed < 15 {
		t.Errorf("%d exchanges replayed, want at least 15", replayed)
	}
}

func TestPaths(t *testing.T) {
	f := registered(t)
	for _, e := range curlExchanges(t, "health_and_unknown_paths.txt") {
		f.same(e.method, e.path, e.body, e.status, strings.Replace(e.answer, `</a>.`, "</a>.\n\n", 1))
	}
}

func TestGenesisViews(t *testing.T) {
	f := registered(t)
	for _, e := range curlExchanges(t, "sync_unregistered_stage.txt") {
		if e.status == 500 {
			f.same(e.method, e.path, e.body, e.status, e.answer)
		}
	}
	f.same("GET", "/v1/sync/vm/", "", 200, `{"OPT_STATUS":"SUCCESS","DESCRIPTION":"","DATA":null}`)
}

// agentC is the agent of the recordings' PATCH and filter requests.
const agentC = "0572c2e6-7141-5e6d-a216-96886deed92e"

func (f *fixture) insertAgentC() {
	f.exec("INSERT INTO vtap_group (id, name, short_uuid, lcuuid) VALUES (3, 'legacy-host', 'g-TE8la86jlZ', '154ffa21-02d6-406b-96ef-d0174e9b6124')")
	f.exec("INSERT INTO az (name, lcuuid, region, domain) VALUES ('系统默认', 'ce6708ef-78eb-53b4-956b-ea43631fcf43', ?, 'd')", region)
	f.exec("INSERT INTO vtap (id, name, state, enable, type, ctrl_ip, ctrl_mac, controller_ip, analyzer_ip, cur_controller_ip, cur_analyzer_ip, launch_server, "+
		"launch_server_id, synced_controller_at, synced_analyzer_at, boot_time, revision, vtap_group_lcuuid, az, region, cpu_num, memory_size, arch, os, "+
		"kernel_version, process_name, license_type, license_functions, lcuuid, team_id) VALUES (3, 'host-c-W4', 1, 1, 3, '10.50.72.101', '52:54:00:50:72:01', "+
		"'10.50.72.100', '10.50.72.100', '10.50.72.100', '', '10.50.72.101', 4, '2026-11-22 17:18:32', '2026-11-22 17:16:21', 1795367671, "+
		"'v6.6 11500-3b8884d646b3b73e4f88097f6899e2b27d8e61b4', '154ffa21-02d6-406b-96ef-d0174e9b6124', 'ce6708ef-78eb-53b4-956b-ea43631fcf43', ?, 2, 8589934592, "+
		"'x86_64', 'Debian GNU/Linux 12', '6.1.0', 'deepflow-agent-ce', 1, '2,3,4,5,6,8', ?, 1)", region, agentC)
}

func TestAgents(t *testing.T) {
	f := registered(t)
	f.insertAgentC()
	replayed := 0
	for _, file := range []string{"vtaps_get.txt", "vtap_patch_disable_enable.txt"} {
		for _, e := range curlExchanges(t, file) {
			if strings.Count(e.answer, `"ID":`) > 1 {
				continue // lists more agents than are here
			}
			f.same(e.method, e.path, e.body, e.status, e.answer)
			replayed++
		}
	}
	if replayed < 8 {
		t.Errorf("%d exchanges replayed, want at least 8", replayed)
	}
	if len(f.refreshed) != 2 {
		t.Errorf("caches refreshed: %q, want vtap for each PATCH", f.refreshed)
	}
	for _, want := range []string{
		"vtap.go:387 [DB-deepflow]  update vtap (host-c-W4) config map[ENABLE:0]",
		"refresh.go:68 refresh cache for trisolaris([127.0.0.1] []), orgID(1), dataTypes([vtap])",
		" [GIN] 127.0.0.1 PUT /v1/caches/?org_id=1&type=vtap 200 0s",
	} {
		if !strings.Contains(f.log.String(), want) {
			t.Errorf("log lacks %q", want)
		}
	}
	f.same("DELETE", "/v1/vtaps/"+agentC+"/", "", 200, `{"OPT_STATUS":"SUCCESS","DESCRIPTION":"","DATA":{"LCUUID":"`+agentC+`"}}`)
	f.same("DELETE", "/v1/vtaps/"+agentC+"/", "", 400, `{"OPT_STATUS":"RESOURCE_NOT_FOUND","DESCRIPTION":"vtap (`+agentC+`) not found","DATA":null}`)
	f.same("PATCH", "/v1/vtaps//", `{}`, 400, `{"OPT_STATUS":"INVALID_PARAMETERS","DESCRIPTION":"must specify name or lcuuid","DATA":null}`)
}
