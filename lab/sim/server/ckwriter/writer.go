package ckwriter

import (
	"context"
	"fmt"
	"net"
	"reflect"
	"strconv"
	"strings"
	"time"

	ck "github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/dflab/dflab/lab/deepflow/config"
	"github.com/dflab/dflab/lab/sim/server/ingester"
)

const (
	dialTimeout = 5 * time.Second // as the real one's (server/ingester/pkg/ckwriter at v6.6.9)
	readTimeout = 30 * time.Second
)

// Writer writes to one ClickHouse. Its methods are called one at a time.
type Writer struct {
	conn    driver.Conn
	dialect dialect
}

var _ ingester.RowWriter = (*Writer)(nil)

// Open connects to ClickHouse and asks what it is; the error of a ClickHouse that isn't there is the dial's. cluster is the one
// that Distributed tables are made on (ingester.ckdb.cluster-name) if ClickHouse has it; else what they show is read locally.
func Open(cfg config.ClickHouse, cluster string) (*Writer, error) {
	conn, err := ck.Open(&ck.Options{
		Addr:        []string{net.JoinHostPort(cfg.Host, strconv.Itoa(int(cfg.Port)))},
		Auth:        ck.Auth{Username: cfg.UserName, Password: cfg.UserPassword},
		DialTimeout: dialTimeout, ReadTimeout: readTimeout, MaxOpenConns: 2, MaxIdleConns: 1,
	})
	if err != nil {
		return nil, err
	}
	w := &Writer{conn: conn}
	if err := w.learn(cluster); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return w, nil
}

// learn makes sure that ClickHouse answers, and asks for what tables depend on.
func (w *Writer) learn(cluster string) error {
	ctx := context.Background()
	if err := w.conn.Ping(ctx); err != nil {
		return err
	}
	server, err := w.conn.ServerVersion()
	if err != nil {
		return err
	}
	var replicas uint64
	if err := w.conn.QueryRow(ctx, "SELECT count() FROM system.clusters WHERE cluster = "+quoted(cluster)).Scan(&replicas); err != nil {
		return fmt.Errorf("query clusters: %w", err)
	}
	w.dialect = dialect{plain: server.Version.Major < firstModern}
	if replicas > 0 {
		w.dialect.cluster = cluster
	}
	return nil
}

// Close closes the connections.
func (w *Writer) Close() error { return w.conn.Close() }

// CreateDatabase creates a database unless it exists.
func (w *Writer) CreateDatabase(name string) error {
	return w.conn.Exec(context.Background(), "CREATE DATABASE IF NOT EXISTS `"+name+"`")
}

// CreateTable creates a table unless it exists, with whatever columns.
func (w *Writer) CreateTable(database string, t ingester.Table) error {
	return w.conn.Exec(context.Background(), w.dialect.createTable(database, t))
}

// Insert appends rows in one block.
func (w *Writer) Insert(database, table string, columns []string, rows [][]any) error {
	query := "INSERT INTO `" + database + "`.`" + table + "` (`" + strings.Join(columns, "`, `") + "`)"
	batch, err := w.conn.PrepareBatch(context.Background(), query)
	if err != nil {
		return err
	}
	defer func() { _ = batch.Close() }() // sent already, or of no use
	types := make([]reflect.Type, 0, len(columns))
	for _, c := range batch.Columns() {
		types = append(types, c.ScanType())
	}
	for _, row := range rows {
		values := make([]any, len(row))
		for i, v := range row {
			if values[i] = v; i < len(types) {
				values[i] = fit(v, types[i])
			}
		}
		if err := batch.Append(values...); err != nil {
			return err
		}
	}
	return batch.Send()
}

// fit makes a number, or the numbers of a slice, the column's own type, which the protocol insists on; everything else stays.
func fit(v any, want reflect.Type) any {
	have := reflect.ValueOf(v)
	switch {
	case !have.IsValid() || have.Type() == want:
		return v
	case isNumber(have.Kind()) && isNumber(want.Kind()):
		return have.Convert(want).Interface()
	case have.Kind() == reflect.Slice && want.Kind() == reflect.Slice && isNumber(have.Type().Elem().Kind()) && isNumber(want.Elem().Kind()):
		made := reflect.MakeSlice(want, have.Len(), have.Len())
		for i := range have.Len() {
			made.Index(i).Set(have.Index(i).Convert(want.Elem()))
		}
		return made.Interface()
	}
	return v
}

func isNumber(k reflect.Kind) bool {
	return k >= reflect.Int && k <= reflect.Float64 && k != reflect.Uintptr
}
