package qdrant

import (
	"cmp"
	"context"
	"slices"

	api "github.com/qdrant/go-client/qdrant"

	"wenban/knowledge/index"
)

// search is one query on its way.
//
// The server ranks each leg; the sum is ours. Its own fusions would not do: rank
// fusion loses two to eleven points of hit@1 with the weaker leg (RETRIEVAL.md
// A4), and a formula over two prefetches takes the score of a leg as 0 for what
// only the other one found. So both legs are asked for their best, all that
// either found is scored by both (a query over the union of the prefetches), and
// the sum is proven: what neither leg has shown scores at most as much as the
// last of one plus the last of the other (Fagin's threshold algorithm). Where
// that is more than the k-th of the sum, both legs are asked deeper.
type search struct {
	*Index
	asked  index.Asked
	filter *api.Filter
	kind   index.Kind
	k      int
	things int // of the kind

	explain, brief bool // as the query wants it
}

// How deep the legs are asked, at first and at last. A question that needs more
// is one that everything answers alike.
const (
	firstDepth = 64
	lastDepth  = 16384
	maxNamed   = 1000 // things whose names were said; the longest names count
)

// exactBelow is the number of points up to which the server compares vectors one
// by one; above it asks its graph, which may miss a neighbour in a hundred.
const exactBelow = 200_000

// candidate is a thing with the scores of both legs.
type candidate struct {
	number        int
	plain, cosine float64
	score         float64
}

// says reports whether the query says anything that the server could look for.
func (s search) says() bool { return len(s.asked.Terms) > 0 || s.asked.Vector != nil }

// best returns the k best, the best first; equal ones in the order of the
// edition.
func (s search) best(ctx context.Context) ([]candidate, error) {
	for depth := max(firstDepth, 4*s.k); ; depth *= 4 {
		depth = min(depth, s.things)
		legs, err := s.ask(ctx, depth)
		if err != nil {
			return nil, err
		}
		best := s.sum(legs)
		if depth >= min(lastDepth, s.things) || s.proven(best, legs, depth) {
			return best[:min(len(best), s.k)], nil
		}
	}
}

// legs are the scores by point, and the last of each leg.
type legs struct{ plain, cosine scores }

// scores are those of one leg, and in order.
type scores struct {
	of     map[int]float64
	sorted []float64 // the highest first
}

// last is the n-th highest score: no thing that the leg has not shown has more.
// A leg that has shown fewer has shown everything that it finds.
func (s scores) last(n int) float64 {
	if len(s.sorted) < n {
		return 0
	}
	return max(0, s.sorted[n-1])
}

// ask has the server find the best of each leg and score all of them by both.
func (s search) ask(ctx context.Context, depth int) (l legs, err error) {
	both := s.prefetches(depth)
	most := uint64(2*depth + len(s.asked.Names))
	request := &api.QueryBatchPoints{CollectionName: s.collection}
	add := func(q *api.Query, using string) {
		request.QueryPoints = append(request.QueryPoints, &api.QueryPoints{
			CollectionName: s.collection, Prefetch: both, Query: q, Using: &using, Filter: s.filter, Limit: &most, Params: s.params(),
		})
	}
	if len(s.asked.Terms) > 0 {
		add(s.words(), grams)
	}
	if s.asked.Vector != nil {
		add(api.NewQueryDense(s.asked.Vector), meaning)
	}
	answers, err := s.conn.client.QueryBatch(ctx, request)
	if err != nil {
		return legs{}, err
	}
	for i, a := range answers {
		if i == 0 && len(s.asked.Terms) > 0 {
			l.plain = s.read(a)
		} else {
			l.cosine = s.read(a)
		}
	}
	return l, nil
}

// prefetches are the best of each leg, and what was said by name.
func (s search) prefetches(depth int) (all []*api.PrefetchQuery) {
	limit := uint64(depth)
	add := func(q *api.Query, using string) {
		all = append(all, &api.PrefetchQuery{Query: q, Using: &using, Filter: s.filter, Limit: &limit, Params: s.params()})
	}
	if len(s.asked.Terms) > 0 {
		add(s.words(), grams)
	}
	if s.asked.Vector != nil {
		add(api.NewQueryDense(s.asked.Vector), meaning)
	}
	if ids := s.named(); len(ids) > 0 {
		n := uint64(len(ids))
		all = append(all, &api.PrefetchQuery{Filter: among(s.filter, ids), Limit: &n})
	}
	return all
}

// named are the points whose names were said: their bonus is added here, so
// neither leg may pass over them.
func (s search) named() (ids []*api.PointId) {
	names := slices.Clone(s.asked.Names)
	slices.SortStableFunc(names, func(a, b index.Named) int { return cmp.Compare(b.Bonus, a.Bonus) })
	for _, n := range names[:min(len(names), maxNamed)] {
		ids = append(ids, api.NewIDNum(uint64(n.Number)))
	}
	return ids
}

