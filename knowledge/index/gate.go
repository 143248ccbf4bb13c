package index

import (
	"slices"
	"time"

	"wenban/knowledge"
)

// gate says whom a thing serves and when: what is filtered before ranking.
type gate struct {
	Region   int32 // number of its region
	Audience int32 // number of its audience
	Own      period
	Next     period // of the document that supersedes it, the first if several do
	Replaced bool   // there is such a document
}

// period is a knowledge.Period as numbers YYYYMMDD; a bound that is open, or
// that is no date, does not exclude.
type period struct{ From, To int32 }

func toPeriod(p knowledge.Period) period {
	q := period{0, 99999999}
	if t, err := time.Parse(time.DateOnly, p.From); err == nil {
		q.From = dayOf(t)
	}
	if t, err := time.Parse(time.DateOnly, p.To); err == nil {
		q.To = dayOf(t)
	}
	return q
}

func dayOf(t time.Time) int32 {
	y, m, d := t.Date()
	return int32(y*10000 + int(m)*100 + d)
}

func (p period) contains(day int32) bool { return p.From <= day && day <= p.To }

// inForce agrees with Edition.InForce: what was superseded does not come back
// when its successor ends.
func (g gate) inForce(day int32) bool {
	return g.Own.contains(day) && !(g.Replaced && g.Next.From <= day)
}

// gates know which things are open to a query. Few gates are distinct, so each
// is kept once and a thing holds its number.
type gates struct {
	Regions   []region
	Audiences [][]string
	Kinds     []gate
	doors     []uint32            // per thing: the number of its gate
	nearer    map[uint32][]uint32 // per thing that has some: those of the same name in regions within its own
	byCode    map[string]int32
}

// region is a node of the tree, in the order of a walk from the root down, with
// the things that belong to it: they stand together, and after them those of
// the regions below, so that a query reads a few stretches.
type region struct {
	Code            string
	Parent          int32  // -1: none
	From, To, Below uint32 // its own things, and the end of those below
}

// claim is what one thing asks of its gate.
type claim struct {
	region   string
	audience []string
	in       knowledge.Period
	next     *knowledge.Period // of the document that supersedes it
}

// newGates orders things by region and returns, per place, the number that the
// thing had before: those of no region first, then down the tree, then those of
// regions that the tree does not have. Within a region the order stays.
func newGates(tree knowledge.Regions, claims []claim) (g *gates, order []uint32) {
	g = &gates{byCode: map[string]int32{}}
	g.plant(tree)
	regions := make([]int32, len(claims))
	for i, c := range claims {
		regions[i] = g.region(c.region)
		g.Regions[regions[i]].To++
	}
	g.layOut()
	order = g.arrange(regions)
	g.hang(order, regions, claims)
	return g, order
}

// region returns the number of a region; one that is not in the tree is added.
func (g *gates) region(code string) int32 {
	n, ok := g.byCode[code]
	if !ok {
		n = int32(len(g.Regions))
		g.byCode[code] = n
		g.Regions = append(g.Regions, region{Code: code, Parent: -1})
	}
	return n
}

// plant numbers the regions of a tree from the root down. What stands in a
// cycle, and so below no root, comes after.
func (g *gates) plant(tree knowledge.Regions) {
	g.region("")
	below := map[string][]string{}
	for _, r := range tree.All {
		below[r.Parent] = append(below[r.Parent], r.Code)
	}
	var walk func(code string, parent int32)
	walk = func(code string, parent int32) {
		if _, seen := g.byCode[code]; seen {
			return
		}
		n := g.region(code)
		g.Regions[n].Parent = parent
		for _, b := range below[code] {
			walk(b, n)
		}
	}
	for _, r := range tree.All {
		if _, ok := tree.Region(r.Parent); !ok {
			walk(r.Code, -1)
		}
	}
	for _, r := range tree.All {
		walk(r.Code, -1)
	}
}

// layOut turns the counts of the regions into stretches.
func (g *gates) layOut() {
	at := uint32(0)
	for i := range g.Regions {
		r := &g.Regions[i]
		r.From, r.To = at, at+r.To
		at, r.Below = r.To, r.To
	}
	for i := len(g.Regions) - 1; i >= 0; i-- {
		if r := g.Regions[i]; r.Parent >= 0 {
			above := &g.Regions[r.Parent]
			above.Below = max(above.Below, r.Below)
		}
	}
}

func (g *gates) arrange(regions []int32) []uint32 {
	order, next := make([]uint32, len(regions)), make([]uint32, len(g.Regions))
	for i, r := range g.Regions {
		next[i] = r.From
	}
	for i, r := range regions {
		order[next[r]] = uint32(i)
		next[r]++
	}
	return order
}

