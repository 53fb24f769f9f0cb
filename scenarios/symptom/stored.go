package symptom

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"

	"github.com/dflab/dflab/lab"
)

// Stored is what ClickHouse got from a host's agent.
type Stored struct {
	// Table has a column agent_id: flow_log.l4_flow_log, application_log.log.
	Table string `yaml:"table"`
	Host  string `yaml:"host"`
	// None: the symptom is that nothing came.
	None bool `yaml:"none"`
}

var tableName = regexp.MustCompile("^[a-z_0-9]+\\.[a-z_0-9`.]+$")

// notThere are ClickHouse's exceptions of an unknown table and an unknown database; after the code versions before 20 have a comma.
var notThere = regexp.MustCompile(`Code: (60|81)[.,]`)

// Validate says what is missing or unknown.
func (s *Stored) Validate() error {
	if !tableName.MatchString(s.Table) {
		return fmt.Errorf("table %q: want DATABASE.TABLE", s.Table)
	}
	if s.Host == "" {
		return errors.New("host: want the agent's host")
	}
	return nil
}

// Seen counts the rows since the mark. A database or table that isn't there has none.
func (s *Stored) Seen(ctx context.Context, l *lab.Lab, since Mark) (bool, []string, error) {
	if l.ClickHouse == nil {
		return false, nil, fmt.Errorf("%w: it stores nothing", lab.ErrUnsupported)
	}
	id, err := agentID(ctx, l, s.Host)
	if err != nil {
		return false, nil, err
	}
	query := fmt.Sprintf("SELECT count() FROM %s WHERE agent_id = %d AND time >= toDateTime(%d)", s.Table, id, since.At.Unix())
	got, err := l.ClickHouse.Query(ctx, query)
	n := "0"
	switch {
	case err != nil && !notThere.MatchString(err.Error()):
		return false, nil, fmt.Errorf("query ClickHouse: %w", err)
	case err == nil && len(got) == 1 && len(got[0]) == 1:
		n = got[0][0]
	}
	return (n == "0") == s.None, []string{fmt.Sprintf("clickhouse> %s → %s", query, n)}, nil
}

func (s *Stored) String() string {
	what := "rows"
	if s.None {
		what = "no rows"
	}
	return fmt.Sprintf("%s has %s of the agent of %s", s.Table, what, s.Host)
}

// For is the same of another host's agent.
func (s *Stored) For(host string) Symptom {
	other := *s
	other.Host = host
	return &other
}

// agentID is the id of the host's agent, 0 when it isn't registered.
func agentID(ctx context.Context, l *lab.Lab, host string) (id int, err error) {
	h := l.Host(host)
	if h == nil {
		return 0, fmt.Errorf("host %q isn't in the lab", host)
	}
	for _, name := range namesOf(h)[1:] {
		err := l.MySQL.QueryRowContext(ctx, "SELECT id FROM vtap WHERE ctrl_ip = ? ORDER BY id DESC LIMIT 1", name).Scan(&id)
		if err == nil {
			return id, nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return 0, fmt.Errorf("query vtap: %w", err)
		}
	}
	return 0, nil
}
