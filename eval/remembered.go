package eval

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"wenban/knowledge"
	"wenban/knowledge/segment"
)

// Folding says how confirmed phrasings (相似问) are measured: the queries are cut
// into folds, and each is searched for in an edition whose items know the
// queries of the other folds as phrasings, and nothing of its own.
type Folding struct {
	Folds int    // 0: 5
	Seed  uint64 // of the cut
	Learn func(*knowledge.Edition) (Ranker, error)
}

// Classes of queries in what Remembered returns.
const (
	known   = "事项有问法"
	unknown = "事项没有问法"
)

// Remembered searches for the queries of all sets without phrasings, and
// cross-validated with them, and tells the queries apart whose item has one in
// that fold: the items without must not pay for those with (RETRIEVAL.md A5a).
// A query that is word for word one of its own fold is remembered by none.
func Remembered(ctx context.Context, e *knowledge.Edition, sets []Comparison, f Folding) ([]Comparison, error) {
	plain, err := f.Learn(e)
	if err != nil {
		return nil, fmt.Errorf("learn without phrasings: %w", err)
	}
	f.Folds = max(f.Folds, 0)
	if f.Folds == 0 {
		f.Folds = 5
	}
	places := shuffle(sets, f)
	ranks := make([][2][]int, len(sets))
	for s := range sets {
		ranks[s] = [2][]int{make([]int, len(sets[s].Queries)), make([]int, len(sets[s].Queries))}
		sets[s].Queries = slices.Clone(sets[s].Queries)
	}
	for fold := range f.Folds {
		own, others := part(sets, places, fold)
		taught := teach(e, others, own)
		ranker, err := f.Learn(taught)
		if err != nil {
			return nil, fmt.Errorf("learn fold %d: %w", fold, err)
		}
		for _, at := range places[fold] {
			if err := ctx.Err(); err != nil {
				return nil, fmt.Errorf("measure phrasings: %w", err)
			}
			q := &sets[at.set].Queries[at.query]
			ranks[at.set][0][at.query], ranks[at.set][1][at.query] = q.rank(plain), q.rank(ranker)
			q.Class = unknown
			if slices.ContainsFunc(q.Gold, func(code string) bool { it, _ := taught.Item(code); return len(it.Phrasings) > 0 }) {
				q.Class = known
			}
		}
	}
	for s, set := range sets {
		for i, name := range []string{"没有问法", "有问法（交叉验证）"} {
			for _, class := range []string{"all", known, unknown} {
				sets[s].Standings = append(sets[s].Standings, standing(name, class, set.Queries, ranks[s][i], make([]float64, len(set.Queries))))
			}
		}
	}
	return sets, nil
}

// spot is where a query stands.
type spot struct{ set, query int }

// shuffle deals the queries of all sets out to the folds.
func shuffle(sets []Comparison, f Folding) [][]spot {
	var all []spot
	for s, set := range sets {
		for q := range set.Queries {
			all = append(all, spot{s, q})
		}
	}
	rng := rand.New(rand.NewPCG(f.Seed, 7))
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	folds := make([][]spot, f.Folds)
	for i, at := range all {
		folds[i%f.Folds] = append(folds[i%f.Folds], at)
	}
	return folds
}

// part returns the queries of a fold and those of the others.
func part(sets []Comparison, folds [][]spot, fold int) (own, others []Labelled) {
	for i, spots := range folds {
		for _, at := range spots {
			q := sets[at.set].Queries[at.query]
			if i == fold {
				own = append(own, q)
			} else {
				others = append(others, q)
			}
		}
	}
	return own, others
}

// teach returns the edition whose items know queries as phrasings: each the
// best item of a query, none a query that is asked.
func teach(e *knowledge.Edition, queries, asked []Labelled) *knowledge.Edition {
	known := map[string][]knowledge.Phrasing{}
	for _, q := range queries {
		text := segment.Normal(q.Text)
		if !slices.ContainsFunc(asked, func(a Labelled) bool { return segment.Normal(a.Text) == text }) {
			known[q.Gold[0]] = append(known[q.Gold[0]], knowledge.Phrasing{Q: text, Source: "citizen"})
		}
	}
	items := slices.Clone(e.Items)
	for i, it := range items {
		items[i].Phrasings = append(slices.Clone(it.Phrasings), known[it.Code]...)
	}
	return knowledge.NewEdition(e.ID, knowledge.Parts{Items: items, Documents: e.Documents, Events: e.Events, Regions: e.Regions.All, Halls: e.Halls, Overrides: e.Overrides})
}

// rank is the place of the first right item among ten, from 1; 0: none.
func (l Labelled) rank(r Ranker) int {
	return 1 + slices.IndexFunc(r.Rank(l.Text, 10), func(code string) bool { return slices.Contains(l.Gold, code) })
}
