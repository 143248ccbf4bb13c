package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/knowledge/ingest"
)

// A question that a citizen found answered by an article is listed for its
// document, without the clause that names a person; one that nobody rated, or
// that the document has already, is not.
func TestAnAnswerByAnArticleIsListedWhenItWasFoundUseful(t *testing.T) {
	kb, data := t.TempDir(), t.TempDir()
	const rules = `{"id":"R","title":"云溪市养犬规定","effective":{"from":"2020-01-01"},"text":"第一条 养犬登记费每年三百元。\n第二条 每户限养一只犬。","asked":[{"q":"每户限养几只犬","articles":["第二条"]}]}`
	if err := errors.Join(os.WriteFile(filepath.Join(kb, "policies.jsonl"), []byte(rules), 0o600), os.WriteFile(filepath.Join(kb, "a.jsonl"), []byte(pair), 0o600)); err != nil {
		t.Fatal(err)
	}
	talks, err := stored{Data: data}.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	e, _, err := ingest.Load(t.Context(), []string{kb}, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	k, err := assistant.Learn(e, nil)
	if err != nil {
		t.Fatal(err)
	}
	a := &assistant.Assistant{Knowledge: func() *assistant.Knowledge { return k }, Ledger: ledger.New(talks, nil)}
	for _, text := range []string{"我叫李建国，养犬登记费每年规定是多少", "养犬登记费每年规定", "每户限养几只犬"} {
		r, err := a.Ask(t.Context(), assistant.Question{Text: text})
		if err != nil || len(r.Sources) == 0 || r.Sources[0].Quote == "" {
			t.Fatalf("Ask(%s) = %s, %v, want an article quoted", text, r.Text, err)
		}
		if text != "养犬登记费每年规定" {
			if err := a.Rate(t.Context(), r.Talk, r.Seq, "useful", ""); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := talks.Close(); err != nil {
		t.Fatal(err)
	}
	code, out := command(t, "phrase", "--kb", kb, "--data", data, "--articles")
	var got cited
	if err := json.Unmarshal([]byte(out), &got); code != 0 || err != nil {
		t.Fatalf("phrase --articles = %d, %v, want one line:\n%s", code, err, out)
	}
	if got.Document != "R" || got.Q != "养犬登记费每年规定是多少" || got.Source != "citizen" || got.Articles[0] != "第一条" || strings.Contains(out, "李建国") {
		t.Errorf("phrase --articles = %+v, want the masked words for the first article", got)
	}
}
