package controller

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"
)

const (
	groupLcuuid  = "da97d6ed-712e-431a-923b-6bf3d0042d26"
	configTarget = "/v1/agent-group-configuration/" + groupLcuuid + "/yaml"
)

// Every call sends what deepflow-ctl sent and understands what the real server answered.
func TestCallsAreThoseOfDeepflowCtl(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		name string
		e    exchange
		call func(*Client, exchange) (any, error)
		want func(any) bool
	}{
		{
			"no domains", find(t, "GET", "/v2/domains/", 200, ""),
			func(c *Client, _ exchange) (any, error) { return c.Domains(ctx, "") },
			func(v any) bool { return len(v.([]Domain)) == 0 },
		},
		{
			"create domain", find(t, "POST", "/v1/domains/", 200, ""),
			func(c *Client, _ exchange) (any, error) {
				return c.CreateDomain(ctx, DomainSpec{Name: "legacy-host", Type: TypeAgentSync})
			},
			func(v any) bool {
				d := v.(*Domain)
				return d.Name == "legacy-host" && d.State == DomainNormal && d.SyncedAt == "" && d.Config["controller_ip"] == "127.0.0.1"
			},
		},
		{
			"delete domain", find(t, "DELETE", "/v1/domains/1a20606c-0df2-5bf6-b7ec-5afcf106397b/", 200, ""),
			func(c *Client, _ exchange) (any, error) {
				return nil, c.DeleteDomain(ctx, "1a20606c-0df2-5bf6-b7ec-5afcf106397b")
			}, nil,
		},
		{
			"no agents", find(t, "GET", "/v1/vtaps/", 200, ""),
			func(c *Client, _ exchange) (any, error) { return c.Agents(ctx, AgentFilter{}) },
			func(v any) bool { return len(v.([]Agent)) == 0 },
		},
		{
			"create group", find(t, "POST", "/v1/vtap-groups/", 200, ""),
			func(c *Client, _ exchange) (any, error) { return c.CreateGroup(ctx, GroupSpec{Name: "legacy-host"}) },
			func(v any) bool { return v.(*Group).ShortUUID == "g-Y87OhyBJyn" },
		},
		{
			"group by id", find(t, "GET", "/v1/vtap-groups/?short_uuid=g-Y87OhyBJyn", 200, ""),
			func(c *Client, _ exchange) (any, error) { return c.Groups(ctx, GroupFilter{ShortUUID: "g-Y87OhyBJyn"}) },
			func(v any) bool { return len(v.([]Group)) == 1 && v.([]Group)[0].Lcuuid == groupLcuuid },
		},
		{
			"unknown group", find(t, "GET", "/v1/vtap-groups/?short_uuid=g-nosuch1234", 200, ""),
			func(c *Client, _ exchange) (any, error) { return c.Groups(ctx, GroupFilter{ShortUUID: "g-nosuch1234"}) },
			func(v any) bool { return len(v.([]Group)) == 0 },
		},
		{
			"delete group", find(t, "DELETE", "/v1/vtap-groups/9f860e43-e689-11f1-8063-02fc00000001/", 200, ""),
			func(c *Client, _ exchange) (any, error) {
				return nil, c.DeleteGroup(ctx, "9f860e43-e689-11f1-8063-02fc00000001")
			}, nil,
		},
		{
			"list configurations", find(t, "GET", "/v1/agent-group-configuration/yaml", 200, ""),
			func(c *Client, _ exchange) (any, error) { return c.GroupConfigs(ctx) },
			func(v any) bool { return len(v.([]GroupConfig)) == 0 },
		},
		{
			"template", find(t, "GET", "/v1/agent-group-configuration/template/yaml", 200, ""),
			func(c *Client, _ exchange) (any, error) { return c.Template(ctx) },
			func(v any) bool { return v != "" },
		},
		{
			"create configuration", find(t, "POST", configTarget, 200, ""),
			func(c *Client, e exchange) (any, error) { return nil, c.CreateGroupConfig(ctx, groupLcuuid, e.body) }, nil,
		},
		{
			"get configuration", find(t, "GET", configTarget, 200, ""),
			func(c *Client, _ exchange) (any, error) { return c.GroupConfig(ctx, groupLcuuid) },
			func(v any) bool { return strings.HasPrefix(v.(string), "global:\n  communication:\n") },
		},
		{
			"update configuration", find(t, "PUT", configTarget, 200, "30033"),
			func(c *Client, e exchange) (any, error) { return nil, c.UpdateGroupConfig(ctx, groupLcuuid, e.body) }, nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.call(replay(t, c.e), c.e)
			if err != nil {
				t.Fatal(err)
			}
			if c.want != nil && !c.want(got) {
				t.Errorf("answer is understood as %+v", got)
			}
		})
	}
}

