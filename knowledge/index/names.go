package index

import (
	"cmp"
	"math/bits"
	"slices"
	"unicode"
)

// names find which names a question contains word for word, in one pass over it
// and without an allocation. Only hashes of the names are kept: what is found
// is read again from the thing itself, see exactOf.
type names struct {
	buckets []uint32 // by the highest bits of a hash: where its hashes begin
	hashes  []uint64 // sorted
	things  []uint32 // beside hashes
	begun   []uint64 // a set of bits by hash: how names begin
}

// Names shorter than two characters mean nothing in running text; longer ones
// than maxName nobody types.
const (
	minName = 2
	maxName = 200
)

type nameOf struct {
	hash  uint64
	thing uint32
}

// newNames gathers the names of n things.
func newNames(n int, of func(thing int) []string) *names {
	var all []nameOf
	var begun []uint64
	var plain []rune
	for d := range n {
		for _, name := range of(d) {
			plain = appendPlain(plain[:0], name)
			if len(plain) < minName || len(plain) > maxName {
				continue
			}
			h := uint64(nameSeed)
			for i, r := range plain {
				h = hashOn(h, r)
				if isBegin(i + 1) {
					begun = append(begun, h)
				}
			}
			all = append(all, nameOf{h, uint32(d)})
		}
	}
	slices.SortFunc(all, func(a, b nameOf) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.thing, b.thing)) })
	return layNames(slices.Compact(all), begun)
}

func layNames(all []nameOf, begun []uint64) *names {
	m := &names{buckets: make([]uint32, 1<<bits.Len(uint(len(all)/4))+1), begun: make([]uint64, 1<<bits.Len(uint(len(begun)/8)))}
	for _, x := range all {
		m.hashes, m.things = append(m.hashes, x.hash), append(m.things, x.thing)
		m.buckets[m.bucket(x.hash)+1]++
	}
	for i := 1; i < len(m.buckets); i++ {
		m.buckets[i] += m.buckets[i-1]
	}
	for _, h := range begun {
		m.begun[h>>6&uint64(len(m.begun)-1)] |= 1 << (h & 63)
	}
	return m
}

func (m *names) bucket(hash uint64) int {
	return int(hash >> (65 - bits.Len(uint(len(m.buckets)-1))))
}

// isBegin says at which lengths the beginning of a name is remembered.
func isBegin(length int) bool { return length >= minName && length&(length-1) == 0 }

func (m *names) mayBegin(h uint64) bool {
	return m.begun[h>>6&uint64(len(m.begun)-1)]>>(h&63)&1 != 0
}

// nameSeed and hashOn make the hash of a name, character by character.
const nameSeed = 0x9e3779b97f4a7c15

func hashOn(h uint64, r rune) uint64 { return spread64(h ^ uint64(r)) }

func hashOf(plain []rune) uint64 {
	h := uint64(nameSeed)
	for _, r := range plain {
		h = hashOn(h, r)
	}
	return h
}

// find appends the things whose names stand in a text of plain characters.
func (m *names) find(dst []exactName, text []rune) []exactName {
	for i := range text {
		if i > 0 && isLatin(text[i-1]) && isLatin(text[i]) {
			continue // inside a run
		}
		h := uint64(nameSeed)
		for j := i; j < min(len(text), i+maxName); j++ {
			h = hashOn(h, text[j])
			if isBegin(j+1-i) && !m.mayBegin(h) {
				break
			}
			inside := j+1 < len(text) && isLatin(text[j]) && isLatin(text[j+1])
			if j > i && !inside {
				dst = m.all(dst, h, j+1-i)
			}
		}
	}
	return dst
}

// all appends the things with a name of this hash.
func (m *names) all(dst []exactName, h uint64, length int) []exactName {
	b := m.bucket(h)
	for i := m.buckets[b]; i < m.buckets[b+1] && m.hashes[i] <= h; i++ {
		if m.hashes[i] == h {
			dst = append(dst, exactName{m.things[i], length, h})
		}
	}
	return dst
}

// appendPlain appends the characters of text that count when names are
// compared.
func appendPlain(dst []rune, text string) []rune {
	for _, r := range text {
		if r = fold(r); !skipped(r) {
			dst = append(dst, r)
		}
	}
	return dst
}

// skipped reports whether a rune does not count in a name: blanks, brackets
// and quotation marks. A comma or a full stop does count, as a wall.
func skipped(r rune) bool {
	if r >= '一' && r <= '鿿' {
		return false
	}
	return unicode.IsSpace(r) || unicode.In(r, unicode.Ps, unicode.Pe, unicode.Pi, unicode.Pf) ||
		r == '·' || r == '-' || r == '"' || r == '\'' || r == '—'
}
