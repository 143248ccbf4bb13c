package index

import (
	"cmp"
	"slices"
	"sync"

	"wenban/knowledge"
)

// collection is the index of one kind of thing: postings as sorted arrays, the
// term t owning [starts[t], starts[t+1]) of docs, impacts and from.
type collection struct {
	sources []source
	doors   []gate // of the sources, side by side: every query looks at each
	gates   *gates
	terms   map[uint64]uint32 // gram → term
	k1      float64
	starts  []uint32
	idfs    []float32
	docs    []uint32
	impacts []float32 // BM25F of the gram in the thing, idf included
	from    []field   // the field that gives most of it
	names   *trie
	vectors vectors
	pool    sync.Pool
}

// run is the working memory of one query, kept in a pool.
type run struct {
	grams      []gram
	asked      []askedGram
	lexical    []float32 // per thing
	cover      []float32
	scores     []float64 // without the vector; closed: not to be looked at
	regions    []bool    // of the gates: serves the query
	inside     []bool    // of the gates: the citizen is in it
	audiences  []bool
	exact      []exactName
	plain      []rune
	sum, part  []float32
	first, top []scored
	pieces     []piece // of the hit that is being explained
	mass, most float64 // idf mass of what was said; the most that BM25 could give for it
}

// askedGram is one distinct gram of the query.
type askedGram struct {
	key      uint64
	weight   float32 // the highest of the parts it stands in
	said     float32 // the highest of the parts that were said, or 0
	part     int32   // the part with the highest weight
	from, to uint32  // its first place there
	term     int32   // -1: nothing has it
}

type exactName struct {
	doc, node uint32
	length    int
}

type scored struct {
	doc           uint32
	score, cosine float32
}

func newRun(c *collection) *run {
	n := len(c.sources)
	return &run{
		lexical: make([]float32, n), cover: make([]float32, n), scores: make([]float64, n),
		sum: make([]float32, c.vectors.dim), part: make([]float32, c.vectors.dim),
	}
}

// maxQuery is how many bytes of the parts of a query are read: what a citizen
// says in one breath is a hundred times shorter.
const maxQuery = 16 << 10

// search filters, then ranks. Nothing is allocated but the hits.
func (c *collection) search(q Query, kind Kind, e Embedder, w Weights) []Hit {
	r := c.pool.Get().(*run)
	defer c.pool.Put(r)
	q.Parts = bounded(q.Parts)
	r.read(c, q.Parts)
	r.accumulate(c)
	r.findNames(c, q.Parts)
	vector := r.embed(c, q.Parts, e)
	r.rank(c, q, w, vector)
	return r.hits(c, q.Parts, kind)
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

// read fills r.asked with the distinct grams of the parts, each with its
// highest weight: a gram that is said twice, or said and added, counts once.
func (r *run) read(c *collection, parts []Part) {
	r.asked = r.asked[:0]
	for i, p := range parts {
		if !(p.Weight > 0) {
			continue
		}
		r.grams = appendGrams(r.grams[:0], p.Text)
		for _, g := range r.grams {
			a := askedGram{key: g.key, weight: float32(p.Weight), part: int32(i), from: g.from, to: g.to}
			if p.said() {
				a.said = a.weight
			}
			r.asked = append(r.asked, a)
		}
	}
	slices.SortStableFunc(r.asked, func(a, b askedGram) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(b.weight, a.weight))
	})
	r.asked = merge(r.asked)
	r.lookUp(c)
}

// merge keeps the first of each key, which has the highest weight.
func merge(asked []askedGram) []askedGram {
	kept := asked[:0]
	for _, a := range asked {
		if n := len(kept); n > 0 && kept[n-1].key == a.key {
			kept[n-1].said = max(kept[n-1].said, a.said)
			continue
		}
		kept = append(kept, a)
	}
	return kept
}

// lookUp finds the term of each gram and sums the mass of what was said. A gram
// that nothing has weighs as much as the rarest: a question full of them must
// not look well covered.
func (r *run) lookUp(c *collection) {
	r.mass, r.most = 0, 0
	unknown := idf(len(c.sources), 0)
	for i := range r.asked {
		a := &r.asked[i]
		a.term = -1
		weight := unknown
		if t, ok := c.terms[a.key]; ok {
			a.term, weight = int32(t), float64(c.idfs[t])
		}
		r.mass += weight * float64(a.said)
	}
	r.most = r.mass * (c.k1 + 1)
}

// accumulate adds the impacts of all grams, term by term.
func (r *run) accumulate(c *collection) {
	clear(r.lexical)
	clear(r.cover)
	for _, a := range r.asked {
		if a.term < 0 {
			continue
		}
		from, to := c.starts[a.term], c.starts[a.term+1]
		docs, impacts := c.docs[from:to], c.impacts[from:to]
		mass := c.idfs[a.term] * a.said
		for i, d := range docs {
			r.lexical[d] += a.weight * impacts[i]
			r.cover[d] += mass
		}
	}
}

