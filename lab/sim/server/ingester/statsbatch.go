package ingester

import (
	"encoding/binary"
	"math"
	"slices"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/dflab/dflab/lab/deepflow/wire/stats"
)

// statsBatch is rows of collectorTable as they came. Every agent sends thousands of records an hour, of which only time and values
// differ from tick to tick, and hardly anybody reads them: a record is checked when it comes and made a row when somebody asks.
type statsBatch struct {
	rows   []statsRow
	values []float64 // of all rows
}

// statsRow is a record. Its values follow those of the row before it.
type statsRow struct {
	kind   string // the record without time and values, encoded
	at     uint64 // unix seconds
	values uint32 // how many
	team   uint16
}

// statsKinds are the kinds that are well-formed and have a name.
type statsKinds map[string]string

// maxKinds bounds what is remembered of kinds, which is enough for two thousand agents; then all is forgotten.
const maxKinds = 1 << 16

// newStatsBatch has room for as much as the batch before it, which may be nil.
func newStatsBatch(before *statsBatch) *statsBatch {
	b := &statsBatch{}
	if before != nil {
		b.rows, b.values = make([]statsRow, 0, len(before.rows)), make([]float64, 0, len(before.values))
	}
	return b
}

// Len is the number of rows.
func (b *statsBatch) Len() int { return len(b.rows) }

// add takes a record, of which it keeps nothing. ok tells that it is one and has a name, err why it can't be decoded.
func (b *statsBatch) add(record []byte, team uint32, known statsKinds) (ok bool, err error) {
	at, kind, values, plain := splitStats(record)
	if text, is := known[string(kind)]; plain && is {
		b.rows = append(b.rows, statsRow{kind: text, at: at, values: uint32(len(values) / 8), team: uint16(team)})
		for ; len(values) > 0; values = values[8:] {
			b.values = append(b.values, math.Float64frombits(binary.LittleEndian.Uint64(values)))
		}
		return true, nil
	}
	var m stats.Stats
	if err := proto.Unmarshal(record, &m); err != nil || m.Name == "" {
		return false, err
	}
	if m.OrgId != 0 {
		team = m.TeamId
	}
	row := statsRow{at: m.Timestamp, values: uint32(len(m.MetricsFloatValues)), team: uint16(team)}
	b.values = append(b.values, m.MetricsFloatValues...)
	if plain {
		row.kind = known.learn(kind)
	} else {
		m.Timestamp, m.MetricsFloatValues = 0, nil
		b, _ := proto.Marshal(&m) // what was decoded can be encoded
		row.kind = string(b)
	}
	b.rows = append(b.rows, row)
	return true, nil
}

func (k statsKinds) learn(kind []byte) string {
	if len(k) >= maxKinds {
		clear(k)
	}
	text := string(kind)
	k[text] = text
	return text
}

// splitStats parts a record that is encoded as an agent does it: the time first, the values last, and no organisation.
func splitStats(record []byte) (at uint64, kind, values []byte, plain bool) {
	const (
		timestamp = 1<<3 | byte(protowire.VarintType)
		floats    = 8<<3 | byte(protowire.BytesType)
	)
	if len(record) == 0 || record[0] != timestamp {
		return 0, nil, nil, false
	}
	at, n := protowire.ConsumeVarint(record[1:])
	if n < 0 {
		return 0, nil, nil, false
	}
	rest := record[1+n:]
	kind = rest
	for len(rest) > 0 {
		field := rest[0]
		size, n := protowire.ConsumeVarint(rest[1:])
		if n < 0 || size > uint64(len(rest)-1-n) {
			return 0, nil, nil, false
		}
		body := rest[1+n:]
		switch field {
		case 2<<3 | byte(protowire.BytesType), 3<<3 | byte(protowire.BytesType), 4<<3 | byte(protowire.BytesType), 7<<3 | byte(protowire.BytesType):
			rest = body[size:]
		case floats:
			return at, kind[:len(kind)-len(rest)], body, size == uint64(len(body)) && size%8 == 0
		default:
			return 0, nil, nil, false
		}
	}
	return 0, nil, nil, false
}

// Rows are the rows, in the order of collectorTable's columns.
func (b *statsBatch) Rows() [][]any {
	rows, values := make([][]any, len(b.rows)), b.values
	for i, r := range b.rows {
		var m stats.Stats
		_ = proto.Unmarshal([]byte(r.kind), &m) // it was decoded before
		m.Timestamp, m.MetricsFloatValues, values = r.at, slices.Clip(values[:r.values]), values[r.values:]
		rows[i] = collectorRow(&m, r.team)
	}
	return rows
}

// Example is a row like all others.
func (b *statsBatch) Example() []any {
	texts := []string{""}
	return []any{time.Time{}, "", uint16(0), texts, texts, texts, []float64{0}}
}
