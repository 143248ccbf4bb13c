package segment

import "unicode/utf8"

// Stretches appends a text and, where it is longer than n characters, all of it in
// stretches of n that begin two apart, the last one at its end: a short word is
// held against them, for a long text is like nothing.
func Stretches(out []string, text string, n int) []string {
	out = append(out, text)
	from, to, i := 0, 0, 0
	for range n {
		to += size(text[to:])
	}
	for ; to < len(text); i++ {
		if i%2 == 0 {
			out = append(out, text[from:to])
		}
		from, to = from+size(text[from:]), to+size(text[to:])
	}
	if i > 0 {
		out = append(out, text[from:])
	}
	return out
}

// size is how many bytes the first character of a text is.
func size(text string) int {
	_, n := utf8.DecodeRuneInString(text)
	return n
}
