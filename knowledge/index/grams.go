package index

import (
	"unicode"
	"unicode/utf8"
)

// A gram is a character, two characters next to each other, or a run of Latin
// letters and digits, with its place in the text (bytes).
type gram struct {
	key      uint64
	from, to uint32
}

// Keys: a character is its code point in the upper half, a pair has the second
// one in the lower half, a run is a hash with the top bit set. A key of 64 bits
// is looked up without making a string.
const runBit = 1 << 63

// appendGrams appends the grams of text to dst in the order of their beginning.
// Width and case are folded; nothing crosses punctuation or a blank.
func appendGrams(dst []gram, text string) []gram {
	var before rune // the character right before, or 0
	var start int   // where it begins
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		r = fold(r)
		switch {
		case isLatin(r):
			end, hash := latinRun(text, i)
			dst = append(dst, gram{hash, uint32(i), uint32(end)})
			i, before = end, 0
			continue
		case (r < '一' || r > '鿿') && !unicode.IsLetter(r) && !unicode.IsNumber(r) || r == utf8.RuneError:
			before = 0
		default:
			if before != 0 {
				dst = append(dst, gram{uint64(before)<<32 | uint64(r), uint32(start), uint32(i + size)})
			}
			dst = append(dst, gram{uint64(r) << 32, uint32(i), uint32(i + size)})
			before, start = r, i
		}
		i += size
	}
	return dst
}

// latinRun returns the end of the run of letters and digits that begins at i,
// and its key (FNV-1a).
func latinRun(text string, i int) (end int, key uint64) {
	const offset, prime = 14695981039346656037, 1099511628211
	key = offset
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r = fold(r); !isLatin(r) {
			break
		}
		key = (key ^ uint64(r)) * prime
		i += size
	}
	return i, key | runBit
}

// isLatin reports whether a folded rune is part of a run.
func isLatin(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }

// fold makes full-width forms narrow and Latin letters small.
func fold(r rune) rune {
	if r >= '！' && r <= '～' {
		r -= '！' - '!'
	}
	if r >= 'A' && r <= 'Z' {
		r += 'a' - 'A'
	}
	return r
}
