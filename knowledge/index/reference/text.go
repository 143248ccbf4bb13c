package reference

import (
	"strings"
	"unicode"
)

// Grams returns the characters of a text, the pairs of neighbouring ones, and
// the runs of Latin letters and digits, repeated ones included. Width and case
// are folded; nothing crosses punctuation or a blank.
func Grams(text string) (grams []string) {
	var run, before string
	for _, r := range text + " " {
		r = narrow(r)
		latin := r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
		if !latin && run != "" {
			grams, run = append(grams, "run "+run), ""
		}
		switch {
		case latin:
			run += string(r)
			before = ""
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			if before != "" {
				grams = append(grams, before+string(r))
			}
			grams = append(grams, string(r))
			before = string(r)
		default:
			before = ""
		}
	}
	return grams
}

func narrow(r rune) rune {
	if r >= '！' && r <= '～' {
		r -= '！' - '!'
	}
	if r >= 'A' && r <= 'Z' {
		r += 'a' - 'A'
	}
	return r
}

// plain is a text as names are compared: folded, without blanks, brackets,
// dashes and quotation marks.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if r = narrow(r); unicode.IsSpace(r) || unicode.In(r, unicode.Ps, unicode.Pe, unicode.Pi, unicode.Pf) || strings.ContainsRune(`·-"'—`, r) {
			return -1
		}
		return r
	}, text)
}

// plainAll leaves out names of one character, which mean nothing in a sentence.
func plainAll(names []string) (all []string) {
	for _, n := range names {
		if n = plain(n); len([]rune(n)) >= 2 {
			all = append(all, n)
		}
	}
	return all
}
