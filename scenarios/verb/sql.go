package verb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/dflab/dflab/lab"
)

// SQL runs a statement on MySQL.
type SQL struct {
	// Table of database deepflow that the statement changes: the undo puts its rows back as they were.
	Table string `yaml:"table"`
	Run   string `yaml:"run"`
}

var identifier = regexp.MustCompile(`^[a-z_][a-z_0-9]*$`)

// Validate says what is missing or can't be.
func (v *SQL) Validate() error {
	switch {
	case !identifier.MatchString(v.Table):
		return fmt.Errorf("table %q: want the table that the statement changes", v.Table)
	case strings.TrimSpace(v.Run) == "":
		return errors.New("run: want a statement")
	}
	return nil
}

// Do keeps the table and runs the statement. The undo restores the table's rows as they were, what the server wrote since
// included. A statement that does anything else than change, make or drop that table can't be undone.
func (v *SQL) Do(ctx context.Context, l *lab.Lab) (Undo, error) {
	kept, err := keep(ctx, l.MySQL, v.Table)
	if err != nil {
		return Nothing, wrap(v, err)
	}
	_, err = l.MySQL.ExecContext(ctx, v.Run)
	if !actsOn(v.Run, v.Table) {
		return func(context.Context) error { return ErrIrreversible }, wrap(v, err)
	}
	return func(ctx context.Context) error { return kept.restore(ctx, l.MySQL) }, wrap(v, err)
}

func (v *SQL) String() string { return "mysql> " + v.Run }

// table is a table as it was. A table that wasn't there has no create statement.
type table struct {
	name, create string
	columns      []string
	rows         [][]any
}

func keep(ctx context.Context, db *sql.DB, name string) (t table, err error) {
	t.name = name
	var n int
	const exists = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?"
	if err := db.QueryRowContext(ctx, exists, name).Scan(&n); err != nil || n == 0 {
		return t, err
	}
	if err := db.QueryRowContext(ctx, "SHOW CREATE TABLE `"+name+"`").Scan(&name, &t.create); err != nil {
		return t, fmt.Errorf("keep table %s: %w", t.name, err)
	}
	rows, err := db.QueryContext(ctx, "SELECT * FROM `"+t.name+"`")
	if err != nil {
		return t, fmt.Errorf("keep table %s: %w", t.name, err)
	}
	defer rows.Close()
	if t.columns, err = rows.Columns(); err != nil {
		return t, fmt.Errorf("keep table %s: %w", t.name, err)
	}
	for rows.Next() {
		row, into := make([]any, len(t.columns)), make([]any, len(t.columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return t, fmt.Errorf("keep table %s: %w", t.name, err)
		}
		t.rows = append(t.rows, row)
	}
	if err := rows.Err(); err != nil {
		return t, fmt.Errorf("keep table %s: %w", t.name, err)
	}
	return t, nil
}

// restore makes the table again what it was, in one transaction where it still stands.
func (t table) restore(ctx context.Context, db *sql.DB) error {
	if t.create == "" {
		_, err := db.ExecContext(ctx, "DROP TABLE IF EXISTS `"+t.name+"`")
		return err
	}
	if _, err := db.ExecContext(ctx, strings.Replace(t.create, "CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1)); err != nil {
		return fmt.Errorf("restore table %s: %w", t.name, err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("restore table %s: %w", t.name, err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	if _, err := tx.ExecContext(ctx, "DELETE FROM `"+t.name+"`"); err != nil {
		return fmt.Errorf("restore table %s: %w", t.name, err)
	}
	insert := "INSERT INTO `" + t.name + "` (`" + strings.Join(t.columns, "`, `") + "`) VALUES (?" + strings.Repeat(", ?", len(t.columns)-1) + ")"
	for _, row := range t.rows {
		if _, err := tx.ExecContext(ctx, insert, row...); err != nil {
			return fmt.Errorf("restore table %s: %w", t.name, err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("restore table %s: %w", t.name, err)
	}
	return nil
}
