package logline

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// agentUpdates are the places and keys of the statements "Update <key> from … to …." in agent/src/config/handler.rs at v6.6.9, each
// key as its text has it: two have a space too many.
//
//go:embed agent_updates.tsv
var agentUpdates string

var agentUpdateLines = sync.OnceValue(func() map[string][]*Line {
	lines := map[string][]*Line{}
	for row := range strings.Lines(agentUpdates) {
		number, text, ok := strings.Cut(strings.TrimSuffix(row, "\n"), "\t")
		n, err := strconv.Atoi(number)
		if !ok || err != nil {
			continue // TestAgentUpdates counts the rows
		}
		key := strings.TrimSpace(text)
		lines[key] = append(lines[key], agent(AgentConfigUpdate.Name, Info, AgentConfigUpdate.File, n, "Update "+text+" from %v to %v."))
	}
	return lines
})

// AgentUpdates are the statements by which the agent says that a key of its configuration changed from one value to another, which
// are their arguments. Most keys have one; global.common.region_id has a second one, for a change of the pod cluster. A key that the
// agent has no statement for has none. AgentConfigUpdate matches the messages of all.
func AgentUpdates(key string) []*Line { return agentUpdateLines()[key] }
