package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/knowledge"
	"wenban/knowledge/ingest"
	"wenban/knowledge/phrase"
)

// pair are two items that are easily taken for each other.
const pair = `{"code":"P1","name":"普通护照换发","audience":["自然人"]}` + "\n" + `{"code":"P2","name":"普通护照补发","audience":["自然人"]}` + "\n"

// folder is a knowledge folder and a data folder.
func folder(t *testing.T) (kb, data string) {
	t.Helper()
	kb, data = t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(kb, "a.jsonl"), []byte(pair), 0o600); err != nil {
		t.Fatal(err)
	}
	return kb, data
}

func phrasings(t *testing.T, kb, code string) []knowledge.Phrasing {
	t.Helper()
	e, report, err := ingest.Load(t.Context(), []string{kb}, ingest.Options{})
	if err != nil {
		t.Fatalf("Load(%s) = %v:\n%s", kb, err, report.String())
	}
	it, _ := e.Item(code)
	return it.Phrasings
}

func TestPhraseListsAndAcceptsWhatWasListed(t *testing.T) {
	kb, data := folder(t)
	code, out := command(t, "phrase", "--kb", kb, "--data", data, "--item", "P2", "--list", "--each", "3")
	listed, err := phrase.Read(strings.NewReader(out))
	if code != 0 || err != nil || len(listed) != 3 || !strings.Contains(out, `"after":1`) {
		t.Fatalf("phrase --list = %d, %v, want three suggestions with their places:\n%s", code, err, out)
	}
	code, out = command(t, "phrase", "--kb", kb, "--data", data, "--as", "王芳", "--accept", file(t, "yes.jsonl", out))
	if code != 0 || !strings.Contains(out, "新写入问法 3 条") {
		t.Fatalf("phrase --accept = %d:\n%s", code, out)
	}
	got := phrasings(t, kb, "P2")
	if len(got) != 3 || got[0].Q != listed[0].Q || got[0].Source != "curator" || got[0].Confirmed != today() || got[0].Reviewer != "王芳" {
		t.Errorf("P2 has %+v, want the three with source, day and reviewer", got)
	}
	if kept, _ := filepath.Glob(filepath.Join(kb, "*.bak")); len(kept) != 1 {
		t.Errorf("kept %v, want the original", kept)
	}
	if _, out = command(t, "phrase", "--kb", kb, "--data", data, "--list"); strings.Contains(out, `"`+listed[0].Q+`"`) {
		t.Errorf("phrase --list shows what was accepted:\n%s", out)
	}
}

func TestPhraseSaysWhatIsWrongAndWritesNothing(t *testing.T) {
	kb, data := folder(t)
	for name, args := range map[string][]string{
		"no reviewer":   {"--accept", file(t, "a.jsonl", `{"item":"P2","q":"护照没了"}`)},
		"a bad line":    {"--as", "王芳", "--accept", file(t, "b.jsonl", `{"item":"P2","q":"护照没了"}`+"\n{")},
		"unknown item":  {"--as", "王芳", "--accept", file(t, "c.jsonl", `{"item":"P2","q":"护照没了"}`+"\n"+`{"item":"P9","q":"护照没了"}`)},
		"item to look":  {"--list", "--item", "P9"},
		"masked person": {"--as", "王芳", "--accept", file(t, "d.jsonl", `{"item":"P2","q":"我叫张**护照没了"}`)},
	} {
		if code, out := command(t, append([]string{"phrase", "--kb", kb, "--data", data}, args...)...); code == 0 {
			t.Errorf("%s: phrase = 0, want a failure:\n%s", name, out)
		}
		if got := phrasings(t, kb, "P2"); len(got) > 0 {
			t.Errorf("%s: P2 has %+v, want nothing", name, got)
		}
	}
	if code, _ := command(t, "phrase", "--kb", kb, "--data", data, "--as", "王芳", "--accept", file(t, "e.jsonl", `{"item":"P2","q":"护照没了"}`)); code != 0 {
		t.Errorf("the control: phrase --accept of a good line = %d, want 0", code)
	}
}

// typed plays a review with the keys a curator types, a line each, and returns
// the log and what was shown.
func typed(t *testing.T, path string, all []phrase.Suggestion, keys ...string) (phrase.Log, string) {
	t.Helper()
	log, err := openReview(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := log.Close(); err != nil {
			t.Error(err)
		}
	}()
	var out bytes.Buffer
	try := func(_ context.Context, code, q string) (assistant.Tried, error) {
		if strings.Contains(q, "换") {
			return assistant.Tried{Before: 4, After: 1, First: "普通护照换发", Drawn: []assistant.Drawn{{Item: "P1", Name: "普通护照换发", Q: "护照换新"}}}, nil
		}
		return assistant.Tried{Before: 1, After: 1}, nil
	}
	d := &desk{keys: keysOf(strings.NewReader(strings.Join(keys, "\n"))), out: &out, try: try, log: log, by: "王芳"}
	if err := d.run(t.Context(), all); err != nil {
		t.Fatalf("review(%v) = %v:\n%s", keys, err, out.String())
	}
	return log.log, out.String()
}

