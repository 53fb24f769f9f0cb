package evidence

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/deepflow/logline"
	"github.com/dflab/dflab/lab/deepflow/wire"
	pb "github.com/dflab/dflab/lab/deepflow/wire/agent"
)

// ServerLogReader and AgentLogReader read logs of any length.
func ServerLogReader(r io.Reader) (Log, error) { return newScanner(logline.ParseServer).read(r) }

// AgentLogReader reads a log of an agent.
func AgentLogReader(r io.Reader) (Log, error) { return newScanner(logline.ParseAgent).read(r) }

// command runs one that prints.
func (o Options) command(ctx context.Context, name string, args ...string) Item[string] {
	source := strings.Join(append([]string{name}, args...), " ")
	ctx, cancel := context.WithTimeout(ctx, 4*o.Timeout)
	defer cancel()
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		if text := strings.TrimSpace(stderr.String()); text != "" {
			err = errors.New(text)
		}
		return missing[string](source, err.Error())
	}
	return found(source, string(out))
}

// log reads a log file: the one named, what the container printed, or the usual one.
func (o Options) log(ctx context.Context, named, usual, container string, read func(io.Reader) (Log, error)) Item[Log] {
	if named == "" && container != "" {
		return o.containerLog(ctx, container, read)
	}
	path := named
	if path == "" {
		path = usual
	}
	f, err := os.Open(path)
	if err != nil {
		if named == "" {
			return missing[Log](path, "no such file here")
		}
		return failed[Log](path, err)
	}
	defer f.Close()
	l, err := read(f)
	return got(path, l, err)
}

func (o Options) containerLog(ctx context.Context, container string, read func(io.Reader) (Log, error)) Item[Log] {
	source := "docker logs " + container
	cmd := exec.CommandContext(ctx, "docker", "logs", container)
	r, w := io.Pipe()
	cmd.Stdout, cmd.Stderr = w, w
	go func() { w.CloseWithError(cmd.Run()) }()
	l, err := read(r)
	_ = r.Close()
	if err != nil && len(l.Lines) == 0 {
		return missing[Log](source, err.Error())
	}
	return found(source, l)
}

// agentHost looks at this machine as the agent's host, or at what was saved of it.
func (o Options) agentHost(ctx context.Context, s *Snapshot) {
	if o.IPAddress != "" {
		s.Agent.IPAddress = file(o.IPAddress)
		s.Agent.Routes = missing[string]("ip route show", "of another machine")
		s.Agent.Hostname = missing[string]("hostname", "of another machine: give --agent-host")
		if o.AgentHost != "" {
			s.Agent.Hostname = found("--agent-host", o.AgentHost)
		}
		s.Agent.Process = missing[Process]("deepflow-agent", "of another machine")
		return
	}
	s.Agent.IPAddress = o.command(ctx, "ip", "address", "show")
	if !s.Agent.IPAddress.OK() {
		s.Agent.IPAddress = interfaces()
	}
	s.Agent.Routes = o.command(ctx, "ip", "route", "show")
	name, err := os.Hostname()
	s.Agent.Hostname = got("hostname", name, err)
	if o.AgentHost != "" {
		s.Agent.Hostname = found("--agent-host", o.AgentHost)
	}
	s.Agent.Process = o.agentProcess(ctx)
}

// interfaces are this machine's NICs in the form of `ip address show`, for a machine without iproute2.
func interfaces() Item[string] {
	const source = "the system's interfaces"
	all, err := net.Interfaces()
	if err != nil {
		return failed[string](source, err)
	}
	var nics []wire.Interface
	for _, i := range all {
		nic := wire.Interface{Index: i.Index, Name: i.Name, MAC: i.HardwareAddr.String(), MTU: i.MTU}
		if i.Flags&net.FlagLoopback != 0 {
			nic.Flags, nic.MAC = []string{"LOOPBACK", "UP", "LOWER_UP"}, "00:00:00:00:00:00"
		}
		addrs, err := i.Addrs()
		if err != nil {
			return failed[string](source, err)
		}
		for _, a := range addrs {
			if p, err := netip.ParsePrefix(a.String()); err == nil {
				nic.Addrs = append(nic.Addrs, wire.InterfaceAddr{Addr: p})
			}
		}
		nics = append(nics, nic)
	}
	return found(source, wire.RenderIPAddress(nics))
}

