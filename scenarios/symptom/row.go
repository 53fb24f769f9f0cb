package symptom

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/dflab/dflab/lab"
)

// Row is what MySQL answers.
type Row struct {
	Query string `yaml:"query"`
	// Is are the rows, as text, NULL as \N, in any order.
	Is [][]string `yaml:"is"`
}

// Validate says what is missing.
func (s *Row) Validate() error {
	if s.Query == "" {
		return errors.New("query: want a SELECT")
	}
	return nil
}

// Seen asks now.
func (s *Row) Seen(ctx context.Context, l *lab.Lab, _ Mark) (bool, []string, error) {
	got, err := rows(ctx, l.MySQL, s.Query)
	if err != nil {
		return false, nil, err
	}
	want := slices.Clone(s.Is)
	slices.SortFunc(want, slices.Compare)
	slices.SortFunc(got, slices.Compare)
	evidence := []string{fmt.Sprintf("mysql> %s → %v", s.Query, got)}
	return slices.EqualFunc(got, want, slices.Equal), evidence, nil
}

func (s *Row) String() string { return fmt.Sprintf("mysql> %s answers %v", s.Query, s.Is) }

func rows(ctx context.Context, db *sql.DB, query string) (all [][]string, err error) {
	r, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("query MySQL: %w", err)
	}
	defer r.Close()
	columns, err := r.Columns()
	if err != nil {
		return nil, fmt.Errorf("query MySQL: %w", err)
	}
	for r.Next() {
		cells := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := r.Scan(into...); err != nil {
			return nil, fmt.Errorf("query MySQL: %w", err)
		}
		row := make([]string, len(cells))
		for i, c := range cells {
			if row[i] = c.String; !c.Valid {
				row[i] = `\N`
			}
		}
		all = append(all, row)
	}
	if err := r.Err(); err != nil {
		return nil, fmt.Errorf("query MySQL: %w", err)
	}
	return all, nil
}
