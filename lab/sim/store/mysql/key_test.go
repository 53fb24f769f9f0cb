package mysql

import (
	"bytes"
	"context"
	"math"
	"testing"
	"unicode/utf8"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"
	"github.com/dolthub/vitess/go/sqltypes"
)

func key1(tb testing.TB, typ sql.Type, v any) []byte {
	tb.Helper()
	k, err := appendKey(nil, typ, v, 0)
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

func TestKeysSortAsValues(t *testing.T) {
	text := types.MustCreateString(sqltypes.VarChar, 64, sql.Collation_utf8mb4_0900_ai_ci)
	binary := types.MustCreateBinary(sqltypes.VarBinary, 64)
	for _, c := range []struct {
		typ    sql.Type
		values []any // ascending; equal ones in a slice of their own
	}{
		{types.Int64, []any{nil, int64(math.MinInt64), int64(-1), int64(0), int64(1), int64(math.MaxInt64)}},
		{types.Uint64, []any{nil, uint64(0), uint64(1), uint64(math.MaxUint64)}},
		{types.Float64, []any{nil, math.Inf(-1), -1.5, 0.0, 0.25, math.Inf(1)}},
		{text, []any{nil, "", "a", "aa", "b", "ß", "深"}},
		{binary, []any{nil, []byte{}, []byte{0}, []byte{0, 0}, []byte{0, 1}, []byte{1}}},
	} {
		for i := range c.values {
			for j := range c.values {
				got := bytes.Compare(key1(t, c.typ, c.values[i]), key1(t, c.typ, c.values[j]))
				if want := bytes.Compare([]byte{byte(i)}, []byte{byte(j)}); got != want {
					if c.typ == text && i > 0 && j > 0 { // the collation says what the order of characters is
						cmp, err := text.Compare(context.Background(), c.values[i], c.values[j])
						if err == nil && cmp == got {
							continue
						}
					}
					t.Errorf("%s: keys of %q and %q compare %d, want %d", c.typ, c.values[i], c.values[j], got, want)
				}
			}
		}
	}
	if !bytes.Equal(key1(t, text, "ABC"), key1(t, text, "abc")) {
		t.Error("case matters in a key of a case-insensitive collation")
	}
}

// FuzzTextKey: texts have equal keys exactly if their collation holds them equal, and no key begins another.
func FuzzTextKey(f *testing.F) {
	for _, s := range [][2]string{{"a", "A"}, {"a", "ab"}, {"é", "e"}, {"", "\x00"}, {"a\xff", "a\xfe"}} {
		f.Add(s[0], s[1])
	}
	typ := types.MustCreateString(sqltypes.VarChar, 255, sql.Collation_utf8mb4_0900_ai_ci)
	f.Fuzz(func(t *testing.T, a, b string) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) {
			t.Skip("no column holds it")
		}
		ka, kb := key1(t, typ, a), key1(t, typ, b)
		if len(ka) != len(kb) && (bytes.HasPrefix(ka, kb) || bytes.HasPrefix(kb, ka)) {
			t.Fatalf("the key of one of %q and %q begins the other", a, b)
		}
		cmp, err := typ.Compare(context.Background(), a, b)
		if err == nil && (cmp == 0) != bytes.Equal(ka, kb) {
			t.Fatalf("%q and %q compare %d, their keys %d", a, b, cmp, bytes.Compare(ka, kb))
		}
	})
}

func TestKeysFindRows(t *testing.T) {
	for _, c := range []struct{ lo, hi, key string }{{"b", "b", "b1"}, {"a", "c", "b"}, {"a", "b", "bzz"}} {
		s := merge([]span{{c.lo, c.hi}, {"a", "a"}})
		found := false
		for _, s := range s {
			found = found || c.key >= s.lo && !s.past(c.key)
		}
		if !found {
			t.Errorf("spans %q don't hold %q", s, c.key)
		}
	}
	if got := merge([]span{{"c", "d"}, {"a", "b"}, {"b", "c"}}); len(got) != 1 || got[0] != (span{"a", "d"}) {
		t.Errorf("merged %q", got)
	}
}
