package index

import (
	"math/bits"
	"runtime"
	"slices"
	"sync"
)

// bm holds the constants of BM25F.
type bm struct {
	k1, b   float64
	weights [fields]float64
}

// norm is what one occurrence counts in a field of some length:
// weight / (1 - b + b·length/average). The average is over the things that have
// the field, so that the few with an alias are not called long for it.
func (m bm) norm(f int, length int, average float64) float64 {
	return m.weights[f] / (1 - m.b + m.b*float64(length)/average)
}

// texter returns the text of a thing, field by field. It is called from several
// goroutines, twice for each thing.
type texter func(thing int) *[fields]string

// newPostings counts the grams of n things. The things are read twice, on all
// cores: once for the vocabulary and the lengths, once to set every posting in
// its place. What is held beside the result is a few numbers per gram. each,
// which may be nil, is called for each thing at the second reading.
func newPostings(n int, base field, text texter, m bm, each func(thing int)) *postings {
	p := &postings{things: n, base: base}
	shares := sharesOf(n)
	counts := make([]*census, len(shares))
	parallel(len(shares), func(i int) { counts[i] = takeCensus(shares[i], text, m) })
	starts := p.settle(counts)
	average := averages(counts)
	fillers := make([]*filler, len(shares))
	parallel(len(shares), func(i int) {
		f := newFiller(p, m, average, starts[i])
		fillers[i] = f
		for d := shares[i].from; d < shares[i].to; d++ {
			f.fill(d, text(d))
			if each != nil {
				each(d)
			}
		}
	})
	p.gather(shares, fillers)
	p.weigh()
	return p
}

// share is the things of one goroutine: whole windows, so that no two write to
// the same one.
type share struct{ from, to int }

func sharesOf(n int) (all []share) {
	windows := (n + windowSize - 1) / windowSize
	workers := max(1, min(runtime.GOMAXPROCS(0), windows))
	for i := range workers {
		from, to := windows*i/workers*windowSize, windows*(i+1)/workers*windowSize
		all = append(all, share{min(from, n), min(to, n)})
	}
	return all
}

func parallel(n int, work func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { work(i) })
	}
	all.Wait()
}

// census is the vocabulary of a share.
type census struct {
	numbers map[uint64]uint32 // gram → place in keys and grams
	keys    []uint64
	counts  []frequency
	sum     [fields]uint64
	have    [fields]uint64
	grams   []gram
}

// frequency is how many things and how many windows have a gram.
type frequency struct {
	things, windows  uint32
	last, lastWindow int32 // the thing and the window where it was last seen
}

func takeCensus(s share, text texter, m bm) *census {
	c := &census{numbers: map[uint64]uint32{}}
	for d := s.from; d < s.to; d++ {
		for f, t := range text(d) {
			if t == "" || m.weights[f] == 0 {
				continue
			}
			c.grams = appendGrams(c.grams[:0], t)
			if len(c.grams) > 0 {
				c.sum[f] += uint64(len(c.grams))
				c.have[f]++
			}
			for _, g := range c.grams {
				c.see(g.key, int32(d))
			}
		}
	}
	return c
}

func (c *census) see(key uint64, d int32) {
	i, ok := c.numbers[key]
	if !ok {
		i = uint32(len(c.keys))
		c.numbers[key] = i
		c.keys = append(c.keys, key)
		c.counts = append(c.counts, frequency{last: -1, lastWindow: -1})
	}
	c.counts[i].see(d)
}

func (c *frequency) see(d int32) {
	if c.last == d {
		return
	}
	c.last = d
	c.things++
	if w := d >> windowBits; c.lastWindow != w {
		c.lastWindow = w
		c.windows++
	}
}

// averages are the mean lengths of the fields.
func averages(counts []*census) (average [fields]float64) {
	for f := range average {
		var sum, have uint64
		for _, c := range counts {
			sum, have = sum+c.sum[f], have+c.have[f]
		}
		average[f] = float64(sum) / float64(max(have, 1))
	}
	return average
}

// cursor is where the next posting, and the next window, of a gram goes.
type cursor struct{ posting, window uint32 }

