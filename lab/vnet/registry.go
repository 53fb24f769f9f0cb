package vnet

import (
	"fmt"
	"reflect"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// registry is the services of a gRPC server: a grpc.ServiceRegistrar that can be asked.
type registry struct {
	services map[string]bool
	methods  map[string]method // by full name, "/package.Service/Method"
}

// method is one method of a service; unary or stream is set.
type method struct {
	unary  *grpc.MethodDesc
	stream *grpc.StreamDesc
	impl   any
}

func newRegistry() *registry {
	return &registry{services: make(map[string]bool), methods: make(map[string]method)}
}

// RegisterService adds a service. Like grpc-go it panics when impl doesn't fit or the service is there already: both are bugs.
func (r *registry) RegisterService(desc *grpc.ServiceDesc, impl any) {
	if want := reflect.TypeOf(desc.HandlerType).Elem(); impl != nil && !reflect.TypeOf(impl).Implements(want) {
		panic(fmt.Sprintf("vnet: %T is no %v", impl, want))
	}
	if r.services[desc.ServiceName] {
		panic("vnet: service " + desc.ServiceName + " registered twice")
	}
	r.services[desc.ServiceName] = true
	for i := range desc.Methods {
		m := &desc.Methods[i]
		r.methods["/"+desc.ServiceName+"/"+m.MethodName] = method{unary: m, impl: impl}
	}
	for i := range desc.Streams {
		s := &desc.Streams[i]
		r.methods["/"+desc.ServiceName+"/"+s.StreamName] = method{stream: s, impl: impl}
	}
}

// findUnary looks a unary method up.
func (r *registry) findUnary(fullName string) (method, error) {
	m, err := r.find(fullName)
	if err == nil && m.unary == nil {
		err = status.Errorf(codes.Internal, "method %v is a stream", fullName)
	}
	return m, err
}

// findStream looks a streaming method up.
func (r *registry) findStream(fullName string) (method, error) {
	m, err := r.find(fullName)
	if err == nil && m.stream == nil {
		err = status.Errorf(codes.Internal, "method %v is no stream", fullName)
	}
	return m, err
}

// find looks a method up; the error is grpc-go's Unimplemented.
func (r *registry) find(fullName string) (method, error) {
	if m, ok := r.methods[fullName]; ok {
		return m, nil
	}
	service, name, ok := strings.Cut(strings.TrimPrefix(fullName, "/"), "/")
	switch {
	case !ok:
		return method{}, status.Errorf(codes.Unimplemented, "malformed method name: %q", fullName)
	case r.services[service]:
		return method{}, status.Errorf(codes.Unimplemented, "unknown method %v for service %v", name, service)
	}
	return method{}, status.Errorf(codes.Unimplemented, "unknown service %v", service)
}

// shortName is the last part of a method's full name.
func shortName(fullName string) string { return fullName[strings.LastIndexByte(fullName, '/')+1:] }
