#!/bin/bash
# Writes the root file system of the database images into the folder $1: Debian with mariadb-server, clickhouse-server and their clients, without
# what a container doesn't need, and our entrypoints. Needs root and debootstrap. LAB_IMAGES_MIRROR, LAB_IMAGES_KEYRING say where
# the packages come from; unset, it is where this machine's apt gets bookworm from, or deb.debian.org.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$1
suite=bookworm

# apt_target prints $2 (an indextargets format) of the machine's apt source for the suite's main component.
apt_target() {
	command -v apt-get >/dev/null || return 0
	apt-get indextargets 'Created-By: Packages' --format "\$(ORIGIN) \$(CODENAME) \$(COMPONENT) $1" 2>/dev/null |
		sed -n "s/^Debian $suite main //p" | head -n 1
}

mirror=${LAB_IMAGES_MIRROR:-$(apt_target '$(REPO_URI)')}
mirror=${mirror:-http://deb.debian.org/debian}
keyring=${LAB_IMAGES_KEYRING:-/usr/share/keyrings/debian-archive-keyring.gpg}
[ -e "$keyring" ] || { echo "rootfs: $keyring is missing: install debian-archive-keyring, or name another by LAB_IMAGES_KEYRING" >&2; exit 1; }

echo "rootfs: $suite from $mirror" >&2
if ! debootstrap --variant=minbase --include=mariadb-server,clickhouse-server,clickhouse-client --keyring="$keyring" "$suite" "$root" "$mirror" \
	>"$root.log" 2>&1; then
	tail -n 20 "$root.log" >&2
	echo "rootfs: debootstrap: see above" >&2
	exit 1
fi

cd "$root"
# The packages' own data and configuration: an image starts empty, and a mounted file is the whole configuration.
rm -rf var/lib/mysql/* var/lib/clickhouse/* etc/mysql etc/clickhouse-server
mkdir -p etc/mysql etc/clickhouse-server docker-entrypoint-initdb.d var/lib/clickhouse_storage
# As in the official image: without a my.cnf of one's own, names are not resolved, and 127.0.0.1 is not "localhost".
printf '[mysqld]\nskip-name-resolve\n' >etc/my.cnf
rm -rf var/cache/apt/* var/lib/apt/lists/* var/cache/debconf/*-old var/log/* boot/* \
	usr/share/doc/* usr/share/man/* usr/share/info/* usr/share/lintian usr/share/bash-completion usr/share/mysql-test
find usr/share/locale -mindepth 1 -maxdepth 1 -not -name 'locale.alias' -exec rm -rf {} +
find usr/share/mysql -mindepth 1 -maxdepth 1 -type d -not -name english -not -name charsets -not -name policy -exec rm -rf {} +
mkdir -p var/log/clickhouse-server var/log/mysql
chroot . chown clickhouse:clickhouse /var/log/clickhouse-server /var/lib/clickhouse /var/lib/clickhouse_storage
install -m 755 "$here/mysql-entrypoint.sh" "$here/clickhouse-entrypoint.sh" usr/local/bin/
