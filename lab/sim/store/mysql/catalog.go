package mysql

import (
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/dolthub/go-mysql-server/sql"
)

// catalog is a server's databases. The maps are replaced, never changed, so that readers take no lock; writers hold the
// server's mutex.
type catalog struct {
	dbs atomic.Pointer[map[string]*database]
	// published counts the versions of tables.
	published atomic.Uint64
}

var (
	_ sql.CollatedDatabaseProvider = (*catalog)(nil)
	_ sql.TableCreator             = (*database)(nil)
	_ sql.TableDropper             = (*database)(nil)
	_ sql.TableRenamer             = (*database)(nil)
	_ sql.ViewDatabase             = (*database)(nil)
	_ sql.TriggerDatabase          = (*database)(nil)
	_ sql.CollatedDatabase         = (*database)(nil)
)

func newCatalog() *catalog {
	c := &catalog{}
	c.dbs.Store(&map[string]*database{})
	// The databases that every server lists. They are empty: what the server knows of itself is in information_schema.
	for _, name := range []string{"mysql", "performance_schema", "sys"} {
		_ = c.CreateDatabase(nil, name)
	}
	return c
}

// with is a copy of a map with one entry changed or, for the zero value, removed.
func with[V any](m map[string]*V, name string, v *V) *map[string]*V {
	c := maps.Clone(m)
	if v == nil {
		delete(c, name)
	} else {
		c[name] = v
	}
	return &c
}

// Database implements sql.DatabaseProvider.
func (c *catalog) Database(_ *sql.Context, name string) (sql.Database, error) {
	if db := (*c.dbs.Load())[strings.ToLower(name)]; db != nil {
		return db, nil
	}
	return nil, sql.ErrDatabaseNotFound.New(name)
}

// HasDatabase implements sql.DatabaseProvider.
func (c *catalog) HasDatabase(_ *sql.Context, name string) bool {
	return (*c.dbs.Load())[strings.ToLower(name)] != nil
}

// AllDatabases implements sql.DatabaseProvider, sorted by name.
func (c *catalog) AllDatabases(*sql.Context) []sql.Database {
	dbs := *c.dbs.Load()
	all := make([]sql.Database, 0, len(dbs))
	for _, name := range slices.Sorted(maps.Keys(dbs)) {
		all = append(all, dbs[name])
	}
	return all
}

// CreateDatabase implements sql.MutableDatabaseProvider.
func (c *catalog) CreateDatabase(ctx *sql.Context, name string) error {
	return c.CreateCollatedDatabase(ctx, name, sql.Collation_Default)
}

// CreateCollatedDatabase implements sql.CollatedDatabaseProvider.
func (c *catalog) CreateCollatedDatabase(_ *sql.Context, name string, collation sql.CollationID) error {
	if collation == sql.Collation_Default || collation == sql.Collation_Unspecified {
		collation = sql.Collation_utf8mb4_0900_ai_ci // MySQL 8's default; the engine's is binary
	}
	db := &database{name: name, published: &c.published}
	db.collation.Store(uint32(collation))
	db.tables.Store(&map[string]*table{})
	db.views.Store(&map[string]*sql.ViewDefinition{})
	db.procedures.Store(&map[string]*sql.StoredProcedureDetails{})
	c.dbs.Store(with(*c.dbs.Load(), strings.ToLower(name), db))
	return nil
}

// DropDatabase implements sql.MutableDatabaseProvider.
func (c *catalog) DropDatabase(ctx *sql.Context, name string) error {
	dbs := *c.dbs.Load()
	if db := dbs[strings.ToLower(name)]; db != nil {
		for _, t := range *db.tables.Load() {
			if err := sessionOf(ctx).exclusive(t); err != nil {
				return err
			}
		}
	}
	c.dbs.Store(with(dbs, strings.ToLower(name), nil))
	return nil
}

// database is a named set of tables.
type database struct {
	name      string
	collation atomic.Uint32
	tables    atomic.Pointer[map[string]*table]
	views     atomic.Pointer[map[string]*sql.ViewDefinition]
	published *atomic.Uint64 // the catalogue's

	procedures atomic.Pointer[map[string]*sql.StoredProcedureDetails]
}

// Name implements sql.Database.
func (d *database) Name() string { return d.name }

// GetCollation implements sql.CollatedDatabase.
func (d *database) GetCollation(*sql.Context) sql.CollationID {
	return sql.CollationID(d.collation.Load())
}

// SetCollation implements sql.CollatedDatabase.
func (d *database) SetCollation(_ *sql.Context, c sql.CollationID) error {
	d.collation.Store(uint32(c))
	return nil
}

// GetTableInsensitive implements sql.Database.
func (d *database) GetTableInsensitive(ctx *sql.Context, name string) (sql.Table, bool, error) {
	t := (*d.tables.Load())[strings.ToLower(name)]
	if t == nil {
		return nil, false, nil
	}
	return &view{table: t, planned: sessionOf(ctx).planned(t)}, true, nil
}

