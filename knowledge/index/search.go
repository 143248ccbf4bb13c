package index

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"
)

// collection is the index of one kind of thing. Its things are numbered by
// place: laid out by region, see gates.
type collection struct {
	words   *postings
	gates   *gates
	order   []uint32 // per place: the number of the thing on the shelf
	names   *names
	vectors codes
	weights Weights
	shelf   func(number int) thing
	called  func(number int) named // nil: its things have no names
	pool    sync.Pool
	file    *mapping // that the arrays lie in; nil: on the heap
}

// thing is what a hit tells of what was found.
type thing struct {
	id, article, text string
	foreign           bool // it is unlisted
}

// named is what Exact may find in a question.
type named struct {
	name, second string
	aliases      []string
}

func (c *collection) thing(place uint32) thing { return c.shelf(int(c.order[place])) }

func (c *collection) named(place uint32) named {
	if c.called == nil {
		return named{}
	}
	return c.called(int(c.order[place]))
}

// run is the working memory of one query, kept in a pool.
type run struct {
	words
	pass
	at
	terms   []term
	order   []uint64    // of terms: those that may give most first
	exact   []exactName // by place
	plain   []rune
	probe   probe
	pieces  []piece // of the hit that is being explained
	befores []marks // per hit: the counts of its marks

	unit       float64 // what a score of 1 is worth
	vectorUnit float32 // what a product of vectors is worth, before the scale of its thing
	vectorTop  int32   // what a vector may be worth at most; 0: there are none
	bonusTop   int32   // and a name
	floor      int32   // what a thing must be worth to be among the best

	sums  [windowSize]int32 // per thing of the window at hand: what lists gave; 0 between windows
	tops  [groups]int32     // see topSums
	near  []candidate       // by place in the window
	rests [windowSize]int32 // per candidate: what lists that were not gone through may give
	left  []left
	deep  uint32            // the last word of marks that these need
	dots  [windowSize]int32 // per candidate
	best  heap
	looks heap // what looks best, see guess
}

// mostWorth bounds the worth of a thing. Worths are whole numbers, so that their
// sum does not depend on the order of adding, and with it not on what was
// skipped; of 32 bits, so that many are compared at once.
const mostWorth = 1 << 30

// term is a gram of the query that things have.
type term struct {
	each      uint64 // what a saturation of 1 is worth
	flat      int32  // and being there at all
	bound     int32  // what a posting of the window at hand may be worth at most
	next, end uint32 // its windows to come
	mark      uint16 // see postings.marked
}

// worth is what a posting with a code is worth.
func (t *term) worth(code uint32) int32 { return int32(t.each*uint64(code)>>16) + t.flat }

type exactName struct {
	thing  uint32
	length int
	hash   uint64
}

// maxQuery is how many bytes of the parts of a query are read: what a citizen
// says in one breath is a hundred times shorter.
const maxQuery = 16 << 10

// search appends the best k hits to dst. Nothing is allocated where dst has
// room, unless reasons are wanted.
func (c *collection) search(dst []Hit, q Query, kind Kind, m *meaning) []Hit {
	if len(c.order) == 0 {
		return dst
	}
	r := c.pool.Get().(*run)
	defer c.pool.Put(r)
	q.Parts = bounded(q.Parts)
	c.words.read(&r.words, q.Parts)
	r.weigh(c)
	r.findNames(c, q)
	r.embed(c, q.Parts, m)
	c.gates.open(&r.pass, q)
	r.rank(c, q.K, int32(max(1, min(math.Ceil(q.Least*r.unit), mostWorth))))
	dst = r.hits(c, dst, q, kind)
	runtime.KeepAlive(c.file)
	return dst
}

// bounded cuts the parts to maxQuery bytes in all.
func bounded(parts []Part) []Part {
	left := maxQuery
	for i, p := range parts {
		if len(p.Text) > left {
			parts = slices.Clone(parts[:i+1])
			parts[i].Text = clip(p.Text, left)
			return parts
		}
		left -= len(p.Text)
	}
	return parts
}

// said reports whether a part is what the citizen said.
func (p Part) said() bool { return p.From == "" || p.From == "said" }

