package sieve

import (
	"maps"
	"regexp"
	"regexp/syntax"
	"slices"
	"unicode"
)

// Pattern is a regular expression that tells from the characters of a text that
// it cannot match: an expression is not tried on a text that has none of the
// characters without which it matches nothing. It finds what the expression finds.
type Pattern struct {
	re   *regexp.Regexp
	need []Runes // whatever matches has a character of each
}

// Compile makes a pattern of an expression, and panics where it is none.
func Compile(expr string) *Pattern {
	p := &Pattern{re: regexp.MustCompile(expr)}
	tree, err := syntax.Parse(expr, syntax.Perl)
	if err != nil { // it compiled
		return p
	}
	for _, set := range needs(tree) {
		var s Runes
		for r := range set {
			s.add(r)
		}
		p.need = append(p.need, s)
	}
	return p
}

// may reports whether a text has the characters that a match needs.
func (p *Pattern) may(text string) bool {
	if len(p.need) == 0 {
		return true
	}
	has := RunesOf(text)
	return p.MayIn(&has)
}

// MayIn is whether the pattern can match a text of these characters; false is
// certain.
func (p *Pattern) MayIn(has *Runes) bool {
	for i := range p.need {
		if !p.need[i].meets(has) {
			return false
		}
	}
	return true
}

// MatchString is that of regexp.
func (p *Pattern) MatchString(s string) bool { return p.may(s) && p.re.MatchString(s) }

// FindString is that of regexp.
func (p *Pattern) FindString(s string) string {
	if !p.may(s) {
		return ""
	}
	return p.re.FindString(s)
}

// FindAllString is that of regexp.
func (p *Pattern) FindAllString(s string, n int) []string {
	if !p.may(s) {
		return nil
	}
	return p.re.FindAllString(s, n)
}

// FindStringIndex is that of regexp.
func (p *Pattern) FindStringIndex(s string) []int {
	if !p.may(s) {
		return nil
	}
	return p.re.FindStringIndex(s)
}

// FindStringSubmatch is that of regexp.
func (p *Pattern) FindStringSubmatch(s string) []string {
	if !p.may(s) {
		return nil
	}
	return p.re.FindStringSubmatch(s)
}

// FindAllStringSubmatch is that of regexp.
func (p *Pattern) FindAllStringSubmatch(s string, n int) [][]string {
	if !p.may(s) {
		return nil
	}
	return p.re.FindAllStringSubmatch(s, n)
}

// FindAllStringSubmatchIndex is that of regexp.
func (p *Pattern) FindAllStringSubmatchIndex(s string, n int) [][]int {
	if !p.may(s) {
		return nil
	}
	return p.re.FindAllStringSubmatchIndex(s, n)
}

// ReplaceAllString is that of regexp.
func (p *Pattern) ReplaceAllString(s, with string) string {
	if !p.may(s) {
		return s
	}
	return p.re.ReplaceAllString(s, with)
}

// ReplaceAllStringFunc is that of regexp.
func (p *Pattern) ReplaceAllStringFunc(s string, with func(string) string) string {
	if !p.may(s) {
		return s
	}
	return p.re.ReplaceAllStringFunc(s, with)
}

// Split is that of regexp.
func (p *Pattern) Split(s string, n int) []string {
	if n != 0 && s != "" && !p.may(s) {
		return []string{s}
	}
	return p.re.Split(s, n)
}

// one is a set of characters of which any match has at least one.
type one map[rune]bool

// most is how many characters a set has at most that is worth looking for: every
// message has one of many.
const most = 64

// needs returns sets of which any match of an expression has a character each;
// none where nothing is certain.
func needs(re *syntax.Regexp) []one {
	switch re.Op {
	case syntax.OpLiteral:
		return ofLiteral(re)
	case syntax.OpCharClass:
		return ofClass(re)
	case syntax.OpCapture, syntax.OpPlus:
		return needs(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return needs(re.Sub[0])
		}
	case syntax.OpConcat:
		var all []one
		for _, sub := range re.Sub {
			all = append(all, needs(sub)...)
		}
		return all
	case syntax.OpAlternate:
		return ofEither(re.Sub)
	}
	return nil
}

func ofLiteral(re *syntax.Regexp) (all []one) {
	for _, r := range re.Rune {
		set := one{r: true}
		if re.Flags&syntax.FoldCase != 0 {
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				set[f] = true
			}
		}
		all = append(all, set)
	}
	return all
}

func ofClass(re *syntax.Regexp) []one {
	set := one{}
	for i := 0; i+1 < len(re.Rune); i += 2 {
		for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
			if set[r] = true; len(set) > most {
				return nil
			}
		}
	}
	return []one{set}
}

// ofEither joins a set of each alternative, as whichever matches has a character
// of its own: the smallest of each, the first, and the last.
func ofEither(alternatives []*syntax.Regexp) (all []one) {
	least, first, last := one{}, one{}, one{}
	for _, sub := range alternatives {
		own := needs(sub)
		if len(own) == 0 {
			return nil
		}
		maps.Copy(least, slices.MinFunc(own, func(a, b one) int { return len(a) - len(b) }))
		maps.Copy(first, own[0])
		maps.Copy(last, own[len(own)-1])
	}
	for _, set := range []one{least, first, last} {
		if len(set) <= most {
			all = append(all, set)
		}
	}
	return all
}
