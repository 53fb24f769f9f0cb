package evidence

import (
	"context"
	"errors"

	"github.com/dflab/dflab/lab/deepflow/controller"
)

// Sources of the REST API; the doctor names them when they are missing.
const (
	healthPath   = "GET /v1/health/"
	domainsPath  = "GET /v2/domains/"
	agentsPath   = "GET /v1/vtaps/"
	groupsPath   = "GET /v1/vtap-groups/"
	configsPath  = "GET /v1/agent-group-configuration/yaml"
	vmsPath      = "GET /v1/sync/vm/"
	vnicsPath    = "GET /v1/sync/vinterface/"
	networksPath = "GET /v1/sync/network/"
)

// collectREST asks the controller. An answer that isn't a success counts as a failure, but the health's is its value. A server that is
// starting isn't asked for more than its health: paths with a parameter, asked too early, stay broken (see lab/operator).
func collectREST(ctx context.Context, api *controller.Client, s *Server) {
	err := api.Health(ctx)
	var answer *controller.Error
	switch {
	case err == nil:
		s.Health = found(healthPath, Health{OK: true, Status: 200})
	case errors.As(err, &answer) && answer.OptStatus != "": // else something else listens there
		s.Health = found(healthPath, Health{Status: answer.Status, Text: answer.Description})
	default:
		s.Health = failed[Health](healthPath, err)
	}
	if err != nil {
		noREST(s, err, true)
		return
	}
	domains, err := api.Domains(ctx, "")
	s.Domains = got(domainsPath, domains, err)
	agents, err := api.Agents(ctx, controller.AgentFilter{})
	s.Agents = got(agentsPath, agents, err)
	groups, err := api.Groups(ctx, controller.GroupFilter{})
	s.Groups = got(groupsPath, groups, err)
	configs, err := api.GroupConfigs(ctx)
	s.Configs = got(configsPath, configs, err)
	s.VMs = view[controller.GenesisVM](ctx, api, vmsPath, controller.KindVM)
	s.VNICs = view[controller.GenesisVInterface](ctx, api, vnicsPath, controller.KindVInterface)
	s.Networks = view[controller.GenesisNetwork](ctx, api, networksPath, controller.KindNetwork)
}

func view[T any](ctx context.Context, api *controller.Client, source, kind string) Item[[]T] {
	var rows []T
	err := api.GenesisView(ctx, kind, &rows)
	return got(source, rows, err)
}

// noREST says of all that a running server tells why it isn't there.
func noREST(s *Server, why error, asked bool) {
	text := why.Error()
	s.Domains = Item[[]controller.Domain]{Source: domainsPath, Missing: text, Asked: asked}
	s.Agents = Item[[]controller.Agent]{Source: agentsPath, Missing: text, Asked: asked}
	s.Groups = Item[[]controller.Group]{Source: groupsPath, Missing: text, Asked: asked}
	s.Configs = Item[[]controller.GroupConfig]{Source: configsPath, Missing: text, Asked: asked}
	s.VMs = Item[[]controller.GenesisVM]{Source: vmsPath, Missing: text, Asked: asked}
	s.VNICs = Item[[]controller.GenesisVInterface]{Source: vnicsPath, Missing: text, Asked: asked}
	s.Networks = Item[[]controller.GenesisNetwork]{Source: networksPath, Missing: text, Asked: asked}
}
