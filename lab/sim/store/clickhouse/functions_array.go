package clickhouse

func arrays() map[string]function {
	t := make(map[string]function)
	array := func(b *building, i int) Type {
		if b.types[i].kind != kindArray {
			panic(b.illegal(i))
		}
		return *b.types[i].elem
	}
	// same requires an element's type to compare with the array's.
	same := func(b *building, elem, t Type) {
		if _, err := common(elem, t); err != nil {
			panic(exception(43, "Types of array and argument of function %s must be identical up to nullability or numeric types: %s and %s", b.name, b.types[0], t))
		}
	}
	index := func(v []any) int {
		for i, x := range v[0].([]any) {
			if x != nil && compare(x, v[1]) == 0 {
				return i + 1
			}
		}
		return 0
	}
	t["indexOf"] = function{min: 2, max: 2, build: func(b *building) (Type, func([]any) any) {
		same(b, array(b, 0), b.types[1])
		return typeUInt64, func(v []any) any { return uint64(index(v)) }
	}}
	t["has"] = function{min: 2, max: 2, build: func(b *building) (Type, func([]any) any) {
		same(b, array(b, 0), b.types[1])
		return typeUInt8, func(v []any) any { return truth(index(v) > 0) }
	}}
	for name, all := range map[string]bool{"hasAll": true, "hasAny": false} {
		t[name] = function{min: 2, max: 2, build: func(b *building) (Type, func([]any) any) {
			same(b, array(b, 0), array(b, 1))
			return typeUInt8, func(v []any) any {
				for _, x := range v[1].([]any) {
					if (index([]any{v[0], x}) > 0) != all {
						return truth(!all)
					}
				}
				return truth(all)
			}
		}}
	}
	t["arrayElement"] = function{min: 2, max: 2, build: func(b *building) (Type, func([]any) any) {
		elem := array(b, 0)
		if !b.types[1].integer() {
			panic(b.illegal(1))
		}
		if b.fixed[1] && asInt(b.values[1]) == 0 {
			panic(exception(36, "Array indices are 1-based"))
		}
		// Out of the array is the default value, so that tags[indexOf(names, 'missing')] is empty.
		return elem, func(v []any) any {
			a, i := v[0].([]any), asInt(v[1])
			switch {
			case i > 0 && i <= int64(len(a)):
				return a[i-1]
			case i < 0 && -i <= int64(len(a)):
				return a[int64(len(a))+i]
			}
			return elem.zero()
		}
	}}
	size := func(v any) int {
		if s, ok := v.(string); ok {
			return len(s)
		}
		return len(v.([]any))
	}
	for name, f := range map[string]func(int) any{
		"length": func(n int) any { return uint64(n) }, "empty": func(n int) any { return truth(n == 0) }, "notEmpty": func(n int) any { return truth(n > 0) },
	} {
		t[name] = function{min: 1, max: 1, build: func(b *building) (Type, func([]any) any) {
			if b.types[0].kind != kindString && b.types[0].kind != kindArray {
				panic(b.illegal(0))
			}
			typ := typeUInt8
			if name == "length" {
				typ = typeUInt64
			}
			return typ, func(v []any) any { return f(size(v[0])) }
		}}
	}
	return t
}
