package phrase

import (
	"slices"
	"strings"
	"testing"

	"wenban/knowledge"
	"wenban/knowledge/lexicon"
	"wenban/knowledge/memory"
	"wenban/knowledge/sample"
)

// drafted is what is suggested for the sample city.
func drafted(t *testing.T, o Options) (*knowledge.Edition, []Suggestion) {
	t.Helper()
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	return e, Draft(e, memory.Lend(e, lexicon.Asked()), lexicon.Default(), o)
}

func TestEveryItemGetsSuggestionsOfBothKinds(t *testing.T) {
	e, all := drafted(t, Options{})
	n, from := map[string]int{}, map[string]int{}
	for _, s := range all {
		n[s.Item]++
		from[s.From]++
		if f := flaw(s.Q); f != "" {
			t.Errorf("suggested %q: %s", s.Q, f)
		}
	}
	for _, it := range e.Items {
		if n[it.Code] < 2 || n[it.Code] > 8 {
			t.Errorf("%s has %d suggestions, want 2 to 8", it.Name, n[it.Code])
		}
	}
	if from[FromMemory] < 200 || from[FromTemplate] < 100 {
		t.Errorf("suggestions by origin = %v, want 200 of memory and 100 of templates at least", from)
	}
}

func TestASuggestionTellsOneItemAndNothingItHas(t *testing.T) {
	e, all := drafted(t, Options{Each: 1000})
	owner := map[string]string{}
	for _, s := range all {
		p := plain(s.Q)
		if o, ok := owner[p]; ok {
			t.Errorf("%q is suggested for %s and for %s", s.Q, o, s.Item)
		}
		owner[p] = s.Item
		if it, _ := e.Item(s.Item); slices.Contains(it.Aliases, s.Q) {
			t.Errorf("%q is suggested for %s, which has that name", s.Q, it.Name)
		}
	}
}

func TestTalksComeFirstAndWhatWasDecidedDoesNotComeAgain(t *testing.T) {
	const code = "11990100MB199031860007310010101"
	only := func(c string) bool { return c == code }
	_, before := drafted(t, Options{Only: only})
	told := []Suggestion{{Item: code, Q: "弄个公司先跑哪", From: FromTalk, Source: "citizen"}, {Item: "没有这个", Q: "弄个公司先跑哪里", From: FromTalk}}
	_, after := drafted(t, Options{Only: only, Told: told, Done: func(c, q string) bool { return q == before[0].Q }})
	if len(after) == 0 || after[0].Q != told[0].Q || after[0].Source != "citizen" || after[0].Name == "" {
		t.Fatalf("Draft with a talk = %+v, want the talk first", after)
	}
	for _, s := range after {
		if s.Q == before[0].Q || s.Item != code {
			t.Errorf("Draft = %+v, want neither what was decided nor another item", s)
		}
	}
}

func TestItemsWithoutPhrasingsComeFirst(t *testing.T) {
	e := knowledge.NewEdition("e", knowledge.Parts{Items: []knowledge.Item{
		{Code: "A", Name: "养犬登记", Phrasings: []knowledge.Phrasing{{Q: "养犬要去哪登记"}}}, {Code: "B", Name: "普通护照补发"},
	}})
	all := Draft(e, memory.Bank{}, lexicon.Default(), Options{})
	if len(all) < 2 || all[0].Item != "B" {
		t.Fatalf("Draft = %+v, want B first: it has no phrasing", all)
	}
	for _, s := range all {
		if plain(s.Q) == plain("养犬要去哪登记") {
			t.Errorf("Draft suggests %q, which A has", s.Q)
		}
	}
}

func TestTemplatesSpeakOfTheThingAndTheAction(t *testing.T) {
	tt := newTemplates(lexicon.Default())
	for _, c := range []struct{ name, want string }{
		{"普通护照补发", "护照本丢了怎么补"},
		{"社会保障卡补领、换领", "医保卡到期了怎么换"},
		{"出生医学证明补发换发", "出世纸到期了怎么换"},
		{"开具无犯罪记录证明", "在哪开无犯罪记录证明"},
		{"养犬登记", "养犬要去哪登记"},
	} {
		if got := tt.questions(knowledge.Item{Name: c.name}); !slices.Contains(got, c.want) {
			t.Errorf("questions(%s) = %v, want %s among them", c.name, got, c.want)
		}
	}
	for _, name := range []string{"", "（）", "、、、", strings.Repeat("补领", 1000)} {
		for _, q := range tt.questions(knowledge.Item{Name: name}) {
			if strings.Contains(q, "{") {
				t.Errorf("questions(%.20s) = %s, want no hole left", name, q)
			}
		}
	}
}

// Also row I52: a template with a hole that nothing fills is found when it is read.
func TestI52ABadTableIsNamedByLine(t *testing.T) {
	for _, text := range []string{"action\t补领\n", "什么\t补领\t{n}丢了\n", "action\t\t{n}丢了\n", "action\t补领\t{fee}丢了\n", "action\t补领\t{n}丢了{\n", "whole\t{n}\t{{n}}怎么办\n"} {
		if _, err := readAsking("# 说明\n" + text); err == nil || !strings.Contains(err.Error(), "asking.tsv:2") {
			t.Errorf("readAsking(%q) = %v, want an error that names line 2", text, err)
		}
	}
}

func TestWhatCannotBeAPhrasing(t *testing.T) {
	for _, q := range []string{"", "补", "我叫张**，身份证丢了", "电话13900001111怎么改", "编号 139-0000 1111", "第一行\n第二行", strings.Repeat("长", 61), "？？？？", "\xff\xfe坏"} {
		if Flaw(q) == "" {
			t.Errorf("Flaw(%q) = \"\", want a reason", q)
		}
	}
	for _, q := range []string{"补证", "2026年养老金调多少", "满16岁办身份证", strings.Repeat("长", 60)} {
		if f := Flaw(q); f != "" {
			t.Errorf("Flaw(%q) = %s, want none", q, f)
		}
	}
}
