package index

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// maxReasons is how many reasons a hit gives; what the others add up to stands
// in one more, of the field "other".
const maxReasons = 8

// hits turns the ranked things into hits.
func (r *run) hits(c *collection, parts []Part, kind Kind) []Hit {
	if len(r.top) == 0 {
		return nil
	}
	slices.SortFunc(r.asked, func(a, b askedGram) int {
		return cmp.Or(cmp.Compare(a.part, b.part), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	hits := make([]Hit, len(r.top))
	for i, s := range r.top {
		src := &c.sources[s.doc]
		hits[i] = Hit{
			Kind: kindOf(src, kind), ID: src.id, Article: src.article, Text: src.text[fText],
			Score: float64(s.score), Lexical: float64(r.lexical[s.doc]), Vector: float64(s.cosine),
			Exact: r.exactOf(c, s.doc), Why: r.why(c, s.doc, parts),
		}
		if r.mass > 0 {
			hits[i].Cover = min(1, float64(r.cover[s.doc])/r.mass)
		}
	}
	return hits
}

func kindOf(s *source, kind Kind) Kind {
	if s.foreign {
		return Elsewhere
	}
	return kind
}

func (r *run) exactOf(c *collection, doc uint32) string {
	i, ok := slices.BinarySearchFunc(r.exact, doc, func(e exactName, d uint32) int { return cmp.Compare(e.doc, d) })
	if !ok {
		return ""
	}
	return c.names.text[r.exact[i].node]
}

// why sums the grams of a hit into reasons: grams next to each other in the
// question that count for the same field are one term.
func (r *run) why(c *collection, doc uint32, parts []Part) []Reason {
	var open [fields]piece
	done := r.pieces[:0]
	for _, a := range r.asked {
		i, ok := c.posting(a.term, doc)
		if !ok {
			continue
		}
		p := &open[c.from[i]]
		if p.score > 0 && (p.part != a.part || a.from > p.to) {
			done = append(done, *p)
			p.score = 0
		}
		if p.score == 0 {
			*p = piece{field: c.from[i], part: a.part, from: a.from, to: a.to}
		}
		p.to = max(p.to, a.to)
		p.score += float64(a.weight * c.impacts[i])
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

// posting returns the place of a thing in the postings of a term.
func (c *collection) posting(term int32, doc uint32) (int, bool) {
	if term < 0 {
		return 0, false
	}
	from := int(c.starts[term])
	i, ok := slices.BinarySearch(c.docs[from:c.starts[term+1]], doc)
	return from + i, ok
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
