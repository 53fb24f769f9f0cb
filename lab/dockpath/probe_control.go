package dockpath

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strconv"

	"github.com/dflab/dflab/lab"
	"github.com/dflab/dflab/lab/deepflow/logline"
)

// identity is what the agent calls itself, from its log.
type identity struct{ ip, mac string }

func (i identity) key() string { return i.ip + "-" + i.mac }

// identify reads the agent's identity: the last "running in Managed mode" line of its log.
func (w *Watch) identify() {
	lines, _ := w.host.Agent.Log().Since(lab.Cursor{})
	for _, l := range slices.Backward(lines) {
		if args, ok := matchAgent(l, logline.AgentRunning); ok {
			w.identity = identity{ip: args[2], mac: args[3]}
			return
		}
	}
}

func (w *Watch) serverUp(ctx context.Context) (bool, []string) {
	state := w.lab.Server.State()
	if !state.Running {
		return false, []string{fmt.Sprintf("deepflow-server isn't running: exit code %d, %d restarts", state.ExitCode, state.Restarts), w.lastServerError()}
	}
	// Port 20035 opens after the routes are registered. Asking /v1/health/ earlier makes later calls with a path
	// parameter fail (gin reuses contexts made for the one early route).
	if err := w.lab.ServerHost.Connect(ctx, "127.0.0.1:20035"); err != nil {
		return false, []string{err.Error(), w.lastServerError()}
	}
	if err := w.lab.API.Health(ctx); err != nil {
		return false, []string{err.Error()}
	}
	return true, []string{"20035 accepts, GET /v1/health/ says SUCCESS"}
}

func (w *Watch) dialled(ctx context.Context) (bool, []string) {
	state := w.host.Agent.State()
	if !state.Running {
		return false, []string{fmt.Sprintf("deepflow-agent isn't running: exit code %d, %d restarts", state.ExitCode, state.Restarts), w.lastAgentLine()}
	}
	c, ok := w.agentConfig()
	if !ok {
		return false, []string{"deepflow-agent.yaml names no controller"}
	}
	addr := net.JoinHostPort(c.ControllerIPs[0], strconv.Itoa(int(c.ControllerPort)))
	if err := w.host.Machine.Connect(ctx, addr); err != nil {
		return false, []string{err.Error(), w.lastAgent(logline.AgentDialFailed, logline.AgentSyncError, logline.AgentSyncErrorRepeated)}
	}
	return true, []string{addr + " accepts a connection from the host"}
}

// answered: the server logs the agent once (not found, or its versions); afterwards silence is good news.
func (w *Watch) answered(context.Context) (bool, []string) {
	fresh, _ := w.host.Agent.Log().Since(w.agent)
	for _, l := range slices.Backward(fresh) {
		if line, ok := anyAgent(l, logline.AgentSyncError, logline.AgentSyncErrorRepeated, logline.AgentServerResponded,
			logline.AgentResponseWithoutConfig); ok {
			return false, []string{"agent log: " + line}
		}
		if _, ok := anyAgent(l, logline.AgentProxyUpdate, logline.AgentUpdatePlatformData, logline.AgentStartedComponents); ok {
			break // the last word is good
		}
	}
	lines, _ := w.lab.Server.Log().Since(lab.Cursor{})
	for _, l := range slices.Backward(lines) {
		r, err := logline.ParseServer(l)
		if err != nil {
			continue
		}
		if args, ok := logline.ServerNotFoundInCache.Match(r.Message); ok && args[0] == w.identity.ip {
			return true, []string{"server log: " + l}
		}
		if args, ok := logline.ServerVersionChange.Match(r.Message); ok && args[0] == w.identity.ip {
			return true, []string{"server log: " + l}
		}
	}
	return false, []string{fmt.Sprintf("the server's log has no Sync of %s", w.identity.key())}
}

// lastServerError is the last ERRO or CRIT line of the server's log, as evidence.
func (w *Watch) lastServerError() string {
	lines, _ := w.lab.Server.Log().Since(lab.Cursor{})
	for _, l := range slices.Backward(lines) {
		if r, err := logline.ParseServer(l); err == nil && r.Level >= logline.Error {
			return "server log: " + l
		}
	}
	return "server log: no error"
}

func (w *Watch) lastAgentLine() string {
	lines, _ := w.host.Agent.Log().Since(lab.Cursor{})
	if len(lines) == 0 {
		return "agent log: empty"
	}
	return "agent log: " + lines[len(lines)-1]
}

// lastAgent is the last line of the agent's log that is one of those, as evidence.
func (w *Watch) lastAgent(of ...*logline.Line) string {
	lines, _ := w.host.Agent.Log().Since(lab.Cursor{})
	for _, l := range slices.Backward(lines) {
		if line, ok := anyAgent(l, of...); ok {
			return "agent log: " + line
		}
	}
	return "agent log: nothing about it"
}

func anyAgent(text string, of ...*logline.Line) (string, bool) {
	for _, l := range of {
		if _, ok := matchAgent(text, l); ok {
			r, _ := logline.ParseAgent(text)
			return fmt.Sprintf("%s [%s:%d] %s", r.Time.Format("15:04:05"), r.File, r.Line, r.Message), true
		}
	}
	return "", false
}

func matchAgent(text string, l *logline.Line) ([]string, bool) {
	r, err := logline.ParseAgent(text)
	if err != nil {
		return nil, false
	}
	return l.Match(r.Message)
}
