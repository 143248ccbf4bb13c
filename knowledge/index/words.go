package index

import "math/bits"

// words are the grams of a question: the working memory of its reading.
type words struct {
	grams []gram
	asked []askedGram
	table []int32 // hash of a gram → place in asked + 1, or 0
	mass  float64 // idf mass of what was said
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

// read fills w with the distinct grams of the parts, each with its highest
// weight: a gram that is said twice, or said and added, counts once. The mass
// counts a gram that nothing has as the rarest: a question full of them must
// not look well covered.
func (p *postings) read(w *words, parts []Part) {
	w.gather(parts)
	w.mass = 0
	unknown := idf(p.things, 0)
	for i := range w.asked {
		a := &w.asked[i]
		a.term = p.term(a.key)
		weight := unknown
		if a.term >= 0 {
			weight = float64(p.idfs[a.term])
		}
		w.mass += weight * float64(a.said)
	}
}

// gather fills asked with the distinct grams of the parts, in the order in which
// they come.
func (w *words) gather(parts []Part) {
	w.asked = w.asked[:0]
	w.clear(gramsIn(parts))
	for i, p := range parts {
		if !(p.Weight > 0) {
			continue
		}
		w.grams = appendGrams(w.grams[:0], p.Text)
		for _, g := range w.grams {
			a := askedGram{key: g.key, weight: float32(min(p.Weight, heaviest)), part: int32(i), from: g.from, to: g.to}
			if p.said() {
				a.said = a.weight
			}
			w.note(a)
		}
	}
}

// heaviest is the most that a part may weigh: with an infinite one no score would
// be a number.
const heaviest = 1e6

// gramsIn is the most grams that parts can have: two for each character.
func gramsIn(parts []Part) (n int) {
	for _, p := range parts {
		n += 2 * len(p.Text)
	}
	return n
}

// clear empties the table of grams, and makes it larger than n by half at least.
func (w *words) clear(n int) {
	want := 1 << bits.Len(uint(n+n/2))
	if cap(w.table) < want {
		w.table = make([]int32, want)
	}
	w.table = w.table[:want]
	clear(w.table)
}

// note keeps a gram, or the higher weight of one that was noted before.
func (w *words) note(a askedGram) {
	mask := uint64(len(w.table) - 1)
	for i := spread64(a.key) & mask; ; i = (i + 1) & mask {
		n := w.table[i]
		if n == 0 {
			w.asked = append(w.asked, a)
			w.table[i] = int32(len(w.asked))
			return
		}
		if old := &w.asked[n-1]; old.key == a.key {
			said := max(old.said, a.said)
			if a.weight > old.weight {
				*old = a
			}
			old.said = said
			return
		}
	}
}

// most is the highest BM25F that what was said could reach.
func (w *words) most(k1 float64) float64 { return w.mass * (k1 + 1) }

// dense adds up BM25F, and the covered mass, of every thing: for those who need
// the score of all and not the best few. Slices have the length of the things.
func (p *postings) dense(w *words, k1 float64, lexical, cover []float32) {
	clear(lexical)
	clear(cover)
	for _, a := range w.asked {
		if a.term < 0 {
			continue
		}
		idf := p.idfs[a.term]
		worth, mass := a.weight*idf*float32(k1+1)/(1<<16), idf*a.said
		for i := p.firsts[a.term]; i < p.firsts[a.term+1]; i++ {
			first := uint32(p.windows[i].number) << windowBits
			for _, x := range p.list(i) {
				lexical[first+x.thing()] += worth * float32(x.code())
				cover[first+x.thing()] += mass
			}
		}
	}
}
