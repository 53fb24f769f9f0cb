#!/bin/bash
# Entrypoint of dflab/mysql: what the official MySQL image does for DeepFlow's compose file, with Debian's MariaDB inside.
#
# Environment: MYSQL_ROOT_PASSWORD (needed on the first start, unless MYSQL_ALLOW_EMPTY_PASSWORD is set), MYSQL_DATABASE.
# Files: /etc/my.cnf or /etc/mysql/my.cnf, /docker-entrypoint-initdb.d/*.sql and *.sh (first start), data in /var/lib/mysql.
# Extra arguments go to the database server. Everything is logged to stderr; SIGTERM ends it.
set -euo pipefail

data=/var/lib/mysql
socket=/run/mysqld/mysqld.sock
conf=/run/mysqld/my.cnf

say() { echo "$(date '+%F %T') [entrypoint] $*" >&2; }
die() { say "ERROR: $*"; exit 1; }

# mysql8_accounts translates how MySQL 8 gives an account its password: DeepFlow's init.sql is written for that.
mysql8_accounts() {
	sed -E "s/IDENTIFIED +WITH +(mysql_native_password|caching_sha2_password) +BY +('([^'\\\\]|''|\\\\.)*')/IDENTIFIED VIA mysql_native_password USING PASSWORD(\2)/Ig"
}

# quote prints $1 as an SQL string.
quote() { printf "'%s'" "$(printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e "s/'/''/g")"; }

configure() {
	mkdir -p /run/mysqld
	cat >"$conf" <<-CNF
		[mysqld]
		character-set-server=utf8mb4
		collation-server=utf8mb4_general_ci
	CNF
	for file in /etc/my.cnf /etc/mysql/my.cnf; do
		[ ! -d "$file" ] || die "$file is a directory: the file to mount there does not exist on the host"
		[ ! -e "$file" ] || { echo; cat "$file"; } >>"$conf"
	done
	chown -R mysql:mysql /run/mysqld "$data"
}

server=(mariadbd --defaults-file="$conf" --user=mysql --datadir="$data" --socket="$socket" --pid-file=/run/mysqld/mysqld.pid)

# as_root runs a client as root with the password of the account, if it has one by now.
as_root() { MYSQL_PWD=$password mariadb --no-defaults --socket="$socket" -uroot "$@"; }

stop_temporary() { kill "$temporary" 2>/dev/null || true; wait "$temporary" || true; }

# initialize makes the system tables, the accounts and the database, and runs the init files, on a server without network.
initialize() {
	[ -n "${MYSQL_ROOT_PASSWORD:-}${MYSQL_ALLOW_EMPTY_PASSWORD:-}" ] ||
		die "the database is not initialized and MYSQL_ROOT_PASSWORD is not set"
	say "initializing $data"
	mariadb-install-db --defaults-file="$conf" --user=mysql --datadir="$data" --skip-test-db --cross-bootstrap \
		--auth-root-authentication-method=normal >/run/mysqld/install.log 2>&1 || { cat /run/mysqld/install.log >&2; die "mariadb-install-db"; }
	"${server[@]}" --skip-networking --skip-log-bin "$@" &
	temporary=$!
	trap 'stop_temporary; exit 143' TERM INT
	password=""
	until as_root -e 'SELECT 1' >/dev/null 2>&1; do
		kill -0 "$temporary" 2>/dev/null || die "the temporary server ended"
		sleep 0.1
	done
	accounts
	[ -z "${MYSQL_DATABASE:-}" ] || as_root -e "CREATE DATABASE IF NOT EXISTS \`$MYSQL_DATABASE\`"
	init_files
	stop_temporary
	trap - TERM INT
	say "initialized"
}

accounts() {
	local secret
	secret=$(quote "${MYSQL_ROOT_PASSWORD:-}")
	as_root <<-SQL
		CREATE USER IF NOT EXISTS 'root'@'%' IDENTIFIED BY $secret;
		GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;
		ALTER USER 'root'@'localhost' IDENTIFIED BY $secret;
		DELETE FROM mysql.global_priv WHERE user = '' OR (user = 'root' AND host NOT IN ('%', 'localhost'));
		FLUSH PRIVILEGES;
	SQL
	password=${MYSQL_ROOT_PASSWORD:-}
}

init_files() {
	for file in /docker-entrypoint-initdb.d/*; do
		case $file in
		*.sql) say "running $file"; mysql8_accounts <"$file" | as_root ${MYSQL_DATABASE:+--database="$MYSQL_DATABASE"} || die "run $file" ;;
		*.sh) say "running $file"; bash "$file" || die "run $file" ;;
		*'*') ;; # an empty folder
		*) say "ignoring $file" ;;
		esac
	done
}

case ${1:-} in
mysqld | mariadbd) shift ;;
'' | -*) ;;
*) exec "$@" ;; # another command in the same image: a shell, the client
esac
configure
[ -d "$data/mysql" ] || initialize "$@"
exec "${server[@]}" "$@"