func TestErrorsAreThoseOfTheServer(t *testing.T) {
	ctx := context.Background()
	twice := find(t, "POST", "/v1/domains/", 400, "")
	_, err := replay(t, twice).CreateDomain(ctx, DomainSpec{Name: "legacy-host", Type: TypeAgentSync})
	wantError(t, err, 400, "RESOURCE_ALREADY_EXIST", "domain (legacy-host) already exist")

	none := find(t, "GET", configTarget, 500, "")
	_, err = replay(t, none).GroupConfig(ctx, groupLcuuid)
	wantError(t, err, 500, "FAIL", "record not found")

	unknown := find(t, "PUT", configTarget, 500, "ingester_prot")
	err = replay(t, unknown).UpdateGroupConfig(ctx, groupLcuuid, unknown.body)
	var e *Error
	if !errors.As(err, &e) || !strings.HasPrefix(e.Description, "yaml validate failed: ") {
		t.Errorf("error is %v, want yaml validate failed", err)
	}
}

func TestAnswersThatAreNoneOfTheAPI(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		name, body             string
		status                 int
		optStatus, description string
	}{
		{"starting", `{"OPT_STATUS":"SERVICE_UNAVAILABLE","DESCRIPTION":"server is in stage: MySQL init now, time cost: 38.7597ms","DATA":{}}`, 503, "SERVICE_UNAVAILABLE", "server is in stage: MySQL init now, time cost: 38.7597ms"},
		{"unknown path", "404 page not found\n", 404, "", "404 page not found"},
		{"success of another program", `{"status":"ok"}`, 200, "", `{"status":"ok"}`},
		{"partial result", `{"OPT_STATUS":"PARTIAL_RESULT","DESCRIPTION":"some","DATA":null}`, 206, "PARTIAL_RESULT", "some"},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, _ := serve(t, c.status, c.body)
			wantError(t, client.Health(ctx), c.status, c.optStatus, c.description)
		})
	}
}

func wantError(t *testing.T, err error, status int, optStatus, description string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("error is %v, want an *Error", err)
	}
	if e.Status != status || e.OptStatus != optStatus || e.Description != description {
		t.Errorf("error is %d %q %q, want %d %q %q", e.Status, e.OptStatus, e.Description, status, optStatus, description)
	}
	if optStatus != "" && !IsStatus(err, optStatus) {
		t.Errorf("IsStatus(%v, %q) = false", err, optStatus)
	}
	if !strings.Contains(err.Error(), description) || !strings.Contains(err.Error(), e.URL) {
		t.Errorf("text %q lacks the description or the URL", err)
	}
}

