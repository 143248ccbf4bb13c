package guide

import (
	"slices"
	"strings"

	"wenban/knowledge"
)

// Several offices may have a service of one name: a ministry's at each level, a
// zone's beside the city's. To a citizen that is one thing, so one line of an
// offer stands for all of them, and who takes it is asked which office it is.

// mostOffices is how many offices are named at most; which other one is meant is
// told by its place or its name.
const mostOffices = 6

// offices returns the items of the name of one that serve the citizen, the nearest
// office first; none where there is no more than one. Of an office that has the
// service twice only the first is named.
func (g *Guide) offices(in In, code string) (all []string) {
	seen := map[[2]string]bool{}
	for _, c := range g.Edition.Namesakes(code) {
		it, _ := g.Edition.Item(c)
		office := [2]string{it.Department, it.Region}
		if g.serves(in, it) && !seen[office] {
			seen[office] = true
			all = append(all, c)
		}
	}
	if len(all) < 2 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b string) int { return g.distance(in, a) - g.distance(in, b) })
	return all
}

// serves reports whether an item is there for the citizen: in force, and of a
// region that has to do with theirs.
func (g *Guide) serves(in In, it knowledge.Item) bool {
	return it.Effective.Contains(in.At) && g.Edition.Regions.Serves(it.Region, in.State.Region)
}

func (g *Guide) distance(in In, code string) int {
	it, _ := g.Edition.Item(code)
	return g.Edition.Regions.Distance(it.Region, in.State.Region)
}

// nearestFirst lets the nearest of the items of one name stand where the best of
// them does. The scores stay in their order.
func (g *Guide) nearestFirst(in In, ranked []Candidate) {
	for i := range ranked {
		same := g.Edition.Namesakes(ranked[i].Code)
		for j := i + 1; j < len(ranked) && len(same) > 1; j++ {
			if slices.Contains(same, ranked[j].Code) && g.distance(in, ranked[j].Code) < g.distance(in, ranked[i].Code) {
				ranked[i], ranked[j] = ranked[j], ranked[i]
				ranked[i].Score, ranked[j].Score = ranked[j].Score, ranked[i].Score
			}
		}
	}
}

// lines returns the n best candidates that score at least a share of the best, one
// of each name.
func (g *Guide) lines(ranked []Candidate, n int, share float64) (out []string) {
	for _, c := range ranked {
		if len(out) < n && c.Score >= ranked[0].Score*share && !g.stands(out, c.Code) {
			out = append(out, c.Code)
		}
	}
	return out
}

// alone are the lines of an offer; where there is only one, the offices that it
// stands for: to ask whether it is the one first would be a question too many.
func (g *Guide) alone(in In, lines []string) []string {
	if len(lines) != 1 {
		return lines
	}
	if all := g.offices(in, lines[0]); len(all) > 1 {
		return all[:min(mostOffices, len(all))]
	}
	return lines
}

// stands reports whether one of the lines is an item, or of its name.
func (g *Guide) stands(lines []string, code string) bool { return g.line(lines, code) != "" }

// line returns the line that is an item, else the one that stands for it, or "".
func (g *Guide) line(lines []string, code string) string {
	if slices.Contains(lines, code) {
		return code
	}
	same := g.Edition.Namesakes(code)
	if i := slices.IndexFunc(lines, func(l string) bool { return slices.Contains(same, l) }); i >= 0 {
		return lines[i]
	}
	return ""
}

// standing returns of which items each line of an offer is one of several.
func (g *Guide) standing(in In, p Plan) (same map[string][]string) {
	if p.Act == Offices {
		return nil
	}
	for _, code := range slices.Concat(p.Offer, p.Beside) {
		if all := g.offices(in, code); all != nil {
			if same == nil {
				same = map[string][]string{}
			}
			same[code] = all
		}
	}
	return same
}

// Between reports whether an offer is between offices that have one service.
func (g *Guide) Between(offer []string) bool {
	if len(offer) < 2 {
		return false
	}
	same := g.Edition.Namesakes(offer[0])
	return !slices.ContainsFunc(offer, func(code string) bool { return !slices.Contains(same, code) })
}

// take chooses a line of what was offered. One that stands for several offices
// asks which of them.
func (g *Guide) take(in In, code string) (Plan, State) {
	all := g.offices(in, code)
	if len(all) < 2 || !slices.Contains(in.State.Offer, code) || g.Between(in.State.Offer) {
		return g.choose(in, code)
	}
	s := in.State
	s.Offer = g.alone(in, []string{code})
	return g.offer(s, s.Offer, nil), s
}

// officeSaid returns the item of the office that the words name, by its name or by
// the place that it is in; a place in which something else is wanted names none.
func (g *Guide) officeSaid(in In) (code string, ok bool) {
	if !g.Between(in.State.Offer) {
		return "", false
	}
	all := g.offices(in, in.State.Offer[0])
	said := plain(in.Reading.Text)
	for _, code := range all {
		if it, _ := g.Edition.Item(code); said != "" && it.Department != "" && strings.Contains(said, plain(it.Department)) {
			return code, true
		}
	}
	another := len(in.Items) > 0 && in.Items[0].Score >= strong && !g.stands(all, in.Items[0].ID)
	if in.Reading.Region == "" || another || len(all) == 0 {
		return "", false
	}
	return all[0], true
}

// othersOf returns the items of the name of one that other offices have.
func (g *Guide) othersOf(in In, code string) []string {
	return slices.DeleteFunc(g.offices(in, code), func(c string) bool { return c == code })
}
