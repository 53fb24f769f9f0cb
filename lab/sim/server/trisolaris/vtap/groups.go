package vtap

import (
	"slices"
	"strings"

	"github.com/dflab/dflab/lab/deepflow/logline"
)

// defaultSyncInterval is the proactive_request_interval of a group that sets none, in seconds.
const defaultSyncInterval = 60

// groupConfig is what a group's configuration means to the server.
type groupConfig struct {
	yaml                 string
	user                 *UserConfig
	syncInterval         int // seconds
	tapMode              int
	podClusterInternalIP int      // 0 all clusters, 1 the agent's own
	domains              []string // whose platform data agents get; "0" is all
}

// noConfig is the configuration of a group that has none.
func noConfig() *groupConfig {
	return &groupConfig{user: NewUserConfig(), syncInterval: defaultSyncInterval, domains: allDomains()}
}

func allDomains() []string { return []string{"0"} }

// groups are the agent groups.
type groups struct {
	lcuuids map[string]string       // short id to lcuuid
	configs map[string]*groupConfig // lcuuid to configuration
	// defaultLcuuid and defaultFunctions are of group 1, remembered once it was seen.
	defaultLcuuid, defaultFunctions string
}

// loadConfigs reads the configurations. A group has one only if the legacy table has a row of it.
func (g *groups) loadConfigs(i *Info) {
	texts, err := i.db.GroupYAMLs()
	if err != nil {
		i.c.Log.Log(logline.ServerNoAgentUserConfigs)
		return
	}
	rows, err := i.db.GroupConfigs()
	if err != nil {
		i.c.Log.Log(logline.ServerNoVTapConfigs)
		return
	}
	yamls := map[string]string{}
	for _, t := range texts {
		yamls[t.GroupLcuuid] = t.YAML
	}
	configs := map[string]*groupConfig{}
	for _, r := range rows {
		if r.GroupLcuuid == "" {
			continue
		}
		text, ok := yamls[r.GroupLcuuid]
		if !ok {
			i.c.Log.Log(logline.ServerVTapGroupConfigNotFound, r.GroupLcuuid)
		}
		c := noConfig()
		c.yaml, c.tapMode, c.podClusterInternalIP = text, r.TapMode, r.PodClusterInternalIP
		if r.SyncInterval != 0 {
			c.syncInterval = r.SyncInterval
		}
		if r.Domains != "" {
			c.domains = strings.Split(r.Domains, ",")
			slices.Sort(c.domains)
		}
		if old := g.configs[r.GroupLcuuid]; old != nil && old.yaml == text {
			c.user = old.user
		} else if c.user, err = ParseUserConfig(text); err != nil {
			i.c.Log.Log(logline.ServerGroupConfigYAMLInvalid, err)
		}
		configs[r.GroupLcuuid] = c
	}
	g.configs = configs
}

// loadGroups reads the groups themselves.
func (g *groups) loadGroups(i *Info) {
	rows, err := i.db.VTapGroups()
	if err != nil {
		i.c.Log.Log(logline.ServerGetVTapGroupFailed, err)
		return
	}
	g.lcuuids = map[string]string{}
	for _, r := range rows {
		g.lcuuids[r.ShortUUID] = r.Lcuuid
	}
}

// loadDefault reads the default group; it is the row of id 1, whatever its name.
func (g *groups) loadDefault(i *Info) {
	rows, err := i.db.VTapGroups()
	if err == nil {
		for _, r := range rows {
			if r.ID == 1 {
				g.defaultLcuuid, g.defaultFunctions = r.Lcuuid, r.LicenseFunctions
				return
			}
		}
		err = errNotFound
	}
	i.c.Log.Log(logline.ServerNoDefaultVTapGroup, err)
}

// byShortID is the configuration of the group that an agent asks for, nil without one.
func (g *groups) byShortID(id string) *groupConfig {
	lcuuid, ok := g.lcuuids[id]
	if !ok {
		return nil
	}
	return g.configs[lcuuid]
}
