package lexicon

import (
	"unicode/utf8"

	"wenban/knowledge/segment"
)

// common is how often the general dictionary must count a word for it to be
// one that people use.
const common = 20

// splits reports whether text[i:end] is a single character that is part of a
// common word there: 系 of 关系 is no dialect, 亲 of 亲属 no form of address.
// Longer pieces were chosen by whoever wrote the list and are trusted.
func splits(text string, i, end int) bool {
	if end-i != step(text, i) {
		return false
	}
	if _, size := utf8.DecodeLastRuneInString(text[:i]); size > 0 && segment.Frequency(text[i-size:end]) >= common {
		return true
	}
	return end < len(text) && segment.Frequency(text[i:end+step(text, end)]) >= common
}
