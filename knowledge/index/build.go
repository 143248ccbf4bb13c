package index

import (
	"cmp"
	"math"
	"slices"
)

// bm holds the constants of BM25F.
type bm struct {
	k1, b   float64
	weights [fields]float64
}

// posting is one gram of one thing while the collection is built.
type posting struct {
	term, doc uint32
	weight    float32 // sum over fields of weight × count / length norm
	field     field   // the field that gives most of it
}

// collect builds a collection of sources. Memory and time are linear in their
// text.
func collect(sources []source, g *gates, o Options, done func()) *collection {
	c := &collection{sources: sources, gates: g, terms: map[uint64]uint32{}, k1: o.Weights.K1}
	for _, s := range sources {
		c.doors = append(c.doors, s.gate)
	}
	model := bm{o.Weights.K1, o.Weights.B, o.Weights.fieldWeights()}
	norms := model.norms(sources)
	var all []posting
	var scratch scratchDoc
	for d := range sources {
		all = scratch.postings(all, c, uint32(d), norms)
		sources[d].text = keep(sources[d].text)
		done()
	}
	c.invert(all)
	c.names = newTrie(sources)
	c.vectors = embedAll(sources, o.Embedder)
	c.pool.New = func() any { return newRun(c) }
	return c
}

// keep drops the texts that are not needed once they are counted.
func keep(text [fields]string) [fields]string {
	return [fields]string{fName: text[fName], fText: text[fText]}
}

// norms returns, per thing and field, what one occurrence counts:
// weight / (1 - b + b·length/average). The average is over the things that
// have the field, so that the few with an alias are not called long for it.
func (m bm) norms(sources []source) [][fields]float32 {
	norms := make([][fields]float32, len(sources))
	var sum, n [fields]float64
	var buf []gram
	for d, s := range sources {
		for f, text := range s.text {
			buf = appendGrams(buf[:0], text)
			if len(buf) > 0 {
				norms[d][f] = float32(len(buf))
				sum[f] += float64(len(buf))
				n[f]++
			}
		}
	}
	for d := range norms {
		for f, length := range norms[d] {
			if length > 0 {
				average := sum[f] / n[f]
				norms[d][f] = float32(m.weights[f] / (1 - m.b + m.b*float64(length)/average))
			}
		}
	}
	return norms
}

// scratchDoc is reused from thing to thing.
type scratchDoc struct {
	grams []gram
	seen  []occurrence
}

type occurrence struct {
	key   uint64
	field field
}

// postings appends the postings of one thing.
func (s *scratchDoc) postings(all []posting, c *collection, doc uint32, norms [][fields]float32) []posting {
	s.seen = s.seen[:0]
	for f, text := range c.sources[doc].text {
		if norms[doc][f] == 0 {
			continue
		}
		s.grams = appendGrams(s.grams[:0], text)
		for _, g := range s.grams {
			s.seen = append(s.seen, occurrence{g.key, field(f)})
		}
	}
	slices.SortFunc(s.seen, func(a, b occurrence) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.field, b.field))
	})
	for i := 0; i < len(s.seen); {
		j := i
		for j < len(s.seen) && s.seen[j].key == s.seen[i].key {
			j++
		}
		all = append(all, weigh(c.intern(s.seen[i].key), doc, s.seen[i:j], &norms[doc]))
		i = j
	}
	return all
}

// weigh sums the occurrences of one gram in one thing over its fields.
func weigh(term, doc uint32, seen []occurrence, norms *[fields]float32) posting {
	p := posting{term: term, doc: doc}
	var best float32
	for i := 0; i < len(seen); {
		f := seen[i].field
		var here float32
		for ; i < len(seen) && seen[i].field == f; i++ {
			here += norms[f]
		}
		if p.weight += here; here > best {
			best, p.field = here, f
		}
	}
	return p
}

func (c *collection) intern(key uint64) uint32 {
	t, ok := c.terms[key]
	if !ok {
		t = uint32(len(c.terms))
		c.terms[key] = t
	}
	return t
}

// invert sorts the postings by term, things in order within each (a counting
// sort), and turns weights into impacts.
func (c *collection) invert(all []posting) {
	c.starts = make([]uint32, len(c.terms)+1)
	for _, p := range all {
		c.starts[p.term+1]++
	}
	for t := range len(c.terms) {
		c.starts[t+1] += c.starts[t]
	}
	c.idfs = make([]float32, len(c.terms))
	for t := range c.idfs {
		c.idfs[t] = float32(idf(len(c.sources), int(c.starts[t+1]-c.starts[t])))
	}
	c.docs, c.impacts, c.from = make([]uint32, len(all)), make([]float32, len(all)), make([]field, len(all))
	next := slices.Clone(c.starts)
	for _, p := range all {
		i := next[p.term]
		next[p.term]++
		c.docs[i], c.from[i] = p.doc, p.field
		c.impacts[i] = float32(float64(c.idfs[p.term]) * (c.k1 + 1) * float64(p.weight) / (c.k1 + float64(p.weight)))
	}
}

// idf is the weight of a gram that df of n things have; never negative.
func idf(n, df int) float64 {
	return math.Log(1 + (float64(n-df)+.5)/(float64(df)+.5))
}
