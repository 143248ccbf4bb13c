package read

import (
	"slices"
	"unicode/utf8"

	"wenban/knowledge/lexicon"
)

// A message tells a story and then asks: 岳父吃席噎死了，银行存款怎么取. What the words of
// a story belong to says little of what is asked, so the clause that asks is looked
// at alone. Of style only the whole is heard: to let the clause that asks decide, or
// to believe its words against the style, was right of a weaker classifier, and cost
// three in a hundred of what is no need.

// askWeight is the weight from which a clause asks, see weight.
const askWeight = 0.85

// askedIn returns the clause that asks, the last one of several; "" when there is
// only one clause, or none that is long enough to say what of.
func askedIn(clauses []Clause) (text string) {
	if len(clauses) < 2 {
		return ""
	}
	best := askWeight
	for _, c := range clauses {
		if !c.Negated && c.Weight >= best && utf8.RuneCountInString(c.Text) >= 4 {
			text, best = c.Text, c.Weight
		}
	}
	return text
}

// desks reports whether the clause that asks is a desk's by its own words, and no
// other clause asks for what is none's, so that the story around it makes no
// refusal: 男朋友打我不让分手，孩子户口怎么跟我; but 比特币还能不能涨，我想把养老钱放进去.
func (r *Reader) desks(clauses []Clause) bool {
	asked := askedIn(clauses)
	if asked == "" {
		return false
	}
	v := r.rules.judge(plain(asked))
	if v.outOf() >= 0.4 || v.score("gov") >= 0 && !r.named(asked) {
		return false
	}
	return !slices.ContainsFunc(clauses, func(c Clause) bool {
		return (c.Weight >= askWeight || request(c.Text)) && c.Text != asked && r.rules.judge(plain(c.Text)).outOf() >= 0.6
	})
}

// named reports whether a text holds a word that the lexicon knows for certain.
func (r *Reader) named(text string) bool {
	return slices.ContainsFunc(r.lexicon.Concepts(text), func(c lexicon.Concept) bool {
		return c.Weight >= 1 && utf8.RuneCountInString(c.From) >= 2
	})
}
