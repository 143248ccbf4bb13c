package segment

import (
	"strings"
	"unicode"
)

// Gram is one searched piece of text: a character, two neighbouring
// characters, or a word of Latin letters and digits. Equal pieces have equal
// grams in every run of the program, so grams may be stored. Words longer than
// a character are kept as a hash; Terms renders what a gram came from.
type Gram uint64

// The two top bits of a Gram say what it is; the rest is one rune, two runes
// of 21 bits, or 62 bits of hash.
const (
	single Gram = iota << 62
	double
	hashed
)

// String renders a gram for debugging: the characters, or the hash of a word.
func (g Gram) String() string {
	switch v := uint64(g) & (1<<62 - 1); g &^ (1<<62 - 1) {
	case single:
		return string(rune(v))
	case double:
		return string([]rune{rune(v >> 21), rune(v & (1<<21 - 1))})
	default:
		return "#" + strings.ToLower(hex(v))
	}
}

func hex(v uint64) string {
	const digits = "0123456789abcdef"
	var b [16]byte
	for i := range b {
		b[15-i] = digits[v&15]
		v >>= 4
	}
	return string(b[:])
}

// AppendGrams appends the grams of a text in normal form to dst: every token
// and every two tokens that touch. A token is a Chinese character, or a run of
// letters and digits of an alphabet. Spaces and punctuation stand between.
// It allocates nothing beyond what dst grows by.
func AppendGrams(dst []Gram, text string) []Gram {
	eachToken(text, func(prev, token string, touches bool) {
		dst = append(dst, gramOf(token))
		if touches {
			dst = append(dst, gramOf2(prev, token))
		}
	})
	return dst
}

// Terms returns the texts of the grams of AppendGrams, in the same order.
func Terms(text string) []string {
	var terms []string
	eachToken(text, func(prev, token string, touches bool) {
		terms = append(terms, token)
		if touches {
			terms = append(terms, prev+token)
		}
	})
	return terms
}

// eachToken calls f with every token, the one before it, and whether the two
// touch.
func eachToken(text string, f func(prev, token string, touches bool)) {
	prev, end, start := "", -1, -1 // start of an alphabetic run, or -1
	emit := func(from, to int) {
		f(prev, text[from:to], end == from)
		prev, end = text[from:to], to
	}
	for i, r := range text {
		kind := kindOf(r)
		if kind != letter && start >= 0 {
			emit(start, i)
			start = -1
		}
		switch {
		case kind == letter && start < 0:
			start = i
		case kind == character:
			emit(i, i+len(string(r)))
		}
	}
	if start >= 0 {
		emit(start, len(text))
	}
}

// kind says how a rune takes part in tokens.
type kind int

const (
	other kind = iota // stands between tokens
	letter
	character // a token of its own
)

// kindOf sorts the common cases by range; tables are only for the rare ones.
func kindOf(r rune) kind {
	switch {
	case r >= 0x4e00 && r < 0xa000 || r >= 0x3400 && r < 0x4dc0 || r == '〇':
		return character
	case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z':
		return letter
	case r < 0x80 || r >= 0x2000 && r < 0x2c00 || r >= 0x3000 && r < 0x3005:
		return other
	case !unicode.In(r, unicode.L, unicode.N, unicode.M):
		return other
	case r >= 0x2e80:
		return character
	}
	return letter
}

func gramOf(token string) Gram {
	if r, ok := alone(token); ok {
		return single | Gram(r)
	}
	return hashed | hash(token, offset)&(1<<62-1)
}

func gramOf2(a, b string) Gram {
	r, ok := alone(a)
	q, ok2 := alone(b)
	if ok && ok2 {
		return double | Gram(r)<<21 | Gram(q)
	}
	return hashed | hash(b, hash(a, offset)^1)&(1<<62-1)
}

// alone returns the rune of a token of one rune.
func alone(token string) (only rune, ok bool) {
	for i, r := range token {
		if i > 0 {
			return 0, false
		}
		only = r
	}
	return only, true
}

// hash is FNV-1a, written out because hash/fnv allocates.
func hash(s string, h Gram) Gram {
	for i := range len(s) {
		h = (h ^ Gram(s[i])) * 1099511628211
	}
	return h
}

const offset Gram = 14695981039346656037
