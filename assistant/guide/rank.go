package guide

import (
	"slices"
	"strings"

	"wenban/knowledge/index"
)

// rank orders the candidates: what was found, less what was denied, with the
// redirects that the words already show followed.
func (g *Guide) rank(in In, hits []index.Hit, s State) []Candidate {
	ranked := candidates(hits)
	ranked = slices.DeleteFunc(ranked, func(c Candidate) bool { return slices.Contains(s.Denied, c.Code) })
	g.asked(in, ranked)
	if slices.ContainsFunc(ranked[:min(len(ranked), foremost)], g.asks) {
		said := in.said(s)
		g.fitting(said, ranked)
		ranked = g.redirected(said, s, ranked)
	}
	slices.SortStableFunc(ranked, func(a, b Candidate) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		}
		return 0
	})
	g.nearestFirst(in, ranked)
	return ranked[:min(len(ranked), 10)]
}

// asks reports whether a candidate has situations.
func (g *Guide) asks(c Candidate) bool { return g.Matcher.owners[c.Code] != nil }

// redirected follows the redirects of the foremost candidates.
func (g *Guide) redirected(said Said, s State, ranked []Candidate) []Candidate {
	for i := range min(len(ranked), foremost) {
		c := ranked[i]
		to, ok := g.redirect(c.Code, said)
		if !ok || slices.Contains(s.Denied, to) {
			continue
		}
		ranked[i].Score *= 0.8
		ranked = raise(ranked, to, c.Score, c.Code)
	}
	return ranked
}

// asked raises the items that the clause names which asks, when a story stands
// before it: 我妈来带孩子，外地户口，居住证怎么办 is about 居住证.
func (g *Guide) asked(in In, ranked []Candidate) {
	clauses := in.Reading.Clauses
	if len(clauses) < 2 {
		return
	}
	last := clauses[len(clauses)-1].Text
	if !asksHow.MatchString(last) {
		return
	}
	for i, c := range ranked {
		if head := []rune(g.name(c.Code)); len(head) >= heading && strings.Contains(last, string(head[:heading])) {
			ranked[i].Score *= 1.15
		}
	}
}

// foremost is of how many candidates the situations are looked at.
const foremost = 6

// fitting raises the candidates whose situations the words already answer: an
// item that asks what was told anyway is likelier meant than its twin that does
// not. It settles what is nearly equal and no more.
func (g *Guide) fitting(said Said, ranked []Candidate) {
	for i := range min(len(ranked), foremost) {
		ranked[i].Score *= 1 + .03*float64(min(2, g.fits(ranked[i].Code, said)))
	}
}

// fits counts the situations of an item that the words answer without leading
// away from it.
func (g *Guide) fits(code string, said Said) (n int) {
	shown := g.shown(code, said)
	if len(shown) == 0 {
		return 0
	}
	all := g.situations(code)
	for id, a := range shown {
		s, _ := find1(all, id)
		if o, ok := option(s, a.Option); ok && o.Redirect == "" && o.Stop == "" {
			n++
		}
	}
	return n
}

// shown is what the words alone show about an item; it is asked of the foremost
// candidates again and again.
func (g *Guide) shown(code string, said Said) map[string]Answer {
	if _, ok := g.Matcher.owners[code]; !ok {
		return nil
	}
	said = said.heard()
	found, ok := said.ear.shown[code]
	if !ok {
		found = g.Matcher.Infer(code, g.situations(code), nil, said, "")
		said.ear.shown[code] = found
	}
	return found
}

// heading is how many characters of a name say what it is about.
const heading = 3

// redirect returns where an item sends those who said what was said.
func (g *Guide) redirect(code string, said Said) (to string, ok bool) {
	shown := g.shown(code, said)
	if len(shown) == 0 {
		return "", false
	}
	all := g.situations(code)
	for id, a := range shown {
		s, _ := find1(all, id)
		if o, ok := option(s, a.Option); ok && o.Redirect != "" {
			return o.Redirect, true
		}
	}
	return "", false
}

// raise gives a candidate at least a score, adding it where it is missing.
func raise(ranked []Candidate, code string, score float64, via string) []Candidate {
	i := slices.IndexFunc(ranked, func(c Candidate) bool { return c.Code == code })
	if i < 0 {
		return append(ranked, Candidate{Code: code, Score: score, Via: via})
	}
	ranked[i].Score = max(ranked[i].Score, score)
	return ranked
}

// candidates are the items found; what the edition does not have is none.
func candidates(hits []index.Hit) []Candidate {
	out := make([]Candidate, 0, len(hits)+1)
	for _, h := range hits {
		if h.Kind == index.Elsewhere {
			continue
		}
		out = append(out, Candidate{Code: h.ID, Score: h.Score, Vector: h.Vector, Exact: h.Exact, Cover: h.Cover})
	}
	return out
}
