package memory

import (
	"strings"
	"unicode"

	"wenban/knowledge"
	"wenban/knowledge/lexicon"
)

// Circumstances returns, per code of an item, what citizens say who are in one
// of its options. What they say who are sent to another item counts for that
// item: "没办出生证" stands among the options of 出生登记 and means the certificate.
func Circumstances(e *knowledge.Edition, told []lexicon.Circumstance) map[string][]string {
	words := map[string][]string{}
	for _, c := range told {
		words[optionKey(c.Question, c.Label)] = append(words[optionKey(c.Question, c.Label)], c.Words...)
	}
	out := map[string][]string{}
	for _, it := range e.Items {
		for _, s := range it.Situations {
			for _, o := range s.Options {
				code := it.Code
				if o.Redirect != "" {
					code = o.Redirect
				}
				out[code] = append(out[code], words[optionKey(s.Question, o.Label)]...)
			}
		}
	}
	return out
}

// optionKey is the same for a question and a label however they are punctuated.
func optionKey(question, label string) string { return letters(question) + "\x00" + letters(label) }

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}
