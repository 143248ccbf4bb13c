package segment

import "slices"

// Cut returns the likeliest words of a text by the general dictionary, one after
// the other; spaces and punctuation are left out. It needs no Segmenter, and knows
// no words beside the dictionary: it is for texts of offices, which have few.
func Cut(text string) (words []string) {
	eachRun(text, func(run []rune, chinese bool) {
		switch {
		case chinese:
			ends, _ := general().cut(run, noWords)
			start := 0
			for _, end := range slices.Backward(ends) {
				words = append(words, string(run[start:end]))
				start = end
			}
		case isWordRune(run[0]):
			words = append(words, string(run))
		}
	})
	return words
}

// noWords are no words beside the dictionary.
var noWords = newVocabulary(0)

// eachRun calls f with every run of Chinese and every run of anything else.
func eachRun(text string, f func(run []rune, chinese bool)) {
	runes := []rune(text)
	for start := 0; start < len(runes); {
		chinese, end := kindOf(runes[start]) == character, start+1
		for end < len(runes) && end-start < 2000 && kindOf(runes[end]) == kindOf(runes[start]) {
			end++
		}
		f(runes[start:end], chinese)
		start = end
	}
}
