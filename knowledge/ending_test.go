package knowledge_test

import (
	"slices"
	"testing"

	"wenban/knowledge"
)

func codes(items func(func(knowledge.Item) bool)) (all []string) {
	for it := range items {
		all = append(all, it.Code)
	}
	return all
}

func TestEndingItemsNameALastDay(t *testing.T) {
	e := knowledge.NewEdition("e", knowledge.Parts{Items: []knowledge.Item{
		{Code: "a"}, {Code: "b", Effective: knowledge.Period{To: "2020-01-01"}}, {Code: "c", Effective: knowledge.Period{From: "2020-01-01"}}, {Code: "d", Effective: knowledge.Period{To: "2999-01-01"}},
	}})
	if got, want := codes(e.Ending()), []string{"b", "d"}; !slices.Equal(got, want) {
		t.Errorf("Ending() = %v, want %v", got, want)
	}
	for it := range e.Ending() {
		if it.Code != "b" {
			t.Errorf("Ending goes on to %s after it was stopped", it.Code)
		}
		break
	}
}
