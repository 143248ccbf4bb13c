package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/knowledge/sample"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db/dbtest"
)

// TestAnAnswerThatACitizenCallsWrongIsATask takes a report from the answer to its
// end.
func TestAnAnswerThatACitizenCallsWrongIsATask(t *testing.T) {
	data := t.TempDir()
	d := dbtest.Open(t, filepath.Join(data, "wenban.db"))
	s := store.New(d, store.Options{})
	people(t, s)
	city, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	k, _, err := plain(t.Context(), city)
	if err != nil {
		t.Fatal(err)
	}
	know := func() *assistant.Knowledge { return k }
	a := &assistant.Assistant{Knowledge: know, Ledger: reporting{ledger.New(d, nil), s, know}}
	r, err := a.Ask(t.Context(), assistant.Question{Text: "青岭县，孩子身份证丢了", Channel: "web"})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{"useful", "wrong", "wrong"} { // said twice, it is one task
		if err := a.Rate(t.Context(), r.Talk, 1, f, "窗口收了20元，我的电话13800138000"); err != nil {
			t.Fatalf("Rate(%s) = %v, want nil", f, err)
		}
	}
	code, out := command(t, "task", "list", "--data", data)
	if code != 0 || strings.Count(out, "\n") != 1 || !strings.Contains(out, r.Focus) || !strings.Contains(out, "窗口收了20元") || strings.Contains(out, "13800138000") {
		t.Errorf("task list = %d, want one task about %s, masked:\n%s", code, r.Focus, out)
	}
	steps(t, data, "task assign 1 甲 --as 甲 --due 2030-01-01", "task close 1 已核对 --as 甲", fmt.Sprintf("task report %s 电话不对 --as 甲", r.Focus))
	if code, out := command(t, "task", "list", "--all", "--data", data); code != 0 || !strings.Contains(out, "由甲办结：已核对") || !strings.Contains(out, "2 ") {
		t.Errorf("task list --all = %d:\n%s", code, out)
	}
}
