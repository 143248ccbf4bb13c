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
	next     period // of the document that supersedes it, the first if several do
	replaced bool   // there is such a document
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

// open appends to the two slices which regions and audiences serve a query.
func (g *gates) open(regions, audiences []bool, region, audience string) ([]bool, []bool) {
	for _, own := range g.regions {
		regions = append(regions, own == "" || region == "" || own == region || g.tree.Serves(own, region))
	}
	for _, list := range g.audiences {
		audiences = append(audiences, audience == "" || len(list) == 0 || slices.Contains(list, audience))
	}
	return regions, audiences
}