// weigh turns the grams into terms: first the rare ones, which have no marks, then
// those that may give most. A score is a
// weighted sum, comparable between queries: BM25F as a share of what the words
// said could reach at most, and the share of their mass that the thing covers.
func (r *run) weigh(c *collection) {
	share := 0.0                                                // of a score, that an idf of 1 is
	if mass := max(r.mass, r.weight(c)/mostTimes); r.mass > 0 { // else nothing was said: found, but worth nothing
		share = 1 / mass
	}
	r.scale(c, share)
	r.order = r.order[:0]
	for i := range r.asked {
		if a := &r.asked[i]; a.term >= 0 {
			top := float64(a.weight)*float64(c.words.tops[a.term])/(1<<16) + float64(a.said)*c.weights.Cover
			rank := mostWorth - int32(share*float64(c.words.idfs[a.term])*top*r.unit)
			if c.words.marked[a.term] > 0 {
				rank += mostWorth
			}
			r.order = append(r.order, uint64(rank)<<32|uint64(i))
		}
	}
	slices.Sort(r.order)
	r.terms = r.terms[:0]
	for _, x := range r.order {
		r.terms = append(r.terms, r.term(c, &r.asked[uint32(x)], share))
	}
}

// scale chooses the unit of worths: as fine as mostWorth allows.
func (r *run) scale(c *collection, share float64) {
	most := c.weights.Vector + c.weights.Exact
	for i := range r.asked {
		if a := &r.asked[i]; a.term >= 0 {
			most += share * float64(c.words.idfs[a.term]) * (float64(a.weight) + c.weights.Cover*float64(a.said))
		}
	}
	_, e := math.Frexp((mostWorth - 4*float64(len(r.asked))) / max(most, 1e-3))
	r.unit = math.Ldexp(1, e-1)
}

// term is what a gram is worth.
func (r *run) term(c *collection, a *askedGram, share float64) term {
	x := share * float64(c.words.idfs[a.term]) * r.unit
	return term{
		each: 1 + uint64(x*float64(a.weight)), flat: 1 + int32(x*float64(a.said)*c.weights.Cover),
		mark: c.words.marked[a.term], next: c.words.firsts[a.term], end: c.words.firsts[a.term+1],
	}
}

// mostTimes bounds a score, and with it every sum of worths: words that were
// added may weigh more than what was said, but not without end.
const mostTimes = 1000

// weight is the idf mass of all terms, added ones included.
func (r *run) weight(c *collection) (sum float64) {
	for _, a := range r.asked {
		if a.term >= 0 {
			sum += float64(c.words.idfs[a.term] * a.weight)
		}
	}
	return sum
}

// findNames notes, per thing, the longest of its names that what was said
// contains.
func (r *run) findNames(c *collection, q Query) {
	r.exact = r.exact[:0]
	r.plain = r.plain[:0]
	if q.Brief && c.weights.Exact == 0 {
		return // nothing is made of them
	}
	for _, p := range q.Parts {
		if !p.said() || !(p.Weight > 0) {
			continue
		}
		r.plain = appendPlain(r.plain[:0], p.Text)
		r.exact = c.names.find(r.exact, r.plain)
	}
	slices.SortFunc(r.exact, func(a, b exactName) int {
		return cmp.Or(cmp.Compare(a.thing, b.thing), cmp.Compare(b.length, a.length))
	})
	r.exact = slices.CompactFunc(r.exact, func(a, b exactName) bool { return a.thing == b.thing })
	r.bonusTop = int32(c.weights.Exact * r.unit)
}

// embed aims the probe: the sum of the vectors of the parts.
func (r *run) embed(c *collection, parts []Part, m *meaning) {
	r.probe.scale, r.vectorTop = 0, 0
	if c.vectors.dim == 0 || c.weights.Vector == 0 {
		return
	}
	r.probe.aim(&c.vectors, m.of(parts))
	if r.probe.scale > 0 {
		r.vectorTop = 1 + int32(c.weights.Vector*r.unit)
		r.vectorUnit = float32(c.weights.Vector*r.unit) * r.probe.scale
	}
}
