#!/bin/sh
# Runs every fuzz target for the given time each, 30s unless given. Targets are found by their names; one that fails is run on to the
# next, and the script fails at the end.
#
#   tools/ci/fuzz.sh 5m
set -eu
cd "$(dirname "$0")/../.."
time=${1:-30s}
export GOFLAGS="${GOFLAGS:--tags=gms_pure_go}"

failed=""
ran=0
for file in $(grep -rl --include='*_test.go' '^func Fuzz' . | sort); do
	for target in $(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file"); do
		echo "== $target in $(dirname "$file")"
		ran=$((ran + 1))
		go test "$(dirname "$file")" -run '^$' -fuzz "^$target\$" -fuzztime "$time" || failed="$failed $target"
	done
done
echo "== $ran fuzz targets, $time each; failed:${failed:- none}"
[ "$ran" -gt 0 ] && [ -z "$failed" ]
