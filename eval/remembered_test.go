package eval_test

import (
	"fmt"
	"slices"
	"testing"

	"wenban/eval"
	"wenban/knowledge"
)

// parrot finds an item by the first two characters of its name or of one of its
// phrasings, and fails the test when a question is among the phrasings.
func parrot(t *testing.T) func(*knowledge.Edition) (eval.Ranker, error) {
	return func(e *knowledge.Edition) (eval.Ranker, error) {
		return eval.Ranker{Rank: func(q string, n int) (codes []string) {
			for _, it := range e.Items {
				for _, p := range append([]knowledge.Phrasing{{Q: it.Name}}, it.Phrasings...) {
					if p.Q == q {
						t.Errorf("%q is asked of an edition that remembers it", q)
					}
					if []rune(p.Q)[0] == []rune(q)[0] && !slices.Contains(codes, it.Code) {
						codes = append(codes, it.Code)
					}
				}
			}
			return codes
		}}, nil
	}
}

func TestPhrasingsAreMeasuredOnQuestionsThatNoneOfThemIs(t *testing.T) {
	e := knowledge.NewEdition("e", knowledge.Parts{Items: []knowledge.Item{{Code: "A", Name: "犬只登记"}, {Code: "B", Name: "结婚登记"}}})
	var queries []eval.Labelled
	for i := range 10 {
		queries = append(queries, eval.Labelled{Text: fmt.Sprintf("狗证%d", i), Gold: []string{"A"}})
	}
	queries = append(queries, queries[0], eval.Labelled{Text: "结婚", Gold: []string{"B"}})
	all, err := eval.Remembered(t.Context(), e, []eval.Comparison{{Queries: queries}}, eval.Folding{Learn: parrot(t)})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		ranker, class string
		n             int
		at1           eval.Figure
	}{
		{"没有问法", "事项有问法", 11, 0}, {"没有问法", "事项没有问法", 1, 1},
		{"有问法（交叉验证）", "事项有问法", 11, 1}, {"有问法（交叉验证）", "事项没有问法", 1, 1},
	} {
		i := slices.IndexFunc(all[0].Standings, func(s eval.Standing) bool { return s.Ranker == c.ranker && s.Class == c.class })
		if s := all[0].Standings[i]; s.N != c.n || s.ItemAt1 != c.at1 {
			t.Errorf("%s on %s = n %d @1 %v, want n %d @1 %v", c.ranker, c.class, s.N, s.ItemAt1, c.n, c.at1)
		}
	}
}
