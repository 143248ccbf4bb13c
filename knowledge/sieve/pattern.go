package sieve

import (
	"regexp"
	"regexp/syntax"
)

// Pattern is a regular expression that is not tried on a text without the words
// of which whatever matches has one. It finds what the expression finds.
type Pattern struct {
	re    *regexp.Regexp
	needs []*Words // one of each stands in whatever matches
	words bool     // whatever has one of the needs, which are one list, matches
}

// Compile makes a pattern of an expression, and panics where it is none.
func Compile(expr string) *Pattern {
	p := &Pattern{re: regexp.MustCompile(expr)}
	tree, err := syntax.Parse(expr, syntax.Perl)
	if err != nil { // it compiled
		return p
	}
	for _, words := range needed(tree) {
		p.needs = append(p.needs, listOf(words))
	}
	p.words = len(p.needs) == 1 && isWords(tree)
	return p
}

// may reports whether a text has what a match needs; false is certain.
func (p *Pattern) may(text string) bool {
	for _, words := range p.needs {
		if !words.In(text) {
			return false
		}
	}
	return true
}

// MatchString is that of regexp.
func (p *Pattern) MatchString(s string) bool { return p.may(s) && (p.words || p.re.MatchString(s)) }

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
