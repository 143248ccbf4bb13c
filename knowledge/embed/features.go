package embed

import (
	"unicode"
	"unicode/utf8"
)

// maxText is how many bytes of a text are read: what a text is about is said
// at its beginning, and training time is bounded.
const maxText = 4 << 10

// appendFeatures appends the hashed features of a text: its characters, pairs
// of characters next to each other, and runs of Latin letters and digits.
func appendFeatures(dst []uint64, text string) []uint64 {
	if len(text) > maxText {
		text = text[:maxText]
	}
	var before rune
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		r = fold(r)
		switch {
		case isLatin(r):
			end, key := latinRun(text, i)
			dst = append(dst, mix(key))
			i, before = end, 0
			continue
		case (r < '一' || r > '鿿') && !unicode.IsLetter(r) && !unicode.IsNumber(r) || r == utf8.RuneError:
			before = 0
		default:
			if before != 0 {
				dst = append(dst, mix(uint64(before)<<32|uint64(r)))
			}
			dst = append(dst, mix(uint64(r)<<32))
			before = r
		}
		i += size
	}
	return dst
}

// latinRun returns the end of the run of letters and digits that begins at i,
// and its key.
func latinRun(text string, i int) (end int, key uint64) {
	key = 14695981039346656037
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r = fold(r); !isLatin(r) {
			break
		}
		key = (key ^ uint64(r)) * 1099511628211
		i += size
	}
	return i, key | 1<<63
}

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

// mix spreads a key over all bits (the finisher of SplitMix64).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
