package lexicon

import "unicode/utf8"

// trie finds the words of a list that begin at a place in a text. Edges lie in
// one open hash table, so a step is one probe and finding allocates nothing.
// The zero value holds no words.
type trie struct {
	keys  []uint64 // node<<21 | rune, plus 1; 0 is free
	nodes []int32
	count int
	value []int32 // per node: number of the word that ends there, or -1
}

// match is a word found: where it ends and its number.
type match struct {
	end   int
	value int32
}

// add puts a word into the trie and returns its number: value for a new word,
// the old one for a word that is there.
func (t *trie) add(word string, value int32) int32 {
	if len(t.value) == 0 {
		t.value = []int32{-1}
	}
	node := int32(0)
	for _, r := range word {
		node = t.child(node, r)
	}
	if t.value[node] < 0 {
		t.value[node] = value
	}
	return t.value[node]
}

func (t *trie) child(node int32, r rune) int32 {
	if t.count*2 >= len(t.keys) {
		t.grow()
	}
	key, i := t.slot(node, r)
	if t.keys[i] == 0 {
		t.keys[i], t.nodes[i] = key, int32(len(t.value))
		t.value = append(t.value, -1)
		t.count++
	}
	return t.nodes[i]
}

func (t *trie) grow() {
	keys, nodes := t.keys, t.nodes
	t.keys = make([]uint64, max(1024, 2*len(keys)))
	t.nodes = make([]int32, len(t.keys))
	for i, key := range keys {
		if key != 0 {
			_, j := t.slot(int32((key-1)>>21), rune((key-1)&(1<<21-1)))
			t.keys[j], t.nodes[j] = key, nodes[i]
		}
	}
}

// slot returns the key of an edge and where it is, or would be put.
func (t *trie) slot(node int32, r rune) (key uint64, i int) {
	key = uint64(node)<<21 | uint64(r) + 1
	mask := len(t.keys) - 1
	for i = int(key*0x9e3779b97f4a7c15>>40) & mask; t.keys[i] != 0 && t.keys[i] != key; i = (i + 1) & mask {
	}
	return key, i
}

// at appends the words that begin at byte from of text, shortest first.
func (t *trie) at(dst []match, text string, from int) []match {
	if t.count == 0 {
		return dst
	}
	node := int32(0)
	for i := from; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		_, slot := t.slot(node, r)
		if t.keys[slot] == 0 {
			break
		}
		i += size
		if node = t.nodes[slot]; t.value[node] >= 0 {
			dst = append(dst, match{i, t.value[node]})
		}
	}
	return dst
}

// longest returns the longest word that begins at byte from of text.
func (t *trie) longest(text string, from int) (match, bool) {
	var buf [16]match
	if found := t.at(buf[:0], text, from); len(found) > 0 {
		return found[len(found)-1], true
	}
	return match{}, false
}

// step returns the length in bytes of the rune at byte i of text.
func step(text string, i int) int {
	_, size := utf8.DecodeRuneInString(text[i:])
	return size
}

// all yields every word with its number, in the order of the numbers.
func (t *trie) all() func(yield func(int32, string) bool) {
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
// made after its parent, so one pass in order of nodes is enough.
func (t *trie) prefixes() []string {
	edges := make([]uint64, len(t.value))
	for i, key := range t.keys {
		if key != 0 {
			edges[t.nodes[i]] = key - 1
		}
	}
	text := make([]string, len(t.value))
	for node := 1; node < len(text); node++ {
		text[node] = text[edges[node]>>21] + string(rune(edges[node]&(1<<21-1)))
	}
	return text
}
