// Package cloud is the part of the simulated deepflow-server that turns what genesis knows into resources: the manager starts a task
// for every enabled domain of this controller, a task gathers every sync_timer seconds, its recorder keeps the resource tables.
//
// It may import core, genesis, trisolaris/dbcache, lab/clock and lab/deepflow. Only agent_sync domains are within it; those of Kubernetes and of clouds
// are not.
package cloud

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/cloud/recorder"
	"github.com/dflab/dflab/lab/sim/server/core"
	"github.com/dflab/dflab/lab/sim/server/genesis"
	"github.com/dflab/dflab/lab/sim/server/trisolaris/dbcache"
)

// typeAgentSync is domain.type of an agent_sync domain.
const typeAgentSync = 23

// idRefresh is how often the id pools are read anew (server/controller/recorder/db/idmng/org.go at v6.6.9).
const idRefresh = time.Hour

// Service is the manager of one server process and its tasks.
type Service struct {
	c       *core.Core
	genesis *genesis.Service
	changed func()
	ids     *recorder.IDs
	tasks   map[string]*task // by domain lcuuid
	past    map[string][]*task
	db      *dbcache.Cache
}

// domain is the manager's view of a row of table domain.
type domain struct {
	lcuuid, name, config string
}

// New prepares the manager; changed is called when the recorder changed data that agents' platform data is made of.
func New(c *core.Core, g *genesis.Service, changed func()) *Service {
	return &Service{c: c, genesis: g, changed: changed, tasks: map[string]*task{}, past: map[string][]*task{}, db: dbcache.New(c)}
}

// Start reads the id pools and begins to look at the domains every cloud_config_check_interval, now for the first time: the tasks of
// existing domains gather before the process's gRPC port is open, and fail once, as the real server's do (recording 04_grpc,
// server_phase3_100range_restart.log).
func (s *Service) Start() error {
	cfg := s.c.Config.Controller.Manager
	s.ids = recorder.NewIDs(s.c.DB, s.c.Log, cfg.Task.Recorder.ResourceMaxID0, cfg.Task.Recorder.ResourceMaxID1)
	if err := s.ids.Refresh(s.c.Context); err != nil {
		return err
	}
	s.c.Every("cloud/ids", idRefresh, func() { s.log(logline.ServerStatementFailed, s.ids.Refresh(s.c.Context)) })
	s.c.Log.Log(logline.ServerManagerStarted)
	s.run()
	s.c.Every("cloud", time.Duration(cfg.CloudConfigCheckInterval)*time.Second, s.run)
	s.startCleaning()
	return nil
}

// log writes a line about an error, if there is one.
func (s *Service) log(l *logline.Line, err error) {
	if err != nil {
		s.c.Log.Log(l, err)
	}
}

// run starts, restarts and stops tasks as the enabled domains of this controller's address say.
func (s *Service) run() {
	if s.c.Hostname == "" {
		s.c.Log.Log(logline.ServerManagerHostnameNull)
		return
	}
	domains, known, err := s.domains()
	if err != nil {
		s.c.Log.Log(logline.ServerStatementFailed, err)
		return
	}
	if !known {
		s.c.Log.Log(logline.ServerManagerControllerNotInDB, s.c.Hostname)
		return
	}
	wanted := map[string]domain{}
	for _, d := range domains {
		wanted[d.lcuuid] = d
	}
	for _, lcuuid := range slices.Sorted(maps.Keys(s.tasks)) {
		if _, ok := wanted[lcuuid]; !ok {
			s.end(lcuuid)
			if !s.exists(lcuuid) {
				s.mourn(lcuuid)
			}
		}
	}
	for _, d := range domains {
		if t, ok := s.tasks[d.lcuuid]; ok {
			s.check(t, d)
		} else {
			s.begin(d)
		}
	}
}

// check restarts the task of a domain whose configuration changed, and takes over a new name.
func (s *Service) check(t *task, d domain) {
	if t.domain.config == d.config {
		t.domain.name = d.name
		return
	}
	s.c.Log.Log(logline.ServerDomainOldConfig, d.name, t.domain.config)
	s.c.Log.Log(logline.ServerDomainNewConfig, d.name, d.config)
	s.end(d.lcuuid)
	s.begin(d)
}

// end stops a domain's task.
func (s *Service) end(lcuuid string) {
	s.tasks[lcuuid].stop()
	s.past[lcuuid] = append(s.past[lcuuid], s.tasks[lcuuid])
	delete(s.tasks, lcuuid)
}

// exists says whether the domain's row is there; an error counts as yes.
func (s *Service) exists(lcuuid string) bool {
	var n int
	err := s.c.DB.QueryRowContext(s.c.Context, "SELECT COUNT(*) FROM domain WHERE lcuuid = ?", lcuuid).Scan(&n)
	return err != nil || n > 0
}

