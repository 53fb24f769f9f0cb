package mysql

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	vmysql "github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/vt/sqlparser"
)

// translation turns an error text of the engine into MySQL's error. Its numbers, states and texts are those of MySQL 8.0's
// message file (share/messages_to_clients.txt).
type translation struct {
	engine *regexp.Regexp
	num    int
	state  string
	text   string // $1, $2 are the engine's arguments
}

func tr(engine string, num int, state, text string) translation {
	return translation{regexp.MustCompile(`(?s)^(?:.*: )??` + engine + `$`), num, state, text}
}

var translations = []translation{
	tr(`no database selected`, 1046, "3D000", "No database selected"),
	tr(`database not found: ([^,]+).*`, 1049, "42000", "Unknown database '$1'"),
	tr(`can't create database (.+); database exists`, 1007, "HY000", "Can't create database '$1'; database exists"),
	tr(`can't drop database (.+); database doesn't exist`, 1008, "HY000", "Can't drop database '$1'; database doesn't exist"),
	tr(`table with name (\S+) already exists`, 1050, "42S01", "Table '$1' already exists"),
	tr(`the view \S+?\.(\S+) already exists`, 1050, "42S01", "Table '$1' already exists"),
	tr(`column name '(.+)' is non-nullable but attempted to set a value of null`, 1048, "23000", "Column '$1' cannot be null"),
	tr(`Field '(.+)' doesn't have a default value`, 1364, "HY000", "Field '$1' doesn't have a default value"),
	tr(`ambiguous column name "(.+)", it's present.*`, 1052, "23000", "Column '$1' in field list is ambiguous"),
	tr(`ambiguous column or alias name "(.+)"`, 1052, "23000", "Column '$1' in field list is ambiguous"),
	tr(`Column "(.+)" in order clause is ambiguous`, 1052, "23000", "Column '$1' in order clause is ambiguous"),
	tr(`Column "(.+)" already exists`, 1060, "42S21", "Duplicate column name '$1'"),
	tr(`[Dd]uplicate column name:? ['"]?([^'"]+)['"]?`, 1060, "42S21", "Duplicate column name '$1'"),
	tr(`Duplicate key name '(.+)'`, 1061, "42000", "Duplicate key name '$1'"),
	tr(`[Mm]ultiple primary keys? defined.*`, 1068, "42000", "Multiple primary key defined"),
	tr(`Not unique table/alias: (\S+)`, 1066, "42000", "Not unique table/alias: '$1'"),
	tr(`column '(.+)' specified twice`, 1110, "42000", "Column '$1' specified twice"),
	tr(`number of values does not match number of columns provided`, 1136, "21S01", "Column count doesn't match value count at row 1"),
	tr(`Column count doesn't match value count at row (\d+)`, 1136, "21S01", "Column count doesn't match value count at row $1"),
	tr(`error: can't drop '(.+)'; check that column/key exists`, 1091, "42000", "Can't DROP '$1'; check that column/key exists"),
	tr(`[Kk]ey column '(.+)' doesn't exist in table`, 1072, "42000", "Key column '$1' doesn't exist in table"),
	tr(`string '.*' is too large for column '(.+)'`, 1406, "22001", "Data too long for column '$1' at row 1"),
	tr(`Incorrect datetime value: '(.*)'`, 1292, "22007", "Incorrect datetime value: '$1'"),
	tr(`Unknown system variable '(.+)'`, 1193, "HY000", "Unknown system variable '$1'"),
	tr(`Variable '(.+)' is a read only variable`, 1238, "HY000", "Variable '$1' is a read only variable"),
	tr(`blob/text column '(.+)' used in key specification without a key length`, 1170, "42000", "BLOB/TEXT column '$1' used in key specification without a key length"),
	tr(`Invalid default value for '(.+)'`, 1067, "42000", "Invalid default value for '$1'"),
	tr(`there can be only one auto_increment column and it must be defined as a key`, 1075, "42000", "Incorrect table definition; there can be only one auto column and it must be defined as a key"),
	tr(`stored procedure "(.+)" does not exist`, 1305, "42000", "PROCEDURE $1 does not exist"),
	tr(`the subquery returned more than 1 row`, 1242, "21000", "Subquery returns more than 1 row"),
	tr(`Check constraint "(.+)" violated`, 3819, "HY000", "Check constraint '$1' is violated."),
	tr(`Constraint "(.+)" does not exist`, 3940, "HY000", "Constraint '$1' does not exist."),
	tr(`Unknown or incorrect time zone: (.+)`, 1298, "HY000", "Unknown or incorrect time zone: '$1'"),
	tr(`(?:SAVEPOINT|savepoint) (\S+) does not exist`, 1305, "42000", "SAVEPOINT $1 does not exist"),
	tr(`Unknown character set: (.+)`, 1115, "42000", "Unknown character set: '$1'"),
	tr(`Unknown collation: (.+)`, 1273, "HY000", "Unknown collation: '$1'"),
	tr(`Unknown column '(.+)' in '(.+)'`, 1054, "42S22", "Unknown column '$1' in '$2'"),
	tr(`Unknown prepared statement handler \((.+)\) given to EXECUTE`, 1243, "HY000", "Unknown prepared statement handler ($1) given to EXECUTE"),
	tr(`unsupported feature: (.+)`, 1235, "42000", "This version of MySQL doesn't yet support '$1'"),
	tr(`unsupported syntax: (.+)`, 1235, "42000", "This version of MySQL doesn't yet support '$1'"),
}