// inspect is how docker inspect is asked for a process.
const inspect = "{{.State.Running}} {{.RestartCount}} {{.State.ExitCode}} {{.State.FinishedAt}}"

func (o Options) container(ctx context.Context, name string) Item[Process] {
	out := o.command(ctx, "docker", "inspect", "-f", inspect, name)
	if !out.OK() {
		return missing[Process](out.Source, out.Missing)
	}
	w := strings.Fields(out.Value)
	if len(w) != 4 {
		return missing[Process](out.Source, fmt.Sprintf("want four words, got %q", out.Value))
	}
	restarts, _ := strconv.Atoi(w[1])
	exit, _ := strconv.Atoi(w[2])
	return found(out.Source, Process{Running: w[0] == "true", Restarts: restarts, ExitCode: exit, Exited: !strings.HasPrefix(w[3], "0001-")})
}

func (o Options) serverProcess(ctx context.Context) Item[Process] {
	if o.ServerContainer == "" {
		return missing[Process]("docker inspect deepflow-server", "no --server-container given")
	}
	return o.container(ctx, o.ServerContainer)
}

// agentProcess: the container that was named, the systemd unit, or the process table. That there is no process says nothing where there
// is no unit either: this may be another machine than the agent's.
func (o Options) agentProcess(ctx context.Context) Item[Process] {
	if o.AgentContainer != "" {
		return o.container(ctx, o.AgentContainer)
	}
	if comms, err := filepath.Glob("/proc/[0-9]*/comm"); err == nil {
		for _, path := range comms {
			if b, err := os.ReadFile(path); err == nil && strings.TrimSpace(string(b)) == "deepflow-agent" {
				return found(path, Process{Running: true})
			}
		}
	}
	out := o.command(ctx, "systemctl", "show", "-p", "LoadState,ActiveState,NRestarts,ExecMainStatus", "deepflow-agent")
	values := map[string]string{}
	for line := range strings.Lines(out.Value) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		values[key] = value
	}
	if !out.OK() || values["LoadState"] != "loaded" {
		return missing[Process](out.Source, "no process deepflow-agent, and no systemd unit of that name")
	}
	restarts, _ := strconv.Atoi(values["NRestarts"])
	exit, _ := strconv.Atoi(values["ExecMainStatus"])
	return found(out.Source, Process{Running: values["ActiveState"] == "active", Restarts: restarts, ExitCode: exit, Exited: restarts > 0 || exit != 0})
}

// grpc asks the controller of the agent's file for the time: agent.Synchronizer/Query registers nobody, and an older server doesn't
// know the service.
func (o Options) grpc(ctx context.Context, agentFile Item[string]) Item[GRPC] {
	const source = "agent.Synchronizer/Query"
	c, err := config.ParseAgent("", []byte(agentFile.Value))
	if !agentFile.OK() || err != nil || len(c.ControllerIPs) == 0 {
		return missing[GRPC](source, "no agent file that names a controller")
	}
	addr := net.JoinHostPort(c.ControllerIPs[0], strconv.Itoa(int(c.ControllerPort)))
	conn, err := grpc.NewClient("passthrough:///"+addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return failed[GRPC](source, err)
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	request := make([]byte, 48)
	request[0] = 3<<3 | 3 // NTP version 3, mode client: what an agent sends
	_, err = pb.NewSynchronizerClient(conn).Query(ctx, &pb.NtpRequest{Request: request})
	st := status.Convert(err)
	return found(source+" "+addr, GRPC{Address: addr, Code: st.Code().String(), Message: st.Message()})
}