// The structs know every key of the recorded rows, and lose none.
func TestRowsKeepEveryKey(t *testing.T) {
	for _, c := range []struct {
		file string
		rows any
	}{
		{"domains", &[]Domain{}},
		{"vtaps", &[]Agent{}},
		{"vtap_patch", &Agent{}},
		{"sync_vm", &[]GenesisVM{}},
		{"sync_vpc", &[]GenesisVPC{}},
		{"sync_port", &[]GenesisPort{}},
		{"sync_network", &[]GenesisNetwork{}},
		{"sync_ip", &[]GenesisIP{}},
		{"sync_vinterface", &[]GenesisVInterface{}},
		{"sync_host", &[]GenesisHost{}},
	} {
		t.Run(c.file, func(t *testing.T) {
			text, err := os.ReadFile("testdata/" + c.file + ".json")
			if err != nil {
				t.Fatal(err)
			}
			var a answer
			if err := json.Unmarshal(text, &a); err != nil {
				t.Fatal(err)
			}
			sameKeys(t, a.Data, c.rows)
		})
	}
	var groups, configs answer
	if err := json.Unmarshal([]byte(find(t, "GET", "/v1/vtap-groups/", 200, "").answer), &groups); err != nil {
		t.Fatal(err)
	}
	sameKeys(t, groups.Data, &[]Group{})
	const config = `[{"ID":1,"LCUUID":"84ec8e05-773b-4629-be62-9fdc41d3e97e","AGENT_GROUP_LCUUID":"da97d6ed-712e-431a-923b-6bf3d0042d26","YAML":"a: 1\n","CREATED_AT":"2026-11-22T15:36:34Z","UPDATED_AT":"2026-11-22T15:36:34Z"}]`
	configs.Data = json.RawMessage(config)
	sameKeys(t, configs.Data, &[]GroupConfig{})
}

func sameKeys(t *testing.T, data json.RawMessage, rows any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(rows); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	var got, want any
	if err := json.Unmarshal(again, &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) && want != nil {
		t.Errorf("rows are read and written as\n%s\nwant\n%s", again, data)
	}
}

func TestRequestsWithoutARecordingOfTheCLI(t *testing.T) {
	ctx := context.Background()
	client, requests := serve(t, http.StatusOK, `{"OPT_STATUS":"SUCCESS","DESCRIPTION":"","DATA":null}`)
	off := 0
	for _, err := range []error{
		client.RefreshCache(ctx, "vtap"),
		client.TriggerDomain(ctx, "d-1"),
		client.DeleteAgent(ctx, "a-1"),
		client.DeleteGroupConfig(ctx, "g-1"),
		client.GenesisView(ctx, KindVM, &[]GenesisVM{}),
		second(client.UpdateAgent(ctx, "a-1", AgentUpdate{Enable: &off})),
		second(client.UpdateDomain(ctx, "d-1", DomainUpdate{Enabled: &off, ControllerIP: "10.0.0.1"})),
		second(client.Agents(ctx, AgentFilter{Name: "host-a-W1", Type: "3"})),
		second(client.Tasks(ctx)),
		client.Health(ctx),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	want := []string{
		"PUT /v1/caches/?org_id=1&type=vtap null",
		"GET /v1/trigger-domain/d-1/ null",
		"DELETE /v1/vtaps/a-1/ null",
		"DELETE /v1/agent-group-configuration/g-1 null",
		"GET /v1/sync/vm/ null",
		`PATCH /v1/vtaps/a-1/ {"ENABLE":0}`,
		`PATCH /v1/domains/d-1/ {"ENABLED":0,"CONTROLLER_IP":"10.0.0.1"}`,
		"GET /v1/vtaps/?name=host-a-W1&type=3 null",
		"GET /v1/tasks/ null",
		"GET /v1/health/ null",
	}
	if !reflect.DeepEqual(*requests, want) {
		t.Errorf("requests are\n%s\nwant\n%s", strings.Join(*requests, "\n"), strings.Join(want, "\n"))
	}
	if err := client.UpdateGroupConfig(ctx, "g-1", ""); err == nil || len(*requests) != len(want) {
		t.Errorf("an empty configuration is sent (%v), want an error", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestContextEndsACall(t *testing.T) {
	client, _ := serve(t, http.StatusOK, "")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := client.Health(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Health with an ended context = %v, want %v", err, context.Canceled)
	}
}
