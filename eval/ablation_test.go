package eval_test

import (
	"bytes"
	"strings"
	"testing"

	"wenban/eval"
)

func TestAnAblationHasALineForEachPartWithTheHardQueries(t *testing.T) {
	queries := []eval.Labelled{{Text: "狗证", Gold: []string{"A"}, Class: "partial"}, {Text: "养犬登记", Gold: []string{"B"}, Class: "exact_name"}}
	all, err := eval.Compare(t.Context(), queries, []eval.Ranker{fixed("ours", "A")})
	if err != nil {
		t.Fatal(err)
	}
	r := eval.Report{Comparisons: []eval.Comparison{{Standings: all}}}
	r.Reached, r.OutcomeAccuracy, r.QuestionsOverMinimum = .25, .5, .75
	var b bytes.Buffer
	if err := eval.AblationText(&b, []eval.Ablation{{Report: r}, {Part: "方言表", Report: r}}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != 3 || !strings.Contains(lines[0], "难类(1)") {
		t.Fatalf("AblationText = %q, want a head that counts the hard query and two lines", lines)
	}
	for i, part := range []string{"（不去掉）", "方言表"} {
		if got := strings.Join(strings.Fields(lines[i+1]), " "); got != part+" 1.000 1.000 1.000 0.250 0.500 0.75" {
			t.Errorf("line %d = %q, want %s with its figures", i+1, got, part)
		}
	}
}
