package sieve

import "unicode/utf8"

// Trie finds the words of a list that begin at a place in a text. Edges lie in
// one open hash table, so a step is one probe and finding allocates nothing; a
// place where no word begins is seen without a probe. The first two runes of a word
// are one edge, since the table is too large to stay near: the node between them
// is the rune itself (^r, which is negative). The zero value holds no words. It may
// be used by many at once when no more words are added.
type Trie struct {
	lone  [1 << 16 / 64]uint64 // bit per rune of the basic plane: it may be a word
	pairs [1 << 11]uint64      // hashed: words may begin with these two runes
	edges []edge               // hashed; key 0 is free
	count int
	value []int32 // per node: number of the word that ends there, or -1
}

// edge leads from a node to another.
type edge struct {
	key   uint64 // node<<21 | rune, plus 1; the complement of two runes where they begin a word
	node  int32  // that it leads to
	value int32  // of that node
}

// Match is a word found: where it ends and its number.
type Match struct {
	End   int
	Value int32
}

// Add puts a word into the trie and returns its number, which is not negative:
// value for a new word, the old one for a word that is there.
func (t *Trie) Add(word string, value int32) int32 {
	if len(t.value) == 0 {
		t.value = []int32{-1}
	}
	node, last, rest := int32(0), -1, word
	if r, size := Rune(word); size < len(word) {
		node, rest = ^r, word[size:]
	}
	for _, r := range rest {
		node, last = t.child(node, r)
	}
	t.open(word)
	if last < 0 { // the empty word begins nowhere
		return value
	}
	if t.value[node] < 0 {
		t.value[node], t.edges[last].value = value, value
	}
	return t.value[node]
}

// open notes how a word begins.
func (t *Trie) open(word string) {
	a, size := utf8.DecodeRuneInString(word)
	if size == len(word) {
		t.lone[a>>6&1023] |= 1 << (a & 63)
		return
	}
	b, _ := utf8.DecodeRuneInString(word[size:])
	i := pairOf(a, b)
	t.pairs[i>>6] |= 1 << (i & 63)
}

// pairOf is the bit of two runes.
func pairOf(a, b rune) uint64 { return (uint64(a)<<21 | uint64(b)) * 0x9e3779b97f4a7c15 >> 47 }

// Opens reports whether a word may begin with two runes that stand side by side;
// b is negative where the text ends. False is certain.
func (t *Trie) Opens(a, b rune) bool {
	if t.lone[a>>6&1023]&(1<<(a&63)) != 0 {
		return true
	}
	i := pairOf(a, b)
	return b >= 0 && t.pairs[i>>6]&(1<<(i&63)) != 0
}

// child returns the node behind an edge, made where it was not there, and where
// the edge is.
func (t *Trie) child(node int32, r rune) (next int32, i int) {
	if t.count*2 >= len(t.edges) {
		t.grow()
	}
	key := keyOf(node, r)
	i = t.slot(key)
	if t.edges[i].key == 0 {
		t.edges[i] = edge{key, int32(len(t.value)), -1}
		t.value = append(t.value, -1)
		t.count++
	}
	return t.edges[i].node, i
}

func (t *Trie) grow() {
	old := t.edges
	t.edges = make([]edge, max(64, 2*len(old)))
	for _, e := range old {
		if e.key != 0 {
			t.edges[t.slot(e.key)] = e
		}
	}
}

// keyOf is the key of an edge.
func keyOf(node int32, r rune) uint64 {
	if node < 0 {
		return ^(uint64(^node)<<21 | uint64(r))
	}
	return uint64(node)<<21 | uint64(r) + 1
}

// slot returns where an edge is, or would be put.
func (t *Trie) slot(key uint64) (i int) {
	mask := len(t.edges) - 1
	for i = int(key*0x9e3779b97f4a7c15>>40) & mask; t.edges[i].key != 0 && t.edges[i].key != key; i = (i + 1) & mask {
	}
	return i
}

// Step returns where a character leads from a node, 0 being the first, and the
// number of the word that ends there, or -1; ok is false where it leads nowhere.
func (t *Trie) Step(node int32, r rune) (next, value int32, ok bool) {
	if t.count == 0 {
		return 0, -1, false
	}
	if node == 0 && t.lone[r>>6&1023]&(1<<(r&63)) == 0 {
		return ^r, -1, true
	}
	e := &t.edges[t.slot(keyOf(node, r))]
	if node != 0 {
		return e.node, e.value, e.key != 0
	}
	if e.key == 0 {
		return ^r, -1, true
	}
	return ^r, e.value, true
}

// At appends the words that begin at byte from of text, shortest first.
func (t *Trie) At(dst []Match, text string, from int) []Match {
	if !t.opensAt(text[from:]) {
		return dst
	}
	node := int32(0)
	for i := from; i < len(text); {
		r, size := Rune(text[i:])
		next, value, ok := t.Step(node, r)
		if !ok {
			break
		}
		i += size
		if node = next; value >= 0 {
			dst = append(dst, Match{i, value})
		}
	}
	return dst
}

func (t *Trie) opensAt(text string) bool {
	if t.count == 0 {
		return false
	}
	a, size := Rune(text)
	b := rune(-1)
	if size < len(text) {
		b, _ = Rune(text[size:])
	}
	return t.Opens(a, b)
}

// Longest returns the longest word that begins at byte from of text.
func (t *Trie) Longest(text string, from int) (m Match, ok bool) {
	if !t.opensAt(text[from:]) {
		return Match{}, false
	}
	node := int32(0)
	for i := from; i < len(text); {
		r, size := Rune(text[i:])
		next, value, leads := t.Step(node, r)
		if !leads {
			break
		}
		i += size
		if node = next; value >= 0 {
			m, ok = Match{i, value}, true
		}
	}
	return m, ok
}

// All yields every word with its number, in the order of the numbers.
func (t *Trie) All() func(yield func(int32, string) bool) {
	return func(yield func(int32, string) bool) {
		prefix := t.prefixes()
		byValue := map[int32]string{}
		var most int32 = -1
		for node, v := range t.value {
			if v >= 0 {
				byValue[v] = prefix[node]
				most = max(most, v)
			}
		}
		for v := int32(0); v <= most; v++ {
			if word, ok := byValue[v]; ok && !yield(v, word) {
				return
			}
		}
	}
}

// prefixes returns for each node the text that leads to it. A child is always
// made after its parent, so one pass in order of nodes is enough; two runes have
// none.
func (t *Trie) prefixes() []string {
	leads := make([]uint64, len(t.value))
	for _, e := range t.edges {
		if e.key != 0 {
			leads[e.node] = e.key
		}
	}
	text := make([]string, len(t.value))
	for node := 1; node < len(text); node++ {
		if leads[node]>>63 == 1 {
			pair := ^leads[node]
			text[node] = string(rune(pair>>21)) + string(rune(pair&(1<<21-1)))
			continue
		}
		from := leads[node] - 1
		text[node] = text[from>>21] + string(rune(from&(1<<21-1)))
	}
	return text
}
