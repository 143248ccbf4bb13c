//go:build !cgo

package segment

import "slices"

// pureGo cuts without C: the likeliest words by the same dictionary, without
// the model for unknown words. Cuts differ from jieba's only there.
type pureGo struct{ user *vocabulary }

func newEngine(words []string) (engine, error) {
	p := pureGo{newVocabulary(userFrequency)}
	for _, w := range words {
		p.user.add(w)
	}
	return p, nil
}

func (p pureGo) free() {}

// cut returns each word after the dictionary words of two and three characters
// inside it, as jieba's search cut does.
func (p pureGo) cut(text string) (words []string) {
	eachRun(text, func(run []rune, chinese bool) {
		if !chinese {
			words = append(words, string(run))
			return
		}
		ends, _ := general().cut(run, p.user)
		start := 0
		for _, end := range slices.Backward(ends) {
			words = append(words, inside(run[start:end])...)
			words = append(words, string(run[start:end]))
			start = end
		}
	})
	return words
}

// inside returns the dictionary words of two and three characters of a longer
// word.
func inside(word []rune) (parts []string) {
	for n := 2; n <= 3 && n < len(word); n++ {
		for i := 0; i+n <= len(word); i++ {
			if part := string(word[i : i+n]); Frequency(part) > 0 {
				parts = append(parts, part)
			}
		}
	}
	return parts
}
