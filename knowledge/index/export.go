package index

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"slices"
	"strings"

	"wenban/knowledge"
)

// Exported is an index taken apart, for a search engine elsewhere: the things
// one by one with the numbers they are ranked by, and the dictionary that a
// query is read with. Its rankings are those of Build, see Asked. It is safe
// for use by several goroutines at once, but for Slim.
type Exported struct {
	Edition  string
	Weights  Weights  // as used: no zero field
	Embedder Embedder // nil: no vectors

	terms map[uint64]uint32 // gram → number, shared by the kinds
	keys  []uint64          // number → gram
	lists [3]exportedList
}

// exportedList is the things of one kind.
type exportedList struct {
	kind    Kind
	first   int // number of its first thing
	sources []source
	gates   *gates
	norms   [][fields]float32
	df      []int32 // per term
	names   *trie
}

// Thing is one point of a search engine: whom it serves and when, its grams
// with their BM25F, idf included, and its vector.
type Thing struct {
	Number            int // in the order of the edition: items, life events, passages
	Kind              Kind
	ID, Article, Text string
	Foreign           bool // it is unlisted: found as Elsewhere
	Region            string
	Within            []string // its region and the parents of it; empty where Region is ""
	Audience          []string // empty: anyone
	From, To          int32    // days (YYYYMMDD) on which it may answer, both included
	Nearer            []Level  // where a thing of the same name stands before it
	Terms             []uint32 // ascending
	Impacts           []float32
	Fields            []uint8   // per term: the field that gives most of it
	Vector            []float32 // of length 1; nil where the embedder knows nothing of it
}

// Level is a region with the audience and the days for which its thing answers
// instead of the wider one.
type Level struct {
	Region   string
	Audience []string // empty: anyone
	From, To int32
}

// Export takes the index of an edition apart. Time and memory are linear in its
// text; the numbers of a thing are computed when Thing is called.
func Export(e *knowledge.Edition, o Options) (*Exported, error) {
	if e == nil {
		return nil, errors.New("export index: no edition")
	}
	o.Weights = o.Weights.withDefaults()
	o.Asked, o.Told = orNone(o.Asked), orNone(o.Told)
	if o.Embedder != nil && o.Embedder.Dim() <= 0 {
		o.Embedder = nil
	}
	x := &Exported{Edition: e.ID, Weights: o.Weights, Embedder: o.Embedder, terms: map[uint64]uint32{}}
	items, events, passages := new(gates), new(gates), new(gates)
	x.add(0, Item, append(itemSources(e, items, o), unlistedSources(o.Unlisted, items)...), items)
	x.add(1, Event, eventSources(e, events, o.Asked), events)
	x.add(2, Passage, passageSources(e, passages), passages)
	return x, nil
}

func (x *Exported) add(i int, kind Kind, sources []source, g *gates) {
	l := exportedList{kind: kind, first: x.Len(), sources: sources, gates: g, names: newTrie(sources)}
	l.norms = bm{x.Weights.K1, x.Weights.B, x.Weights.fieldWeights()}.norms(sources)
	var buf []gram
	last := map[uint32]int{} // term → the last thing that had it
	for d := range sources {
		for f, text := range sources[d].text {
			if l.norms[d][f] == 0 {
				continue
			}
			buf = appendGrams(buf[:0], text)
			for _, g := range buf {
				t := x.intern(g.key)
				if seen, ok := last[t]; !ok || seen != d {
					last[t] = d
					l.df = count1(l.df, t)
				}
			}
		}
	}
	x.lists[i] = l
}

func (x *Exported) intern(key uint64) uint32 {
	t, ok := x.terms[key]
	if !ok {
		t = uint32(len(x.keys))
		x.terms[key] = t
		x.keys = append(x.keys, key)
	}
	return t
}

// count1 adds one to counts[t], which is made long enough.
func count1(counts []int32, t uint32) []int32 {
	if n := int(t) + 1 - len(counts); n > 0 {
		counts = append(counts, make([]int32, n)...)
	}
	counts[t]++
	return counts
}

// Len is the number of things.
func (x *Exported) Len() (n int) {
	for _, l := range x.lists {
		n += len(l.sources)
	}
	return n
}

// Span returns the numbers of the things of a kind: from, up to but without to.
func (x *Exported) Span(kind Kind) (from, to int) {
	l := x.list(kind)
	return l.first, l.first + len(l.sources)
}

func (x *Exported) list(kind Kind) *exportedList {
	for i := range x.lists {
		if x.lists[i].kind == kind {
			return &x.lists[i]
		}
	}
	return &exportedList{}
}