// GetTableNames implements sql.Database, sorted.
func (d *database) GetTableNames(*sql.Context) ([]string, error) {
	tables := *d.tables.Load()
	names := make([]string, 0, len(tables))
	for _, t := range tables {
		names = append(names, t.name)
	}
	slices.Sort(names)
	return names, nil
}

// CreateTable implements sql.TableCreator.
func (d *database) CreateTable(_ *sql.Context, name string, schema sql.PrimaryKeySchema, collation sql.CollationID, comment string) error {
	tables := *d.tables.Load()
	if tables[strings.ToLower(name)] != nil {
		return sql.ErrTableAlreadyExists.New(name)
	}
	for _, c := range schema.PkOrdinals {
		if !keyable(schema.Schema[c].Type) {
			return sql.ErrInvalidBlobTextKey.New(schema.Schema[c].Name)
		}
	}
	t := &table{db: d, name: name}
	t.next.Store(1)
	t.commit(newState(stored(schema), collation, comment))
	d.tables.Store(with(tables, strings.ToLower(name), t))
	return nil
}

// DropTable implements sql.TableDropper.
func (d *database) DropTable(ctx *sql.Context, name string) error {
	tables := *d.tables.Load()
	t := tables[strings.ToLower(name)]
	if t == nil {
		return sql.ErrTableNotFound.New(name)
	}
	if err := sessionOf(ctx).exclusive(t); err != nil {
		return err
	}
	d.tables.Store(with(tables, strings.ToLower(name), nil))
	return nil
}

// RenameTable implements sql.TableRenamer.
func (d *database) RenameTable(ctx *sql.Context, from, to string) error {
	tables := *d.tables.Load()
	old := tables[strings.ToLower(from)]
	if old == nil {
		return sql.ErrTableNotFound.New(from)
	}
	if tables[strings.ToLower(to)] != nil {
		return sql.ErrTableAlreadyExists.New(to)
	}
	if err := sessionOf(ctx).exclusive(old); err != nil {
		return err
	}
	t := &table{db: d, name: to}
	t.next.Store(old.next.Load())
	st := old.committed.Load().clone()
	st.schema.Schema = st.schema.Schema.Copy()
	for _, c := range st.schema.Schema {
		c.Source = to
	}
	t.commit(st)
	renamed := with(tables, strings.ToLower(from), nil)
	d.tables.Store(with(*renamed, strings.ToLower(to), t))
	return nil
}

// CreateView implements sql.ViewDatabase.
func (d *database) CreateView(ctx *sql.Context, name, selectStatement, createViewStmt string) error {
	views := *d.views.Load()
	if views[strings.ToLower(name)] != nil {
		return sql.ErrExistingView.New(d.name, name)
	}
	v := &sql.ViewDefinition{Name: name, TextDefinition: selectStatement, CreateViewStatement: createViewStmt, SqlMode: sql.LoadSqlMode(ctx).String()}
	d.views.Store(with(views, strings.ToLower(name), v))
	return nil
}

// DropView implements sql.ViewDatabase.
func (d *database) DropView(_ *sql.Context, name string) error {
	views := *d.views.Load()
	if views[strings.ToLower(name)] == nil {
		return sql.ErrViewDoesNotExist.New(d.name, name)
	}
	d.views.Store(with(views, strings.ToLower(name), nil))
	return nil
}

// GetViewDefinition implements sql.ViewDatabase.
func (d *database) GetViewDefinition(_ *sql.Context, name string) (sql.ViewDefinition, bool, error) {
	if v := (*d.views.Load())[strings.ToLower(name)]; v != nil {
		return *v, true, nil
	}
	return sql.ViewDefinition{}, false, nil
}

// AllViews implements sql.ViewDatabase.
func (d *database) AllViews(*sql.Context) ([]sql.ViewDefinition, error) {
	views := *d.views.Load()
	all := make([]sql.ViewDefinition, 0, len(views))
	for _, name := range slices.Sorted(maps.Keys(views)) {
		all = append(all, *views[name])
	}
	return all, nil
}

// GetTriggers implements sql.TriggerDatabase, which the engine wants; there are no triggers.
func (d *database) GetTriggers(*sql.Context) ([]sql.TriggerDefinition, error) { return nil, nil }

// CreateTrigger implements sql.TriggerDatabase.
func (d *database) CreateTrigger(*sql.Context, sql.TriggerDefinition) error {
	return sql.ErrUnsupportedFeature.New("CREATE TRIGGER")
}

// DropTrigger implements sql.TriggerDatabase.
func (d *database) DropTrigger(_ *sql.Context, name string) error {
	return sql.ErrTriggerDoesNotExist.New(name)
}
