package exec

import (
	"errors"
	"fmt"
	"os/exec"
	"path"
	"regexp"
	"strings"

	"github.com/dflab/dflab/lab/rig"
)

// ErrNoDatabase says that this machine has no such database server. The text names the package to install.
var ErrNoDatabase = errors.New("no such server on this machine")

// Adapt changes how a database that is a program of this machine is run: neither has an image's entry point that would make its data
// folder and accounts. Other programs, and databases with arguments of their own, are left as they are. It is rig's Options.Adapt
// for grounds other than this package's, which does it by itself.
func Adapt(p rig.Program) (rig.Program, error) {
	if p.Source.Kind != rig.Exec || p.Args != nil {
		return p, nil
	}
	switch p.Name {
	case rig.MySQL:
		return mysql(p)
	case rig.ClickHouse:
		return clickhouse(p)
	}
	return p, nil
}

// shell is what the databases are started by: it becomes the database once the data folder is there.
const shell = "/bin/sh"

// Scripts for the first and later starts. $1 is the server, $2 the data folder, $3 my.cnf, $4 the accounts. What an interrupted first start has
// left is thrown away: only a data folder with its mark is complete. The socket is relative to the data folder, whose name may be too long
// for one.
const (
	mysqlHead = `set -eu
server=$1 data=$2 conf=$3 accounts=$4
user=; [ "$(id -u)" != 0 ] || user=--user=root
ready=$data/.dflab-ready
if [ ! -e "$ready" ]; then
	find "$data" -mindepth 1 -delete
`
	mariadbFirst = `	mariadb-install-db --no-defaults $user --datadir="$data" --skip-test-db --auth-root-authentication-method=normal >&2
	{
		echo "DELETE FROM mysql.global_priv WHERE user = '' OR user = 'root' AND host <> 'localhost';"
		echo 'FLUSH PRIVILEGES;'
		cat "$accounts"
	} | "$server" --no-defaults $user --datadir="$data" --bootstrap >&2
`
	mysqlFirst = `	"$server" --no-defaults $user --datadir="$data" --initialize-insecure --init-file="$accounts" >&2
`
	mysqlTail = `	touch "$ready"
fi
exec "$server" --defaults-file="$conf" $user --datadir="$data" --socket=mysql.sock --pid-file=mysql.pid`
	clickhouseScript = `set -eu
data=$1; shift
mkdir -p "$data/tmp" "$data/user_files" "$data/format_schemas"
exec "$@"
`
)

// mysql is a MySQL or MariaDB server with the guide's my.cnf and accounts.
func mysql(p rig.Program) (rig.Program, error) {
	server, err := database(p.Source.Ref, "mariadb-server", "mariadbd", "mysqld")
	if err != nil {
		return p, err
	}
	maria, err := isMariaDB(server)
	if err != nil {
		return p, err
	}
	script := mysqlHead + mysqlFirst + mysqlTail + " --mysqlx=OFF" // its port 33060 is nobody's
	if maria {
		script = mysqlHead + mariadbFirst + mysqlTail
	}
	data, accounts := "/var/lib/mysql", "/docker-entrypoint-initdb.d/init.sql"
	p.Files = append([]rig.File(nil), p.Files...)
	for i, f := range p.Files {
		if strings.HasSuffix(f.Path, ".sql") {
			accounts = f.Path
			p.Files[i].Text = plainPasswords(f.Text)
		}
	}
	conf := p.Config.Path
	p.Source.Ref = shell
	p.Args = func(at func(string) string) []string {
		return []string{"-c", script, "mysql", server, at(data), at(conf), at(accounts)}
	}
	return p, nil
}

// withPlugin is how MySQL 8 names the plugin of a password. MariaDB has other words for it; both take a password without one.
var withPlugin = regexp.MustCompile(`(?i)IDENTIFIED\s+WITH\s+\w+\s+BY`)

func plainPasswords(sql string) string { return withPlugin.ReplaceAllString(sql, "IDENTIFIED BY") }

func isMariaDB(server string) (bool, error) {
	out, err := exec.Command(server, "--no-defaults", "--version").CombinedOutput()
	if err != nil {
		return false, fmt.Errorf("ask %s for its version: %w: %s", server, explain(server, err), strings.TrimSpace(string(out)))
	}
	return strings.Contains(string(out), "MariaDB"), nil
}

// clickhouse is a ClickHouse server with the guide's config.xml and users.xml. The settings on its command line are those that 18.16, Debian's,
// demands and newer releases have defaults for.
func clickhouse(p rig.Program) (rig.Program, error) {
	server, err := database(p.Source.Ref, "clickhouse-server", "clickhouse-server", "clickhouse")
	if err != nil {
		return p, err
	}
	command := []string{server}
	if path.Base(server) == "clickhouse" {
		command = append(command, "server")
	}
	const data = "/var/lib/clickhouse"
	conf := p.Config.Path
	users := path.Join(path.Dir(conf), "users.xml")
	p.Source.Ref = shell
	p.Args = func(at func(string) string) []string {
		args := append([]string{"-c", clickhouseScript, "clickhouse", at(data)}, command...)
		return append(args, "--config-file="+at(conf), "--", "--users_config="+at(users), "--mark_cache_size=1073741824",
			"--format_schema_path="+at(data)+"/format_schemas/")
	}
	return p, nil
}

// database finds a server: the one that was named, or the first of names that is there.
func database(ref, deb string, names ...string) (string, error) {
	if ref != "" {
		names = []string{ref}
	}
	var errs []error
	for _, n := range names {
		server, err := look(n)
		if err == nil {
			return server, nil
		}
		errs = append(errs, err)
	}
	return "", fmt.Errorf("%w: %w (on Debian: apt-get install %s)", ErrNoDatabase, errors.Join(errs...), deb)
}
