package web

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks a letter may carry: more is noise.
const maxMarks = 4

// tidy removes from a message what a person cannot see and did not mean: NUL
// and control characters, Unicode tags and other format characters, variation
// selectors, piles of combining marks. Line breaks stay.
func tidy(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	marks := 0
	for _, r := range text {
		switch {
		case hidden(r):
			continue
		case unicode.Is(unicode.Mn, r):
			if marks++; marks > maxMarks {
				continue
			}
		default:
			marks = 0
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

// hidden reports that a character shows nothing.
func hidden(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), unicode.Is(unicode.Cs, r):
		return true
	case r == utf8.RuneError:
		return true
	}
	return r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0000 && r <= 0xE01EF
}
