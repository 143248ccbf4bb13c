package speed

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"time"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/eval/baseline"
	"wenban/knowledge"
	"wenban/knowledge/embed"
	"wenban/knowledge/index"
	"wenban/knowledge/index/reference"
	"wenban/knowledge/segment"
)

// build makes the index of an edition, with vectors when there is an embedder.
func build(e *knowledge.Edition, w index.Weights, m *embed.Model, progress func(done, total int)) (*index.Index, error) {
	return index.Build(e, options(w, m, progress))
}

func options(w index.Weights, m *embed.Model, progress func(done, total int)) index.Options {
	o := index.Options{Weights: w, Progress: progress}
	if m != nil {
		o.Embedder = m
	}
	return o
}

// search appends what the index finds: names and scores, as the peer gives.
func search(ctx context.Context, x *index.Index, dst []index.Hit, q index.Query) ([]index.Hit, error) {
	q.Brief = true
	return x.Append(ctx, dst, index.Item, q)
}

// opened returns the index as a process has it that only serves: mapped from its
// file.
func opened(x *index.Index, e *knowledge.Edition, w index.Weights, m *embed.Model) (*index.Index, error) {
	dir, err := os.MkdirTemp("", "wenban-speed-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) // what is mapped stays readable
	path := filepath.Join(dir, "index")
	if err := x.Save(path, ""); err != nil {
		return nil, err
	}
	return index.Open(path, "", e, options(w, m, nil))
}

// Index is the index alone: what the peer does and no more.
func Index(name string, x *index.Index) Contender {
	rooms := sync.Pool{New: func() any { return new([]index.Hit) }}
	return Contender{name, func(ctx context.Context, dst []string, q Query) (_ []string, err error) {
		hits := rooms.Get().(*[]index.Hit)
		defer rooms.Put(hits)
		*hits, err = search(ctx, x, (*hits)[:0], asQuery(q))
		for _, h := range *hits {
			dst = append(dst, h.ID)
		}
		return dst, err
	}}
}

func asQuery(q Query) index.Query {
	return index.Query{Parts: []index.Part{{Text: segment.Normal(q.Text), Weight: 1}}, Region: q.Region, At: time.Now()}
}

// Search reads the question and adds what the lexicon knows first.
func Search(name string, k *assistant.Knowledge) Contender {
	return Contender{name, func(ctx context.Context, dst []string, q Query) ([]string, error) {
		return append(dst, k.Rank(ctx, q.Text, 10)...), nil
	}}
}

// Turn takes a whole turn of a new talk: read, find, decide, say, check, save.
// decided, which may be nil, is told the milliseconds up to the decision.
func Turn(name string, k *assistant.Knowledge, decided func(ms float64)) Contender {
	a := &assistant.Assistant{Knowledge: func() *assistant.Knowledge { return k }, Ledger: ledger.NewMemory()}
	return Contender{name, func(ctx context.Context, dst []string, q Query) ([]string, error) {
		reply, err := a.Ask(ctx, assistant.Question{Text: q.Text, Region: q.Region, Channel: "cli"})
		if decided != nil {
			decided(reply.Timings["read"] + reply.Timings["find"] + reply.Timings["decide"])
		}
		dst = append(dst, reply.Focus)
		for _, x := range reply.Items {
			dst = append(dst, x.Code)
		}
		return dst, err
	}}
}

// Peer is bleve, with the same filter.
func Peer(name string, e *knowledge.Edition, d *baseline.Disk) Contender {
	return Contender{name, func(ctx context.Context, dst []string, q Query) ([]string, error) {
		return d.Find(ctx, dst, q.Text, e.Regions.Path(q.Region), 10)
	}}
}

// Brute scores everything that the filter lets through, in floating point, one
// thing after the other.
func Brute(name string, e *knowledge.Edition, x *reference.Index, only filter, m *embed.Model) Contender {
	return Contender{name, func(_ context.Context, dst []string, q Query) ([]string, error) {
		text := segment.Normal(q.Text)
		for _, h := range x.Best(text, m.Embed(text), 10, only.serving(q.Region)) {
			dst = append(dst, e.Items[h.Thing].Code)
		}
		return dst, nil
	}}
}

// filter knows which items serve a region.
type filter struct {
	tree   knowledge.Regions
	owners []string
	owner  []uint16 // per item: number in owners
}

func newFilter(e *knowledge.Edition) filter {
	f := filter{tree: e.Regions}
	numbers := map[string]uint16{}
	for _, it := range e.Items {
		n, ok := numbers[it.Region]
		if !ok {
			n = uint16(len(f.owners))
			numbers[it.Region] = n
			f.owners = append(f.owners, it.Region)
		}
		f.owner = append(f.owner, n)
	}
	return f
}

func (f filter) serving(region string) func(item int) bool {
	open := make([]bool, len(f.owners))
	for i, owner := range f.owners {
		open[i] = f.tree.Serves(owner, region)
	}
	return func(item int) bool { return open[f.owner[item]] }
}
