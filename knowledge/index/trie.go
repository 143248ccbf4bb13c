package index

import "unicode"

// trie finds the names that a question contains word for word, in one pass
// over the question and without an allocation.
type trie struct {
	next map[edge]uint32 // node, rune → node; the root is 0
	ends map[uint32][]uint32
	text map[uint32]string // the name that ends there, as first written
}

type edge struct {
	node uint32
	r    rune
}

// Names shorter than two characters mean nothing in running text; longer ones
// than maxName nobody types.
const (
	minName = 2
	maxName = 200
)

func newTrie(sources []source) *trie {
	t := &trie{next: map[edge]uint32{}, ends: map[uint32][]uint32{}, text: map[uint32]string{}}
	for d, s := range sources {
		for _, name := range s.names {
			t.add(name, uint32(d))
		}
	}
	return t
}

func (t *trie) add(name string, doc uint32) {
	runes := make([]rune, 0, len(name)/3+1)
	for _, r := range name {
		if r = fold(r); !skipped(r) {
			runes = append(runes, r)
		}
	}
	if len(runes) < minName || len(runes) > maxName {
		return
	}
	node := uint32(0)
	for _, r := range runes {
		to, ok := t.next[edge{node, r}]
		if !ok {
			to = uint32(len(t.next) + 1)
			t.next[edge{node, r}] = to
		}
		node = to
	}
	if last := len(t.ends[node]) - 1; last < 0 || t.ends[node][last] != doc {
		t.ends[node] = append(t.ends[node], doc)
	}
	if _, ok := t.text[node]; !ok {
		t.text[node] = name
	}
}

// find calls found for each name in a text of folded characters, with the
// number of characters it spans.
func (t *trie) find(text []rune, found func(node uint32, from, to int)) {
	for i := range text {
		if i > 0 && isLatin(text[i-1]) && isLatin(text[i]) {
			continue // inside a run
		}
		node := uint32(0)
		for j := i; j < len(text); j++ {
			to, ok := t.next[edge{node, text[j]}]
			if !ok {
				break
			}
			node = to
			inside := j+1 < len(text) && isLatin(text[j]) && isLatin(text[j+1])
			if !inside && t.ends[node] != nil {
				found(node, i, j+1)
			}
		}
	}
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
	return unicode.IsSpace(r) || unicode.In(r, unicode.Ps, unicode.Pe, unicode.Pi, unicode.Pf) ||
		r == '·' || r == '-' || r == '"' || r == '\'' || r == '—'
}
