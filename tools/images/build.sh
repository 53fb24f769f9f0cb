#!/bin/bash
# Builds the lab's own container images, for machines that cannot pull, and for what no registry has:
#
#   dflab/lab:dev                   our static binary, nothing else: simulated server and agent, and a place for a host's network
#   dflab/mysql:mariadb-10.11       stands in for mysql:8.0.31 of the guide's compose file
#   dflab/clickhouse:18.16          stands in for clickhouse-server:23.8.7.24 (see docs/images.md for what it cannot)
#
#   tools/images/build.sh [lab] [databases]    both by default; an image that is up to date is left alone
#
# Environment: FORCE=1 builds everything again; LAB_IMAGES_CACHE=FILE.tar is loaded for the databases when it is there, and
# written when they were built (docker save); LAB_IMAGES_MIRROR and LAB_IMAGES_KEYRING, see rootfs.sh; DOCKER, GO: the commands.
# The databases need root, Debian's debootstrap (installed when missing, on Debian) and about 1.5 GB below TMPDIR.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
docker=${DOCKER:-docker}
go=${GO:-go}
lab=dflab/lab:dev mysql=dflab/mysql:mariadb-10.11 clickhouse=dflab/clickhouse:18.16

die() { echo "lab-images: $*" >&2; exit 1; }

# digest_of prints the digest that image $1 was built from, or nothing.
digest_of() { "$docker" image inspect --format '{{index .Config.Labels "io.dflab.digest"}}' "$1" 2>/dev/null || true; }

# up_to_date says whether image $1 exists and was built from digest $2.
up_to_date() { [ -z "${FORCE:-}" ] && [ "$(digest_of "$1")" = "$2" ]; }

# import_image makes image $1 with the label of digest $2 from the tar stream on stdin; the rest are Dockerfile instructions.
import_image() {
	local image=$1 digest=$2 changes=() before
	shift 2
	before=$("$docker" image inspect --format '{{.Id}}' "$image" 2>/dev/null || true)
	for change in "$@" "LABEL io.dflab=image io.dflab.version=$version io.dflab.digest=$digest"; do
		changes+=(--change "$change")
	done
	"$docker" import "${changes[@]}" - "$image" >/dev/null || return
	# What the name meant before has no name now; it goes unless a container uses it.
	[ -z "$before" ] || "$docker" image rm "$before" >/dev/null 2>&1 || true
}

# pack writes folder $1 as a tar stream: in one order, so that the same tree is the same layer in every image.
pack() { tar --create --directory "$1" --sort=name --numeric-owner --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' .; }

show() {
	for image; do
		"$docker" image inspect --format '{{index .RepoTags 0}} {{.Size}} {{index .Config.Labels "io.dflab.version"}}' "$image" |
			while read -r name size of; do printf '%-28s %5d MB  %s\n' "$name" $((size / 1000000)) "$of"; done
	done
}

build_lab() {
	local from=$SECONDS tree=$work/lab digest
	mkdir -p "$tree"/{etc,tmp,run,var/log/deepflow,var/log/deepflow-agent}
	chmod 1777 "$tree/tmp"
	CGO_ENABLED=0 "$go" build -trimpath -buildvcs=false -tags gms_pure_go -ldflags '-s -w' -o "$tree/dflab" ./tools/dflab || die "build tools/dflab"
	digest=$(sha256sum <"$tree/dflab" | cut -c 1-16)
	up_to_date "$lab" "$digest" && return
	pack "$tree" | import_image "$lab" "$digest" 'ENTRYPOINT ["/dflab"]' || die "import $lab"
	echo "lab-images: $lab built in $((SECONDS - from)) s"
}

# need_debootstrap installs debootstrap where that is allowed and known, or says what to do.
need_debootstrap() {
	[ "$(id -u)" = 0 ] || die "building the database images needs root (debootstrap makes device nodes and uses chroot): run it with sudo, or load them with LAB_IMAGES_CACHE=FILE.tar"
	command -v debootstrap >/dev/null && return
	grep -qE '^ID(_LIKE)?=.*debian' /etc/os-release 2>/dev/null ||
		die "debootstrap is missing: install it (package debootstrap, and debian-archive-keyring) and run this again"
	{ apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends debootstrap; } >"$work/apt.log" 2>&1 ||
		{ tail -n 20 "$work/apt.log" >&2; die "install debootstrap: see above"; }
}

build_databases() {
	local from=$SECONDS digest
	digest=$(cat "$here/rootfs.sh" "$here/mysql-entrypoint.sh" "$here/clickhouse-entrypoint.sh" | sha256sum | cut -c 1-16)
	if [ -n "${LAB_IMAGES_CACHE:-}" ] && [ -e "$LAB_IMAGES_CACHE" ] && ! { up_to_date "$mysql" "$digest" && up_to_date "$clickhouse" "$digest"; }; then
		"$docker" load -q -i "$LAB_IMAGES_CACHE" >/dev/null || die "load $LAB_IMAGES_CACHE"
	fi
	up_to_date "$mysql" "$digest" && up_to_date "$clickhouse" "$digest" && return
	need_debootstrap
	"$here/rootfs.sh" "$work/rootfs" || die "make the root file system of the databases"
	pack "$work/rootfs" | import_image "$mysql" "$digest" 'ENTRYPOINT ["mysql-entrypoint.sh"]' \
		'VOLUME /var/lib/mysql' 'EXPOSE 3306' 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8' ||
		die "import $mysql"
	pack "$work/rootfs" | import_image "$clickhouse" "$digest" 'ENTRYPOINT ["clickhouse-entrypoint.sh"]' \
		'VOLUME /var/lib/clickhouse' 'EXPOSE 8123 9000' 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8' ||
		die "import $clickhouse"
	echo "lab-images: $mysql and $clickhouse built in $((SECONDS - from)) s"
	if [ -n "${LAB_IMAGES_CACHE:-}" ]; then
		"$docker" save -o "$LAB_IMAGES_CACHE" "$mysql" "$clickhouse" || die "save $LAB_IMAGES_CACHE"
	fi
}

command -v "$docker" >/dev/null || die "$docker is missing: install Docker Engine (Debian: docker.io), or name another client by DOCKER"
"$docker" version --format '{{.Server.Version}}' >/dev/null || die "no Docker Engine answers: start it, or set DOCKER_HOST"
version=$(git describe --tags --always --dirty 2>/dev/null || echo unknown)
work=$(mktemp -d "${TMPDIR:-/tmp}/lab-images.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

[ $# -gt 0 ] || set -- lab databases
for what; do
	case $what in
	lab)
		build_lab
		show "$lab"
		;;
	databases)
		build_databases
		show "$mysql" "$clickhouse"
		;;
	*) die "unknown image $what: want lab or databases" ;;
	esac
done
