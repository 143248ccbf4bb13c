package eval_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"wenban/eval"
	"wenban/knowledge"
	"wenban/knowledge/sample"
)

// one reads a line that must be right.
func one(t *testing.T, line string) eval.Case {
	t.Helper()
	all, err := eval.ReadCases(strings.NewReader(line), "f")
	if err != nil || len(all) != 1 {
		t.Fatalf("ReadCases(%s) = %v, %v", line, all, err)
	}
	return all[0]
}

func sampleCity(t *testing.T) *knowledge.Edition {
	t.Helper()
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func sampleCases(t *testing.T) []eval.Case {
	t.Helper()
	cases, err := eval.LoadCases(filepath.Join("testdata", "sample.questions.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

func TestAQuestionIsReadWithAllItsFields(t *testing.T) {
	got := one(t, "\ufeff"+`{"id":"x","turns":["你好","办证"],"region":"990102","channel":"web","expect":"item","items":["A"],"situation":{"kind":"new"},"answers":{"kind":"new"},"materials":["id"],"stop":{"situation":"s","option":"o","reason":"因"},"redirect_from":"B","policy":["P-1 第五条"],"detail":"fee","answer":["20元"],"answer_alt":[["二十元"]],"tags":["short"]}`+"\r\n\r\n")
	want := eval.Case{ID: "x", Turns: []string{"你好", "办证"}, Region: "990102", Channel: "web", Expect: eval.Item, Items: []string{"A"},
		Situation: map[string]string{"kind": "new"}, Answers: map[string]string{"kind": "new"}, Materials: []string{"id"},
		Stop: &eval.Stop{Situation: "s", Option: "o", Reason: "因"}, RedirectFrom: "B", Policy: eval.Citations{{Document: "P-1", Article: "第五条"}},
		Detail: "fee", Answer: []string{"20元"}, AnswerAlt: [][]string{{"二十元"}}, Tags: []string{"short"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("ReadCases = %+v, want %+v", got, want)
	}
	if words := got.Words(); len(words) != 2 {
		t.Errorf("Words() = %v, want the turns", words)
	}
}

func TestACitationIsReadInAnyOfItsForms(t *testing.T) {
	want := eval.Citations{{Document: "P-1", Article: "第五条"}}
	for _, form := range []string{`"P-1 第五条"`, `["P-1 第五条"]`, `["P-1","第五条"]`, `[["P-1","第五条"]]`, `{"document":"P-1","article":"第五条"}`, `[{"id":"P-1","article":"第五条"}]`, `"P-1#第五条"`} {
		if got := one(t, `{"id":"x","q":"话","expect":"policy","items":[],"tags":[],"policy":`+form+`}`).Policy; !reflect.DeepEqual(got, want) {
			t.Errorf("policy %s is read as %v, want %v", form, got, want)
		}
	}
}

func TestABadQuestionIsRefusedWithItsPlace(t *testing.T) {
	good := `{"id":"good","q":"话","expect":"smalltalk","items":[],"tags":[]}`
	for _, c := range []struct{ name, line, want string }{
		{"no JSON", `{"id":`, ":2:"},
		{"a list", `[]`, "not an object"},
		{"an unknown field", `{"id":"x","q":"话","expect":"human","itmes":[]}`, "itmes"},
		{"a key twice", `{"id":"x","q":"话","Q":"又","expect":"human"}`, "twice"},
		{"two objects", `{"id":"x","q":"话","expect":"human"}{}`, "more than one"},
		{"no id", `{"q":"话","expect":"human"}`, "id is missing"},
		{"an id that stands twice", good, "good"},
		{"neither q nor turns", `{"id":"x","expect":"human"}`, "q and turns"},
		{"both q and turns", `{"id":"x","q":"话","turns":["话"],"expect":"human"}`, "q and turns"},
		{"an empty turn", `{"id":"x","turns":["话",""],"expect":"human"}`, "empty message"},
		{"an unknown expectation", `{"id":"x","q":"话","expect":"magic"}`, "magic"},
		{"an item case without items", `{"id":"x","q":"话","expect":"item"}`, "needs items"},
		{"a stop without a reason", `{"id":"x","q":"话","expect":"item","items":["A"],"stop":{"situation":"s"}}`, "stop reason"},
		{"alternatives to no answer", `{"id":"x","q":"话","expect":"human","answer_alt":[["a"]]}`, "answer_alt"},
		{"a policy without a document", `{"id":"x","q":"话","expect":"policy","policy":["第五条"]}`, "names no document"},
		{"broken UTF-8", "{\"id\":\"x\",\"q\":\"\xff\",\"expect\":\"human\"}", "UTF-8"},
		{"text that is a number", `{"id":"x","q":1,"expect":"human"}`, "number"},
		{"a line beyond the limit", `{"id":"x","q":"` + strings.Repeat("长", eval.MaxLine/3+1) + `","expect":"human"}`, "too long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			all, err := eval.ReadCases(strings.NewReader(good+"\n"+c.line), "f.jsonl")
			if err == nil || all != nil || !strings.Contains(err.Error(), "f.jsonl:2:") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("ReadCases = %d cases, %v, want none and an error at f.jsonl:2: with %q", len(all), err, c.want)
			}
		})
	}
}

func TestAnIDMayNotStandInTwoFiles(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	for _, path := range []string{a, b} {
		if err := os.WriteFile(path, []byte(`{"id":"x","q":"话","expect":"human"}`), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := eval.LoadCases(a, b); err == nil || !strings.Contains(err.Error(), "b:1") || !strings.Contains(err.Error(), "a:1") {
		t.Errorf("LoadCases of one id in two files = %v, want both places", err)
	}
	if _, err := eval.LoadCases(filepath.Join(dir, "none")); err == nil {
		t.Error("LoadCases of no file = nil, want an error")
	}
}

func TestAliasesAreReadByTheTitlesOfTheirColumns(t *testing.T) {
	all, err := eval.ReadAliases(strings.NewReader("x\toverlap_class\tgold_task_codes\talias\n1\tpartial\tA;B|C\t狗证\r\n\n"), "f")
	if err != nil || len(all) != 1 || all[0].Text != "狗证" || all[0].Class != "partial" || len(all[0].Gold) != 3 {
		t.Errorf("ReadAliases = %+v, %v", all, err)
	}
	for name, text := range map[string]string{"no titles": "a\tb\n", "too few columns": "alias\toverlap_class\tgold_task_codes\nx\n", "no code": "alias\toverlap_class\tgold_task_codes\nx\ty\t \n"} {
		if _, err := eval.ReadAliases(strings.NewReader(text), "f"); err == nil || !strings.Contains(err.Error(), "f:") {
			t.Errorf("%s: ReadAliases = %v, want an error with its place", name, err)
		}
	}
}

// TestTheQuestionsOfTheSampleCityAreSound holds the committed questions against
// the sample city: codes, situations, options and lists must be there.
func TestTheQuestionsOfTheSampleCityAreSound(t *testing.T) {
	e := sampleCity(t)
	for _, c := range sampleCases(t) {
		for _, code := range c.Items {
			_, item := e.Item(code)
			_, event := e.Event(code)
			if !item && !event {
				t.Errorf("%s names %q, which is not in the sample city", c.ID, code)
			}
		}
		if c.Expect != eval.Item || c.Answers == nil {
			continue
		}
		it, _ := e.Item(c.Items[0])
		var ids []string
		for _, m := range it.ListFor(c.Answers) {
			ids = append(ids, m.ID)
		}
		if c.Stop == nil && strings.Join(ids, " ") != strings.Join(c.Materials, " ") {
			t.Errorf("%s: the list under %v is %v, the case says %v", c.ID, c.Answers, ids, c.Materials)
		}
	}
}

// FuzzReadCases holds that no file makes the parser panic, and that what was
// read is sound.
func FuzzReadCases(f *testing.F) {
	f.Add(`{"id":"x","q":"话","expect":"item","items":["A"],"policy":["P-1 第五条"],"tags":[]}`)
	f.Add(`{"id":"x","turns":["a"],"expect":"human","policy":[[[["P","第一条"]]]]}` + "\n\n{")
	f.Add("\ufeff{\"id\":\"\xff\"}")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := eval.ReadCases(strings.NewReader(text), "f")
		if err != nil && (all != nil || !strings.HasPrefix(err.Error(), "f:")) {
			t.Errorf("ReadCases = %v, %v, want no cases and a place", all, err)
		}
		for _, c := range all {
			if c.ID == "" || len(c.Words()) == 0 {
				t.Errorf("ReadCases accepted %+v", c)
			}
		}
	})
}
