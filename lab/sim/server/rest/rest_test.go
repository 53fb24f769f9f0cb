package rest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestHealthStages is recording 09_more/rest/health_stages: 503 with the stage until all routes are there.
func TestHealthStages(t *testing.T) {
	f := newFixture(t)
	f.rest.Stage("Election init")
	f.check(f.clock.Advance(f.core.Context, 38759700*time.Nanosecond))
	f.same("GET", "/v1/health/", "", 503,
		`{"OPT_STATUS":"SERVICE_UNAVAILABLE","DESCRIPTION":"server is in stage: Election init now, time cost: 38.7597ms","DATA":{}}`)
	f.same("GET", "/v1/vtaps/", "", 404, "404 page not found")
	f.rest.Stage("MySQL migration")
	f.check(f.clock.Advance(f.core.Context, 31*time.Second))
	f.do("GET", "/v1/health/", "")
	f.register()
	f.same("GET", "/v1/health/", "", 200, `{"OPT_STATUS":"SUCCESS","DESCRIPTION":"","DATA":{}}`)
	for _, want := range []string{
		"[ERRO] [router] health.go:55 server is in stage: Election init now, time cost: 38.7597ms\n",
		"[INFO] [router] health.go:69 stage: Election init, time cost: 38.7597ms\n",
		"[WARN] [router] health.go:57 MySQL migration is taking too long, please add initialDelaySeconds of server to wait for migration to complete\n",
	} {
		if !strings.Contains(f.log.String(), want) {
			t.Errorf("log lacks %q", want)
		}
	}
}

// TestHealthTrap is what polling health during start-up does to later requests: path parameters are lost.
func TestHealthTrap(t *testing.T) {
	const config = "inputs:\n  resources:\n    private_cloud:\n      hypervisor_resource_enabled: true\n"
	for _, polled := range []bool{false, true} {
		f := newFixture(t)
		f.rest.Stage("Election init")
		if polled {
			f.do("GET", "/v1/health/", "")
		}
		f.register()
		var group struct{ LCUUID string }
		f.data(f.do("POST", "/v1/vtap-groups/", `{"name":"legacy-host"}`), &group)
		resp := f.do("POST", "/v1/agent-group-configuration/"+group.LCUUID+"/yaml", config)
		b, err := io.ReadAll(resp.Body)
		f.check(err)
		want := `{"OPT_STATUS":"SUCCESS","DESCRIPTION":"","DATA":""}`
		if polled {
			want = `{"OPT_STATUS":"FAIL","DESCRIPTION":"record not found","DATA":""}`
		}
		if string(b) != want {
			t.Errorf("polled %v: got %s, want %s", polled, b, want)
		}
	}
}

func TestGroupConfigMirror(t *testing.T) {
	f := registered(t)
	var group struct{ LCUUID string }
	f.data(f.do("POST", "/v1/vtap-groups/", `{"name":"g"}`), &group)
	path := "/v1/agent-group-configuration/" + group.LCUUID + "/yaml"
	if resp := f.do("POST", path, "global:\n  communication:\n    proactive_request_interval: 1s\n    ingester_port: 20033\n"); resp.StatusCode != http.StatusOK {
		t.Fatalf("status %d", resp.StatusCode)
	}
	var interval, port int
	row := f.core.DB.QueryRow("SELECT sync_interval, analyzer_port FROM vtap_group_configuration WHERE vtap_group_lcuuid = ?", group.LCUUID)
	if err := row.Scan(&interval, &port); err != nil || interval != 1 || port != 20033 {
		t.Errorf("sync_interval %d, analyzer_port %d, error %v; want 1 and 20033", interval, port, err)
	}
	if resp := f.do("PUT", path, "{}"); resp.StatusCode != http.StatusOK {
		t.Fatalf("status %d", resp.StatusCode)
	}
	var gone *int
	if err := f.core.DB.QueryRow("SELECT sync_interval FROM vtap_group_configuration WHERE vtap_group_lcuuid = ?", group.LCUUID).Scan(&gone); err != nil || gone != nil {
		t.Errorf("sync_interval %v, error %v; want NULL", gone, err)
	}
}

