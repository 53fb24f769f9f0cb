package mysql

import (
	"maps"
	"slices"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
)

// Stored procedures: the engine parses and runs them, the database keeps their text. DeepFlow's schema upgrades are full of them.
var _ sql.StoredProcedureDatabase = (*database)(nil)

// GetStoredProcedure implements sql.StoredProcedureDatabase.
func (d *database) GetStoredProcedure(_ *sql.Context, name string) (sql.StoredProcedureDetails, bool, error) {
	if p := (*d.procedures.Load())[strings.ToLower(name)]; p != nil {
		return *p, true, nil
	}
	return sql.StoredProcedureDetails{}, false, nil
}

// GetStoredProcedures implements sql.StoredProcedureDatabase.
func (d *database) GetStoredProcedures(*sql.Context) ([]sql.StoredProcedureDetails, error) {
	procedures := *d.procedures.Load()
	all := make([]sql.StoredProcedureDetails, 0, len(procedures))
	for _, name := range slices.Sorted(maps.Keys(procedures)) {
		all = append(all, *procedures[name])
	}
	return all, nil
}

// SaveStoredProcedure implements sql.StoredProcedureDatabase.
func (d *database) SaveStoredProcedure(_ *sql.Context, p sql.StoredProcedureDetails) error {
	procedures := *d.procedures.Load()
	if procedures[strings.ToLower(p.Name)] != nil {
		return sqlErr(1304, "42000", "PROCEDURE %s already exists", p.Name)
	}
	d.procedures.Store(with(procedures, strings.ToLower(p.Name), &p))
	return nil
}

// DropStoredProcedure implements sql.StoredProcedureDatabase.
func (d *database) DropStoredProcedure(_ *sql.Context, name string) error {
	procedures := *d.procedures.Load()
	if procedures[strings.ToLower(name)] == nil {
		return sql.ErrStoredProcedureDoesNotExist.New(name)
	}
	d.procedures.Store(with(procedures, strings.ToLower(name), nil))
	return nil
}
