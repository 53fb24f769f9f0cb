package rest_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/dflab/dflab/lab/clock"
	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/release"
	"github.com/dflab/dflab/lab/sim/server/core"
	"github.com/dflab/dflab/lab/sim/server/migrator"
	"github.com/dflab/dflab/lab/sim/server/rest"
	"github.com/dflab/dflab/lab/sim/store"
)

const region = "ffffffff-ffff-ffff-ffff-ffffffffffff"

// fixture is a server's REST interface over an initialised database with the controller "vm" at 127.0.0.1.
type fixture struct {
	t         *testing.T
	clock     *clock.Clock
	core      *core.Core
	rest      *rest.Server
	log       bytes.Buffer
	refreshed []string
	// known maps what generated values of a recording are here: uuids, short ids.
	known map[string]string
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{t: t, clock: clock.New(time.Date(2026, 11, 22, 15, 30, 18, 0, time.UTC)), known: map[string]string{}}
	r, err := release.Get("6.6.9")
	f.check(err)
	st, err := store.New(store.Options{Now: f.clock.Now, Users: []store.User{{Name: "root", Password: "deepflow"}}})
	f.check(err)
	t.Cleanup(func() { st.Close() })
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	f.core = &core.Core{
		Context: ctx, Clock: f.clock, Prefix: "server", Config: config.DefaultServer(), Release: r,
		Rand: rand.New(rand.NewPCG(1, 2)), Location: time.UTC, NodeIP: "127.0.0.1", PodIP: "127.0.0.1", Hostname: "vm",
	}
	f.core.Log = logline.NewServerLogger(&f.log, f.core.Now)
	open := func(_ core.Sleep, database string) (*sql.DB, error) {
		c, err := st.Connector(database)
		if err != nil {
			return nil, err
		}
		db := sql.OpenDB(c)
		return db, db.Ping()
	}
	m := migrator.New(f.core, open, io.Discard)
	f.core.Straight("migrate", func(sleep core.Sleep) {
		f.check(m.Migrate(sleep))
		f.core.DB, err = m.Session(sleep)
		f.check(err)
	})
	f.check(f.clock.Advance(ctx, 2*time.Second))
	f.exec("INSERT INTO controller (state, name, ip, pod_ip, lcuuid) VALUES (2, 'vm', '127.0.0.1', '127.0.0.1', 'c1')")
	f.exec("INSERT INTO az_controller_connection (az, region, controller_ip, lcuuid) VALUES ('ALL', ?, '127.0.0.1', 'a1')", region)
	f.rest = rest.New(f.core, config.GroupTemplate(), io.Discard)
	return f
}

// registered is a fixture whose server has started.
func registered(t *testing.T) *fixture {
	f := newFixture(t)
	f.register()
	return f
}

func (f *fixture) register() {
	f.rest.Stage("Register routers init")
	f.rest.RegisterRouters(rest.Modules{
		Genesis: views{}, Cloud: domains{f},
		Refresh: func(kind string) { f.refreshed = append(f.refreshed, kind) },
	})
	f.rest.Stage(rest.StageOK)
}

// views are a genesis module without data.
type views struct{}

func (views) View(kind string) (any, bool) { return []struct{}(nil), kind == "vm" || kind == "port" }

// domains are a cloud module without tasks.
type domains struct{ f *fixture }

func (domains) Trigger(string) error { return nil }
func (domains) Tasks() []rest.Task   { return nil }
func (d domains) DeleteDomain(lcuuid string) error {
	d.f.exec("DELETE FROM domain WHERE lcuuid = ?", lcuuid)
	return nil
}

func (f *fixture) check(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) exec(query string, args ...any) {
	f.t.Helper()
	if _, err := f.core.DB.Exec(query, args...); err != nil {
		f.t.Fatalf("%s: %v", query, err)
	}
}

// do makes one request, as deepflow-ctl does.
func (f *fixture) do(method, path, body string) *http.Response {
	f.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	w := httptest.NewRecorder()
	f.rest.ServeHTTP(w, r)
	f.check(f.clock.Advance(context.Background(), 0)) // the refreshes that it posted
	return w.Result()
}

// generated are the values that differ from run to run.
var generated = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|g-[A-Za-z0-9]{10}\b|\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\dZ?`)

// digits are what of a generated value differs; its form stays.
var digits = regexp.MustCompile(`[0-9a-fA-F]|g-.*`)

// same makes a request of a recording, its generated values replaced by ours, and compares status and body.
func (f *fixture) same(method, path, body string, status int, recorded string) {
	f.t.Helper()
	translate := func(s string) string {
		return generated.ReplaceAllStringFunc(s, func(v string) string {
			if known, ok := f.known[v]; ok {
				return known
			}
			return v
		})
	}
	resp := f.do(method, translate(path), translate(body))
	b, err := io.ReadAll(resp.Body)
	f.check(err)
	got := string(b)
	mask := func(s string) string {
		return generated.ReplaceAllStringFunc(s, func(v string) string { return digits.ReplaceAllString(v, "0") })
	}
	if resp.StatusCode != status || mask(got) != mask(recorded) {
		f.t.Errorf("%s %s %s\ngot      %d %s\nrecorded %d %s", method, path, body, resp.StatusCode, got, status, recorded)
		return
	}
	ours := generated.FindAllString(got, -1)
	for i, v := range generated.FindAllString(recorded, -1) {
		f.known[v] = ours[i]
	}
}

func (f *fixture) data(resp *http.Response, into any) {
	f.t.Helper()
	envelope := struct{ DATA any }{into}
	f.check(json.NewDecoder(resp.Body).Decode(&envelope))
}

func (f *fixture) with(org, path string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("X-Org-Id", org)
	w := httptest.NewRecorder()
	f.rest.ServeHTTP(w, r)
	return w.Result()
}
