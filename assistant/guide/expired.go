package guide

import (
	"strings"

	"wenban/knowledge"
)

// replaced reports that the words give the title of a document that is no
// longer in force, and of none that is.
func (g *Guide) replaced(in In) (Plan, bool) {
	text := plain(in.Reading.Text)
	for i, d := range g.Edition.Documents {
		title := g.Matcher.titles[i]
		if len(title) <= len(text) && !g.Edition.InForce(d, in.At) && !d.Effective.NotYet(in.At) && strings.Contains(text, title) {
			return g.ended(in, d), true
		}
	}
	return Plan{}, false
}

// lapsed returns the item that the words name and that is no longer in force,
// where none in force fits them.
func (g *Guide) lapsed(in In) (knowledge.Item, bool) {
	if own := ownBest(in); own.Exact != "" || own.Score >= strong {
		return knowledge.Item{}, false
	}
	text := plain(in.Reading.Text)
	for it := range g.Edition.Ending() {
		if !it.Effective.Over(in.At) {
			continue
		}
		for _, name := range append([]string{it.Name}, it.Aliases...) {
			if strings.Contains(text, plain(name)) {
				return it, true
			}
		}
	}
	return knowledge.Item{}, false
}
