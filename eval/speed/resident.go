package speed

import (
	"context"
	"runtime"
	"runtime/debug"

	"wenban/eval/synthetic"
	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/memory"
)

// Resident is the memory of a process that has an index and serves from it, in
// bytes; zeros where the system does not tell.
type Resident struct {
	Before  float64 `json:"before"`  // with the embedder alone
	Edition float64 `json:"edition"` // with the edition too
	After   float64 `json:"after"`   // with the index too, after a thousand questions and a collection
}

// AnItem is what the index adds, an item.
func (r Resident) AnItem(items int) float64 { return (r.After - r.Edition) / float64(items) }

// MeasureResident is for a process of its own: what it did before would count.
func MeasureResident(ctx context.Context, c synthetic.Config) (r Resident, err error) {
	memory.Base().Embed("热身")
	r.Before = settled()
	e, queries := asked(c)
	r.Edition = settled()
	x, err := build(e, index.Weights{}, memory.Base(), nil)
	if err != nil {
		return r, err
	}
	if x, err = opened(x, e, index.Weights{}, memory.Base()); err != nil {
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
	runtime.KeepAlive(e)
	return r, nil
}

// asked returns an edition and questions for it, and nothing else that stays.
func asked(c synthetic.Config) (*knowledge.Edition, []index.Query) {
	catalogue := synthetic.New(c, nil)
	var queries []index.Query
	for _, q := range catalogue.Questions(1000, c.Seed+1) {
		queries = append(queries, asQuery(Query{Text: q.Text, Region: q.Region}))
	}
	return catalogue.Edition, queries
}

// settled is the resident memory after what can be given back was given back.
func settled() float64 {
	debug.FreeOSMemory()
	return resident()
}
