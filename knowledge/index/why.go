package index

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// maxReasons is how many reasons a hit gives; what the others add up to stands
// in one more, of the field "other".
const maxReasons = 8

// hits appends the ranked things as hits.
func (r *run) hits(c *collection, dst []Hit, q Query, kind Kind) []Hit {
	if q.Explain {
		slices.SortFunc(r.asked, func(a, b askedGram) int {
			return cmp.Or(cmp.Compare(a.part, b.part), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
		})
	}
	n := len(dst)
	for _, x := range r.best.all {
		t := c.thing(x.thing)
		h := Hit{Kind: kind, ID: t.id, Article: t.article, Text: t.text, Score: float64(x.worth) / r.unit}
		if t.foreign {
			h.Kind = Elsewhere
		}
		dst = append(dst, h)
	}
	if !q.Brief {
		r.measure(c, dst[n:])
	}
	for i, x := range r.best.all {
		h := &dst[n+i]
		h.Vector = float64(c.vectors.cosine(x.thing, &r.probe))
		if !q.Brief {
			h.Exact = r.exactOf(c, x.thing)
		}
		if q.Explain {
			h.Why = r.why(c, x.thing, q.Parts)
		}
	}
	return dst
}

// measure fills in the BM25F of the hits and the share of the mass that each
// covers: window by window and gram by gram, so that what is known of a gram is
// read once for all. Of a gram that has no mark the list is gone through: it is
// short, and searches in it would take longer.
func (r *run) measure(c *collection, hits []Hit) {
	r.befores = r.befores[:0]
	for _, x := range r.best.all {
		r.befores = append(r.befores, c.words.marks[x.thing].counts(markWords))
	}
	for n, x := range r.best.all {
		if number := x.thing >> windowBits; !slices.ContainsFunc(r.best.all[:n], func(o candidate) bool { return o.thing>>windowBits == number }) {
			r.measureIn(c, hits, number)
		}
	}
	for n := range hits {
		if r.mass > 0 {
			hits[n].Cover = min(1, hits[n].Cover/r.mass)
		}
	}
}

// measureIn is measure for the hits of one window. The sums, which are 0 between
// windows, say meanwhile which hit a thing is, counted from 1.
func (r *run) measureIn(c *collection, hits []Hit, window uint32) {
	for n, x := range r.best.all {
		if x.thing>>windowBits == window {
			r.sums[x.thing&(windowSize-1)] = int32(n) + 1
		}
	}
	for i := range r.asked {
		a := &r.asked[i]
		switch {
		case a.term < 0:
		case c.words.marked[a.term] > 0:
			r.measureMarked(c, hits, a, window)
		default:
			for _, p := range c.words.listIn(a.term, uint16(window)) {
				if n := r.sums[p.thing()]; n > 0 {
					hits[n-1].count(c, a, p)
				}
			}
		}
	}
	for _, x := range r.best.all {
		if x.thing>>windowBits == window {
			r.sums[x.thing&(windowSize-1)] = 0
		}
	}
}

// measureMarked counts a gram that has a mark: by those of the hits.
func (r *run) measureMarked(c *collection, hits []Hit, a *askedGram, window uint32) {
	bit := uint32(c.words.marked[a.term]) - 1
	for n, x := range r.best.all {
		m := &c.words.marks[x.thing]
		if x.thing>>windowBits == window && m.has(bit) > 0 {
			hits[n].count(c, a, posting(c.words.codes[m[markWords]:][m.place(&r.befores[n], bit)]))
		}
	}
}

// count adds one gram to what a hit has of the question.
func (h *Hit) count(c *collection, a *askedGram, p posting) {
	h.Lexical += c.impact(a, p)
	h.Cover += float64(c.words.idfs[a.term] * a.said)
}

// impact is the BM25F of one gram in one thing.
func (c *collection) impact(a *askedGram, p posting) float64 {
	return float64(a.weight*c.words.idfs[a.term]) * (c.weights.K1 + 1) * p.saturation()
}

// exactOf returns the longest name of a thing that was found in the question.
func (r *run) exactOf(c *collection, place uint32) string {
	i, ok := slices.BinarySearchFunc(r.exact, place, func(e exactName, d uint32) int { return cmp.Compare(e.thing, d) })
	if !ok {
		return ""
	}
	t := c.named(place)
	for n := range 2 + len(t.aliases) {
		if name := t.nth(n); r.isPlain(name, r.exact[i].hash) {
			return name
		}
	}
	return ""
}

// nth returns one of the names of a thing.
func (t *named) nth(i int) string {
	switch i {
	case 0:
		return t.name
	case 1:
		return t.second
	}
	return t.aliases[i-2]
}

// isPlain reports whether a name has the hash of the one that was found.
func (r *run) isPlain(name string, hash uint64) bool {
	r.plain = appendPlain(r.plain[:0], name)
	return hashOf(r.plain) == hash
}

// why sums the grams of a hit into reasons: grams next to each other in the
// question that count for the same field are one term.
func (r *run) why(c *collection, place uint32, parts []Part) []Reason {
	var open [fields]piece
	done := r.pieces[:0]
	for i := range r.asked {
		a := &r.asked[i]
		x, ok := c.words.at(a.term, place)
		if !ok {
			continue
		}
		f := min(c.words.base+x.field(), fields-1)
		p := &open[f]
		if p.score > 0 && (p.part != a.part || a.from > p.to) {
			done = append(done, *p)
			p.score = 0
		}
		if p.score == 0 {
			*p = piece{field: f, part: a.part, from: a.from, to: a.to}
		}
		p.to = max(p.to, a.to)
		p.score += c.impact(a, x)
	}
	for _, p := range open {
		if p.score > 0 {
			done = append(done, p)
		}
	}
	r.pieces = done
	return reasons(done, parts)
}

// piece is a stretch of a part that counts for one field.
type piece struct {
	field    field
	part     int32
	from, to uint32
	score    float64
}

// reasons returns the pieces as reasons, the strongest first.
func reasons(pieces []piece, parts []Part) []Reason {
	slices.SortStableFunc(pieces, func(a, b piece) int { return cmp.Compare(b.score, a.score) })
	if len(pieces) == 0 {
		return nil
	}
	all := make([]Reason, 0, min(len(pieces), maxReasons+1))
	for i, p := range pieces {
		if i == maxReasons {
			all = append(all, Reason{Field: "other"})
		}
		if i >= maxReasons {
			all[maxReasons].Score += p.score
			continue
		}
		reason := Reason{Field: fieldTable[p.field].name, Term: parts[p.part].Text[p.from:p.to], Score: p.score}
		if !parts[p.part].said() {
			reason.From = parts[p.part].From
		}
		all = append(all, reason)
	}
	return all
}

// clip cuts text to at most n bytes at a rune boundary.
func clip(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
