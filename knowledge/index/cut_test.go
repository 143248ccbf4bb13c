package index

import (
	"path/filepath"
	"strings"
	"testing"

	"wenban/knowledge"
)

func TestADocumentIsCutWhereItIsNumbered(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"by articles", "办法\n第一条 甲。\n第二条 乙。", "第一条|第一条 甲。 / 第二条|第二条 乙。"},
		{"under chapters", "第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。", "第一条@第一章 总则|第一条 甲。 / 第二条@第二章 附则|第二条 乙。"},
		{"with points and tables under an article", "第一条 甲：\n（一）子；\n项｜额\n一｜1", "第一条|第一条 甲：\n（一）子；\n项｜额\n一｜1"},
		{"with what stands before the first", "各区：\n通知如下。\n一、对象\n本市居民。\n二、标准", "|各区：\n通知如下。 / 一、|一、对象\n本市居民。 / 二、|二、标准"},
		{"by points of the second level where there are no others", "（一）甲\n（二）乙", "（一）|（一）甲 / （二）|（二）乙"},
		{"not at all without a number", "一段\n又一段", "|一段\n又一段"},
		{"articles that were put in between", "第十条 甲\n第十条之一 乙", "第十条|第十条 甲 / 第十条之一|第十条之一 乙"},
		{"not where an article is only mentioned", "第一条 依照\n本法第二条 的规定", "第一条|第一条 依照\n本法第二条 的规定"},
		{"with line ends of any kind", "第一条 甲\r\n第二条 乙\r第三条 丙", "第一条|第一条 甲 / 第二条|第二条 乙 / 第三条|第三条 丙"},
		{"into nothing where there is nothing", " \n\n", ""},
	} {
		var got []string
		for _, p := range Cut(knowledge.Document{ID: "P", Title: "办法", Text: c.text}) {
			at := p.Article
			if p.Heading != "" {
				at += "@" + p.Heading
			}
			got = append(got, at+"|"+p.Text)
		}
		if s := strings.Join(got, " / "); s != c.want {
			t.Errorf("%s: Cut = %q, want %q", c.name, s, c.want)
		}
	}
}

// TestNoLineOfAPolicyIsLost holds for every document of the sample city: each
// line stands in a passage, or is a heading or the title.
func TestNoLineOfAPolicyIsLost(t *testing.T) {
	for _, d := range readLines[knowledge.Document](t, filepath.Join(root(t), "knowledge", "sample", "policies.jsonl")) {
		var kept strings.Builder
		for _, p := range Cut(d) {
			kept.WriteString(p.Heading + "\n" + p.Text + "\n")
			if p.Document != d.ID || strings.TrimSpace(p.Text) == "" {
				t.Errorf("%s: passage %+v", d.ID, p)
			}
		}
		for _, line := range strings.Split(d.Text, "\n") {
			if line = strings.TrimSpace(line); line != d.Title && !strings.Contains(kept.String(), line) {
				t.Errorf("%s: the line %q is in no passage", d.ID, line)
			}
		}
	}
}

func TestAPassageIsFoundWithItsArticle(t *testing.T) {
	e := knowledge.NewEdition("edition-1", knowledge.Parts{Documents: []knowledge.Document{{ID: "P", Title: "养犬规定", Text: "第一条 犬只免疫。\n第二条 每户限养一只犬。"}}})
	x, err := Build(e, Options{})
	if err != nil || x.Edition() != "edition-1" {
		t.Fatalf("Build = %v, edition %q", err, x.Edition())
	}
	hits, err := x.Passages(t.Context(), Query{Parts: said("能养几只，限养"), At: day})
	if err != nil || len(hits) == 0 || hits[0].Article != "第二条" || hits[0].Text != "第二条 每户限养一只犬。" || hits[0].ID != "P" || hits[0].Kind != Passage {
		t.Errorf("Passages = %+v, %v, want the second article with its text", hits, err)
	}
}

func TestAConfirmedQuestionFindsItsPassage(t *testing.T) {
	e := knowledge.NewEdition("e", knowledge.Parts{Documents: []knowledge.Document{{
		ID: "P", Title: "养犬规定", Text: "第一条 犬只免疫。\n第二条 每户限养一只犬。",
		Asked: []knowledge.Asked{{Q: "狗要打针吗", Articles: []string{"第一条"}}, {Q: "狗狗几只合法", Articles: []string{"第二条"}}},
	}}})
	x, err := Build(e, Options{})
	if err != nil {
		t.Fatal(err)
	}
	hits, err := x.Passages(t.Context(), Query{Parts: said("狗狗可以几只"), At: day, Explain: true})
	if err != nil || len(hits) == 0 || hits[0].Article != "第二条" || len(hits[0].Why) == 0 || hits[0].Why[0].Field != "confirmed" {
		t.Errorf("Passages = %+v, %v, want the second article for the question that was confirmed for it", hits, err)
	}
}

func TestANameIsFoundWordForWord(t *testing.T) {
	x := mustBuild(t, []knowledge.Item{
		{Code: "A1", Name: "居民身份证换领", Aliases: []string{"换身份证", "ETC"}}, {Code: "B2", Name: "身份证"}, {Code: "C3", Name: "证"},
	}, Options{})
	for _, c := range []struct{ text, id, want string }{
		{"我要换身份证", "A1", "换身份证"}, {"我要换身份证", "B2", "身份证"}, {"居民（身份证）换领", "A1", "居民身份证换领"},
		{"办 e t c", "A1", "ETC"}, {"办ｅｔｃ卡", "A1", "ETC"}, {"etcetera", "A1", ""}, {"编号A1的事项", "A1", "A1"}, {"编号A12", "A1", ""},
		{"身份，证", "B2", ""}, {"证", "C3", ""},
	} {
		for _, h := range mustFind(t, x, Query{Parts: said(c.text)}) {
			if h.ID == c.id && h.Exact != c.want {
				t.Errorf("Items(%s): exact name of %s is %q, want %q", c.text, c.id, h.Exact, c.want)
			}
		}
	}
	if hits := mustFind(t, x, Query{Parts: []Part{{Text: "换身份证", Weight: .3, From: "俗语"}}}); len(hits) == 0 || hits[0].Exact != "" {
		t.Errorf("Items(added words) = %+v, want no exact name: nobody said it", hits)
	}
}
