package clickhouse

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Query runs one statement in a database ("" is default). Errors are *Exception.
func (d *DB) Query(database, text string) (res *Result, err error) {
	return d.query(database, text, "")
}

// query runs a statement whose data, for an INSERT, may go on in body.
func (d *DB) query(database, text, body string) (res *Result, err error) {
	if database == "" {
		database = "default"
	}
	p, err := parse(text)
	if err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(error)
			var x *Exception
			if !ok || !errors.As(e, &x) {
				panic(r)
			}
			res, err = nil, x
		}
	}()
	if i, ok := p.stmt.(*insertStmt); ok {
		i.data += body
	}
	if res, err = d.execute(p.stmt, database); err != nil {
		return nil, err
	}
	res.format = p.format
	return res, nil
}

func (d *DB) execute(stmt any, database string) (*Result, error) {
	or := func(n tableName) tableName {
		if n.db == "" {
			n.db = database
		}
		return n
	}
	switch s := stmt.(type) {
	case *selectStmt:
		return d.run(s, database), nil
	case *showStmt:
		return d.show(s, database)
	case *describeStmt:
		return d.describe(or(s.name))
	case *showCreateStmt:
		return d.showCreate(or(s.name))
	case *existsStmt:
		return d.exists(s, or(s.name)), nil
	case *createDatabase:
		return d.createDatabase(s)
	case *createTable:
		n := or(s.name)
		err := d.CreateTable(n.db, Table{Name: n.table, Columns: s.columns, Engine: s.engine})
		var x *Exception
		if s.ifNotExists && errors.As(err, &x) && x.Code == 57 {
			err = nil
		}
		return &Result{}, err
	case *dropStmt:
		s.table = or(s.table)
		return &Result{}, d.drop(s)
	case *insertStmt:
		s.name = or(s.name)
		return d.insert(s)
	}
	return nil, unsupported(fmt.Sprintf("Statement %T", stmt))
}

// needs is an error for a database that doesn't exist. The caller holds the lock.
func (d *DB) needs(database string) error {
	if database == "system" || strings.EqualFold(database, "information_schema") || d.dbs[database] != nil {
		return nil
	}
	return unknownDatabase(database)
}

func oneText(column string, values []string) *Result {
	r := &Result{Columns: []Column{{Name: column, Type: typeString}}}
	for _, v := range values {
		r.Rows = append(r.Rows, []any{v})
	}
	return r
}

func (d *DB) show(s *showStmt, database string) (*Result, error) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	var names []string
	if s.what == "databases" {
		names = d.databases()
	} else {
		if s.db == "" {
			s.db = database
		}
		if err := d.needs(s.db); err != nil {
			return nil, err
		}
		for _, t := range sortedTables(d.dbs[s.db]) {
			names = append(names, t.Name)
		}
		if s.db == "system" {
			names = []string{"columns", "databases", "one", "tables"}
		}
	}
	if s.like != "" {
		re := likePattern(s.like, false)
		names = slices.DeleteFunc(names, func(n string) bool { return re.MatchString(n) == s.not })
	}
	return oneText("name", names), nil
}

func (d *DB) describe(n tableName) (*Result, error) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	t, err := d.find(n.db, n.table)
	if err != nil {
		return nil, err
	}
	r := &Result{}
	for _, c := range []string{"name", "type", "default_type", "default_expression", "comment", "codec_expression", "ttl_expression"} {
		r.Columns = append(r.Columns, Column{Name: c, Type: typeString})
	}
	for _, c := range t.Columns {
		r.Rows = append(r.Rows, []any{c.Name, c.Type.String(), "", "", c.Comment, "", ""})
	}
	return r, nil
}

func backtick(name string) string {
	for i := range len(name) {
		if !isLetter(name[i]) && (i == 0 || !isDigit(name[i])) {
			return "`" + name + "`"
		}
	}
	return name
}

func (d *DB) showCreate(n tableName) (*Result, error) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	t, err := d.find(n.db, n.table)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE %s.%s\n(\n", backtick(n.db), backtick(n.table))
	for i, c := range t.Columns {
		fmt.Fprintf(&b, "    `%s` %s", c.Name, c.Type)
		if c.Comment != "" {
			fmt.Fprintf(&b, " COMMENT %s", quote(c.Comment))
		}
		if i < len(t.Columns)-1 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, ")\nENGINE = %s", t.Engine)
	return oneText("statement", []string{b.String()}), nil
}

func (d *DB) exists(s *existsStmt, n tableName) *Result {
	d.mu.RLock()
	defer d.mu.RUnlock()
	var err error
	if s.database {
		err = d.needs(s.name.db)
	} else {
		_, err = d.find(n.db, n.table)
	}
	return &Result{Columns: []Column{{Name: "result", Type: typeUInt8}}, Rows: [][]any{{truth(err == nil)}}}
}

func (d *DB) createDatabase(s *createDatabase) (*Result, error) {
	d.mu.RLock()
	known := d.needs(s.name) == nil
	d.mu.RUnlock()
	if known {
		if s.ifNotExists {
			return &Result{}, nil
		}
		return nil, exception(82, "Database %s already exists.", s.name)
	}
	d.CreateDatabase(s.name)
	return &Result{}, nil
}

func (d *DB) drop(s *dropStmt) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s.database != "" {
		if d.dbs[s.database] == nil {
			if s.ifExists {
				return nil
			}
			return unknownDatabase(s.database)
		}
		delete(d.dbs, s.database)
		return nil
	}
	t, err := d.find(s.table.db, s.table.table)
	if err != nil {
		if s.ifExists {
			return nil
		}
		return err
	}
	if s.table.db == "system" {
		return unsupported("Changing system tables")
	}
	if s.truncate {
		s := t.stored()
		s.rows, s.unread = nil, nil
		return nil
	}
	delete(d.dbs[s.table.db], s.table.table)
	return nil
}
