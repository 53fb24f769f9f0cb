package dockpath

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/controller"
	"github.com/dflab/dflab/lab/deepflow/logline"
)

// reported: the controller's genesis view lists a vm of the host's name. An agent without an id is listed only after the
// next persistence tick.
func (w *Watch) reported(ctx context.Context) (bool, []string) {
	var rows []controller.GenesisVM
	if err := w.lab.API.GenesisView(ctx, controller.KindVM, &rows); err != nil {
		return false, []string{err.Error()}
	}
	name := w.hostname()
	for _, r := range rows {
		if r.Name == name {
			return true, []string{fmt.Sprintf("GET /v1/sync/vm/ lists %s", name)}
		}
	}
	return false, []string{fmt.Sprintf("GET /v1/sync/vm/ lists no %s among %d hosts", name, len(rows))}
}

func (w *Watch) hostname() string {
	if c, ok := w.agentConfig(); ok && c.OverrideOSHostname != nil {
		return *c.OverrideOSHostname
	}
	if w.host.Hostname != "" {
		return w.host.Hostname
	}
	return w.host.Name
}

func (w *Watch) gathered(ctx context.Context) (bool, []string) {
	var id int
	err := w.lab.MySQL.QueryRowContext(ctx, "SELECT id FROM vm WHERE name = ? AND deleted_at IS NULL", w.hostname()).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return false, append([]string{fmt.Sprintf("table vm has no %s", w.hostname())}, w.domains(ctx)...)
	}
	if err != nil {
		return false, []string{fmt.Sprintf("query vm: %v", err)}
	}
	var nics, addrs int
	const count = `SELECT COUNT(*) FROM vinterface WHERE deviceid = ? AND devicetype = 1`
	if err := w.lab.MySQL.QueryRowContext(ctx, count, id).Scan(&nics); err != nil {
		return false, []string{fmt.Sprintf("query vinterface: %v", err)}
	}
	for _, table := range []string{"vinterface_ip", "ip_resource"} {
		var n int
		q := `SELECT COUNT(*) FROM ` + table + ` i JOIN vinterface v ON i.vifid = v.id WHERE v.deviceid = ? AND v.devicetype = 1`
		if err := w.lab.MySQL.QueryRowContext(ctx, q, id).Scan(&n); err != nil {
			return false, []string{fmt.Sprintf("query %s: %v", table, err)}
		}
		addrs += n
	}
	evidence := []string{fmt.Sprintf("vm %s has id %d, %d vinterface rows, %d addresses", w.hostname(), id, nics, addrs)}
	return nics > 0 && addrs > 0, evidence
}

// domains is the evidence behind a host that isn't gathered: what `deepflow-ctl domain list` shows.
func (w *Watch) domains(ctx context.Context) []string {
	list, err := w.lab.API.Domains(ctx, "")
	if err != nil {
		return []string{err.Error()}
	}
	if len(list) == 0 {
		return []string{"domain list is empty"}
	}
	var out []string
	for _, d := range list {
		out = append(out, fmt.Sprintf("domain %s: type %d, enabled %d, state %d, controller %s, synced %q %s",
			d.Name, d.Type, d.Enabled, d.State, d.ControllerIP, d.SyncedAt, d.ErrorMsg))
	}
	return out
}

// vtap is the agent's row, as `deepflow-ctl agent list` shows it.
type vtap struct {
	id                       int
	name, controller, ingest string
	state, enable            int
}

func (w *Watch) row(ctx context.Context) (v vtap, err error) {
	const q = `SELECT id, name, controller_ip, analyzer_ip, state, enable FROM vtap WHERE ctrl_ip = ? AND ctrl_mac = ? ORDER BY id DESC LIMIT 1`
	var controller, ingest sql.NullString
	err = w.lab.MySQL.QueryRowContext(ctx, q, w.identity.ip, w.identity.mac).Scan(&v.id, &v.name, &controller, &ingest, &v.state, &v.enable)
	v.controller, v.ingest = controller.String, ingest.String
	return v, err
}

func (w *Watch) registered(ctx context.Context) (bool, []string) {
	v, err := w.row(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return false, append([]string{fmt.Sprintf("table vtap has no row for %s", w.identity.key())}, w.registrationErrors()...)
	}
	if err != nil {
		return false, []string{fmt.Sprintf("query vtap: %v", err)}
	}
	return true, []string{fmt.Sprintf("vtap %d is %s", v.id, v.name)}
}

// registrationErrors are the server's latest "failed to register agent(KEY) by querying DB table …" lines, one a text.
func (w *Watch) registrationErrors() []string {
	lines, _ := w.lab.Server.Log().Since(lab.Cursor{})
	var out []string
	for _, l := range slices.Backward(lines) {
		r, err := logline.ParseServer(l)
		if err != nil || !strings.Contains(r.Message, "("+w.identity.key()+")") {
			continue
		}
		if _, again := logline.ServerRegisterVTap.Match(r.Message); again || len(out) == 4 {
			break // one attempt is enough
		}
		if !slices.Contains(out, "server log: "+r.Message) {
			out = append(out, "server log: "+r.Message)
		}
	}
	return out
}

// assigned: states are 0 LOST, 1 NORMAL, 2 DISABLE, 3 PENDING.
func (w *Watch) assigned(ctx context.Context) (bool, []string) {
	v, err := w.row(ctx)
	if err != nil {
		return false, []string{fmt.Sprintf("query vtap: %v", err)}
	}
	evidence := []string{fmt.Sprintf("vtap %s: state %d, enable %d, controller %q, ingester %q", v.name, v.state, v.enable, v.controller, v.ingest)}
	return v.state == 1 && v.enable == 1 && v.controller != "" && v.ingest != "", evidence
}
