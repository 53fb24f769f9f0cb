#!/bin/sh
# Generates the Go packages of the protocol from its .proto files. Needs protoc (Debian: protobuf-compiler);
# the plugins are built at the versions below, outside of the module.
set -eu
PROTOC_GEN_GO=google.golang.org/protobuf/cmd/protoc-gen-go@v1.36.12
PROTOC_GEN_GO_GRPC=google.golang.org/grpc/cmd/protoc-gen-go-grpc@v1.6.2

cd "$(dirname "$0")"
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
GOBIN=$bin GOFLAGS='' go install "$PROTOC_GEN_GO"
GOBIN=$bin GOFLAGS='' go install "$PROTOC_GEN_GO_GRPC"
PATH=$bin:$PATH

for proto in agent/agent.proto stats/stats.proto flow/flow.proto; do
	protoc --go_out=. --go_opt=paths=source_relative \
		--go-grpc_out=. --go-grpc_opt=paths=source_relative "$proto"
done