func sqlErr(num int, state, format string, args ...any) *vmysql.SQLError {
	return vmysql.NewSQLError(num, state, format, args...)
}

func unknownDatabase(name string) error { return sqlErr(1049, "42000", "Unknown database '%s'", name) }

// sqlError is MySQL's error for what the engine reports about a statement.
func (s *session) sqlError(err error, stmt sqlparser.Statement, query string, args map[string]sqlparser.Expr) error {
	var ours *vmysql.SQLError
	if errors.As(err, &ours) || errors.Is(err, errWaited) {
		return err
	}
	err = cause(err)
	switch {
	case (sql.ErrPrimaryKeyViolation.Is(err) || sql.ErrUniqueKeyViolation.Is(err)) && s.refused != nil:
		return sqlErr(1062, "23000", "%s", s.refused.Error())
	case sql.ErrTableNotFound.Is(err):
		return s.noTable(err, stmt)
	case sql.ErrColumnNotFound.Is(err), sql.ErrTableColumnNotFound.Is(err), sql.ErrUnknownColumn.Is(err):
		return unknownColumn(err, stmt)
	case sql.ErrFunctionNotFound.Is(err):
		return sqlErr(1305, "42000", "FUNCTION %s.%s does not exist", s.GetCurrentDatabase(), argument(err.Error(), `function: '([^']*)' not found`))
	case sql.ErrSyntaxError.Is(err):
		return parseError(query, err)
	}
	text := err.Error()
	if x := s.badValue(text, stmt, args); x != nil {
		return x
	}
	if d, ok := stmt.(*sqlparser.DBDDL); ok && d.Action == sqlparser.DropStr && sql.ErrDatabaseNotFound.Is(err) {
		return sqlErr(1008, "HY000", "Can't drop database '%s'; database doesn't exist", d.DBName)
	}
	for _, t := range translations {
		if m := t.engine.FindStringSubmatchIndex(text); m != nil {
			return sqlErr(t.num, t.state, "%s", t.engine.ExpandString(nil, t.text, text, m))
		}
	}
	cast := sql.CastSQLError(err)
	return sqlErr(cast.Num, cast.State, "%s", text)
}

// cause is the error of a value, without the row that it was to be written with.
func cause(err error) error {
	var row sql.WrappedInsertError
	var value sql.WrappedTypeConversionError
	for {
		switch {
		case errors.As(err, &row):
			err = row.Cause
		case errors.As(err, &value):
			err = value.Err
		default:
			return err
		}
	}
}

// argument is the first group of the pattern in the text, or the text.
func argument(text, pattern string) string {
	if m := regexp.MustCompile(pattern).FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return text
}

// noTable is error 1146 with the database, which the engine leaves out, or 1051 for DROP TABLE.
func (s *session) noTable(err error, stmt sqlparser.Statement) error {
	name := strings.Trim(argument(err.Error(), `table not found: ([^,]+)`), "`")
	db := s.GetCurrentDatabase()
	if stmt != nil {
		_ = sqlparser.Walk(func(n sqlparser.SQLNode) (bool, error) {
			if t, ok := n.(sqlparser.TableName); ok && strings.EqualFold(t.Name.String(), name) {
				if !t.DbQualifier.IsEmpty() {
					db = t.DbQualifier.String()
				}
				name = t.Name.String()
			}
			return true, nil
		}, stmt)
	}
	if d, ok := stmt.(*sqlparser.DDL); ok && d.Action == sqlparser.DropStr {
		return sqlErr(1051, "42S02", "Unknown table '%s.%s'", db, name)
	}
	return sqlErr(1146, "42S02", "Table '%s.%s' doesn't exist", db, name)
}

