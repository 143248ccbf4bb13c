package assistant

import (
	"context"
	"slices"
	"time"

	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/memory"
)

// passages finds the passages for a question in plain words, best first: in the
// order of the library where there is one, else of the index.
func (k *Knowledge) passages(ctx context.Context, q index.Query, question string) ([]index.Hit, error) {
	if k.Library == nil {
		return k.Finder.Passages(ctx, q)
	}
	wide := q
	wide.K = shelfDepth
	known, err := k.Finder.Passages(ctx, wide)
	if err != nil {
		return nil, err
	}
	found := k.Library.Find(question, k.mayAnswer(q.Region, q.At), shelfDepth)
	return inOrder(k.Library, found, known, q), nil
}

// shelfDepth is how many passages are asked of both: what the library finds and
// the index does not find among so many is no answer by any word.
const shelfDepth = 200

// mayAnswer lets the passages answer of the documents that are in force and
// serve a region.
func (k *Knowledge) mayAnswer(region string, at time.Time) index.May {
	may := map[string]bool{}
	for _, d := range k.Edition.Documents {
		may[d.ID] = k.Edition.InForce(d, at) && k.Edition.Regions.Serves(d.Region, region)
	}
	return func(i int) bool { return may[k.Library.Passage(i).Document] }
}

// inOrder puts the hits of the index in the order of the library. The library
// says which passage answers and not how surely, for a ranker knows nothing but
// the order: so each hit keeps what the index says of it, and one counts for no
// less than those that the library puts behind it.
func inOrder(l *memory.Library, found []index.Candidate, known []index.Hit, q index.Query) (hits []index.Hit) {
	at := map[knowledge.Passage]int{}
	for i, h := range known {
		at[knowledge.Passage{Document: h.ID, Article: h.Article, Text: h.Text}] = i
	}
	for _, c := range found {
		p := l.Passage(c.Provision)
		i, ok := at[knowledge.Passage{Document: p.Document, Article: p.Article, Text: p.Text}]
		if !ok {
			continue
		}
		h := known[i]
		if q.Explain {
			h.Why = append(slices.Clone(l.Why(c)), h.Why...)
		}
		hits = append(hits, h)
	}
	if len(hits) == 0 {
		return known[:min(q.K, len(known))]
	}
	for i := len(hits) - 2; i >= 0; i-- {
		hits[i].Score = max(hits[i].Score, hits[i+1].Score)
	}
	return hits[:min(q.K, len(hits))]
}

// Cite returns the best n passages in force for a question: the search alone,
// without dialogue, as it is measured.
func (k *Knowledge) Cite(ctx context.Context, question string, n int) ([]index.Hit, error) {
	r := k.Reader.Read(question, read.Context{})
	q, _ := query(k, requestOf(r, r.Text), nil)
	q.Region, q.At, q.K = k.Home, time.Now(), n
	return k.passages(ctx, q, hidden.ReplaceAllString(r.Text, " "))
}
