package mysql

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"
	"github.com/shopspring/decimal"
)

// Keys are byte strings that sort as the values do, column after column, so that one ordered map of strings serves every key.
// A column is a byte that says NULL or not, followed by a self-terminating value: no key is a prefix of another's column.
const (
	keyNull  = 0x00
	keyValue = 0x01
	keyLast  = 0xff // sorts after every column
)

// appendKey appends the key of one column value. prefix is the length of a prefix key in characters (bytes for binary types), 0 for all.
func appendKey(dst []byte, typ sql.Type, v any, prefix int) ([]byte, error) {
	if v == nil {
		return append(dst, keyNull), nil
	}
	dst = append(dst, keyValue)
	switch v := v.(type) {
	case int8:
		return appendInt(dst, int64(v)), nil
	case int16:
		return appendInt(dst, int64(v)), nil
	case int32:
		return appendInt(dst, int64(v)), nil
	case int64:
		return appendInt(dst, v), nil
	case int:
		return appendInt(dst, int64(v)), nil
	case uint8:
		return binary.BigEndian.AppendUint64(dst, uint64(v)), nil
	case uint16:
		return binary.BigEndian.AppendUint64(dst, uint64(v)), nil
	case uint32:
		return binary.BigEndian.AppendUint64(dst, uint64(v)), nil
	case uint64:
		return binary.BigEndian.AppendUint64(dst, v), nil
	case bool:
		if v {
			return appendInt(dst, 1), nil
		}
		return appendInt(dst, 0), nil
	case float32:
		return appendFloat(dst, float64(v)), nil
	case float64:
		return appendFloat(dst, v), nil
	case time.Time:
		return appendInt(dst, v.UnixMicro()), nil
	case types.Timespan:
		return appendInt(dst, int64(v)), nil
	case decimal.Decimal:
		// The float orders, the digits tell equal from nearly equal.
		f, _ := v.Float64()
		return appendBytes(appendFloat(dst, f), v.String(), 0), nil
	case []byte:
		return appendBytes(dst, string(v), prefix), nil
	case string:
		if c, ok := typ.(sql.TypeWithCollation); ok && c.Collation() != sql.Collation_binary {
			return appendText(dst, c.Collation(), v, prefix), nil
		}
		return appendBytes(dst, v, prefix), nil
	case sql.JSONWrapper:
		j, err := v.ToInterface(context.Background())
		if err != nil {
			return nil, fmt.Errorf("read json: %w", err)
		}
		return appendBytes(dst, fmt.Sprint(j), 0), nil
	}
	return nil, fmt.Errorf("key of type %s: unsupported value %T", typ, v)
}

func appendInt(dst []byte, v int64) []byte {
	return binary.BigEndian.AppendUint64(dst, uint64(v)^1<<63)
}

func appendFloat(dst []byte, v float64) []byte {
	if v == 0 {
		v = 0 // -0 and 0 are one key
	}
	bits := math.Float64bits(v)
	if bits>>63 == 1 {
		bits = ^bits
	} else {
		bits ^= 1 << 63
	}
	return binary.BigEndian.AppendUint64(dst, bits)
}

// appendBytes escapes 0x00 and ends with 0x00 0x00.
func appendBytes(dst []byte, v string, prefix int) []byte {
	if prefix > 0 && len(v) > prefix {
		v = v[:prefix]
	}
	for i := range len(v) {
		dst = append(dst, v[i])
		if v[i] == 0 {
			dst = append(dst, keyLast)
		}
	}
	return append(dst, 0, 0)
}

// appendText writes the collation's weight of every character, so that texts that the collation holds equal have one key.
func appendText(dst []byte, c sql.CollationID, v string, prefix int) []byte {
	weight := c.Sorter()
	for n := 0; len(v) > 0 && (prefix == 0 || n < prefix); n++ {
		r, size := utf8.DecodeRuneInString(v)
		w := 0x40000000 | uint32(v[0]) // a byte that is no character sorts last, and isn't another such byte
		if r != utf8.RuneError || size > 1 {
			w = uint32(weight(r))
		}
		dst = binary.BigEndian.AppendUint32(dst, w+1)
		v = v[size:]
	}
	return binary.BigEndian.AppendUint32(dst, 0)
}
