package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/knowledge"
	"wenban/knowledge/sample"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db/dbtest"
)

// TestRecallNamesTheTurnsThatToldWhatWasCorrected publishes the sample city, has
// three citizens ask, and corrects a fee and a material: the turns that told
// them are named, those about other things are not.
func TestRecallNamesTheTurnsThatToldWhatWasCorrected(t *testing.T) {
	quiet(t)
	data := t.TempDir()
	d := dbtest.Open(t, filepath.Join(data, "wenban.db"))
	s := store.New(d, store.Options{Regression: nothingWorse})
	people(t, s)
	city, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	publish := func(p store.Import) store.Edition {
		t.Helper()
		e := approved(t, s, p)
		if _, err := s.Publish(t.Context(), "乙", e.Number, time.Time{}, "发布"); err != nil {
			t.Fatal(err)
		}
		return e
	}
	first := publish(store.Import{By: "甲", Why: "首次", Parts: takenApart(city)})
	k, _, err := plain(t.Context(), city)
	if err != nil {
		t.Fatal(err)
	}
	a := &assistant.Assistant{Knowledge: func() *assistant.Knowledge { return k }, Ledger: ledger.New(d, nil)}
	talks := map[string]assistant.Reply{}
	for name, words := range map[string]string{"fee": "青岭县，孩子身份证丢了", "material": "青岭县，六十五岁老人的公交优待卡怎么办", "other": "青岭县，我妈75岁能领高龄津贴吗"} {
		r, err := a.Ask(t.Context(), assistant.Question{Text: words, Channel: "web"})
		if err != nil || r.Edition != first.ID {
			t.Fatalf("Ask(%s) = %v, edition %s, want %s", words, err, r.Edition, first.ID)
		}
		talks[name] = r
	}
	if len(talks["material"].Materials) == 0 {
		t.Fatalf("the reply about a material has none: %s", talks["material"].Text)
	}
	corrected, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	for i := range corrected.Items {
		it := &corrected.Items[i]
		switch {
		case it.Code == talks["fee"].Focus && len(it.Fees) > 0:
			it.Fees[0].Amount += 7
		case it.Code == talks["material"].Focus:
			i := slices.IndexFunc(it.Materials, func(m knowledge.Material) bool { return m.ID == talks["material"].Materials[0].ID })
			it.Materials[i].Note = "要原件"
		}
	}
	publish(store.Import{By: "甲", Why: "更正", Parts: takenApart(corrected)})
	code, out := command(t, "recall", "--data", data)
	if code != 0 || !strings.Contains(out, "2 个会话的 2 轮") {
		t.Errorf("recall = %d, want two talks:\n%s", code, out)
	}
	for name, want := range map[string]bool{"fee": true, "material": true, "other": false} {
		if got := strings.Contains(out, talks[name].Talk); got != want {
			t.Errorf("recall names the talk about %s: %v, want %v:\n%s", name, got, want, out)
		}
	}
	if strings.Contains(out, "孩子身份证") || strings.Contains(out, "75岁") {
		t.Errorf("recall shows what citizens said:\n%s", out)
	}
	if code, out := command(t, "recall", "--data", data, "--json", "--item", talks["fee"].Focus); code != 0 || strings.Count(out, "\n") != 1 || !strings.Contains(out, talks["fee"].Talk) {
		t.Errorf("recall --item = %d, want one line:\n%s", code, out)
	}
	if code, out := command(t, "recall", "--data", data, "--since", "2099-01-01"); code != 0 || !strings.Contains(out, "0 个会话") {
		t.Errorf("recall --since 2099 = %d, want none:\n%s", code, out)
	}
}
