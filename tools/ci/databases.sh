#!/bin/sh
# Runs the store's conformance suite, and the simulated server with external databases, against real servers: Debian's
# mariadb-server and clickhouse-server, started on loopback with temporary data directories and stopped again. For a fresh
# Debian 12, as root; needs Go.
#
#   tools/ci/databases.sh            # all of it
#   tools/ci/databases.sh -run Real  # arguments go to go test
set -eu
cd "$(dirname "$0")/../.."

missing=""
command -v mariadbd >/dev/null || missing="$missing mariadb-server"
command -v clickhouse-server >/dev/null || missing="$missing clickhouse-server"
command -v curl >/dev/null || missing="$missing curl"
if [ -n "$missing" ]; then
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -q
	# A package's own service must not start: ours run on other ports. policy-rc.d is there only while installing.
	guard=""
	if [ ! -e /usr/sbin/policy-rc.d ]; then
		guard=/usr/sbin/policy-rc.d
		printf '#!/bin/sh\nexit 101\n' >"$guard"
		chmod +x "$guard"
	fi
	# shellcheck disable=SC2086 # a list of packages
	apt-get install -y -q --no-install-recommends $missing || { [ -z "$guard" ] || rm -f "$guard"; exit 1; }
	[ -z "$guard" ] || rm -f "$guard"
fi

work=$(mktemp -d)
pids=""
stop() {
	for pid in $pids; do
		kill "$pid" 2>/dev/null || true
	done
	for pid in $pids; do
		wait "$pid" 2>/dev/null || true
	done
	rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

mysql_port=${MYSQL_PORT:-23306}
http_port=${CLICKHOUSE_HTTP_PORT:-28123}
tcp_port=${CLICKHOUSE_TCP_PORT:-29000}

# waits "$1" until the command succeeds, or shows the log and fails.
await() {
	name=$1 log=$2
	shift 2
	n=0
	until "$@" >/dev/null 2>&1; do
		n=$((n + 1))
		if [ "$n" -gt 300 ]; then
			echo "$name did not start:" >&2
			tail -n 50 "$log" >&2
			exit 1
		fi
		sleep 0.2
	done
}

echo "== mariadbd on 127.0.0.1:$mysql_port"
mariadb-install-db --no-defaults --datadir="$work/mysql" --user=root --auth-root-authentication-method=normal \
	--skip-test-db >"$work/mysql-install.log" 2>&1 || { cat "$work/mysql-install.log" >&2; exit 1; }
mariadbd --no-defaults --datadir="$work/mysql" --user=root --bind-address=127.0.0.1 --port="$mysql_port" \
	--socket="$work/mysql.sock" --pid-file="$work/mysql.pid" --innodb-flush-log-at-trx-commit=0 \
	--character-set-server=utf8mb4 >"$work/mysql.log" 2>&1 &
pids="$pids $!"
await mariadbd "$work/mysql.log" mariadb-admin --no-defaults --protocol=tcp -h127.0.0.1 -P"$mysql_port" -uroot ping

echo "== clickhouse-server on 127.0.0.1:$http_port"
mkdir -p "$work/clickhouse/tmp" "$work/clickhouse/format_schemas"
cat >"$work/clickhouse.xml" <<XML
<yandex>
	<logger><level>warning</level><log>$work/clickhouse.log</log><errorlog>$work/clickhouse.err.log</errorlog></logger>
	<listen_host>127.0.0.1</listen_host>
	<http_port>$http_port</http_port>
	<tcp_port>$tcp_port</tcp_port>
	<path>$work/clickhouse/</path>
	<tmp_path>$work/clickhouse/tmp/</tmp_path>
	<format_schema_path>$work/clickhouse/format_schemas/</format_schema_path>
	<users_config>$work/clickhouse-users.xml</users_config>
	<default_profile>default</default_profile>
	<default_database>default</default_database>
	<mark_cache_size>5368709120</mark_cache_size>
	<timezone>UTC</timezone>
</yandex>
XML
cat >"$work/clickhouse-users.xml" <<XML
<yandex>
	<profiles><default/></profiles>
	<users><default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users>
	<quotas><default/></quotas>
</yandex>
XML
clickhouse-server --config-file="$work/clickhouse.xml" >"$work/clickhouse.out" 2>&1 &
pids="$pids $!"
await clickhouse-server "$work/clickhouse.out" curl -fs "http://127.0.0.1:$http_port/ping"

export DFLAB_TEST_MYSQL_DSN="root@tcp(127.0.0.1:$mysql_port)/"
export DFLAB_TEST_CLICKHOUSE_URL="http://127.0.0.1:$http_port"
export DFLAB_TEST_CLICKHOUSE_ADDR="127.0.0.1:$tcp_port"
go test -tags=gms_pure_go -count=1 "$@" ./lab/sim/store/... ./lab/sim/server/ckwriter
go test -tags=gms_pure_go -count=1 -run TestExternalDatabases ./tools/dflab
