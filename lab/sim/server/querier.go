package server

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/sim/server/core"
)

// querierTime is what the querier takes until it listens.
const querierTime = 3 * time.Millisecond

// queryAnswer is the envelope of the querier (server/querier/router/response.go at v6.6.9).
type queryAnswer struct {
	OptStatus   string `json:"OPT_STATUS"`
	Description string `json:"DESCRIPTION"`
	Result      any    `json:"result"`
	Debug       any    `json:"debug"`
}

type queryResult struct {
	Columns []string `json:"columns"`
	Values  [][]any  `json:"values"`
	Schemas []any    `json:"schemas"`
}

// queryTables are the tables that the querier knows without asking ClickHouse
// (server/querier/engine/clickhouse/common/const.go at v6.6.9).
var queryTables = [...]struct {
	database string
	tables   []string
}{
	{"flow_log", []string{"l4_flow_log", "l7_flow_log", "l4_packet", "l7_packet"}},
	{"flow_metrics", []string{"network", "network_map", "application", "application_map", "traffic_policy"}},
	{"deepflow_admin", []string{"deepflow_server"}},
	{"deepflow_tenant", []string{"deepflow_collector"}},
	{"ext_metrics", []string{"ext_common"}},
	{"event", []string{"event", "perf_event", "alert_event"}},
	{"profile", []string{"in_process"}},
	{"prometheus", []string{"samples"}},
	{"application_log", []string{"log"}},
}

// querier serves port 20416. It answers what is answered without ClickHouse, `show databases` and `show tables`, which is what
// a liveness check asks; the translation of DeepFlow SQL isn't simulated, and such a query is told so with 404.
func (s *Server) querier(sleep core.Sleep) {
	if !sleep(querierTime) {
		return
	}
	e := gin.New()
	e.POST("/v1/query/", s.query)
	if err := s.listenHTTP(s.core.Config.Querier.ListenPort, e); err != nil {
		s.core.Log.Log(logline.ServerQuerierStartFailed, err)
		s.exit(0)
	}
}

func (s *Server) query(c *gin.Context) {
	ask := struct {
		DB  string `form:"db" json:"db"`
		SQL string `form:"sql" json:"sql"`
	}{}
	_ = c.ShouldBind(&ask) // what isn't there is empty
	var result queryResult
	switch words := strings.Fields(strings.ToLower(ask.SQL)); {
	case slices.Equal(words, []string{"show", "databases"}):
		result.Columns = []string{"name"}
		for _, t := range queryTables {
			result.Values = append(result.Values, []any{t.database})
		}
	case slices.Equal(words, []string{"show", "tables"}):
		result.Columns = []string{"name", "datasources"}
		for _, t := range queryTables {
			if t.database == ask.DB {
				for _, table := range t.tables {
					result.Values = append(result.Values, []any{table, []string{}})
				}
			}
		}
	default:
		c.JSON(http.StatusNotFound, queryAnswer{OptStatus: "FAIL", Description: "the simulated querier doesn't translate queries: " + ask.SQL})
		return
	}
	c.JSON(http.StatusOK, queryAnswer{OptStatus: "SUCCESS", Result: result})
}
