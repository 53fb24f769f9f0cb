package dockpath

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/logline"
)

// configured: the agent's components were started and not stopped since, and it has refused no configuration since the
// mark. An accepted configuration that enables the agent changes its state without a line about it.
func (w *Watch) configured(context.Context) (bool, []string) {
	fresh, _ := w.host.Agent.Log().Since(w.agent)
	for _, l := range slices.Backward(fresh) {
		if line, ok := anyAgent(l, logline.AgentResponseInvalidConfig); ok {
			return false, []string{"agent log: " + line}
		}
	}
	for _, l := range w.lifeBackward() {
		if line, ok := anyAgent(l, logline.AgentStartedComponents); ok {
			return true, []string{"agent log: " + line}
		}
		if line, ok := anyAgent(l, logline.AgentStoppedComponents); ok {
			return false, []string{"agent log: " + line}
		}
	}
	return false, []string{"agent log: it has not started its components"}
}

func (w *Watch) connected(context.Context) (bool, []string) {
	for _, l := range w.lifeBackward() {
		if line, ok := anyAgent(l, logline.AgentSenderConnected); ok {
			return true, []string{"agent log: " + line}
		}
		if line, ok := anyAgent(l, logline.AgentSenderConnectFailed, logline.AgentAnalyzerIPNotAssigned, logline.AgentSenderWriteFailed); ok {
			return false, []string{"agent log: " + line}
		}
	}
	return false, []string{"agent log: no sender has connected"}
}

// lifeBackward is the agent's log since its last start, last line first.
func (w *Watch) lifeBackward() []string {
	lines, _ := w.host.Agent.Log().Since(lab.Cursor{})
	for i, l := range slices.Backward(lines) {
		if _, ok := anyAgent(l, logline.AgentBanner); ok {
			lines = lines[i:]
			break
		}
	}
	slices.Reverse(lines)
	return lines
}

// statsStored: the collector's table names the agent by its tag host, which is the vtap's name once it is registered.
func (w *Watch) statsStored(ctx context.Context) (bool, []string) {
	n, err := w.countStats(ctx)
	if err != nil {
		return false, []string{err.Error()}
	}
	return n > w.stats, []string{fmt.Sprintf("deepflow_tenant.deepflow_collector has %d rows of this agent, %d of them new", n, n-w.stats)}
}

func (w *Watch) countStats(ctx context.Context) (int64, error) {
	v, err := w.row(ctx)
	if err != nil {
		return 0, fmt.Errorf("query vtap: %w", err)
	}
	return w.count(ctx, "SELECT count() FROM deepflow_tenant.deepflow_collector WHERE virtual_table_name = 'deepflow_agent_monitor'"+
		" AND tag_values[indexOf(tag_names,'host')] = '"+strings.ReplaceAll(v.name, "'", "''")+"'")
}

func (w *Watch) flowStored(ctx context.Context) (bool, []string) {
	n, err := w.countFlows(ctx)
	if err != nil {
		return false, []string{err.Error()}
	}
	evidence := []string{fmt.Sprintf("flow_log.l4_flow_log has %d rows of this agent, %d of them new", n, n-w.flows)}
	if n <= w.flows {
		evidence = append(evidence, w.lastAgent(logline.AgentNoInterfaceMatches, logline.AgentInterfaceRegexFailed,
			logline.AgentInterfaceRegexEmpty, logline.AgentDispatcherStart, logline.AgentStoppingDispatcher))
	}
	return n > w.flows, evidence
}

func (w *Watch) countFlows(ctx context.Context) (int64, error) {
	v, err := w.row(ctx)
	if err != nil {
		return 0, fmt.Errorf("query vtap: %w", err)
	}
	return w.count(ctx, "SELECT count() FROM flow_log.l4_flow_log WHERE agent_id = "+strconv.Itoa(v.id))
}

// notThere are ClickHouse's exceptions of an unknown table and an unknown database; after the code versions before 20 have a comma.
var notThere = regexp.MustCompile(`Code: (60|81)[.,]`)

// count runs a counting query. A database or table that isn't there yet counts as none: the ingester makes them.
func (w *Watch) count(ctx context.Context, query string) (int64, error) {
	rows, err := w.lab.ClickHouse.Query(ctx, query)
	if err != nil {
		if notThere.MatchString(err.Error()) {
			return 0, nil
		}
		return 0, fmt.Errorf("query ClickHouse: %w", err)
	}
	if len(rows) != 1 || len(rows[0]) != 1 {
		return 0, fmt.Errorf("query ClickHouse: want one number, got %v", rows)
	}
	n, err := strconv.ParseInt(rows[0][0], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("query ClickHouse: want a number: %w", err)
	}
	return n, nil
}
