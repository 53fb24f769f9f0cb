# dflab: the fault lab for DeepFlow.   make e2e   make test   — everything else is below.
export GOFLAGS := -tags=gms_pure_go
GO      ?= go
BIN     := bin/dflab
REPORT  ?= report
# How often `make soak` repeats what must be the same every time.
SOAK    ?= 200

.PHONY: all build test race e2e conformance lint generate bench soak fuzz clean

all: build

build: ## the command line, bin/dflab
	$(GO) build -trimpath -o $(BIN) ./tools/dflab

test: ## unit tests of everything, and the conformance suite
	$(GO) vet ./...
	$(GO) test ./...

race: ## the same under the race detector
	$(GO) test -race ./...

e2e: build ## the guide's faults, injected and mended
	$(GO) test ./e2e -count=1 -ginkgo.label-filter='guide' -ginkgo.v -ginkgo.junit-report=$(abspath $(REPORT))/guide.xml

conformance: ## the simulated server against the recordings of a real one (DFLAB_SERVER=… for another server)
	$(GO) test ./e2e -count=1 -ginkgo.label-filter='conformance' -ginkgo.v

lint: ## gofmt, vet, and the import rules of docs/architecture.md
	test -z "$$(gofmt -l $$(git ls-files '*.go'))"
	$(GO) vet ./...
	$(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.5.0 run ./...

generate: ## protobuf code (needs protoc)
	$(GO) generate ./lab/deepflow/wire/...

bench: ## the figures of the README
	$(GO) test ./lab/... ./e2e/... -run '^$$' -bench . -benchmem

soak: ## the same lab again and again, idle, under load, on one processor: event logs must be byte-identical
	DFLAB_SOAK=$(SOAK) $(GO) test ./e2e -count=1 -timeout 60m -ginkgo.label-filter='determinism' -ginkgo.v

fuzz: ## each fuzz target for half a minute
	tools/ci/fuzz.sh 30s

clean:
	rm -rf bin $(REPORT)