func TestDomainErrors(t *testing.T) {
	f := registered(t)
	fail := func(status int, opt, description string) (int, string) {
		return status, `{"OPT_STATUS":"` + opt + `","DESCRIPTION":"` + description + `","DATA":null}`
	}
	for _, tc := range []struct {
		method, path, body string
		status             int
		opt, description   string
	}{
		{"POST", "/v1/domains/", `{"NAME":"a","TYPE":23}`, 200, "", ""},
		{"POST", "/v1/domains/", `{"NAME":"b","TYPE":23}`, 400, "RESOURCE_ALREADY_EXIST", "only one agent_sync can exist in the region (" + region + ")"},
		{"POST", "/v1/domains/", `{"NAME":"c","TYPE":23,"CONFIG":{"region_uuid":"nosuch"}}`, 400, "INVALID_PARAMETERS", "can not find controller ip, please specify or create one"},
		{"POST", "/v1/domains/", `{"TYPE":23}`, 400, "INVALID_POST_DATA", `Key: 'DomainCreate.Name' Error:Field validation for 'Name' failed on the 'required' tag`},
		{"DELETE", "/v1/domains/nosuch/", "", 400, "RESOURCE_NOT_FOUND", "domain (uuid or name: nosuch) not found"},
		{"PATCH", "/v1/domains/nosuch/", `{"ENABLED":0}`, 400, "RESOURCE_NOT_FOUND", "domain (nosuch) not found"},
	} {
		if tc.status == 200 {
			f.do(tc.method, tc.path, tc.body)
			continue
		}
		status, body := fail(tc.status, tc.opt, tc.description)
		f.same(tc.method, tc.path, tc.body, status, body)
	}
	var list []struct {
		NAME, LCUUID string
		ENABLED      int
	}
	f.data(f.do("GET", "/v2/domains/", ""), &list)
	f.do("PATCH", "/v1/domains/"+list[0].LCUUID+"/", `{"ENABLED":0}`)
	f.data(f.do("GET", "/v2/domains/"+list[0].LCUUID+"/", ""), &list)
	if list[0].ENABLED != 0 {
		t.Errorf("domain %+v, want it disabled", list[0])
	}
	f.same("DELETE", "/v1/domains/?name=a", "", 200, `{"OPT_STATUS":"SUCCESS","DESCRIPTION":"","DATA":{"LCUUID":"`+list[0].LCUUID+`"}}`)
}

func TestOtherOrganisation(t *testing.T) {
	f := registered(t)
	for _, tc := range []struct {
		org, path string
		status    int
		answer    string
	}{
		{"x", "/v1/vtaps/", 400, `{"OPT_STATUS":"ORG_ID_INVALID","DESCRIPTION":"invalid header (X-Org-Id) value (x)","DATA":null}`},
		{"2", "/v1/vtaps/", 500, `{"OPT_STATUS":"FAIL","DESCRIPTION":"Error 1049 (42000): Unknown database '0002_deepflow'","DATA":null}`},
		{"2", "/v2/domains/", 400, `{"OPT_STATUS":"GET_ORG_DB_FAIL","DESCRIPTION":"Error 1049 (42000): Unknown database '0002_deepflow'","DATA":null}`},
	} {
		resp := f.with(tc.org, tc.path)
		b, err := io.ReadAll(resp.Body)
		f.check(err)
		got := strings.ReplaceAll(string(b), `\u0027`, "'")
		if resp.StatusCode != tc.status || got != tc.answer {
			t.Errorf("org %s %s: %d %s, want %d %s", tc.org, tc.path, resp.StatusCode, got, tc.status, tc.answer)
		}
	}
}
