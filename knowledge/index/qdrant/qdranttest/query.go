package qdranttest

import (
	"cmp"
	"context"
	"maps"
	"slices"

	api "github.com/qdrant/go-client/qdrant"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// QueryBatch answers several queries; one that is wrong fails all.
func (p points) QueryBatch(_ context.Context, r *api.QueryBatchPoints) (*api.QueryBatchResponse, error) {
	out := new(api.QueryBatchResponse)
	for _, q := range r.GetQueryPoints() {
		if q.GetCollectionName() != r.GetCollectionName() {
			return nil, invalid("a batch over two collections")
		}
		c, err := p.s.collection(q.GetCollectionName())
		if err != nil {
			return nil, err
		}
		found, err := c.query(q)
		if err != nil {
			return nil, err
		}
		out.Result = append(out.Result, &api.BatchResult{Result: found})
	}
	return out, nil
}

// query scores what the prefetches found; without a prefetch, every point.
func (c *collection) query(q *api.QueryPoints) ([]*api.ScoredPoint, error) {
	var among map[string]bool
	for _, p := range q.GetPrefetch() {
		if len(p.GetPrefetch()) > 0 {
			return nil, status.Error(codes.Unimplemented, "a prefetch of a prefetch")
		}
		found, err := c.leg(p.GetQuery(), p.GetUsing(), p.GetFilter(), p.GetLimit(), nil)
		if err != nil {
			return nil, err
		}
		if among == nil {
			among = map[string]bool{}
		}
		for _, f := range found {
			k, _ := key(f.GetId()) // it was written, so it is sound
			among[k] = true
		}
	}
	if q.GetQuery() == nil {
		return nil, status.Error(codes.Unimplemented, "a query without a vector")
	}
	return c.leg(q.GetQuery(), q.GetUsing(), q.GetFilter(), q.GetLimit(), among)
}

// leg returns the best points by one vector, or the first by id where there is
// none. among nil means all points.
func (c *collection) leg(q *api.Query, using string, f *api.Filter, limit uint64, among map[string]bool) (found []*api.ScoredPoint, err error) {
	if limit == 0 {
		return nil, invalid("limit: value 0 invalid, must be 1 or larger")
	}
	score := func(*api.PointStruct) (float32, bool) { return 0, true }
	if q != nil {
		if score, err = c.scorer(q, using); err != nil {
			return nil, err
		}
	}
	if err := c.checkFilter("", f); err != nil {
		return nil, err
	}
	for _, k := range slices.Sorted(maps.Keys(c.points)) {
		p := c.points[k]
		if among != nil && !among[k] || !passes(f, k, p.GetPayload()) {
			continue
		}
		if s, ok := score(p); ok {
			found = append(found, &api.ScoredPoint{Id: p.GetId(), Score: s})
		}
	}
	if q != nil {
		slices.Reverse(found)
		slices.SortStableFunc(found, func(a, b *api.ScoredPoint) int { return cmp.Compare(b.GetScore(), a.GetScore()) })
	}
	return found[:min(uint64(len(found)), limit)], nil
}

// scorer returns the product with a dense or a sparse vector; a point that has
// nothing to compare has no score.
func (c *collection) scorer(q *api.Query, using string) (func(*api.PointStruct) (float32, bool), error) {
	nearest := q.GetNearest()
	if nearest == nil {
		return nil, status.Error(codes.Unimplemented, "a query that is no vector")
	}
	if err := c.checkVector(using, nearest.GetDense().GetData(), nearest.GetSparse()); err != nil {
		return nil, err
	}
	vector := func(p *api.PointStruct) *api.Vector { return p.GetVectors().GetVectors().GetVectors()[using] }
	if want := nearest.GetDense().GetData(); want != nil {
		return func(p *api.PointStruct) (float32, bool) {
			have := vector(p).GetDense().GetData()
			return dot(have, want), have != nil
		}, nil
	}
	want := map[uint32]float32{}
	for i, n := range nearest.GetSparse().GetIndices() {
		want[n] = nearest.GetSparse().GetValues()[i]
	}
	return func(p *api.PointStruct) (sum float32, any bool) {
		have := vector(p).GetSparse()
		for i, n := range have.GetIndices() {
			if w, ok := want[n]; ok {
				sum, any = sum+w*have.GetValues()[i], true
			}
		}
		return sum, any
	}, nil
}

func dot(a, b []float32) (sum float32) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}
