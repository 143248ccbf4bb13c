package index

import (
	"context"
	"errors"
	"fmt"

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
}

// Build makes the index of an edition. It reads the edition and keeps nothing
// of it that could be changed.
func Build(e *knowledge.Edition, o Options) (*Index, error) {
	if e == nil {
		return nil, errors.New("build index: no edition")
	}
	o.Weights = o.Weights.withDefaults()
	o.Asked, o.Told = orNone(o.Asked), orNone(o.Told)
	items, events, passages := new(gates), new(gates), new(gates)
	lists := [][]source{append(itemSources(e, items, o), unlistedSources(o.Unlisted, items)...), eventSources(e, events, o.Asked), passageSources(e, passages)}
	total, done := len(lists[0])+len(lists[1])+len(lists[2]), 0
	step := func() {
		if done++; o.Progress != nil {
			o.Progress(done, total)
		}
	}
	return &Index{
		edition: e.ID, weights: o.Weights, embedder: o.Embedder,
		items:    collect(lists[0], items, o, step),
		events:   collect(lists[1], events, o, step),
		passages: collect(lists[2], passages, o, step),
	}, nil
}

// orNone makes a lender that is not there lend nothing.
func orNone(lend func(string) []string) func(string) []string {
	if lend == nil {
		return func(string) []string { return nil }
	}
	return lend
}

func itemSources(e *knowledge.Edition, g *gates, o Options) []source {
	g.tree = e.Regions
	sent := sentHere(e.Items)
	all := make([]source, len(e.Items))
	for i, it := range e.Items {
		all[i] = itemSource(it, o.Asked(it.Code), o.Told(it.Code))
		all[i].text[fCues] += "\n" + sent[it.Code]
		all[i].gate = g.add(it.Region, it.Audience, it.Effective)
	}
	g.levels(all)
	return all
}

func unlistedSources(services []Unlisted, g *gates) []source {
	all := make([]source, len(services))
	for i, s := range services {
		all[i] = unlistedSource(s)
		all[i].gate = g.add("", nil, knowledge.Period{})
	}
	return all
}

func eventSources(e *knowledge.Edition, g *gates, asked func(string) []string) []source {
	all := make([]source, len(e.Events))
	for i, ev := range e.Events {
		all[i] = eventSource(ev, e, asked(ev.ID))
		all[i].gate = g.add("", nil, knowledge.Period{})
	}
	return all
}

func passageSources(e *knowledge.Edition, g *gates) (all []source) {
	g.tree = e.Regions
	for _, doc := range e.Documents {
		gate := g.add(doc.Region, nil, doc.Effective)
		if next, ok := e.Successor(doc.ID); ok {
			gate.next, gate.replaced = toPeriod(next.Effective), true
		}
		for _, p := range Cut(doc) {
			s := passageSource(p, doc.Title)
			s.gate = gate
			all = append(all, s)
		}
	}
	return all
}

// Edition returns the id of the edition that the index was built from.
func (x *Index) Edition() string { return x.edition }

// Items finds service items, best first.
func (x *Index) Items(ctx context.Context, q Query) ([]Hit, error) {
	return x.find(ctx, x.items, Item, q)
}

// Events finds life events, best first.
func (x *Index) Events(ctx context.Context, q Query) ([]Hit, error) {
	return x.find(ctx, x.events, Event, q)
}

// Passages finds passages of documents in force, best first.
func (x *Index) Passages(ctx context.Context, q Query) ([]Hit, error) {
	return x.find(ctx, x.passages, Passage, q)
}

func (x *Index) find(ctx context.Context, c *collection, kind Kind, q Query) ([]Hit, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("find %ss: %w", kind, err)
	}
	if q.At.IsZero() {
		return nil, fmt.Errorf("find %ss: %w", kind, ErrNoTime)
	}
	if q.K <= 0 {
		q.K = 10
	}
	return c.search(q, kind, x.embedder, x.weights), nil
}
