package lexicon

import (
	"strings"

	"wenban/knowledge/sieve"
)

// Standard returns text with dialect words replaced by standard ones, from
// left to right, the longest first: also where a longer one begins inside a
// shorter (要啥子 is 要+啥子, not 要啥+子). A longer word of the lexicon protects
// what is inside it, and a common word its single characters (联系 is not 联是).
// Text without dialect is returned as it is: most is, which the few words of
// dialect alone show.
func (l *Lexicon) Standard(text string) string {
	if !l.hasDialect(text) {
		return text
	}
	var b strings.Builder
	copied := 0
	for i := 0; i < len(text); {
		d, ok := l.dialect.Longest(text, i)
		if w, known := l.words.Longest(text, i); known && w.End > max(d.End, i+step(text, i)) {
			i = w.End
			continue
		}
		if !ok || splits(text, i, d.End) || l.longerInside(text, i, d.End) {
			i += step(text, i)
			continue
		}
		b.WriteString(text[copied:i])
		b.WriteString(l.standard[d.Value])
		i, copied = d.End, d.End
	}
	if copied == 0 {
		return text
	}
	b.WriteString(text[copied:])
	return b.String()
}

// hasDialect reports whether a dialect word stands in a text, whatever protects it.
func (l *Lexicon) hasDialect(text string) bool {
	for i := 0; i < len(text); i += step(text, i) {
		if _, ok := l.dialect.Longest(text, i); ok {
			return true
		}
	}
	return false
}

// longerInside reports whether a dialect word begins inside text[i:end], ends
// behind it and is no shorter.
func (l *Lexicon) longerInside(text string, i, end int) bool {
	for j := i + step(text, i); j < end; j += step(text, j) {
		if m, ok := l.dialect.Longest(text, j); ok && m.End > end && m.End-j >= end-i {
			return true
		}
	}
	return false
}

// step returns the length in bytes of the rune at byte i of text.
func step(text string, i int) int {
	_, size := sieve.Rune(text[i:])
	return size
}
