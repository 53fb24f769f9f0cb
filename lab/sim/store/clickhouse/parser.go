package clickhouse

import (
	"strconv"
	"strings"
	"time"
)

// parser reads one statement. It panics with an *Exception, which parse recovers.
type parser struct {
	query  string
	tokens []token
	at     int
}

// parse reads a statement of the subset. Its errors are *Exception.
func parse(query string) (p *parsed, err error) {
	head := query
	if data := insertData(query); data >= 0 {
		head = query[:data]
	}
	tokens, err := lex(head)
	if err != nil {
		return nil, err
	}
	ps := &parser{query: head, tokens: tokens}
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*Exception)
			if !ok {
				panic(r)
			}
			p, err = nil, e
		}
	}()
	p = ps.statement()
	if ins, ok := p.stmt.(*insertStmt); ok {
		ins.data = query[len(head):]
	}
	return p, nil
}

// insertData is where the data of an INSERT begins, -1 when the query is no INSERT with data.
func insertData(query string) int {
	tokens, _ := lexPrefix(query)
	if len(tokens) == 0 || !tokens[0].is("INSERT") {
		return -1
	}
	depth := 0
	for i, t := range tokens {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case depth == 0 && t.is("VALUES"):
			return t.at + len(t.raw)
		case depth == 0 && t.is("FORMAT") && i+1 < len(tokens):
			n := tokens[i+1]
			return n.at + len(n.raw)
		}
	}
	return -1
}

// lexPrefix lexes as far as it goes: the data of an INSERT needn't be SQL.
func lexPrefix(query string) ([]token, error) {
	const head = 64 << 10
	if len(query) > head {
		query = query[:head]
	}
	for cut := len(query); ; {
		tokens, err := lex(query[:cut])
		if err == nil {
			return tokens, nil
		}
		// Everything before the token that can't be lexed is fine; INSERT's head is short.
		next := strings.LastIndexAny(query[:cut], " \n\t")
		if next <= 0 {
			return nil, err
		}
		cut = next
	}
}

func (p *parser) peek() token { return p.tokens[p.at] }
func (p *parser) next() token {
	t := p.tokens[p.at]
	if t.kind != tokenEnd {
		p.at++
	}
	return t
}

func (p *parser) fail() {
	t := p.peek()
	panic(syntaxError(p.query, t.at, t.raw))
}

func (p *parser) accept(words ...string) bool {
	for i, w := range words {
		if p.at+i >= len(p.tokens) || !p.tokens[p.at+i].is(w) {
			return false
		}
	}
	p.at += len(words)
	return true
}

func (p *parser) expect(words ...string) {
	if !p.accept(words...) {
		p.fail()
	}
}

func (p *parser) name() string {
	t := p.next()
	if t.kind != tokenWord && t.kind != tokenQuoted {
		p.at--
		p.fail()
	}
	return t.text
}

func (p *parser) tableName() tableName {
	n := tableName{table: p.name()}
	if p.accept(".") {
		n.db, n.table = n.table, p.name()
	}
	return n
}

func (p *parser) ifClause(words ...string) bool { return p.accept(append([]string{"IF"}, words...)...) }

func (p *parser) statement() *parsed {
	out := &parsed{}
	switch {
	case p.peek().is("SELECT"):
		out.stmt = p.selectStmt()
	case p.accept("WITH"):
		panic(unsupported("WITH"))
	case p.accept("SHOW", "DATABASES"):
		out.stmt = p.showLike(&showStmt{what: "databases"})
	case p.accept("SHOW", "CREATE"):
		p.accept("TABLE")
		out.stmt = &showCreateStmt{p.tableName()}
	case p.accept("SHOW", "TABLES"):
		s := &showStmt{what: "tables"}
		if p.accept("FROM") || p.accept("IN") {
			s.db = p.name()
		}
		out.stmt = p.showLike(s)
	case p.accept("DESCRIBE"), p.accept("DESC"):
		p.accept("TABLE")
		out.stmt = &describeStmt{p.tableName()}
	case p.accept("EXISTS", "DATABASE"):
		out.stmt = &existsStmt{name: tableName{db: p.name()}, database: true}
	case p.accept("EXISTS"):
		p.accept("TABLE")
		out.stmt = &existsStmt{name: p.tableName()}
	case p.accept("CREATE", "DATABASE"):
		s := &createDatabase{ifNotExists: p.ifClause("NOT", "EXISTS")}
		s.name = p.name()
		if p.accept("ENGINE") {
			p.expect("=")
			p.engine()
		}
		out.stmt = s
	case p.accept("CREATE", "TABLE"):
		out.stmt = p.createTable()
	case p.accept("DROP", "DATABASE"):
		s := &dropStmt{ifExists: p.ifClause("EXISTS")}
		s.database = p.name()
		out.stmt = s
	case p.accept("DROP", "TABLE"), p.accept("TRUNCATE"):
		s := &dropStmt{truncate: p.tokens[p.at-1].is("TRUNCATE")}
		if s.truncate {
			p.accept("TABLE")
		}
		s.ifExists = p.ifClause("EXISTS")
		s.table = p.tableName()
		p.accept("SYNC")
		out.stmt = s
	case p.accept("INSERT", "INTO"):
		out.stmt = p.insert()
	default:
		if w := p.peek(); w.kind == tokenWord {
			for _, known := range []string{"ALTER", "ATTACH", "CHECK", "CREATE", "DELETE", "DETACH", "DROP", "EXCHANGE", "EXPLAIN", "GRANT", "INSERT", "KILL", "OPTIMIZE", "RENAME", "REPLACE", "REVOKE", "SET", "SHOW", "SYSTEM", "UPDATE", "USE", "WATCH"} {
				if w.is(known) {
					panic(unsupported("Statement " + strings.ToUpper(w.text)))
				}
			}
		}
		p.fail()
	}
	if p.accept("FORMAT") {
		out.format = p.name()
	}
	if p.peek().is("SETTINGS") {
		panic(unsupported("SETTINGS"))
	}
	p.accept(";")
	if p.peek().kind != tokenEnd {
		p.fail()
	}
	return out
}

