#!/bin/bash
# Entrypoint of dflab/clickhouse: what the official ClickHouse image does for DeepFlow's compose file, with Debian's
# ClickHouse 18.16 inside.
#
# Files: /etc/clickhouse-server/config.xml and users.xml, data in /var/lib/clickhouse and /var/lib/clickhouse_storage.
# Extra arguments go to the server. Logs go where config.xml says (console); SIGTERM ends it.
set -euo pipefail

case ${1:-} in
'' | -*) ;;
*) exec "$@" ;; # another command in the same image: a shell, the client
esac

conf=/etc/clickhouse-server
for file in "$conf/config.xml" "$conf/users.xml"; do
	[ ! -d "$file" ] || { echo "$file is a directory: the file to mount there does not exist on the host" >&2; exit 1; }
done
mkdir -p /var/lib/clickhouse/{tmp,format_schemas,user_files} /var/lib/clickhouse_storage
chown -R clickhouse:clickhouse /var/lib/clickhouse /var/lib/clickhouse_storage

# Settings that 18.16 demands and newer releases, for which config.xml is written, have defaults for or call differently
# (user_directories). Elements that 18.16 doesn't know, storage_configuration among them, it ignores.
exec setpriv --reuid=clickhouse --regid=clickhouse --init-groups -- \
	clickhouse-server --config-file="$conf/config.xml" -- \
	--users_config="$conf/users.xml" \
	--mark_cache_size=1073741824 \
	--format_schema_path=/var/lib/clickhouse/format_schemas/ \
	"$@"
