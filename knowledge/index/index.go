package index

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"wenban/knowledge"
)

// ErrNoTime is returned for a query that does not say when: without a day
// nothing can be told to be in force.
var ErrNoTime = errors.New("query has no time")

// Options say how an index is built. The zero value is a lexical index with the
// default weights.
type Options struct {
	Embedder Embedder                   // nil: no vector leg
	Weights  Weights                    // zero fields: the defaults
	Unlisted []Unlisted                 // services the edition does not have: found beside its items, as Elsewhere
	Told     func(code string) []string // what citizens say whose option of an item it is; nil: nothing
	Asked    func(code string) []string // everyday questions lent to an item or life event; nil: none
	Progress func(done, total int)      // nil: not told
}

// Unlisted is a service that exists but that the edition does not have. It
// competes with the items, so that a question for it is not answered with the
// nearest item there is.
type Unlisted struct {
	Names     []string // official wordings, the commonest first
	Questions []string // as citizens ask for it
}

// Weights are the constants of ranking. A zero field means its default; a
// negative one means 0.
type Weights struct {
	K1, B  float64            // BM25: 1.2 and .75
	Cover  float64            // share of Cover in the score
	Vector float64            // share of the cosine
	Exact  float64            // bonus for a name found word for word, scaled by how much of the question it is
	Fields map[string]float64 // by field name, over the table in fields.go
}

var defaults = Weights{K1: 1.2, B: .75, Cover: .5, Vector: .5, Exact: .2}

func (w Weights) withDefaults() Weights {
	pick := func(v, def float64) float64 {
		if v == 0 {
			return def
		}
		return max(v, 0)
	}
	return Weights{
		K1: pick(w.K1, defaults.K1), B: pick(w.B, defaults.B), Cover: pick(w.Cover, defaults.Cover),
		Vector: pick(w.Vector, defaults.Vector), Exact: pick(w.Exact, defaults.Exact), Fields: w.Fields,
	}
}

func (w Weights) fieldWeights() (all [fields]float64) {
	for f, row := range fieldTable {
		all[f] = row.weight
		if v, ok := w.Fields[row.name]; ok {
			all[f] = max(v, 0)
		}
	}
	return all
}

// Index finds what an edition knows. It never changes and is safe for use by
// several goroutines at once.
type Index struct {
	edition  string
	weights  Weights
	embedder Embedder
	items    *collection
	events   *collection
	passages *collection
	meanings sync.Pool // of *meaning
}

// Build makes the index of an edition, on all cores. The index goes on reading
// the edition, which must not change any more. What Options lend is read from
// several goroutines.
func Build(e *knowledge.Edition, o Options) (*Index, error) {
	if e == nil {
		return nil, errors.New("build index: no edition")
	}
	o = o.withDefaults()
	x := &Index{edition: e.ID, weights: o.Weights, embedder: o.Embedder}
	shelves := shelvesOf(e, o)
	for _, s := range shelves {
		if len(s.claims) > maxThings {
			return nil, fmt.Errorf("build index: %d things, at most %d are possible", len(s.claims), maxThings)
		}
	}
	step := counter(shelves, o.Progress)
	x.items, x.events, x.passages = collect(shelves[0], o, step), collect(shelves[1], o, step), collect(shelves[2], o, step)
	return x, nil
}

func (o Options) withDefaults() Options {
	o.Weights = o.Weights.withDefaults()
	o.Asked, o.Told = orNone(o.Asked), orNone(o.Told)
	return o
}

// orNone makes a lender that is not there lend nothing.
func orNone(lend func(string) []string) func(string) []string {
	if lend == nil {
		return func(string) []string { return nil }
	}
	return lend
}

// counter returns what tells progress, one thing at a time, from any goroutine.
func counter(shelves [3]shelf, progress func(done, total int)) func() {
	if progress == nil {
		return func() {}
	}
	total, done := len(shelves[0].claims)+len(shelves[1].claims)+len(shelves[2].claims), 0
	var mu sync.Mutex
	return func() {
		mu.Lock()
		defer mu.Unlock()
		done++
		progress(done, total)
	}
}

// Edition returns the id of the edition that the index was built from.
func (x *Index) Edition() string { return x.edition }

// Mute returns how many service items have no vector, because the embedder knows
// nothing of them or gave what is no vector: they are found by their words alone.
// Without an embedder it is 0.
func (x *Index) Mute() (n int) {
	for _, s := range x.items.vectors.scales {
		if s == 0 {
			n++
		}
	}
	return n
}

// Items finds service items, best first.
func (x *Index) Items(ctx context.Context, q Query) ([]Hit, error) {
	return x.find(ctx, Item, q)
}

// Events finds life events, best first.
func (x *Index) Events(ctx context.Context, q Query) ([]Hit, error) {
	return x.find(ctx, Event, q)
}

// Passages finds passages of documents in force, best first.
func (x *Index) Passages(ctx context.Context, q Query) ([]Hit, error) {
	return x.find(ctx, Passage, q)
}

// find is Append to nothing: few hits are asked for, and there is room for them.
func (x *Index) find(ctx context.Context, kind Kind, q Query) ([]Hit, error) {
	room := min(max(q.K, 10), 64, len(x.collection(kind).order))
	hits, err := x.Append(ctx, make([]Hit, 0, room), kind, q)
	if len(hits) == 0 {
		return nil, err
	}
	return hits, err
}

// Append is Items, Events or Passages (by kind) into a slice: with room in dst,
// and without Query.Explain, it allocates nothing.
func (x *Index) Append(ctx context.Context, dst []Hit, kind Kind, q Query) ([]Hit, error) {
	if err := ctx.Err(); err != nil {
		return dst, fmt.Errorf("find %ss: %w", kind, err)
	}
	if q.At.IsZero() {
		return dst, fmt.Errorf("find %ss: %w", kind, ErrNoTime)
	}
	if q.K <= 0 {
		q.K = 10
	}
	m := x.meaning()
	defer x.meanings.Put(m)
	return x.collection(kind).search(dst, q, kind, m), nil
}

func (x *Index) meaning() *meaning {
	if m, ok := x.meanings.Get().(*meaning); ok {
		return m
	}
	return newMeaning(x.embedder)
}

func (x *Index) collection(kind Kind) *collection {
	switch kind {
	case Event:
		return x.events
	case Passage:
		return x.passages
	}
	return x.items
}