// unknownColumn is error 1054 with the clause, which the engine leaves out.
func unknownColumn(err error, stmt sqlparser.Statement) error {
	var name string
	if sql.ErrUnknownColumn.Is(err) {
		name = argument(err.Error(), `^Unknown column '([^']*)'`)
	} else if sql.ErrTableColumnNotFound.Is(err) {
		name = argument(err.Error(), `does not have column "([^"]*)"`)
	} else {
		name = argument(err.Error(), `column "([^"]*)" could not be found`)
	}
	if d, ok := stmt.(*sqlparser.AlterTable); ok {
		for _, c := range d.Statements {
			if c.ColumnAction == sqlparser.DropStr {
				return sqlErr(1091, "42000", "Can't DROP '%s'; check that column/key exists", bare(name))
			}
			if strings.EqualFold(c.ColumnAction, sqlparser.ModifyStr) || strings.EqualFold(c.ColumnAction, sqlparser.ChangeStr) {
				return sqlErr(1054, "42S22", "Unknown column '%s' in '%s'", bare(name), d.Table.Name.String())
			}
		}
	}
	if d, ok := stmt.(*sqlparser.DDL); ok && d.ColumnAction == sqlparser.DropStr {
		return sqlErr(1091, "42000", "Can't DROP '%s'; check that column/key exists", bare(name))
	}
	if _, ok := stmt.(*sqlparser.Insert); ok {
		return sqlErr(1054, "42S22", "Unknown column '%s' in 'field list'", bare(name))
	}
	where, written := clauseOf(stmt, name)
	return sqlErr(1054, "42S22", "Unknown column '%s' in '%s'", written, where)
}

func bare(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// clauseOf finds the clause that names the column, in the order in which MySQL resolves clauses, and how it writes the name.
func clauseOf(stmt sqlparser.Statement, name string) (clause, written string) {
	clause, written = "field list", name
	look := func(in string, n sqlparser.SQLNode) bool {
		found := false
		if n == nil {
			return false
		}
		_ = sqlparser.Walk(func(n sqlparser.SQLNode) (bool, error) {
			if c, ok := n.(*sqlparser.ColName); ok && c.Name.EqualString(bare(name)) && !found {
				found, clause, written = true, in, bare(name)
				if q := c.Qualifier.Name.String(); q != "" {
					written = q + "." + c.Name.String()
				}
			}
			return !found, nil
		}, n)
		return found
	}
	switch n := stmt.(type) {
	case *sqlparser.Select:
		for _, f := range n.From {
			if j, ok := f.(*sqlparser.JoinTableExpr); ok && j.Condition.On != nil && look("on clause", j.Condition.On) {
				return clause, written
			}
		}
		if look("field list", n.SelectExprs) || n.Where != nil && look("where clause", n.Where) ||
			look("group statement", n.GroupBy) || n.Having != nil && look("having clause", n.Having) {
			return clause, written
		}
		look("order clause", n.OrderBy)
	case *sqlparser.Update:
		for _, e := range n.Exprs {
			if look("field list", e.Name) || look("field list", e.Expr) {
				return clause, written
			}
		}
		if n.Where != nil && look("where clause", n.Where) {
			return clause, written
		}
		look("order clause", n.OrderBy)
	case *sqlparser.Delete:
		if n.Where != nil && look("where clause", n.Where) {
			return clause, written
		}
		look("order clause", n.OrderBy)
	default:
		written = bare(name)
	}
	return clause, written
}

var syntaxAt = regexp.MustCompile(`syntax error at position (\d+)`)

// parseError is error 1064, or 1065 for a statement without words.
func parseError(query string, err error) error {
	if errors.Is(err, sqlparser.ErrEmpty) {
		return sqlErr(1065, "42000", "Query was empty")
	}
	near, line := query, 1
	if m := syntaxAt.FindStringSubmatch(err.Error()); m != nil {
		at, _ := strconv.Atoi(m[1])
		at = unexpected(query, at)
		near, line = query[at:], 1+strings.Count(query[:at], "\n")
	}
	if first := strings.Fields(near); line == 1 && len(first) > 0 && strings.HasPrefix(strings.TrimSpace(query), first[0]) {
		near = strings.TrimSpace(query)
	}
	if r := []rune(near); len(r) > 80 {
		near = string(r[:80])
	}
	return sqlErr(1064, "42000", "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '%s' at line %d", strings.TrimRight(near, ";"), line)
}

// unexpected is where the token begins that the parser didn't expect; the tokenizer stands one character behind it. At the
// end of the query that may as well be the end itself, which it is after a word that wants something to follow.
func unexpected(query string, position int) int {
	end := min(position-1, len(query))
	at := max(0, end)
	if at > 0 && !isWord(query[at-1]) {
		at--
	}
	for at > 0 && isWord(query[at-1]) {
		at--
	}
	if end == len(query) && wantsMore(strings.ToUpper(query[at:])) {
		return len(query)
	}
	return at
}

// wantsMore reports whether a statement can't end with the word.
func wantsMore(word string) bool {
	switch word {
	case "FROM", "WHERE", "SET", "AND", "OR", "NOT", "BY", "INTO", "VALUES", "TABLE", "DATABASE", "IN", "LIKE", "BETWEEN", "JOIN", "ON", "LIMIT", "AS", "=", "<", ">", "+", "-", "*", "/", ",", "(", ".":
		return true
	}
	return false
}
