package clickhouse

import "encoding/binary"

// dictionary holds the values of LowCardinality columns once, as ClickHouse's dictionaries do: the same few texts, and the same few
// lists of them, come with every row of an agent's statistics. What it returns is shared and must not be changed.
type dictionary struct {
	words map[string]any
	lists map[string][]any
	key   []byte
}

func newDictionary() *dictionary {
	return &dictionary{words: map[string]any{}, lists: map[string][]any{}}
}

func (d *dictionary) word(s string) any {
	w, ok := d.words[s]
	if !ok {
		w = s
		d.words[s] = w
	}
	return w
}

func (d *dictionary) list(texts []string) []any {
	d.key = d.key[:0]
	for _, s := range texts {
		d.key = append(binary.AppendUvarint(d.key, uint64(len(s))), s...)
	}
	l, ok := d.lists[string(d.key)]
	if !ok {
		l = make([]any, len(texts))
		for i, s := range texts {
			l[i] = d.word(s)
		}
		d.lists[string(d.key)] = l
	}
	return l
}