// words is the query of the sparse leg: see the package comment.
func (s search) words() *api.Query {
	var indices []uint32
	var values []float32
	for _, t := range s.sortedTerms() {
		indices = append(indices, 2*t.Term)
		values = append(values, float32(s.share(float64(t.Weight), s.asked.Most)))
		if cover := s.share(s.apart.Weights.Cover*float64(t.IDF)*float64(t.Said), s.asked.Mass); cover > 0 {
			indices = append(indices, 2*t.Term+1)
			values = append(values, float32(cover))
		}
	}
	return api.NewQuerySparse(indices, values)
}

// share is a part of a whole; where nothing was said, only the order counts.
func (s search) share(part, whole float64) float64 {
	if whole <= 0 {
		return part
	}
	return part / whole
}

func (s search) sortedTerms() []index.AskedTerm {
	terms := slices.Clone(s.asked.Terms)
	slices.SortFunc(terms, func(a, b index.AskedTerm) int { return cmp.Compare(a.Term, b.Term) })
	return terms
}

func (s search) params() *api.SearchParams {
	return &api.SearchParams{Exact: api.PtrOf(s.apart.Len() <= exactBelow)}
}

// read takes the scores of a leg, without points that the edition does not have.
func (s search) read(answer *api.BatchResult) scores {
	out := scores{of: map[int]float64{}}
	from, to := s.apart.Span(s.kind)
	for _, p := range answer.GetResult() {
		n := p.GetId().GetNum()
		if _, ok := p.GetId().GetPointIdOptions().(*api.PointId_Num); !ok || n < uint64(from) || n >= uint64(to) {
			s.drifted(n)
			continue
		}
		out.of[int(n)] = float64(p.GetScore())
		out.sorted = append(out.sorted, float64(p.GetScore()))
	}
	slices.SortFunc(out.sorted, func(a, b float64) int { return cmp.Compare(b, a) })
	return out
}

// sum adds the legs and sorts.
func (s search) sum(l legs) []candidate {
	var all []candidate
	add := func(n int) {
		c := candidate{number: n, plain: l.plain.of[n], cosine: max(0, l.cosine.of[n])}
		if c.plain == 0 && c.cosine < index.Lone {
			return
		}
		if s.asked.Mass > 0 {
			c.score = c.plain
		}
		c.score += s.asked.NameOf(n).Bonus + s.apart.Weights.Vector*c.cosine
		all = append(all, c)
	}
	for n := range l.plain.of {
		add(n)
	}
	for n := range l.cosine.of {
		if _, ok := l.plain.of[n]; !ok {
			add(n)
		}
	}
	slices.SortFunc(all, better)
	return all
}

func better(a, b candidate) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.number, b.number))
}

// proven reports whether nothing that the legs have not shown can be among the
// best. What scores the same as the k-th could stand before it in the edition.
func (s search) proven(best []candidate, l legs, depth int) bool {
	plain, cosine := l.plain.last(depth), l.cosine.last(depth)
	if plain == 0 && cosine < index.Lone {
		return true // what is left shares no gram and is not alike
	}
	return len(best) >= s.k && best[s.k-1].score > plain+s.apart.Weights.Vector*cosine
}

// hits fetches the best and explains them.
func (s search) hits(ctx context.Context, best []candidate) ([]index.Hit, error) {
	ids := make([]*api.PointId, len(best))
	for i, c := range best {
		ids[i] = api.NewIDNum(uint64(c.number))
	}
	points, err := s.conn.client.Get(ctx, &api.GetPoints{
		CollectionName: s.collection, Ids: ids, WithPayload: api.NewWithPayload(true), WithVectors: api.NewWithVectorsInclude(grams),
	})
	if err != nil {
		return nil, err
	}
	byNumber := make(map[int]*api.RetrievedPoint, len(points))
	for _, p := range points {
		byNumber[int(p.GetId().GetNum())] = p
	}
	var hits []index.Hit
	for _, c := range best {
		if h, ok := s.hit(c, byNumber[c.number]); ok {
			hits = append(hits, s.asFor(h))
		}
	}
	slices.SortStableFunc(hits, func(a, b index.Hit) int { return cmp.Compare(b.Score, a.Score) })
	return hits, nil
}

// hit turns a point into a hit, unless it is not the thing of the edition.
func (s search) hit(c candidate, p *api.RetrievedPoint) (index.Hit, bool) {
	t, ok := thingOf(p)
	if id, article := s.apart.Name(c.number); !ok || t.ID != id || t.Article != article || t.Kind != s.kind {
		s.drifted(uint64(c.number))
		return index.Hit{}, false
	}
	return s.apart.Hit(s.asked, t, float32(c.cosine))
}

// asFor leaves out what the query does not ask for.
func (s search) asFor(h index.Hit) index.Hit {
	if !s.explain {
		h.Why = nil
	}
	if s.brief {
		h.Lexical, h.Cover, h.Exact = 0, 0, ""
	}
	return h
}
