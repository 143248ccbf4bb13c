// Package baseline holds plain rankers to measure the assistant against, over
// the same items and in the same run: BM25 over jieba words, BM25 over
// bigrams, and bleve with its analyzer for Chinese. They know no lexicon, no
// dialogue and no region; what they find is what a text search alone finds.
package baseline

import (
	"fmt"
	"strings"

	"wenban/eval"
	"wenban/knowledge"
	"wenban/knowledge/segment"
)

// All returns every ranker of the package over the items of an edition. Close
// frees what they hold; no ranker may be used after it.
func All(e *knowledge.Edition) (rankers []eval.Ranker, closeAll func() error, err error) {
	words, free, err := Words(e)
	if err != nil {
		return nil, nil, err
	}
	bleve, closeBleve, err := Bleve(e)
	if err != nil {
		free()
		return nil, nil, err
	}
	return []eval.Ranker{words, Bigrams(e), bleve}, func() error { free(); return closeBleve() }, nil
}

// Words ranks by BM25F over jieba words, the names of the items being words of
// their own. The segmenter is freed by free.
func Words(e *knowledge.Edition) (r eval.Ranker, free func(), err error) {
	var names []string
	for _, it := range e.Items {
		names = append(names, it.Aliases...)
	}
	s, err := segment.New(names)
	if err != nil {
		return eval.Ranker{}, nil, fmt.Errorf("make segmenter: %w", err)
	}
	b := build(e, s.Words)
	return eval.Ranker{Name: "BM25 jieba", Rank: b.rank}, s.Close, nil
}

// Bigrams ranks by BM25F over pairs of neighbouring characters.
func Bigrams(e *knowledge.Edition) eval.Ranker {
	return eval.Ranker{Name: "BM25 bigram", Rank: build(e, bigrams).rank}
}

// bigrams returns the pairs of characters of each run of text, and a run of one
// character as it is.
func bigrams(text string) []string {
	var out []string
	for _, run := range strings.FieldsFunc(text, func(r rune) bool { return !isWord(r) }) {
		rs := []rune(run)
		if len(rs) == 1 {
			out = append(out, run)
		}
		for i := 0; i+1 < len(rs); i++ {
			out = append(out, string(rs[i:i+2]))
		}
	}
	return out
}

// field is one weighted text of an item.
type field struct {
	weight float64
	text   string
}

// fieldsOf returns the texts of an item with the weights of RETRIEVAL.md A2.
func fieldsOf(it knowledge.Item) []field {
	materials := make([]string, len(it.Materials))
	for i, m := range it.Materials {
		materials[i] = m.Name
	}
	return []field{
		{4, it.Name}, {1, it.Catalog}, {1, strings.Join(it.Aliases, " ")}, {.5, it.Summary}, {.5, it.Department},
		{.3, strings.Join(it.Conditions, " ")}, {.3, strings.Join(materials, " ")}, {.3, strings.Join(it.Themes, " ")}, {.2, it.Type},
	}
}
