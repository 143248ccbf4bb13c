package sieve

import (
	"cmp"
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// Bounds of what is looked for: a list of more words than mostWords tells little,
// and of all the lists of an expression the mostNeeds that tell most are enough.
const (
	mostExact = 64
	mostWords = 256
	mostNeeds = 3
)

// matches says what an expression matches: exactly the words of exact, where it is
// not nil; and whatever it matches has one word of each of needs.
type matches struct {
	exact []string
	needs [][]string
}

// needed returns lists of words of which any match of an expression has one each,
// those that tell most first.
func needed(re *syntax.Regexp) [][]string {
	m := matchesOf(re)
	m.settle()
	slices.SortStableFunc(m.needs, tellsMore)
	return m.needs[:min(len(m.needs), mostNeeds)]
}

// isWords reports whether an expression matches certain words, wherever they stand,
// and nothing else.
func isWords(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return false
	}
	return matchesOf(re).exact != nil && !slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return !isWords(sub) })
}

// tellsMore puts the list of longer words first, and of two as long the shorter.
func tellsMore(a, b []string) int {
	return cmp.Or(cmp.Compare(shortest(b), shortest(a)), cmp.Compare(len(a), len(b)))
}

func shortest(words []string) int {
	least := utf8.RuneCountInString(words[0])
	for _, w := range words {
		least = min(least, utf8.RuneCountInString(w))
	}
	return least
}

// settle makes a need of the exact words, unless one of them is empty.
func (m *matches) settle() {
	if len(m.exact) > 0 && !slices.Contains(m.exact, "") {
		m.needs = append(m.needs, m.exact)
	}
	m.exact = nil
}

func matchesOf(re *syntax.Regexp) (m matches) {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		m.exact = []string{""}
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 && !slices.Contains(re.Rune, utf8.RuneError) {
			m.exact = []string{string(re.Rune)}
		}
	case syntax.OpCharClass:
		m.exact = wordsOf(re.Rune)
	case syntax.OpCapture:
		m = matchesOf(re.Sub[0])
	case syntax.OpQuest:
		if m = matchesOf(re.Sub[0]); m.exact == nil {
			return matches{}
		}
		m = matches{exact: union(m.exact, []string{""})}
	case syntax.OpPlus, syntax.OpRepeat:
		if re.Op == syntax.OpPlus || re.Min > 0 {
			m = matchesOf(re.Sub[0])
			m.settle()
		}
	case syntax.OpConcat:
		m = inOrder(re.Sub)
	case syntax.OpAlternate:
		m = eitherOf(re.Sub)
	}
	return m
}

// wordsOf are the characters of a class, nil for one of many.
func wordsOf(ranges []rune) (words []string) {
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			if len(words) == mostExact || !utf8.ValidRune(r) || r == utf8.RuneError {
				return nil
			}
			words = append(words, string(r))
		}
	}
	return words
}

// inOrder joins what stands side by side: exact words as long as they are few.
func inOrder(subs []*syntax.Regexp) matches {
	m, whole := matches{exact: []string{""}}, true
	for _, sub := range subs {
		next := matchesOf(sub)
		if m.exact == nil || next.exact == nil || len(m.exact)*len(next.exact) > mostExact {
			m.settle()
			m.exact, m.needs, whole = next.exact, append(m.needs, next.needs...), false
			continue
		}
		m.exact = product(m.exact, next.exact)
	}
	if !whole {
		m.settle()
	}
	return m
}

// eitherOf joins alternatives: whichever matches has a word of its own.
func eitherOf(subs []*syntax.Regexp) (m matches) {
	all, exact := make([]matches, len(subs)), []string{}
	for i, sub := range subs {
		all[i] = matchesOf(sub)
		if all[i].exact == nil {
			exact = nil
		}
		if exact != nil {
			exact = union(exact, all[i].exact)
		}
	}
	if exact != nil && len(exact) <= mostExact {
		return matches{exact: exact}
	}
	var words []string
	for _, a := range all {
		a.settle()
		if len(a.needs) == 0 {
			return matches{}
		}
		words = union(words, slices.MinFunc(a.needs, tellsMore))
	}
	if len(words) > mostWords {
		return matches{}
	}
	return matches{needs: [][]string{words}}
}

func product(a, b []string) []string {
	out := make([]string, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			out = append(out, x+y)
		}
	}
	return union(nil, out)
}

// union is the words of both, each once; never nil.
func union(a, b []string) []string {
	out := append(slices.Concat(a, b), []string{}...)
	slices.Sort(out)
	return append([]string{}, slices.Compact(out)...)
}
