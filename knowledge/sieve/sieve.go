// Package sieve looks for words and patterns in what was said. Nearly all of the
// hundreds that are looked for in a message do not stand in it, and the
// characters of the message alone show that: only what they let through is looked
// at closely.
package sieve

import (
	"strings"
	"unicode/utf8"
)

// Rune is utf8.DecodeRuneInString, quick for Chinese: three bytes that begin with
// E1 to EC are a character whatever follows in their lower six bits.
func Rune(text string) (r rune, size int) {
	if len(text) > 2 && text[0]-0xe1 < 12 && text[1]&0xc0 == 0x80 && text[2]&0xc0 == 0x80 {
		return rune(text[0]&15)<<12 | rune(text[1]&63)<<6 | rune(text[2]&63), 3
	}
	return utf8.DecodeRuneInString(text)
}

// Runes is a set of characters that never forgets one and sometimes takes one for
// another.
type Runes [10]uint64 // the first two for ASCII, which is never taken for anything else

// RunesOf returns the characters of a text.
func RunesOf(text string) (s Runes) {
	for _, r := range text {
		s.add(r)
	}
	return s
}

func (s *Runes) add(r rune) {
	i := placeOf(r)
	s[i>>6] |= 1 << (i & 63)
}

// Has reports whether a character may be in the set; false is certain.
func (s *Runes) Has(r rune) bool {
	i := placeOf(r)
	return s[i>>6]&(1<<(i&63)) != 0
}

// placeOf is the bit of a character in a set.
func placeOf(r rune) uint32 {
	if r < 128 {
		return uint32(r)
	}
	return 128 + uint32(r)*0x9e3779b1>>23
}

// Words is a list of words of which one is looked for.
type Words struct {
	heads, tails Runes
	byHead       byRune
	byTail       byRune
}

// byRune are words by a character, each time in the order of the list: an open
// table of hashes, half of it empty.
type byRune []headed

type headed struct {
	r     rune
	words []string // none: the place is free
}

// groups makes the table of words by the character that of returns.
func groups(words []string, of func(string) (rune, int)) byRune {
	size := 1
	for size < 2*len(words)+1 {
		size *= 2
	}
	b := make(byRune, size)
	for _, word := range words {
		r, _ := of(word)
		g := b.at(r)
		g.r, g.words = r, append(g.words, word)
	}
	return b
}

// at returns where the words of a character are, or would be.
func (b byRune) at(r rune) *headed {
	mask := uint32(len(b) - 1)
	for i := uint32(r) * 0x9e3779b1 >> 16; ; i++ {
		if g := &b[i&mask]; len(g.words) == 0 || g.r == r {
			return g
		}
	}
}

// List makes a list of the words of a text in valid UTF-8, parted by spaces.
func List(words string) *Words { return listOf(strings.Fields(words)) }

func listOf(words []string) *Words {
	w := &Words{byHead: groups(words, utf8.DecodeRuneInString), byTail: groups(words, utf8.DecodeLastRuneInString)}
	for _, word := range words {
		head, _ := utf8.DecodeRuneInString(word)
		tail, _ := utf8.DecodeLastRuneInString(word)
		w.heads.add(head)
		w.tails.add(tail)
	}
	return w
}

// In reports whether one of the words stands in a text.
func (w *Words) In(text string) bool { return w.Index(text) >= 0 }

// Index returns the byte at which the first of the words that stand in a text
// begins, or -1.
func (w *Words) Index(text string) int {
	for i, r := range text {
		if w.heads.Has(r) && w.begins(text[i:], r) {
			return i
		}
	}
	return -1
}

// Begin reports whether a text begins with one of the words.
func (w *Words) Begin(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return w.heads.Has(r) && w.begins(text, r)
}

func (w *Words) begins(text string, head rune) bool {
	for _, word := range w.byHead.at(head).words {
		if strings.HasPrefix(text, word) {
			return true
		}
	}
	return false
}

// End reports whether a text ends with one of the words.
func (w *Words) End(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	if !w.tails.Has(r) {
		return false
	}
	for _, word := range w.byTail.at(r).words {
		if strings.HasSuffix(text, word) {
			return true
		}
	}
	return false
}
