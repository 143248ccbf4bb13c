package baseline

import (
	"fmt"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"wenban/eval"
	"wenban/knowledge"
	"wenban/knowledge/segment"
)

// Bleve ranks by bleve's own scoring over its cjk analyzer, any term matching,
// in memory. Close frees the index.
func Bleve(e *knowledge.Edition) (r eval.Ranker, closeIndex func() error, err error) {
	mapping := bleve.NewIndexMapping()
	mapping.DefaultAnalyzer = cjk.AnalyzerName
	index, err := bleve.NewUsing("", mapping, scorch.Name, scorch.Name, nil) // "": in memory
	if err != nil {
		return eval.Ranker{}, nil, fmt.Errorf("make bleve index: %w", err)
	}
	if err := fill(index, e); err != nil {
		_ = index.Close() // the error of filling it is the one that counts
		return eval.Ranker{}, nil, err
	}
	return eval.Ranker{Name: "bleve cjk", Rank: func(query string, k int) []string { return search(index, query, k) }}, index.Close, nil
}

// batch is how many items are indexed at once.
const batch = 500

func fill(index bleve.Index, e *knowledge.Edition) error {
	b := index.NewBatch()
	for i, it := range e.Items {
		if err := b.Index(it.Code, document(it)); err != nil {
			return fmt.Errorf("index %q: %w", it.Code, err)
		}
		if b.Size() < batch && i < len(e.Items)-1 {
			continue
		}
		if err := index.Batch(b); err != nil {
			return fmt.Errorf("index items up to %d: %w", i, err)
		}
		b.Reset()
	}
	return nil
}

// document is an item as bleve is given it. The name stands in it three times:
// of what was tried (fields apart with and without boosts, fewer fields, its
// BM25 and its older scoring) this found most on the real catalogue, and a peer
// should be measured at its best.
func document(it knowledge.Item) map[string]string {
	var b strings.Builder
	b.WriteString(segment.Normal(it.Name) + "\n" + segment.Normal(it.Name) + "\n")
	for _, f := range fieldsOf(it) {
		b.WriteString(segment.Normal(f.text) + "\n")
	}
	return map[string]string{"text": b.String()}
}

// search returns the best k codes, or none for a query that bleve refuses.
func search(index bleve.Index, query string, k int) []string {
	query = strings.TrimSpace(segment.Normal(query))
	found, err := index.Search(bleve.NewSearchRequestOptions(bleve.NewMatchQuery(query), k, 0, false))
	if err != nil {
		return nil
	}
	var codes []string
	for _, hit := range found.Hits {
		codes = append(codes, hit.ID)
	}
	return codes
}
