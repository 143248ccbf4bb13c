package memory

import (
	"slices"
	"strings"
	"unicode"

	"wenban/knowledge"
	"wenban/knowledge/segment"
)

// weighted is a name and how much it says of what the item is.
type weighted struct {
	text   string
	weight float64
}

// namesOf returns the official name of an item, the name without what stands in
// brackets, the names a curator entered, and the family it belongs to.
func namesOf(it knowledge.Item) []weighted {
	out := []weighted{{it.Name, 1}}
	if short := withoutBrackets(it.Name); short != it.Name && short != "" {
		out = append(out, weighted{short, .9})
	}
	for _, a := range it.Aliases {
		out = append(out, weighted{a, .9})
	}
	if it.Catalog != "" {
		out = append(out, weighted{it.Name + it.Catalog, .95})
	}
	return out
}

// withoutBrackets drops what stands in brackets: the organ, the variant.
func withoutBrackets(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch r {
		case '(', '（', '【', '[':
			depth++
		case ')', '）', '】', ']':
			depth = max(0, depth-1)
		default:
			if depth == 0 {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// gramsOf returns the characters and pairs of neighbouring characters of a
// name, each once.
func gramsOf(text string) []string {
	var out []string
	var before rune
	for _, r := range segment.Normal(text) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			before = 0
			continue
		}
		out = append(out, string(r))
		if before != 0 {
			out = append(out, string([]rune{before, r}))
		}
		before = r
	}
	slices.Sort(out)
	return slices.Compact(out)
}
