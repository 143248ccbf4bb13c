package index

import (
	"slices"
	"time"

	"wenban/knowledge"
)

// gate says whom a thing serves and when: what is filtered before ranking.
type gate struct {
	region   uint16 // number in gates.regions
	audience uint16 // number in gates.audiences
	own      period
	next     period   // of the document that supersedes it, the first if several do
	replaced bool     // there is such a document
	nearer   []uint32 // things of the same name that belong to regions within its own
}

// period is a knowledge.Period as numbers YYYYMMDD; a bound that is open, or
// that is no date, does not exclude.
type period struct{ from, to int32 }

func toPeriod(p knowledge.Period) period {
	q := period{0, 99999999}
	if t, err := time.Parse(time.DateOnly, p.From); err == nil {
		q.from = dayOf(t)
	}
	if t, err := time.Parse(time.DateOnly, p.To); err == nil {
		q.to = dayOf(t)
	}
	return q
}

func dayOf(t time.Time) int32 {
	y, m, d := t.Date()
	return int32(y*10000 + int(m)*100 + d)
}

func (p period) contains(day int32) bool { return p.from <= day && day <= p.to }

// inForce agrees with Edition.InForce: what was superseded does not come back
// when its successor ends.
func (g gate) inForce(day int32) bool {
	return g.own.contains(day) && !(g.replaced && g.next.from <= day)
}

// gates holds the distinct regions and audiences of a collection, so that a
// query looks at each once and not at each thing.
type gates struct {
	tree      knowledge.Regions
	regions   []string
	audiences [][]string
}

// add returns the gate of a thing. Beyond 65,535 distinct values the last one
// is shared with "" (served everywhere, to anyone): too much is found, not too
// little.
func (g *gates) add(region string, audience []string, p knowledge.Period) gate {
	if len(g.regions) == 0 {
		g.regions, g.audiences = []string{""}, [][]string{nil}
	}
	r := slices.Index(g.regions, region)
	if r < 0 && len(g.regions) <= 0xffff {
		r = len(g.regions)
		g.regions = append(g.regions, region)
	}
	a := slices.IndexFunc(g.audiences, func(l []string) bool { return slices.Equal(l, audience) })
	if a < 0 && len(g.audiences) <= 0xffff {
		a = len(g.audiences)
		g.audiences = append(g.audiences, audience)
	}
	return gate{region: uint16(max(r, 0)), audience: uint16(max(a, 0)), own: toPeriod(p)}
}

// open fills in which regions and audiences serve a query, and in which regions
// the citizen is.
func (g *gates) open(r *run, region, audience string) {
	r.regions, r.inside, r.audiences = r.regions[:0], r.inside[:0], r.audiences[:0]
	for _, own := range g.regions {
		r.regions = append(r.regions, own == "" || region == "" || own == region || g.tree.Serves(own, region))
		r.inside = append(r.inside, own != "" && region != "" && g.tree.Within(region, own))
	}
	for _, list := range g.audiences {
		r.audiences = append(r.audiences, audience == "" || len(list) == 0 || slices.Contains(list, audience))
	}
}

// serves reports whether a gate is open to the query.
func (r *run) serves(g *gate, day int32) bool {
	return r.regions[g.region] && r.audiences[g.audience] && g.inForce(day)
}

// outranked reports whether a level nearer to the citizen has the thing too: the
// nearest one answers.
func (r *run) outranked(c *collection, g *gate, day int32) bool {
	for _, n := range g.nearer {
		if near := &c.doors[n]; r.inside[near.region] && r.serves(near, day) {
			return true
		}
	}
	return false
}

// levels notes for each thing those of the same name in regions within its own.
func (g *gates) levels(all []source) {
	type level struct{ name, region string }
	at := map[level][]int{}
	for i, s := range all {
		l := level{s.text[fName], g.regions[s.gate.region]}
		at[l] = append(at[l], i)
	}
	for i, s := range all {
		own := g.regions[s.gate.region]
		if own == "" || s.text[fName] == "" {
			continue
		}
		for _, above := range append(g.tree.Path(own)[1:], "") {
			for _, wide := range at[level{s.text[fName], above}] {
				all[wide].gate.nearer = append(all[wide].gate.nearer, uint32(i))
			}
		}
	}
}