func (p *parser) showLike(s *showStmt) *showStmt {
	if p.accept("NOT") {
		s.not = true
		if !p.peek().is("LIKE") {
			p.fail()
		}
	}
	if p.accept("LIKE") {
		t := p.next()
		if t.kind != tokenString {
			p.at--
			p.fail()
		}
		s.like = t.text
	}
	return s
}

// engine reads a table engine and its arguments as text.
func (p *parser) engine() string {
	from := p.peek().at
	p.name()
	if p.accept("(") {
		for depth := 1; depth > 0; {
			switch t := p.next(); {
			case t.kind == tokenEnd:
				p.fail()
			case t.is("("):
				depth++
			case t.is(")"):
				depth--
			}
		}
	}
	last := p.tokens[p.at-1]
	return p.query[from : last.at+len(last.raw)]
}

func (p *parser) createTable() *createTable {
	s := &createTable{ifNotExists: p.ifClause("NOT", "EXISTS")}
	s.name = p.tableName()
	if p.accept("ON") {
		panic(unsupported("ON CLUSTER"))
	}
	p.expect("(")
	for {
		c := Column{Name: p.name()}
		t, err := parseType(p.typeText())
		if err != nil {
			panic(err)
		}
		c.Type = t
		if p.accept("COMMENT") {
			c.Comment = p.next().text
		}
		if !p.peek().is(",") && !p.peek().is(")") {
			panic(unsupported("Column clause " + strings.ToUpper(p.peek().raw)))
		}
		s.columns = append(s.columns, c)
		if p.accept(")") {
			break
		}
		p.expect(",")
	}
	p.expect("ENGINE")
	p.accept("=")
	s.engine = p.engine()
	switch base, _, _ := strings.Cut(s.engine, "("); base {
	case "MergeTree", "Memory", "Log", "TinyLog":
	default:
		panic(unsupported("Engine " + base))
	}
	for p.peek().is("ORDER") || p.peek().is("PRIMARY") || p.peek().is("PARTITION") {
		p.next()
		if !p.accept("BY") {
			p.expect("KEY")
		}
		p.expression()
	}
	return s
}

// typeText is a type as written.
func (p *parser) typeText() string {
	from := p.peek().at
	p.name()
	if p.peek().is("(") {
		p.at--
		p.engine()
	}
	last := p.tokens[p.at-1]
	return p.query[from : last.at+len(last.raw)]
}

func (p *parser) insert() *insertStmt {
	p.accept("TABLE")
	s := &insertStmt{name: p.tableName(), format: "Values"}
	if p.accept("(") {
		for {
			s.columns = append(s.columns, p.name())
			if p.accept(")") {
				break
			}
			p.expect(",")
		}
	}
	switch {
	case p.accept("VALUES"):
	case p.accept("FORMAT"):
		s.format = p.name()
	case p.peek().is("SELECT"):
		panic(unsupported("INSERT … SELECT"))
	case p.peek().kind != tokenEnd:
		p.fail()
	}
	return s
}

// ParseType reads the name of a column type, such as LowCardinality(String) or Array(Float64). Errors are *Exception.
func ParseType(name string) (Type, error) { return parseType(name) }

// parseType reads a column type of the subset.
func parseType(text string) (Type, error) {
	text = strings.TrimSpace(text)
	name, arg, wrapped := strings.Cut(text, "(")
	if wrapped {
		if !strings.HasSuffix(arg, ")") {
			return Type{}, exception(50, "Unknown data type family: %s", text)
		}
		arg = strings.TrimSpace(arg[:len(arg)-1])
	}
	for k, prefix := range map[kind]string{kindUInt: "UInt", kindInt: "Int", kindFloat: "Float"} {
		for _, bits := range []int{8, 16, 32, 64} {
			if !wrapped && name == prefix+strconv.Itoa(bits) && (k != kindFloat || bits >= 32) {
				return Type{kind: k, bits: bits}, nil
			}
		}
	}
	switch name {
	case "Bool":
		return Type{}, unsupported("Type Bool")
	case "String":
		return typeString, nil
	case "Date":
		return typeDate, nil
	case "DateTime":
		return withZone(Type{kind: kindDateTime}, arg)
	case "DateTime64":
		digits, zone, _ := strings.Cut(arg, ",")
		n, err := strconv.Atoi(strings.TrimSpace(digits))
		if err != nil || n < 0 || n > 9 {
			return Type{}, exception(36, "Scale %s is out of bounds", digits)
		}
		return withZone(Type{kind: kindDateTime64, scale: n}, zone)
	case "Array", "Nullable", "LowCardinality":
		inner, err := parseType(arg)
		if err != nil {
			return Type{}, err
		}
		switch name {
		case "Array":
			return arrayOf(inner), nil
		case "Nullable":
			return inner.orNull(true), nil
		}
		inner.low = true
		return inner, nil
	}
	return Type{}, unsupported("Type " + text)
}

func withZone(t Type, arg string) (Type, error) {
	arg = strings.Trim(strings.TrimSpace(arg), "'")
	if arg == "" {
		return t, nil
	}
	loc, err := time.LoadLocation(arg)
	if err != nil {
		return Type{}, exception(36, "Cannot load time zone %s", arg)
	}
	t.zone, t.zoneName = loc, arg
	return t, nil
}