// mourn makes the tasks that a deleted domain ever had write "record not found" for as long as the process lives: upstream never ends
// their look for attached clusters (startKubernetesGatherTask in server/controller/cloud/cloud.go at v6.6.9).
func (s *Service) mourn(lcuuid string) {
	for _, t := range s.past[lcuuid] {
		t.mourn()
	}
	delete(s.past, lcuuid)
}

func (s *Service) begin(d domain) {
	t, err := s.newTask(d)
	if err != nil {
		s.c.Log.Log(logline.ServerStatementFailed, err)
		s.c.Log.Log(logline.ServerDomainInitFailed, d.name)
		return
	}
	s.tasks[d.lcuuid] = t
	t.start()
}

// controllerIP is the address of the controller row that bears this process's host name, and whether there is such a row.
func (s *Service) controllerIP() (ip string, known bool, err error) {
	all, err := s.db.Controllers()
	for _, c := range all {
		if strings.EqualFold(c.Name, s.c.Hostname) { // as MySQL compares text
			return c.IP, true, nil
		}
	}
	return "", false, err
}

// domains lists the enabled agent_sync domains of this controller's address, and says whether this controller is known. A domain made
// for another address has no task.
func (s *Service) domains() (all []domain, known bool, err error) {
	here, known, err := s.controllerIP()
	if err != nil || !known {
		return nil, known, err
	}
	rows, err := s.db.Domains()
	for _, r := range rows {
		if r.Type == typeAgentSync && r.Enabled == 1 && r.ControllerIP == here {
			all = append(all, domain{r.Lcuuid, r.Name, r.Config})
		}
	}
	slices.SortFunc(all, func(a, b domain) int { return strings.Compare(a.lcuuid, b.lcuuid) })
	return all, true, err
}

// Trigger gathers a domain now, outside of its timer: GET /v1/trigger-domain/<lcuuid>/.
func (s *Service) Trigger(lcuuid string) error {
	t, ok := s.tasks[lcuuid]
	if !ok {
		return fmt.Errorf("domain (%s) not found", lcuuid)
	}
	s.c.Post("cloud/"+lcuuid, t.gather)
	return nil
}

// TaskInfo is an element of GET /v1/tasks/ (model.BasicInfo in server/controller/cloud/model at v6.6.9).
type TaskInfo struct {
	OrgID     int       `json:"org_id"`
	TeamID    int       `json:"team_id"`
	Lcuuid    string    `json:"lcuuid"`
	Name      string    `json:"name"`
	Type      int       `json:"type"`
	Interval  int       `json:"interval"`
	CreatedAt time.Time `json:"created_at"`
}

// Tasks lists the running tasks in the order of their lcuuids. Interval is in seconds.
func (s *Service) Tasks() []TaskInfo {
	var all []TaskInfo
	for _, lcuuid := range slices.Sorted(maps.Keys(s.tasks)) {
		t := s.tasks[lcuuid]
		all = append(all, TaskInfo{
			OrgID: 1, TeamID: t.teamID, Type: typeAgentSync, Interval: int(t.interval / time.Second), Name: t.domain.name, Lcuuid: lcuuid,
			CreatedAt: t.createdAt,
		})
	}
	return all
}

// domainTables are the tables that REST's domain delete empties of a domain's rows, in its order, as far as agent_sync fills them
// (server/controller/http/service/resource/domain.go at v6.6.9).
var domainTables = [...]string{"ip_resource", "vinterface_ip", "vinterface", "process", "vip", "vm", "host_device", "vl2_net", "vl2", "epc", "az"}

// DeleteDomain deletes the domain's resources for good, and the domain. Its task ends at the next look at the domains, the ids
// come back at the next hourly refresh of the pools.
func (s *Service) DeleteDomain(lcuuid string) error {
	for _, table := range domainTables {
		if _, err := s.c.DB.ExecContext(s.c.Context, "DELETE FROM "+table+" WHERE domain = ?", lcuuid); err != nil {
			return fmt.Errorf("delete %s of domain: %w", table, err)
		}
	}
	if _, err := s.c.DB.ExecContext(s.c.Context, "DELETE FROM domain WHERE lcuuid = ?", lcuuid); err != nil {
		return fmt.Errorf("delete domain: %w", err)
	}
	if t, ok := s.tasks[lcuuid]; ok {
		t.gone = true
	}
	return nil
}

// settings is what a task reads of domain.config.
type settings struct {
	region string
	timer  int // seconds; 0 when it isn't set
}

// parseSettings reads JSON as leniently as the real server: a value of another type is as good as none.
func parseSettings(config string) (settings, error) {
	var raw any
	d := json.NewDecoder(strings.NewReader(config))
	d.UseNumber()
	if err := d.Decode(&raw); err != nil {
		return settings{}, err
	}
	out := settings{region: genesis.DefaultRegion}
	fields, _ := raw.(map[string]any)
	if region, ok := fields["region_uuid"].(string); ok && region != "" {
		out.region = region
	}
	if n, ok := fields["sync_timer"].(json.Number); ok {
		if seconds, err := n.Int64(); err == nil {
			out.timer = int(seconds)
		}
	}
	return out, nil
}
