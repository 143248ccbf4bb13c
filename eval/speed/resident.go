package speed

import (
	"context"
	"runtime"
	"runtime/debug"

	"wenban/eval/synthetic"
	"wenban/knowledge/index"
	"wenban/knowledge/memory"
)

// Resident is the memory of a process that has an index and serves from it, in
// bytes; zeros where the system does not tell.
type Resident struct {
	Before float64 `json:"before"` // with the embedder, and without an index
	After  float64 `json:"after"`  // with the index, after a thousand questions and a collection
}

// AnItem is what the index adds, an item.
func (r Resident) AnItem(items int) float64 { return (r.After - r.Before) / float64(items) }

// MeasureResident is for a process of its own: what it did before would count.
func MeasureResident(ctx context.Context, c synthetic.Config) (r Resident, err error) {
	memory.Base().Embed("热身")
	r.Before = settled()
	x, queries, err := serving(c)
	if err != nil {
		return r, err
	}
	var hits []index.Hit
	for _, q := range queries {
		if hits, err = search(ctx, x, hits[:0], q); err != nil {
			return r, err
		}
	}
	r.After = settled()
	runtime.KeepAlive(x)
	return r, nil
}

// serving returns an index and questions for it, and nothing else that stays.
func serving(c synthetic.Config) (*index.Index, []index.Query, error) {
	catalogue := synthetic.New(c, nil)
	var queries []index.Query
	for _, q := range catalogue.Questions(1000, c.Seed+1) {
		queries = append(queries, asQuery(Query{Text: q.Text, Region: q.Region}))
	}
	x, err := build(catalogue.Edition, index.Weights{}, memory.Base(), nil)
	if err != nil {
		return nil, nil, err
	}
	x, err = opened(x, catalogue.Edition, index.Weights{}, memory.Base())
	return x, queries, err
}

// settled is the resident memory after what can be given back was given back.
func settled() float64 {
	debug.FreeOSMemory()
	return resident()
}