func three() (all []phrase.Suggestion) {
	for _, q := range []string{"护照没了", "护照丢了", "护照让人偷了"} {
		all = append(all, phrase.Suggestion{Item: "P2", Name: "普通护照补发", Q: q, From: phrase.FromMemory, Source: "curator"})
	}
	return all
}

func TestAReviewTakesOneKeyEach(t *testing.T) {
	for name, c := range map[string]struct {
		keys []string
		want string // accepted, then rejected
		show string
	}{
		"accept all":            {[]string{"y", "收", "Y"}, "护照没了 护照丢了 护照让人偷了 |", "都看完了"},
		"reject and skip":       {[]string{"n", "s", "弃"}, "| 护照没了 护照让人偷了", "[3/3]"},
		"undo the last":         {[]string{"y", "u", "n", "q"}, "| 护照没了", "[1/3]"},
		"undo a skip":           {[]string{"y", "s", "u", "n", "q"}, "护照没了 | 护照丢了", ""},
		"undo twice":            {[]string{"y", "n", "u", "u", "s", "q"}, "|", ""},
		"nothing to undo":       {[]string{"u", "y", "q"}, "护照没了 |", "没有可以撤销的"},
		"edit, then accept":     {[]string{"e", "本子换个新的", "y", "q"}, "本子换个新的 |", "会分走"},
		"edit to what may not":  {[]string{"e", "我叫王**", "y", "q"}, "护照没了 |", "没有改"},
		"edit, and then reject": {[]string{"e", "本子换个新的", "n", "q"}, "| 护照没了", ""},
		"a key there is not":    {[]string{"k", "y", "q"}, "护照没了 |", "没有这个键"},
		"the input ends":        {[]string{"y"}, "护照没了 |", ""},
	} {
		t.Run(name, func(t *testing.T) {
			log, out := typed(t, filepath.Join(t.TempDir(), "r.jsonl"), three(), c.keys...)
			var yes, no []string
			for _, d := range log {
				if d.Verdict == phrase.Accepted {
					yes = append(yes, d.Text())
				} else {
					no = append(no, d.Text())
				}
			}
			got := strings.TrimSpace(strings.Join(yes, " ") + " | " + strings.Join(no, " "))
			if got != c.want || !strings.Contains(out, c.show) {
				t.Errorf("review(%v) decided %q, want %q and %q shown:\n%s", c.keys, got, c.want, c.show, out)
			}
		})
	}
}

func TestAReviewGoesOnWhereItWasLeft(t *testing.T) {
	path := filepath.Join(t.TempDir(), "phrase", "r.jsonl")
	typed(t, path, three(), "y", "q")
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteString(`{"item":"P2","q":"护照丢`) // killed while it wrote
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	log, _ := typed(t, path, three()[1:], "n", "q")
	if len(log) != 2 || log[0].Verdict != phrase.Accepted || log[1].Verdict != phrase.Rejected {
		t.Errorf("after a kill the log is %+v, want the accepted one and the rejected one", log)
	}
}

func TestOfTwoWhoReviewAtOnceTheSecondIsTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.jsonl")
	one, err := openReview(path)
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	typed(t, path, three(), "y", "q")
	if err := one.add(phrase.Decision{Verdict: phrase.Undone}); !errors.Is(err, errOther) {
		t.Errorf("add beside another review = %v, want errOther", err)
	}
}

func TestATalkThatWasConfirmedIsSuggestedOnce(t *testing.T) {
	kb, data := folder(t)
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
	r, err := a.Ask(t.Context(), assistant.Question{Text: "我叫李建国，在机场护照被人偷了要补一本"})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(a.Rate(t.Context(), r.Talk, r.Seq, "useful", ""), talks.Close()); err != nil {
		t.Fatal(err)
	}
	_, out := command(t, "phrase", "--kb", kb, "--data", data, "--list")
	var first phrase.Suggestion
	for line := range strings.Lines(out) {
		var s phrase.Suggestion
		if json.Unmarshal([]byte(line), &s) == nil && s.From == phrase.FromTalk {
			first = s
		}
	}
	if first.Item != "P2" || first.Q != "在机场护照被人偷了要补一本" || first.Source != "citizen" || strings.Contains(out, "李建国") {
		t.Errorf("phrase --list suggests %+v from the talk, want the masked words for P2 (the reply was %s):\n%s", first, r.Lead, out)
	}
}
