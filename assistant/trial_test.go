package assistant_test

import (
	"slices"
	"testing"

	"wenban/assistant"
	"wenban/knowledge"
	"wenban/knowledge/sample"
)

func tryOut(t *testing.T) (*assistant.Trial, func(name string) knowledge.Item) {
	t.Helper()
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	trial, err := assistant.NewTrial("", e, nil)
	if err != nil {
		t.Fatal(err)
	}
	return trial, func(name string) knowledge.Item {
		i := slices.IndexFunc(e.Items, func(it knowledge.Item) bool { return it.Name == name })
		if i < 0 {
			t.Fatalf("the sample city has no item %s", name)
		}
		return e.Items[i]
	}
}

func TestATrialTellsThePlaceWithAndWithoutAPhrasing(t *testing.T) {
	trial, item := tryOut(t)
	dog := item("养犬登记")
	own, err := trial.Try(t.Context(), dog.Code, "邻居让我给泰迪弄个牌牌")
	if err != nil || own.After != 1 || len(own.Drawn) > 0 {
		t.Errorf("Try(养犬登记, its own words) = %+v, %v, want it first and nothing drawn away", own, err)
	}
	// The control: words of another item, which must be told.
	renewed, lost := item("普通护照换发"), item("普通护照补发")
	words := "护照被狗啃烂了"
	got, err := trial.Try(t.Context(), renewed.Code, words)
	if err != nil || got.Before == 1 || got.First != lost.Name || got.After == 0 || got.After >= got.Before {
		t.Fatalf("Try(%s, %s) = %+v, %v, want %s first today and a better place then", renewed.Name, words, got, err, lost.Name)
	}
	if !slices.Contains(got.Drawn, assistant.Drawn{Item: lost.Code, Name: lost.Name, Q: words}) {
		t.Errorf("Try(%s, %s).Drawn = %+v, want the words as a question of %s", renewed.Name, words, got.Drawn, lost.Name)
	}
}
