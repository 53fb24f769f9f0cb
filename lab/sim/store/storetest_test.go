package store_test

import (
	"database/sql"
	"net"
	"os"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/dflab/dflab/lab/sim/store"
	"github.com/dflab/dflab/lab/sim/store/storetest"
)

// listen is a loopback listener that closes with the test.
func listen(t testing.TB) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return ln
}

func newStore(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	if o.Users == nil {
		o.Users = []store.User{{Name: "root", Password: "deepflow", Host: "%"}}
	}
	s, err := store.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// serve opens the MySQL face on a socket; dsn has no database.
func serve(t testing.TB, s *store.Store) (dsn string) {
	t.Helper()
	ln := listen(t)
	go s.ServeMySQL(ln)
	return "root:deepflow@tcp(" + ln.Addr().String() + ")/"
}

func openDSN(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestMySQL(t *testing.T) {
	storetest.MySQL(t, openDSN(t, serve(t, newStore(t, store.Options{}))))
}

func TestMySQLInProcess(t *testing.T) {
	c, err := newStore(t, store.Options{}).Connector("")
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(c)
	defer db.Close()
	db.SetMaxOpenConns(8)
	var now string
	if err := db.QueryRow("SELECT @@version").Scan(&now); err != nil || now != "8.0.31" {
		t.Errorf("version %q, %v", now, err)
	}
}

func TestRealMySQL(t *testing.T) {
	dsn := os.Getenv("DFLAB_TEST_MYSQL_DSN")
	if dsn == "" {
		t.Skip("DFLAB_TEST_MYSQL_DSN names no server")
	}
	if _, err := mysql.ParseDSN(dsn); err != nil {
		t.Fatal(err)
	}
	storetest.MySQL(t, openDSN(t, dsn))
}

// serveClickHouse opens the ClickHouse face on a socket and returns its address for HTTP.
func serveClickHouse(t testing.TB, s *store.Store) string {
	t.Helper()
	ln := listen(t)
	go s.ServeClickHouse(ln)
	return "http://" + ln.Addr().String()
}

func TestClickHouse(t *testing.T) {
	storetest.ClickHouse(t, serveClickHouse(t, newStore(t, store.Options{})))
}

func TestRealClickHouse(t *testing.T) {
	base := os.Getenv("DFLAB_TEST_CLICKHOUSE_URL")
	if base == "" {
		t.Skip("DFLAB_TEST_CLICKHOUSE_URL names no server")
	}
	storetest.ClickHouse(t, base)
}
