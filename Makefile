# dflab: the fault lab for DeepFlow.   make e2e   make test   — everything else is below.
export GOFLAGS := -tags=gms_pure_go
GO      ?= go
BIN     := bin/dflab
REPORT  ?= report
# How often `make soak` repeats what must be the same every time.
SOAK    ?= 200

.PHONY: all build modules check test race e2e mutation conformance determinism lint generate bench soak fuzz binaries clean doctor-matrix lab-images lab-up lab-down

all: build

build: ## the command line, bin/dflab: static, as hosts of containers run it too
	CGO_ENABLED=0 $(GO) build -trimpath -o $(BIN) ./tools/dflab

# All packages but the suites of e2e, which have targets of their own.
UNIT = $$($(GO) list ./... | grep -v '/e2e$$')

check: ## gofmt and vet
	test -z "$$(gofmt -l $$(git ls-files '*.go'))"
	$(GO) vet ./...

test: check ## unit tests of everything, the conformance suite, the compose file, the doctor
	$(GO) test $(UNIT)
	$(GO) test ./e2e -ginkgo.label-filter='conformance || compose || doctor'

race: ## the unit tests under the race detector
	$(GO) test -race $(UNIT)

e2e: build ## the guide's faults, injected, held and mended, each with its control; PARTS=embedded|docker|local|exec
	$(BIN) run --parts $(or $(PARTS),auto)
	$(GO) test ./e2e -count=1 -ginkgo.label-filter='guide && !scenarios && !doctor' -ginkgo.junit-report=$(abspath $(REPORT))/guide.xml

mutation: ## the same experiments without fault, without fix, with a wrong fix: each must fail, in the right phase
	$(GO) test ./e2e -count=1 -ginkgo.label-filter='mutation' -ginkgo.v

conformance: ## the simulated server against the recordings of a real one (DFLAB_SERVER=… for another server)
	$(GO) test ./e2e -count=1 -ginkgo.label-filter='conformance' -ginkgo.v

lint: check ## gofmt, vet, and the import rules of docs/architecture.md
	$(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run ./...

doctor-matrix: ## docs/doctor-matrix.md: scenarios and pairs of faults, and the root causes that the doctor names
	$(GO) test ./e2e -count=1 -ginkgo.label-filter=doctor -update

lab-images: ## images of our own for labs of containers, without a registry (docs/images.md)
	tools/images/build.sh

lab-up: ## the guide's compose file on this host: NODE_IP=<its address> [IMAGES=local] (docs/compose.md)
	$(GO) run ./tools/compose -node-ip "$(NODE_IP)" -images $(or $(IMAGES),guide) up

lab-down: ## stop it; DATA=remove removes .lab, too
	$(GO) run ./tools/compose $(if $(filter remove,$(DATA)),-data) -images $(or $(IMAGES),guide) down

modules: ## download what go.mod asks for
	$(GO) mod download

generate: ## protobuf code (needs protoc)
	$(GO) generate ./lab/deepflow/wire/...

bench: ## the figures of the README
	$(GO) test ./lab/clock ./lab/vnet ./lab/sim ./lab/sim/agent ./lab/sim/store/... ./lab/sim/server/trisolaris ./lab/sim/server/cloud -run '^$$' -bench .

determinism: ## the same lab 20 times, idle, under load, on one processor, over real gRPC: event logs are byte-identical
	$(GO) test ./e2e -count=1 -ginkgo.label-filter=determinism -ginkgo.v

binaries: ## labs of this machine's MariaDB or MySQL and ClickHouse, as root: what every provider must do
	$(GO) test ./lab/exec -count=1 -run TestWhatEveryProviderDoes -v

soak: ## the same labs and scenarios again and again, idle, under load, on one processor: always the same
	DFLAB_SOAK=$(SOAK) $(GO) test ./e2e -count=1 -timeout 90m -ginkgo.timeout 90m -ginkgo.label-filter='determinism || soak' -ginkgo.v

fuzz: ## each fuzz target for half a minute
	tools/ci/fuzz.sh 30s

clean:
	rm -rf bin $(REPORT)
