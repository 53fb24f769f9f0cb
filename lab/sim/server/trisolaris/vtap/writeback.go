package vtap

import (
	"strings"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
)

// writeBack writes to the rows what agents said since the last refresh, and decides which agents are LOST: those that have not synced
// for eight times their group's interval (updateCacheToDB in vtap.go at v6.6.9). It needs a controller row of this host's name.
func (i *Info) writeBack() {
	if i.c.Hostname == "" {
		i.c.Log.Log(logline.ServerVTapHostnameNull)
		return
	}
	controller := i.controller()
	if controller == nil {
		i.c.Log.Log(logline.ServerNoControllerInDB, i.c.Hostname)
		return
	}
	if i.c.NodeIP == "" {
		i.c.Log.Log(logline.ServerNodeIPNullOnUpdate)
		return
	}
	rows, err := i.db.VTaps()
	if err != nil {
		i.c.Log.Log(logline.ServerGetDBVTapFailed, err)
		return
	}
	byKey := make(map[string]dbcache.VTap, len(rows))
	for _, r := range rows {
		byKey[r.Key()] = r
	}
	var updates []update
	for _, c := range i.sorted() {
		row, ok := byKey[c.key]
		if !ok || row.Type != typeTunnelDecapsulation && controller.IP != row.ControllerIP && !c.syncedByAgent && !c.syncedByTSDB {
			continue
		}
		if u := c.compose(&row, controller); len(u.columns) > 0 {
			updates = append(updates, u)
		}
	}
	if len(updates) == 0 {
		return
	}
	i.c.Log.Log(logline.ServerUpdateVTapCount, len(updates))
	for _, u := range updates {
		if err := u.exec(i.db); err != nil {
			i.c.Log.Log(logline.ServerUpdateVTapsFailed, err)
		}
	}
}

func (i *Info) controller() *dbcache.Controller {
	rows, err := i.db.Controllers()
	if err != nil {
		return nil
	}
	for n := range rows {
		if rows[n].Name == i.c.Hostname {
			return &rows[n]
		}
	}
	return nil
}

// update is one row's changes.
type update struct {
	id      int
	columns []string
	values  []any
}

func (u *update) set(column string, v any) {
	u.columns = append(u.columns, column+" = ?")
	u.values = append(u.values, v)
}

func put[T comparable](u *update, column string, old, v T) {
	if old != v {
		u.set(column, v)
	}
}

func (u update) exec(db *dbcache.Cache) error {
	_, err := db.Exec("UPDATE vtap SET "+strings.Join(u.columns, ", ")+" WHERE id = ?", append(u.values, u.id)...)
	return err
}

// compose is what changes in the row.
func (c *Cache) compose(row *dbcache.VTap, controller *dbcache.Controller) update {
	u := update{id: row.ID}
	db := c.info.db
	synced := later(row.SyncedControllerAt, c.lastController)
	c.lastController = synced
	said := c.syncedByAgent || c.syncedByTSDB
	if said && row.Enable == 1 {
		put(&u, "synced_controller_at", db.Datetime(row.SyncedControllerAt), db.Datetime(synced))
	}
	if c.syncedByAgent {
		c.composeSystem(&u, row)
	}
	if c.syncedByTSDB {
		put(&u, "synced_analyzer_at", db.Datetime(row.SyncedAnalyzerAt), db.Datetime(later(row.SyncedAnalyzerAt, c.lastAnalyzer)))
		put(&u, "cur_analyzer_ip", row.CurAnalyzerIP, c.CurAnalyzerIP)
	}
	c.syncedByAgent, c.syncedByTSDB = false, false
	if state := c.connected(row, controller, synced); state != row.State {
		u.set("state", state)
		if !said && row.Enable == 1 {
			put(&u, "synced_controller_at", db.Datetime(row.SyncedControllerAt), db.Datetime(synced))
		}
	}
	return u
}

func (c *Cache) composeSystem(u *update, row *dbcache.VTap) {
	put(u, "revision", row.Revision, c.Revision)
	put(u, "boot_time", row.BootTime, c.BootTime)
	put(u, "cpu_num", row.CPUNum, c.CPUNum)
	put(u, "memory_size", row.MemorySize, c.MemorySize)
	put(u, "arch", row.Arch, c.Arch)
	put(u, "os", row.OS, c.OS)
	put(u, "kernel_version", row.KernelVersion, c.KernelVersion)
	put(u, "process_name", row.ProcessName, c.ProcessName)
	put(u, "current_k8s_image", row.CurrentK8sImage, c.CurrentK8sImage)
	put(u, "ctrl_mac", row.CtrlMac, c.CtrlMac)
	put(u, "raw_hostname", row.RawHostname, c.RawHostname)
	// The controller's own bits in the row, which lie below those that upstream's mask keeps, are lost here.
	put(u, "exceptions", row.Exceptions, c.Exceptions&0xffffffff)
	c.CurControllerIP = c.info.c.NodeIP
	put(u, "cur_controller_ip", row.CurControllerIP, c.CurControllerIP)
	put(u, "expected_revision", row.ExpectedRevision, c.ExpectedRevision)
	put(u, "upgrade_package", row.UpgradePackage, c.UpgradePackage)
}

// connected is the state that the row should have. Agents of other controllers and pending ones keep theirs, and so does an agent
// that was cached less than two intervals ago.
func (c *Cache) connected(row *dbcache.VTap, controller *dbcache.Controller, synced time.Time) int {
	decapsulation := row.Type == typeTunnelDecapsulation && controller.NodeType == 1
	if !decapsulation && (row.State == statePending || controller.IP != row.ControllerIP) {
		return row.State
	}
	i, interval := c.info, time.Duration(c.config.syncInterval)*time.Second
	now := i.c.Now()
	switch {
	case now.Sub(c.cachedAt) < 2*interval:
	case now.Sub(synced) > 8*interval:
		if row.State != stateNotConnected {
			i.c.Log.Log(logline.ServerSetVTapNotConnected, row.Name, row.LaunchServer)
		}
		return stateNotConnected
	case row.State == stateNotConnected:
		i.c.Log.Log(logline.ServerSetVTapNormal, row.Name, row.LaunchServer)
		return stateNormal
	}
	return row.State
}
