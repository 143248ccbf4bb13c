package segment

// Stretches appends a text and, where it is longer than n characters, all of it in
// stretches of n that begin two apart, the last one at its end: a short word is
// held against them, for a long text is like nothing.
func Stretches(out []string, text string, n int) []string {
	out = append(out, text)
	r := []rune(text)
	for i := 0; i+n < len(r); i += 2 {
		out = append(out, string(r[i:i+n]))
	}
	if len(r) > n {
		out = append(out, string(r[len(r)-n:]))
	}
	return out
}