// settle numbers the grams in the order of their keys, lays out the arrays, and
// returns per share and gram where its postings begin.
func (p *postings) settle(counts []*census) (starts [][]cursor) {
	for _, c := range counts {
		p.keys = append(p.keys, c.keys...)
	}
	slices.Sort(p.keys)
	p.keys = slices.Clip(slices.Compact(p.keys))
	p.slots = hashTable(p.keys)
	terms := len(p.keys)
	p.idfs, p.tops, p.firsts = make([]float32, terms), make([]uint32, terms), make([]uint32, terms+1)
	starts = make([][]cursor, len(counts))
	for i := range starts {
		starts[i] = make([]cursor, terms)
	}
	var next cursor
	frequencies := make([]uint32, terms)
	for t, key := range p.keys {
		p.firsts[t] = next.window
		df := uint32(0)
		for i, c := range counts {
			starts[i][t] = next
			if n, ok := c.numbers[key]; ok {
				x := &c.counts[n]
				df += x.things
				next.posting, next.window = next.posting+x.things, next.window+x.windows
			}
		}
		p.idfs[t], frequencies[t] = float32(idf(p.things, int(df))), df
	}
	p.mark(frequencies)
	p.firsts[terms] = next.window
	p.windows, p.packed = make([]window, next.window+1), make([]posting, next.posting)
	p.windows[next.window].from = next.posting
	return starts
}

// filler sets the postings of a share, thing by thing.
type filler struct {
	p       *postings
	model   bm
	average [fields]float64
	next    []cursor
	window  []int32             // per gram: the window it was last seen in
	counts  []tally             // per gram: of the thing at hand
	byBit   [markedGrams]uint16 // per mark: the code of the thing at hand
	codes   []uint16            // of all things
	found   []uint32
	grams   []gram
}

// tally sums the occurrences of one gram in one thing.
type tally struct {
	thing     int32 // of which it is
	in, most  field // the field at hand; the one that gives most
	here, top float32
	sum       float64
}

func newFiller(p *postings, m bm, average [fields]float64, next []cursor) *filler {
	f := &filler{p: p, model: m, average: average, next: next, window: make([]int32, len(p.keys)), counts: make([]tally, len(p.keys))}
	for t := range f.window {
		f.window[t], f.counts[t].thing = -1, -1
	}
	return f
}

func (f *filler) fill(d int, text *[fields]string) {
	f.found = f.found[:0]
	for i, t := range text {
		if t == "" || f.model.weights[i] == 0 {
			continue
		}
		f.grams = appendGrams(f.grams[:0], t)
		norm := f.model.norm(i, len(f.grams), f.average[i])
		for _, g := range f.grams {
			f.count(uint32(f.p.term(g.key)), int32(d), field(i), norm)
		}
	}
	for _, t := range f.found {
		f.set(t, int32(d))
	}
	f.line(d)
}

func (f *filler) count(t uint32, d int32, in field, norm float64) {
	c := &f.counts[t]
	if c.thing != d {
		*c = tally{thing: d, in: in, most: in}
		f.found = append(f.found, t)
	}
	if c.in != in {
		c.in, c.here = in, 0
	}
	c.sum += norm
	if c.here += float32(norm); c.here > c.top {
		c.top, c.most = c.here, in
	}
}

func (f *filler) set(t uint32, d int32) {
	c, at := &f.counts[t], &f.next[t]
	if w := d >> windowBits; f.window[t] != w {
		f.window[t] = w
		f.p.windows[at.window] = window{number: uint16(w), from: at.posting}
		at.window++
	}
	x := pack(uint32(d)&(windowSize-1), c.most, c.sum/(f.model.k1+c.sum))
	f.p.packed[at.posting] = x
	at.posting++
	if bit := f.p.marked[t] - 1; f.p.marked[t] > 0 {
		f.p.marks[d][bit/32] |= 1 << (bit % 32)
		f.byBit[bit] = uint16(x.code())
	}
	w := &f.p.windows[at.window-1]
	w.top = max(w.top, uint16(x.code()))
}

// line appends the codes of the marked grams of a thing, in the order of their
// bits.
func (f *filler) line(d int) {
	m := &f.p.marks[d]
	m[markWords] = uint32(len(f.codes))
	for i, word := range m[:markWords] {
		for ; word != 0; word &= word - 1 {
			f.codes = append(f.codes, f.byBit[32*i+bits.TrailingZeros32(word)])
		}
	}
}

// gather puts the codes of the shares one after the other.
func (p *postings) gather(shares []share, fillers []*filler) {
	for i, f := range fillers {
		before := uint32(len(p.codes))
		for d := shares[i].from; d < shares[i].to; d++ {
			p.marks[d][markWords] += before
		}
		p.codes = append(slices.Grow(p.codes, len(f.codes)+1), f.codes...)
	}
	p.codes = append(p.codes, 0)
}

// weigh notes the highest code of each gram.
func (p *postings) weigh() {
	for t := range p.tops {
		for _, w := range p.windows[p.firsts[t]:p.firsts[t+1]] {
			p.tops[t] = max(p.tops[t], uint32(w.top))
		}
	}
}