// hang gives every place its gate.
func (g *gates) hang(order []uint32, regions []int32, claims []claim) {
	g.doors = make([]uint32, len(order))
	kinds, audiences := map[gate]uint32{}, map[string]int32{}
	for place, i := range order {
		c := claims[i]
		k := gate{Region: regions[i], Audience: g.audience(audiences, c.audience), Own: toPeriod(c.in)}
		if c.next != nil {
			k.Next, k.Replaced = toPeriod(*c.next), true
		}
		n, ok := kinds[k]
		if !ok {
			n = uint32(len(g.Kinds))
			kinds[k] = n
			g.Kinds = append(g.Kinds, k)
		}
		g.doors[place] = n
	}
}

func (g *gates) audience(numbers map[string]int32, list []string) int32 {
	key := lines(list)
	n, ok := numbers[key]
	if !ok {
		n = int32(len(g.Audiences))
		numbers[key] = n
		g.Audiences = append(g.Audiences, list)
	}
	return n
}

// level notes for each place those of the same name in regions within its own.
func (g *gates) level(nameOf func(place int) string) {
	type spot struct {
		name   string
		region int32
	}
	g.nearer = map[uint32][]uint32{}
	if len(g.Regions) == 1 {
		return
	}
	at := map[spot][]uint32{}
	for d, door := range g.doors {
		s := spot{nameOf(d), g.Kinds[door].Region}
		at[s] = append(at[s], uint32(d))
	}
	for d, door := range g.doors {
		name, own := nameOf(d), g.Kinds[door].Region
		if own == 0 || name == "" {
			continue
		}
		for _, above := range append(g.path(nil, own)[1:], 0) {
			for _, wide := range at[spot{name, above}] {
				g.nearer[wide] = append(g.nearer[wide], uint32(d))
			}
		}
	}
}

// path appends a region and those above it, the nearest first.
func (g *gates) path(dst []int32, n int32) []int32 {
	for ; n >= 0; n = g.Regions[n].Parent {
		dst = append(dst, n)
	}
	return dst
}

// stretch is things next to each other.
type stretch struct{ from, to uint32 }

// pass is what of the gates is open to one query.
type pass struct {
	day       int32
	path      []int32 // the region of the citizen and those above
	audiences []bool
	kinds     []bool    // which gates are open; empty where there are too many to ask each
	open      []stretch // in order, apart from each other
}

// open fills in which stretches serve the region of a query (see
// knowledge.Regions.Serves), and which audiences.
func (g *gates) open(p *pass, q Query) {
	p.day = dayOf(q.At.In(knowledge.Zone))
	p.audiences, p.path, p.open = p.audiences[:0], p.path[:0], p.open[:0]
	for _, list := range g.Audiences {
		p.audiences = append(p.audiences, q.Audience == "" || len(list) == 0 || slices.Contains(list, q.Audience))
	}
	p.kinds = p.kinds[:0]
	if len(g.Kinds) <= manyKinds {
		for i := range g.Kinds {
			p.kinds = append(p.kinds, p.lets(&g.Kinds[i]))
		}
	}
	if q.Region == "" {
		p.add(stretch{0, uint32(len(g.doors))})
		return
	}
	p.add(stretch{g.Regions[0].From, g.Regions[0].To})
	here, ok := g.byCode[q.Region]
	if !ok {
		return
	}
	p.path = g.path(p.path, here)
	for i := len(p.path) - 1; i > 0; i-- {
		r := &g.Regions[p.path[i]]
		p.add(stretch{r.From, r.To})
	}
	p.add(stretch{g.Regions[here].From, g.Regions[here].Below})
}

// add keeps stretches apart: one that begins where the last ends continues it.
func (p *pass) add(s stretch) {
	switch last := len(p.open) - 1; {
	case s.from == s.to:
	case last >= 0 && p.open[last].to == s.from:
		p.open[last].to = s.to
	default:
		p.open = append(p.open, s)
	}
}

// manyKinds is how many gates are looked at before a query, not when a thing
// comes up.
const manyKinds = 256

// lets reports whether a gate is open: in force, and for this audience.
func (p *pass) lets(k *gate) bool { return p.audiences[k.Audience] && k.inForce(p.day) }

func (g *gates) lets(p *pass, thing uint32) bool {
	if door := g.doors[thing]; int(door) < len(p.kinds) {
		return p.kinds[door]
	}
	return p.lets(&g.Kinds[g.doors[thing]])
}

// serves reports whether the gate of a thing in an open stretch is open, and no
// level nearer to the citizen has the thing too.
func (g *gates) serves(p *pass, thing uint32) bool {
	if !g.lets(p, thing) {
		return false
	}
	if len(g.nearer) == 0 || len(p.path) == 0 {
		return true
	}
	return !slices.ContainsFunc(g.nearer[thing], func(n uint32) bool {
		return slices.Contains(p.path, g.Kinds[g.doors[n]].Region) && g.lets(p, n)
	})
}
