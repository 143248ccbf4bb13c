package index

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
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

	keys  []uint64 // number → gram, shared by the kinds; sorted
	lists [3]exportedList
}

// exportedList is the things of one kind.
type exportedList struct {
	kind  Kind
	first int // number of its first thing
	shelf shelf
	*collection
}

// Thing is one point of a search engine: whom it serves and when, its grams
// with their BM25F, idf included, and its vector.
type Thing struct {
	Number            int // in the order in which equal ones stand
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

// Export takes the index of an edition apart. Time and memory are those of
// Build; the numbers of a thing are computed when Thing is called.
func Export(e *knowledge.Edition, o Options) (*Exported, error) {
	if o.Embedder != nil && o.Embedder.Dim() <= 0 {
		o.Embedder = nil
	}
	built, err := Build(e, o)
	if err != nil {
		return nil, fmt.Errorf("export index: %w", err)
	}
	x := &Exported{Edition: e.ID, Weights: built.weights, Embedder: o.Embedder}
	shelves := shelvesOf(e, o.withDefaults())
	for i, kind := range []Kind{Item, Event, Passage} {
		x.lists[i] = exportedList{kind: kind, first: x.Len(), shelf: shelves[i], collection: built.collection(kind)}
		x.keys = append(x.keys, x.lists[i].words.keys...)
	}
	slices.Sort(x.keys)
	x.keys = slices.Compact(x.keys)
	return x, nil
}

// number is that of a gram, whatever the kind.
func (x *Exported) number(key uint64) uint32 {
	n, _ := slices.BinarySearch(x.keys, key)
	return uint32(n)
}

func (l *exportedList) len() int {
	if l.collection == nil {
		return 0
	}
	return len(l.order)
}

// Len is the number of things.
func (x *Exported) Len() (n int) {
	for i := range x.lists {
		n += x.lists[i].len()
	}
	return n
}

// Span returns the numbers of the things of a kind: from, up to but without to.
func (x *Exported) Span(kind Kind) (from, to int) {
	l := x.list(kind)
	return l.first, l.first + l.len()
}

func (x *Exported) list(kind Kind) *exportedList {
	for i := range x.lists {
		if x.lists[i].kind == kind {
			return &x.lists[i]
		}
	}
	return &x.lists[0]
}

// at returns the list of a thing and its place there.
func (x *Exported) at(n int) (*exportedList, uint32) {
	i := 0
	for i+1 < len(x.lists) && n >= x.lists[i+1].first {
		i++
	}
	return &x.lists[i], uint32(n - x.lists[i].first)
}

// Name returns what tells a thing from others: its id and article.
func (x *Exported) Name(n int) (id, article string) {
	l, place := x.at(n)
	t := l.thing(place)
	return valid(t.id), valid(t.article)
}

// Slim drops what only Thing needs. A query still can be read.
func (x *Exported) Slim() {
	for i := range x.lists {
		l := &x.lists[i]
		l.shelf.text = nil
		l.words.packed, l.words.windows, l.words.firsts = nil, nil, nil
		l.vectors = codes{dim: l.vectors.dim}
	}
}

// Thing returns one thing. After Slim it panics.
func (x *Exported) Thing(n int) Thing {
	l, place := x.at(n)
	of := l.thing(place)
	t := Thing{Number: n, Kind: l.kind, ID: valid(of.id), Article: valid(of.article), Text: valid(of.text), Foreign: of.foreign, Vector: l.vectors.vector(place)}
	gate := l.gates.Kinds[l.gates.doors[place]]
	level := l.gates.levelOf(gate)
	t.Region, t.Audience, t.From, t.To = level.Region, level.Audience, level.From, level.To
	if t.Region != "" {
		for _, r := range l.gates.path(nil, gate.Region) {
			t.Within = append(t.Within, l.gates.Regions[r].Code)
		}
	}
	for _, near := range l.gates.nearer[place] {
		t.Nearer = append(t.Nearer, l.gates.levelOf(l.gates.Kinds[l.gates.doors[near]]))
	}
	x.impacts(&t, l, place)
	return t
}

// levelOf renders a gate; the day before a successor begins is the last.
func (g *gates) levelOf(k gate) Level {
	v := Level{Region: g.Regions[k.Region].Code, Audience: g.Audiences[k.Audience], From: k.Own.From, To: k.Own.To}
	if k.Replaced {
		v.To = min(v.To, k.Next.From-1)
	}
	return v
}

// vector is the vector of a thing as it is ranked by, or nil.
func (c *codes) vector(place uint32) []float32 {
	if c.dim == 0 || c.scales[place] == 0 {
		return nil
	}
	v := make([]float32, c.dim)
	for i := range v {
		v[i] = float32(c.row(int(place))[i]) * c.scales[place]
	}
	return v
}

// impacts fills in the grams of a thing: those of its text, by the postings.
func (x *Exported) impacts(t *Thing, l *exportedList, place uint32) {
	for _, key := range keysOf(l.shelf.text(int(l.order[place]))) {
		term := l.words.term(key)
		p, ok := l.words.at(term, place)
		if !ok {
			continue // a field that counts nothing
		}
		t.Terms = append(t.Terms, x.number(key))
		t.Impacts = append(t.Impacts, float32(float64(l.words.idfs[term])*(x.Weights.K1+1)*p.saturation()))
		t.Fields = append(t.Fields, uint8(l.words.base+p.field()))
	}
}

// keysOf returns the distinct grams of a text, sorted.
func keysOf(s source) (keys []uint64) {
	var buf []gram
	for _, text := range s.text {
		buf = appendGrams(buf[:0], text)
		for _, g := range buf {
			keys = append(keys, g.key)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Dictionary names what a query is read with: every gram and how many things
// have it. Two exports of the same name give a gram the same number and rank
// alike.
func (x *Exported) Dictionary() string {
	h := sha256.New()
	put := func(v any) { _ = binary.Write(h, binary.LittleEndian, v) } // a hash never fails
	for _, l := range x.lists {
		put(int64(l.len()))
		put(int64(len(l.words.keys)))
		put(l.words.keys)
		put(l.words.idfs)
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
