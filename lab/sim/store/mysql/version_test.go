package mysql_test

import (
	"context"
	"testing"
)

// The version of a table moves with every change that others can see, and with nothing else.
func TestTableVersion(t *testing.T) {
	s, db := open(t, "deepflow")
	db.SetMaxOpenConns(1)
	last := s.TableVersion("deepflow", "t")
	if last != 0 {
		t.Errorf("a table that isn't there has version %d", last)
	}
	for _, c := range []struct {
		query string
		moves bool
	}{
		{"CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v INT)", true},
		{"CREATE TABLE u (id INT PRIMARY KEY)", false},
		{"INSERT INTO t (v) VALUES (1), (2)", true},
		{"SELECT * FROM t", false},
		{"INSERT INTO u VALUES (1)", false},
		{"UPDATE t SET v = 3 WHERE id = 1", true},
		{"UPDATE t SET v = 3 WHERE id = 99", false},
		{"BEGIN", false},
		{"DELETE FROM t WHERE id = 2", false},
		{"ROLLBACK", false},
		{"BEGIN", false},
		{"UPDATE t SET v = 4", false},
		{"COMMIT", true},
		{"ALTER TABLE t ADD COLUMN w INT, ADD COLUMN x INT", true},
		{"TRUNCATE TABLE t", true},
		{"RENAME TABLE t TO other", true},
		{"RENAME TABLE other TO t", true},
		{"DROP TABLE t", true},
		{"CREATE TABLE t (id INT)", true},
	} {
		if _, err := db.ExecContext(context.Background(), c.query); err != nil {
			t.Fatalf("%s: %v", c.query, err)
		}
		v := s.TableVersion("deepflow", "t")
		if moved := v != last; moved != c.moves {
			t.Errorf("%s: version %d, then %d", c.query, last, v)
		}
		last = v
	}
}
