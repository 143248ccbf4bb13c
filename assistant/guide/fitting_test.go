package guide

import (
	"testing"

	"wenban/knowledge"
)

// TestWordsThatAnswerASituationSettleATie holds that of two items nearly as
// like the words the one comes first whose situation they answer, and that an
// item is not raised for an option that leads away from it.
func TestWordsThatAnswerASituationSettleATie(t *testing.T) {
	item := func(code string, o ...knowledge.Option) knowledge.Item {
		return knowledge.Item{Code: code, Name: code, Situations: []knowledge.Situation{{ID: "s", Question: "证件怎么了？", Options: o}}}
	}
	e := knowledge.NewEdition("t", knowledge.Parts{Items: []knowledge.Item{
		item("补发", knowledge.Option{ID: "stolen", Label: "被盗"}, knowledge.Option{ID: "broken", Label: "损毁"}),
		item("换发", knowledge.Option{ID: "due", Label: "到期"}, knowledge.Option{ID: "stolen", Label: "被盗", Redirect: "补发"}),
	}})
	g := &Guide{Edition: e, Matcher: NewMatcher(e, nil, nil)}
	ranked := []Candidate{{Code: "换发", Score: 1}, {Code: "补发", Score: .99}}
	g.fitting(Said{Clauses: []Clause{{Text: "护照被盗"}}}, ranked)
	if ranked[0].Score != 1 || ranked[1].Score <= 1 {
		t.Errorf("fitting(护照被盗) = %+v, want 换发 as it was and 补发 above it", ranked)
	}
}