// findNames notes, per thing, the longest of its names that what was said
// contains.
func (r *run) findNames(c *collection, parts []Part) {
	r.exact = r.exact[:0]
	for _, p := range parts {
		if !p.said() || !(p.Weight > 0) {
			continue
		}
		r.plain = appendPlain(r.plain[:0], p.Text)
		c.names.find(r.plain, func(node uint32, from, to int) {
			for _, d := range c.names.ends[node] {
				r.exact = append(r.exact, exactName{d, node, to - from})
			}
		})
	}
	slices.SortFunc(r.exact, func(a, b exactName) int {
		return cmp.Or(cmp.Compare(a.doc, b.doc), cmp.Compare(b.length, a.length), cmp.Compare(a.node, b.node))
	})
	r.exact = slices.CompactFunc(r.exact, func(a, b exactName) bool { return a.doc == b.doc })
}

// embed returns the unit vector of the parts, or nil when there is none.
func (r *run) embed(c *collection, parts []Part, e Embedder) []float32 {
	if c.vectors.dim == 0 {
		return nil
	}
	clear(r.sum)
	for _, p := range parts {
		addText(r.sum, r.part, e, p.Text, float32(p.Weight))
	}
	unit(r.sum)
	return r.sum
}

// loneVector is the cosine above which a thing is found by its vector alone,
// without one gram in common.
const loneVector = .35

// rank fills r.top with the best K of what the gates let through, best first;
// equal ones in the order of the edition. A cosine costs more than all the rest
// of a score, so it is computed first for the K that are best without it, and
// after that only where it could still make a difference.
func (r *run) rank(c *collection, q Query, w Weights, vector []float32) {
	c.gates.open(r, q.Region, q.Audience)
	r.plainScores(c, dayOf(q.At.In(knowledge.Zone)), w)
	first := r.bestPlain(q.K)
	r.top = r.top[:0]
	for _, s := range first {
		r.consider(c, s.doc, q.K, w, vector)
		r.scores[s.doc] = closed
	}
	for d, plain := range r.scores {
		if plain != closed && (len(r.top) < q.K || r.mayEnter(plain, w)) {
			r.consider(c, uint32(d), q.K, w, vector)
		}
	}
	slices.SortFunc(r.top, better)
}

// closed marks in run.scores what is not, or no more, to be looked at.
const closed = -1

// plainScores fills r.scores with what each thing scores without its vector.
func (r *run) plainScores(c *collection, day int32, w Weights) {
	names := r.exact
	for d := range c.doors {
		length := 0
		if len(names) > 0 && int(names[0].doc) == d {
			length, names = names[0].length, names[1:]
		}
		r.scores[d] = closed
		if g := &c.doors[d]; r.serves(g, day) && !r.outranked(c, g, day) {
			r.scores[d] = r.plainScore(d, length, w)
		}
	}
}

// plainScore is a weighted sum, comparable between queries: each leg lies
// between 0 and 1 whatever the length of the question.
func (r *run) plainScore(d, length int, w Weights) (sum float64) {
	if r.mass > 0 {
		sum = float64(r.lexical[d])/r.most + w.Cover*float64(r.cover[d])/r.mass
	}
	if length > 0 {
		sum += w.Exact * float64(length) / float64(len(r.plain)+1)
	}
	return sum
}

// bestPlain returns the k things that score best without their vectors.
func (r *run) bestPlain(k int) []scored {
	r.top = r.top[:0]
	for d, plain := range r.scores {
		if plain > 0 && (len(r.top) < k || float32(plain) > r.top[0].score) {
			r.push(scored{doc: uint32(d), score: float32(plain)}, k)
		}
	}
	r.first = append(r.first[:0], r.top...)
	return r.first
}

// mayEnter reports whether a thing would be among the best if its vector were
// the question's. The margin is for the rounding of cosines and sums.
func (r *run) mayEnter(plain float64, w Weights) bool {
	return plain+w.Vector*1.001+1e-6 >= float64(r.top[0].score)
}

// consider scores a thing with its vector and keeps it if it is among the best.
func (r *run) consider(c *collection, doc uint32, k int, w Weights, vector []float32) {
	cosine := c.vectors.cosine(int(doc), vector)
	if r.lexical[doc] == 0 && cosine < loneVector {
		return
	}
	r.push(scored{doc: doc, cosine: cosine, score: float32(r.scores[doc] + w.Vector*float64(cosine))}, k)
}

// better orders by score, then by the order of the edition.
func better(a, b scored) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc, b.doc))
}

// push keeps the k best in a heap whose root is the worst.
func (r *run) push(s scored, k int) {
	if len(r.top) < k {
		r.top = append(r.top, s)
		for i := len(r.top) - 1; i > 0; {
			up := (i - 1) / 2
			if better(r.top[up], r.top[i]) > 0 {
				break
			}
			r.top[up], r.top[i] = r.top[i], r.top[up]
			i = up
		}
		return
	}
	if better(s, r.top[0]) >= 0 {
		return
	}
	r.top[0] = s
	sink(r.top)
}

func sink(heap []scored) {
	for i := 0; ; {
		worst := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(heap); child++ {
			if better(heap[child], heap[worst]) > 0 {
				worst = child
			}
		}
		if worst == i {
			return
		}
		heap[i], heap[worst] = heap[worst], heap[i]
		i = worst
	}
}
