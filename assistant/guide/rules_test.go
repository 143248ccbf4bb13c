package guide

import (
	"testing"

	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/index"
)

// A passage of the document that governs what the words are about needs less to
// answer than any other.
func TestTheRuleOfTheItemAnswers(t *testing.T) {
	e := knowledge.NewEdition("e", knowledge.Parts{
		Items:     []knowledge.Item{{Code: "rent", Name: "租房提取住房公积金"}, {Code: "other", Name: "居民身份证换领"}},
		Documents: []knowledge.Document{{ID: "P", Title: "提取办法", Items: []string{"rent"}}},
	})
	g := &Guide{Edition: e}
	p := index.Hit{ID: "P", Article: "第八条", Score: .45, Vector: .5, Cover: .2}
	for _, c := range []struct {
		text, item string
		want       bool
	}{
		{"租房一个月最多能提多少公积金", "rent", true},
		{"租房一个月最多能提多少公积金", "other", false},
		{"以前没提的还能补提吗，租房的最多补好久", "rent", true},
		{"租房提公积金要什么材料", "rent", false},
	} {
		in := In{Reading: read.Reading{Text: c.text, Intent: read.Find}, Passages: []index.Hit{p}, Items: []index.Hit{{Kind: index.Item, ID: c.item, Score: 1, Vector: .9}}}
		if got := g.quotable(in); got != c.want {
			t.Errorf("quotable(%s) beside %s = %v, want %v", c.text, c.item, got, c.want)
		}
		if _, _, got := g.ofRule(in); got != c.want {
			t.Errorf("ofRule(%s) beside %s = %v, want %v", c.text, c.item, got, c.want)
		}
	}
}
