package clickhouse

import (
	"strconv"
	"strings"
)

func (p *parser) expressions() (es []expr) {
	for {
		es = append(es, p.expression())
		if !p.accept(",") {
			return es
		}
	}
}

func (p *parser) expression() expr {
	e := p.or()
	if p.peek().is("?") || p.peek().is("->") || p.peek().is("::") {
		panic(unsupported("Operator " + p.peek().text))
	}
	return e
}

func fn(name string, args ...expr) expr { return &call{name: name, args: args} }

// chain is how ClickHouse names a AND b AND c: and(a, b, c).
func chain(name string, a, b expr) expr {
	if c, ok := a.(*call); ok && c.name == name {
		return &call{name: name, args: append(c.args[:len(c.args):len(c.args)], b)}
	}
	return fn(name, a, b)
}

func (p *parser) or() expr {
	e := p.and()
	for p.accept("OR") {
		e = chain("or", e, p.and())
	}
	return e
}

func (p *parser) and() expr {
	e := p.not()
	for p.accept("AND") {
		e = chain("and", e, p.not())
	}
	return e
}

func (p *parser) not() expr {
	if p.accept("NOT") {
		return fn("not", p.not())
	}
	return p.comparison()
}

var comparisons = []struct{ sign, name string }{
	{"=", "equals"}, {"==", "equals"}, {"!=", "notEquals"}, {"<>", "notEquals"}, {"<", "less"}, {"<=", "lessOrEquals"}, {">", "greater"}, {">=", "greaterOrEquals"},
}

func (p *parser) comparison() expr {
	e := p.additive()
next:
	for {
		for _, c := range comparisons {
			if p.accept(c.sign) {
				e = fn(c.name, e, p.additive())
				continue next
			}
		}
		not := p.peek().is("NOT") && (p.tokens[p.at+1].is("IN") || p.tokens[p.at+1].is("LIKE") || p.tokens[p.at+1].is("ILIKE") || p.tokens[p.at+1].is("BETWEEN"))
		if not {
			p.next()
		}
		pick := func(yes, no string) string {
			if not {
				return no
			}
			return yes
		}
		switch {
		case p.accept("IN"):
			e = fn(pick("in", "notIn"), e, p.set())
		case p.accept("LIKE"):
			e = fn(pick("like", "notLike"), e, p.additive())
		case p.accept("ILIKE"):
			e = fn(pick("ilike", "notILike"), e, p.additive())
		case p.accept("BETWEEN"):
			lo := p.additive()
			p.expect("AND")
			hi := p.additive()
			if not {
				e = fn("or", fn("less", e, lo), fn("greater", e, hi))
			} else {
				e = fn("and", fn("greaterOrEquals", e, lo), fn("lessOrEquals", e, hi))
			}
		case p.accept("IS", "NOT", "NULL"):
			e = fn("isNotNull", e)
		case p.accept("IS", "NULL"):
			e = fn("isNull", e)
		default:
			return e
		}
	}
}

// set is the right side of IN.
func (p *parser) set() expr {
	if p.peek().is("(") && p.tokens[p.at+1].is("SELECT") {
		panic(unsupported("Subquery"))
	}
	if !p.accept("(") {
		e := p.additive()
		if _, ok := e.(*arrayExpr); !ok {
			panic(unsupported("IN without a list"))
		}
		return &tupleExpr{e.(*arrayExpr).elems}
	}
	t := &tupleExpr{p.expressions()}
	p.expect(")")
	return t
}

func (p *parser) additive() expr {
	e := p.multiplicative()
	for {
		switch {
		case p.accept("+"):
			e = fn("plus", e, p.multiplicative())
		case p.accept("-"):
			e = fn("minus", e, p.multiplicative())
		case p.accept("||"):
			e = fn("concat", e, p.multiplicative())
		default:
			return e
		}
	}
}

func (p *parser) multiplicative() expr {
	e := p.unary()
	for {
		switch {
		case p.accept("*"):
			e = fn("multiply", e, p.unary())
		case p.accept("/"):
			e = fn("divide", e, p.unary())
		case p.accept("%"), p.accept("MOD"):
			e = fn("modulo", e, p.unary())
		case p.accept("DIV"):
			e = fn("intDiv", e, p.unary())
		default:
			return e
		}
	}
}

func (p *parser) unary() expr {
	if p.accept("-") {
		if t := p.peek(); t.kind == tokenNumber {
			return p.postfix(p.number("-"))
		}
		return fn("negate", p.unary())
	}
	return p.postfix(p.primary())
}

func (p *parser) postfix(e expr) expr {
	for p.accept("[") {
		e = fn("arrayElement", e, p.expression())
		p.expect("]")
	}
	return e
}

func (p *parser) number(sign string) expr {
	t := p.next()
	text := sign + t.text
	if n, err := strconv.ParseUint(text, 10, 64); err == nil {
		return &literal{literalInt(n), n}
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return &literal{literalInt(n), n}
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		p.at--
		p.fail()
	}
	return &literal{typeFloat64, f}
}

func (p *parser) primary() expr {
	t := p.peek()
	switch {
	case t.kind == tokenNumber:
		return p.number("")
	case t.kind == tokenString:
		p.next()
		return &literal{typeString, t.text}
	case p.accept("("):
		if p.peek().is("SELECT") {
			panic(unsupported("Subquery"))
		}
		e := p.expression()
		if p.peek().is(",") {
			panic(unsupported("Tuple"))
		}
		p.expect(")")
		return e
	case p.accept("["):
		a := &arrayExpr{}
		if !p.accept("]") {
			a.elems = p.expressions()
			p.expect("]")
		}
		return a
	case t.is("NULL"):
		p.next()
		return &literal{typeNothing, nil}
	case t.is("CASE"), t.is("CAST"):
		if !t.is("CAST") || p.tokens[p.at+1].is("(") {
			panic(unsupported(strings.ToUpper(t.text)))
		}
	case t.is("INTERVAL") && !p.tokens[p.at+1].is("("):
		return p.interval()
	}
	if t.kind == tokenWord {
		for _, c := range clauses {
			if t.is(c) {
				p.fail()
			}
		}
	}
	return p.nameOrCall()
}

var units = map[string]string{"SECOND": "toIntervalSecond", "MINUTE": "toIntervalMinute", "HOUR": "toIntervalHour", "DAY": "toIntervalDay", "WEEK": "toIntervalWeek"}

func (p *parser) interval() expr {
	p.expect("INTERVAL")
	n := p.unary()
	unit := strings.ToUpper(p.name())
	name, ok := units[unit]
	if !ok {
		panic(unsupported("INTERVAL " + unit))
	}
	return fn(name, n)
}

func (p *parser) nameOrCall() expr {
	quoted := p.peek().kind == tokenQuoted
	parts := []string{p.name()}
	if !quoted && p.accept("(") {
		c := &call{name: parts[0], distinct: p.accept("DISTINCT")}
		if !p.accept(")") {
			if p.accept("*") {
				p.expect(")")
				if !strings.EqualFold(c.name, "count") {
					p.fail()
				}
			} else {
				c.args = p.expressions()
				p.expect(")")
			}
		}
		if p.peek().is("(") || p.peek().is("OVER") || p.peek().is("FILTER") {
			panic(unsupported("Parametric, window and filtered functions"))
		}
		return c
	}
	for p.accept(".") {
		if p.accept("*") {
			panic(unsupported("Qualified asterisk"))
		}
		parts = append(parts, p.name())
	}
	return &ident{parts}
}