// at returns the list of a thing and its place there.
func (x *Exported) at(n int) (*exportedList, int) {
	i := 0
	for i+1 < len(x.lists) && n >= x.lists[i+1].first {
		i++
	}
	return &x.lists[i], n - x.lists[i].first
}

// Name returns what tells a thing from others: its id and article.
func (x *Exported) Name(n int) (id, article string) {
	l, d := x.at(n)
	return valid(l.sources[d].id), valid(l.sources[d].article)
}

// Slim drops the texts, which only Thing needs. A query still can be read.
func (x *Exported) Slim() {
	for i := range x.lists {
		for d := range x.lists[i].sources {
			s := &x.lists[i].sources[d]
			*s = source{id: s.id, article: s.article}
		}
		x.lists[i].norms = nil
	}
}

// Thing returns one thing. After Slim it panics.
func (x *Exported) Thing(n int) Thing {
	l, d := x.at(n)
	s := &l.sources[d]
	t := Thing{Number: n, Kind: l.kind, ID: valid(s.id), Article: valid(s.article), Text: valid(s.text[fText]), Foreign: s.foreign, Vector: x.vector(s)}
	level := l.level(s.gate)
	t.Region, t.Audience, t.From, t.To = level.Region, level.Audience, level.From, level.To
	t.Within = l.gates.tree.Path(t.Region)
	for _, near := range s.gate.nearer {
		t.Nearer = append(t.Nearer, l.level(l.sources[near].gate))
	}
	x.impacts(&t, l, d)
	return t
}

// level renders a gate; the day before a successor begins is the last.
func (l *exportedList) level(g gate) Level {
	v := Level{Region: l.gates.regions[g.region], Audience: l.gates.audiences[g.audience], From: g.own.from, To: g.own.to}
	if g.replaced {
		v.To = min(v.To, g.next.from-1)
	}
	return v
}

func (x *Exported) vector(s *source) []float32 {
	if x.Embedder == nil {
		return nil
	}
	sum, part := make([]float32, x.Embedder.Dim()), make([]float32, x.Embedder.Dim())
	for _, w := range s.vector {
		addText(sum, part, x.Embedder, w.text, w.weight)
	}
	return known(sum)
}

// known scales a vector to length 1, and returns nil for one that says nothing.
func known(v []float32) []float32 {
	unit(v)
	if dot(v, v) == 0 {
		return nil
	}
	return v
}

// impacts fills in the grams of a thing.
func (x *Exported) impacts(t *Thing, l *exportedList, d int) {
	for _, p := range x.weights(l, d) {
		idf := float32(idf(len(l.sources), int(l.df[p.term])))
		k1, w := x.Weights.K1, float64(p.weight)
		t.Terms = append(t.Terms, p.term)
		t.Impacts = append(t.Impacts, float32(float64(idf)*(k1+1)*w/(k1+w)))
		t.Fields = append(t.Fields, uint8(p.field))
	}
}

// weights returns the grams of a thing by their number.
func (x *Exported) weights(l *exportedList, d int) (all []posting) {
	byKey := map[uint64][]occurrence{}
	var buf []gram
	for f, text := range l.sources[d].text {
		if l.norms[d][f] == 0 {
			continue
		}
		buf = appendGrams(buf[:0], text)
		for _, g := range buf {
			byKey[g.key] = append(byKey[g.key], occurrence{g.key, field(f)})
		}
	}
	for key, seen := range byKey {
		all = append(all, weigh(x.terms[key], uint32(d), seen, &l.norms[d]))
	}
	slices.SortFunc(all, func(a, b posting) int { return cmp.Compare(a.term, b.term) })
	return all
}

// Dictionary names what a query is read with: every gram and how many things
// have it. Two exports of the same name give a gram the same number and rank
// alike.
func (x *Exported) Dictionary() string {
	h := sha256.New()
	put := func(v any) { _ = binary.Write(h, binary.LittleEndian, v) } // a hash never fails
	put(x.keys)
	for _, l := range x.lists {
		put(int64(len(l.sources)))
		put(l.df)
		put(int64(len(l.df)))
	}
	put([]float64{x.Weights.K1, x.Weights.B})
	put(x.Weights.fieldWeights())
	return hex.EncodeToString(h.Sum(nil))
}

// valid makes text safe to send: engines refuse broken UTF-8.
func valid(text string) string { return strings.ToValidUTF8(text, "�") }

// finiteWeights reports whether every weight is a number.
func finiteWeights(parts []Part) bool {
	return !slices.ContainsFunc(parts, func(p Part) bool { return math.IsNaN(p.Weight) || math.IsInf(p.Weight, 0) })
}
