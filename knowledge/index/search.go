package index

import (
	"cmp"
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
	pool    sync.Pool
	file    *mapping // that the arrays lie in; nil: on the heap
}

// thing is what a hit tells of what was found.
type thing struct {
	id, article, text string
	name, second      string   // what Exact may find in a question,
	aliases           []string // with these
	foreign           bool     // it is unlisted
}

func (c *collection) thing(place uint32) thing { return c.shelf(int(c.order[place])) }

// run is the working memory of one query, kept in a pool.
type run struct {
	words
	pass
	at
	terms []term
	most  []candidate // grams by what their terms may give
	exact []exactName // by place
	plain []rune
	sum   []float32 // the vector of the question
	part  []float32
	probe probe

	sums  [windowSize]int64  // per thing of the window at hand: its worth; 0 between windows
	marks [windowSize]uint32 // of the round in which a thing became a candidate
	round uint32
	dots  [windowSize]int32 // per thing of the stretch at hand: the product of its vector and the probe
	near  []uint16          // the candidates, by place in the window; room for nearMost
	best  heap

	floor  int64   // what a thing must be worth to be among the best
	pieces []piece // of the hit that is being explained
}

// nearMost is the most candidates there may be before those named twice are
// dropped: few, one for each thing that was named, and one to write to.
const nearMost = few + windowSize + 1

// one is the worth of a score of 1 without its vector. Worths are whole
// numbers, so that their sum does not depend on the order of adding, and with
// it not on what was skipped.
const one = 1 << 44

// term is a gram of the query that things have: a posting is worth
// each·code + flat.
type term struct {
	number     int32
	each, flat int64
	next, end  uint32    // its windows to come
	list       []posting // of the window at hand
	bound      int64     // of any of them
}

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
func (c *collection) search(dst []Hit, q Query, kind Kind, e Embedder) []Hit {
	if len(c.order) == 0 {
		return dst
	}
	r := c.pool.Get().(*run)
	defer c.pool.Put(r)
	q.Parts = bounded(q.Parts)
	c.words.read(&r.words, q.Parts)
	r.weigh(c)
	r.findNames(c, q.Parts)
	r.embed(c, q.Parts, e)
	c.gates.open(&r.pass, q)
	r.rank(c, q.K)
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

// weigh turns the grams into terms, those that may give most first. A score is a
// weighted sum, comparable between queries: BM25F as a share of what the words
// said could reach at most, and the share of their mass that the thing covers.
func (r *run) weigh(c *collection) {
	r.most, r.terms = r.most[:0], r.terms[:0]
	mass := max(r.mass, r.weight(c)/mostTimes)
	for i := range r.asked {
		if t, ok := r.term(c, &r.asked[i], mass); ok {
			r.most = append(r.most, candidate{uint32(i), t.each*int64(c.words.tops[t.number]) + t.flat})
		}
	}
	slices.SortFunc(r.most, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(r.asked[a.thing].term, r.asked[b.thing].term))
	})
	for _, x := range r.most {
		t, _ := r.term(c, &r.asked[x.thing], mass)
		r.terms = append(r.terms, t)
	}
}

// term is what a gram is worth; false where no thing has it.
func (r *run) term(c *collection, a *askedGram, mass float64) (t term, ok bool) {
	if a.term < 0 {
		return t, false
	}
	t = term{number: a.term, flat: 1, next: c.words.firsts[a.term], end: c.words.firsts[a.term+1]}
	if r.mass > 0 { // else nothing was said: found, but worth nothing
		share := float64(c.words.idfs[a.term]) / mass * one
		t.each, t.flat = 1+int64(share*float64(a.weight)/(1<<16)), int64(share*float64(a.said)*c.weights.Cover)
	}
	return t, true
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
func (r *run) findNames(c *collection, parts []Part) {
	r.exact = r.exact[:0]
	r.plain = r.plain[:0]
	for _, p := range parts {
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
}

// embed aims the probe: the sum of the vectors of the parts.
func (r *run) embed(c *collection, parts []Part, e Embedder) {
	r.probe.scale = 0
	if c.vectors.dim == 0 || c.weights.Vector == 0 {
		return
	}
	clear(r.sum)
	for _, p := range parts {
		addText(r.sum, r.part, e, p.Text, float32(p.Weight))
	}
	r.probe.aim(&c.vectors, r.sum)
}
