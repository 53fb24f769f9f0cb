package clickhouse

import "time"

func times() map[string]function {
	t := make(map[string]function)
	to := func(target Type) function {
		return function{min: 1, max: 2, build: func(b *building) (Type, func([]any) any) {
			typ := target
			if len(b.types) == 2 {
				if !b.fixed[1] || b.types[1].kind != kindString {
					panic(b.illegal(1))
				}
				var err error
				if typ, err = withZone(typ, b.values[1].(string)); err != nil {
					panic(err)
				}
			}
			from := b.types[0]
			if from.kind == kindArray || from.kind == kindInterval {
				panic(b.illegal(0))
			}
			return typ, func(v []any) any {
				switch {
				case from.kind == kindString:
					x, err := typ.parseTime(v[0].(string), b.server())
					if err != nil {
						panic(err)
					}
					return x
				case from.temporal():
					at := from.instant(v[0], b.server())
					if from.kind == kindDate {
						at = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, typ.location(b.server()))
					}
					if typ.kind == kindDate && typ.zone == nil {
						return typ.of(at, at.Location())
					}
					return typ.of(at, b.server())
				case typ.kind == kindDate && asInt(v[0]) < 1<<16:
					return uint64(max(0, asInt(v[0]))) // a small number is days
				}
				return typ.of(time.Unix(max(0, asInt(v[0])), 0), b.server())
			}
		}}
	}
	t["toDateTime"], t["toDate"] = to(typeDateTime), to(typeDate)
	t["toUnixTimestamp"] = function{min: 1, max: 1, build: func(b *building) (Type, func([]any) any) {
		from := b.types[0]
		if from.kind != kindString && !from.temporal() {
			panic(b.illegal(0))
		}
		return Type{kind: kindUInt, bits: 32}, func(v []any) any {
			x := v[0]
			if from.kind == kindString {
				var err error
				if x, err = typeDateTime.parseTime(x.(string), b.server()); err != nil {
					panic(err)
				}
				return x
			}
			at := from.instant(x, b.server())
			if from.kind == kindDate {
				at = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, b.server())
			}
			return uint64(uint32(at.Unix()))
		}
	}}
	for name, f := range map[string]func(time.Time) time.Time{
		"toStartOfMinute": func(at time.Time) time.Time { return at.Truncate(time.Minute) },
		"toStartOfHour": func(at time.Time) time.Time {
			return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), 0, 0, 0, at.Location())
		},
		"toStartOfDay": func(at time.Time) time.Time {
			return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, at.Location())
		},
	} {
		t[name] = function{min: 1, max: 1, build: func(b *building) (Type, func([]any) any) {
			from := b.types[0]
			if from.kind != kindDateTime && from.kind != kindDateTime64 {
				panic(b.illegal(0))
			}
			typ := Type{kind: kindDateTime, zone: from.zone, zoneName: from.zoneName}
			return typ, func(v []any) any { return typ.of(f(from.instant(v[0], b.server())), b.server()) }
		}}
	}
	for unit, seconds := range map[string]int{"Second": 1, "Minute": 60, "Hour": 3600, "Day": 86400, "Week": 7 * 86400} {
		t["toInterval"+unit] = function{min: 1, max: 1, build: func(b *building) (Type, func([]any) any) {
			if !b.types[0].integer() {
				panic(b.illegal(0))
			}
			return Type{kind: kindInterval, bits: seconds}, func(v []any) any { return asInt(v[0]) }
		}}
	}
	return t
}
