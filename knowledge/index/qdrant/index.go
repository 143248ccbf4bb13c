package qdrant

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"

	api "github.com/qdrant/go-client/qdrant"

	"wenban/knowledge"
	"wenban/knowledge/index"
)

// Index finds what an edition knows, on a server. It never changes and is safe
// for use by several goroutines at once. When the server fails, so does the
// search: an outage is never "nothing found".
type Index struct {
	conn       *Conn
	collection string
	apart      *index.Exported
	regions    knowledge.Regions
	drift      sync.Once
}

// Open returns the index of an edition that Sync has put on the server. It
// refuses what another edition, embedder or dictionary made, and what is not
// whole. The export is kept, without its texts.
//
// A publish swaps the alias and keeps the collection before, so an Index goes on
// answering from the edition it was opened for.
func Open(ctx context.Context, c *Conn, regions knowledge.Regions, x *index.Exported) (*Index, error) {
	stamp, err := stampOf(x)
	if err != nil {
		return nil, fmt.Errorf("open index: %w", err)
	}
	if err := c.whole(ctx, stamp, x.Len()); err != nil {
		return nil, fmt.Errorf("open index of edition %s: %w", x.Edition, told(ctx, err))
	}
	x.Slim()
	return &Index{conn: c, collection: stamp.collection(c.alias), apart: x, regions: regions}, nil
}

// whole makes sure that a collection is there, was made by the stamp, and has n
// points.
func (c *Conn) whole(ctx context.Context, stamp Stamp, n int) error {
	name := stamp.collection(c.alias)
	there, err := c.client.CollectionExists(ctx, name)
	if err != nil {
		return err
	}
	if !there {
		return c.absent(ctx, stamp)
	}
	info, err := c.client.GetCollectionInfo(ctx, name)
	if err != nil {
		return err
	}
	if d := stamp.differs(readStamp(info.GetConfig().GetMetadata())); d != "" {
		return fmt.Errorf("%w: %s", ErrMismatch, d)
	}
	count, err := c.client.Count(ctx, &api.CountPoints{CollectionName: name, Exact: api.PtrOf(true)})
	if err == nil && count != uint64(n) {
		err = fmt.Errorf("%w: it has %d of %d points", ErrIncomplete, count, n)
	}
	return err
}

// absent says what stands where the index should: what the alias names.
func (c *Conn) absent(ctx context.Context, stamp Stamp) error {
	name, err := c.Serving(ctx)
	if err != nil || name == "" {
		return errFirst(err, ErrAbsent)
	}
	info, err := c.client.GetCollectionInfo(ctx, name)
	if err != nil {
		return err
	}
	return fmt.Errorf("%w: %s", ErrMismatch, stamp.differs(readStamp(info.GetConfig().GetMetadata())))
}

func errFirst(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// Serving returns the collection that the alias names, "" where there is none.
func (c *Conn) Serving(ctx context.Context) (string, error) {
	all, err := c.client.ListAliases(ctx)
	if err != nil {
		return "", fmt.Errorf("look up alias %s: %w", c.alias, told(ctx, err))
	}
	for _, a := range all {
		if a.GetAliasName() == c.alias {
			return a.GetCollectionName(), nil
		}
	}
	return "", nil
}

// Edition returns the id of the edition that the index was opened for.
func (x *Index) Edition() string { return x.apart.Edition }

// Items finds service items, best first.
func (x *Index) Items(ctx context.Context, q index.Query) ([]index.Hit, error) {
	return x.find(ctx, index.Item, q)
}

// Events finds life events, best first.
func (x *Index) Events(ctx context.Context, q index.Query) ([]index.Hit, error) {
	return x.find(ctx, index.Event, q)
}

// Passages finds passages of documents in force, best first.
func (x *Index) Passages(ctx context.Context, q index.Query) ([]index.Hit, error) {
	return x.find(ctx, index.Passage, q)
}

// maxHits bounds what one search returns.
const maxHits = 1000

func (x *Index) find(ctx context.Context, kind index.Kind, q index.Query) ([]index.Hit, error) {
	ctx, cancel := context.WithTimeout(ctx, x.conn.timeout)
	defer cancel()
	hits, err := x.search(ctx, kind, q)
	if err != nil {
		return nil, fmt.Errorf("find %ss: %w", kind, told(ctx, err))
	}
	return hits, nil
}

func (x *Index) search(ctx context.Context, kind index.Kind, q index.Query) ([]index.Hit, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if q.At.IsZero() {
		return nil, index.ErrNoTime
	}
	if q.K <= 0 {
		q.K = 10
	}
	asked, err := x.apart.Ask(kind, q.Parts)
	if err != nil {
		return nil, err
	}
	from, to := x.apart.Span(kind)
	s := search{Index: x, asked: asked, kind: kind, k: min(q.K, maxHits, to-from), things: to - from, explain: q.Explain, brief: q.Brief}
	s.filter = filterOf(kind, q, x.regions.Path(q.Region))
	if s.k == 0 || !s.says() {
		return nil, nil
	}
	best, err := s.best(ctx)
	if err != nil || len(best) == 0 {
		return nil, err
	}
	hits, err := s.hits(ctx, best)
	return slices.DeleteFunc(hits, func(h index.Hit) bool { return h.Score < q.Least }), err
}

// drifted tells once that the server holds what the edition does not have. It is
// left out of the answer; Sync repairs it.
func (x *Index) drifted(point uint64) {
	x.drift.Do(func() {
		slog.Warn("the index on Qdrant has drifted from the edition", "collection", x.collection, "edition", x.apart.Edition, "point", point)
	})
}
