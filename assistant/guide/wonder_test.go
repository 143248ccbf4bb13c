package guide

import (
	"testing"

	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/index"
)

// TestAQuestionOfRightIsAnsweredByItsArticle tells a question that an article
// answers from a need for which there is an item.
func TestAQuestionOfRightIsAnsweredByItsArticle(t *testing.T) {
	article := index.Hit{Kind: index.Passage, ID: "L", Score: .78, Vector: .78, Cover: .33}
	unlike := article
	unlike.Cover = .25
	far := index.Hit{Kind: index.Item, ID: "A", Score: .76, Vector: .5, Cover: .43}
	near, named := far, far
	near.Vector, named.Exact = .7, "失业保险金申领"
	for _, c := range []struct {
		name, text string
		passage    index.Hit
		item       index.Hit
		want       bool
	}{
		{"a question of right without an item", "公司不签劳动合同要赔双倍工资吗", article, far, true},
		{"the same as a need", "公司不签劳动合同", article, far, false},
		{"an article that has too little of it", "公司不签劳动合同要赔双倍工资吗", unlike, far, false},
		{"an item is about it", "公司不签劳动合同要赔双倍工资吗", article, near, false},
		{"an item is named", "失业保险金申领能不能", article, named, false},
	} {
		in := In{Reading: read.Reading{Text: c.text, Intent: read.Find}, Passages: []index.Hit{c.passage}, Items: []index.Hit{c.item}}
		if got := (&Guide{Edition: &knowledge.Edition{}}).quotable(in); got != c.want {
			t.Errorf("%s: quotable(%s) = %v, want %v", c.name, c.text, got, c.want)
		}
	}
}
