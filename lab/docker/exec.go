package docker

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/client"
)

// execStream is an exec's standard input and output as one connection.
type execStream struct {
	hijacked client.HijackedResponse
	out      *io.PipeReader
	once     sync.Once
	over     chan struct{} // closed when the command's output ended
}

// openExec starts a command in a container and connects its standard input and output. testcontainers' Exec has no input, and gives
// its output when the command has ended.
func (e *Engine) openExec(ctx context.Context, container string, cmd []string) (*execStream, error) {
	_, hijacked, err := e.attach(ctx, container, cmd)
	if err != nil {
		return nil, err
	}
	r, w := io.Pipe()
	s := &execStream{hijacked: hijacked, out: r, over: make(chan struct{})}
	go func() {
		defer close(s.over)
		// What it says on standard error is said in no answer: the stream's end tells that it ended.
		_, err := stdcopy.StdCopy(w, io.Discard, hijacked.Reader)
		w.CloseWithError(err)
	}()
	return s, nil
}

// ended tells whether the command, or the connection to it, has ended.
func (s *execStream) ended() bool {
	select {
	case <-s.over:
		return true
	default:
		return false
	}
}

func (e *Engine) attach(ctx context.Context, container string, cmd []string) (id string, _ client.HijackedResponse, _ error) {
	made, err := e.cli.ExecCreate(ctx, container, client.ExecCreateOptions{
		AttachStdin: true, AttachStdout: true, AttachStderr: true, Cmd: cmd,
	})
	if err != nil {
		return "", client.HijackedResponse{}, fmt.Errorf("create exec %s: %w", strings.Join(cmd, " "), err)
	}
	got, err := e.cli.ExecAttach(ctx, made.ID, client.ExecAttachOptions{})
	if err != nil {
		return "", client.HijackedResponse{}, fmt.Errorf("start exec %s: %w", strings.Join(cmd, " "), err)
	}
	return made.ID, got.HijackedResponse, nil
}

func (s *execStream) Read(b []byte) (int, error)  { return s.out.Read(b) }
func (s *execStream) Write(b []byte) (int, error) { return s.hijacked.Conn.Write(b) }

// Close ends the command by the end of its input.
func (s *execStream) Close() error {
	s.once.Do(func() {
		s.hijacked.Close()
		s.out.Close()
	})
	return nil
}

// exec runs a command in a container with that input, and returns its output. What it says on standard error is the error's text.
func (e *Engine) exec(ctx context.Context, container string, cmd []string, in io.Reader) ([]byte, error) {
	id, conn, err := e.attach(ctx, container, cmd)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, conn.Close)
	defer stop()
	go func() {
		// The command may end before it has read everything: its exit code tells more than a broken pipe.
		_, _ = io.Copy(conn.Conn, in)
		_ = conn.CloseWrite()
	}()
	var stdout, stderr bytes.Buffer
	if _, err := stdcopy.StdCopy(&stdout, &stderr, conn.Reader); err != nil {
		return nil, fmt.Errorf("run %s: %w", strings.Join(cmd, " "), err)
	}
	code, err := e.exitOf(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("run %s: %w", strings.Join(cmd, " "), err)
	}
	if code != 0 {
		return nil, fmt.Errorf("run %s: exit code %d: %s", strings.Join(cmd, " "), code, strings.TrimSpace(stderr.String()))
	}
	return stdout.Bytes(), nil
}

// exitOf waits for an exec's exit code: the engine ends the streams a moment before it knows it.
func (e *Engine) exitOf(ctx context.Context, id string) (int, error) {
	for {
		r, err := e.cli.ExecInspect(ctx, id, client.ExecInspectOptions{})
		if err != nil {
			return 0, err
		}
		if !r.Running {
			return r.ExitCode, nil
		}
		if !pause(ctx, 5*time.Millisecond) {
			return 0, ctx.Err()
		}
	}
}
