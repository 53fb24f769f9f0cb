package vnet_test

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/dflab/dflab/lab/vnet"
)

// text is the message of the test service.
type text = wrapperspb.StringValue

// synchronizer is a service of the shapes that DeepFlow's has: a unary call, a stream of pushes, a stream of commands and their
// results.
type synchronizer interface {
	sync(ctx context.Context, in *text) (*text, error)
	push(in *text, stream grpc.ServerStreamingServer[text]) error
	execute(stream grpc.BidiStreamingServer[text, text]) error
}

var desc = grpc.ServiceDesc{
	ServiceName: "test.Synchronizer",
	HandlerType: (*synchronizer)(nil),
	Methods: []grpc.MethodDesc{{
		MethodName: "Sync",
		Handler: func(srv any, ctx context.Context, dec func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
			in := new(text)
			if err := dec(in); err != nil {
				return nil, err
			}
			return srv.(synchronizer).sync(ctx, in)
		},
	}},
	Streams: []grpc.StreamDesc{{
		StreamName: "Push", ServerStreams: true,
		Handler: func(srv any, stream grpc.ServerStream) error {
			in := new(text)
			if err := stream.RecvMsg(in); err != nil {
				return err
			}
			return srv.(synchronizer).push(in, &grpc.GenericServerStream[text, text]{ServerStream: stream})
		},
	}, {
		StreamName: "Execute", ServerStreams: true, ClientStreams: true,
		Handler: func(srv any, stream grpc.ServerStream) error {
			return srv.(synchronizer).execute(&grpc.GenericServerStream[text, text]{ServerStream: stream})
		},
	}},
}

func callSync(ctx context.Context, conn grpc.ClientConnInterface, s string, opts ...grpc.CallOption) (string, error) {
	out := new(text)
	err := conn.Invoke(ctx, "/test.Synchronizer/Sync", wrapperspb.String(s), out, opts...)
	return out.GetValue(), err
}

func openPush(ctx context.Context, conn grpc.ClientConnInterface, s string) (grpc.ServerStreamingClient[text], error) {
	stream, err := conn.NewStream(ctx, &desc.Streams[0], "/test.Synchronizer/Push")
	if err != nil {
		return nil, err
	}
	x := &grpc.GenericClientStream[text, text]{ClientStream: stream}
	if err := x.SendMsg(wrapperspb.String(s)); err != nil {
		return nil, err
	}
	return x, x.CloseSend()
}

func openExecute(ctx context.Context, conn grpc.ClientConnInterface) (grpc.BidiStreamingClient[text, text], error) {
	stream, err := conn.NewStream(ctx, &desc.Streams[1], "/test.Synchronizer/Execute")
	if err != nil {
		return nil, err
	}
	return &grpc.GenericClientStream[text, text]{ClientStream: stream}, nil
}

// server answers calls, keeps its push streams by who opened them, and has commands executed. It locks nothing: it runs in turns.
type server struct {
	note    func(format string, args ...any)
	streams map[string]grpc.ServerStreamingServer[text]
	order   []string
	calls   int
}

func newServer(note func(string, ...any)) *server {
	return &server{note: note, streams: make(map[string]grpc.ServerStreamingServer[text])}
}

func (s *server) sync(ctx context.Context, in *text) (*text, error) {
	p, _ := peer.FromContext(ctx)
	md, _ := metadata.FromIncomingContext(ctx)
	s.calls++
	s.note("server: sync %d %q from %v, %s", s.calls, in.GetValue(), p.Addr, strings.Join(md.Get("x-agent"), ","))
	if err := grpc.SetHeader(ctx, metadata.Pairs("x-call", fmt.Sprint(s.calls))); err != nil {
		return nil, err
	}
	if in.GetValue() == "refuse" {
		return nil, status.Error(codes.PermissionDenied, "refused")
	}
	return wrapperspb.String(fmt.Sprint("answer ", s.calls)), nil
}

func (s *server) push(in *text, stream grpc.ServerStreamingServer[text]) error {
	name := in.GetValue()
	s.note("server: push opened by %s", name)
	s.streams[name] = stream
	if !slices.Contains(s.order, name) {
		s.order = append(s.order, name)
	}
	if err := stream.Send(wrapperspb.String("welcome")); err != nil {
		return err
	}
	vnet.Park(stream.Context())
	if s.streams[name] == stream {
		delete(s.streams, name)
	}
	s.note("server: push of %s over: %v", name, stream.Context().Err())
	return stream.Context().Err()
}

func (s *server) tick(n int) {
	s.note("server: tick %d to %d", n, len(s.streams))
	for _, name := range s.order {
		if stream := s.streams[name]; stream != nil {
			if err := stream.Send(wrapperspb.String(fmt.Sprint("tick ", n))); err != nil {
				s.note("server: send to %s: %v", name, status.Code(err))
			}
		}
	}
}

func (s *server) execute(stream grpc.BidiStreamingServer[text, text]) error {
	for i := 0; ; i++ {
		in, err := stream.Recv()
		if err != nil {
			s.note("server: execute over: %v", status.Code(err))
			return nil
		}
		s.note("server: result %q", in.GetValue())
		if i == 5 {
			return status.Error(codes.ResourceExhausted, "enough")
		}
		if err := stream.Send(wrapperspb.String(fmt.Sprint("command ", i))); err != nil {
			return err
		}
	}
}
