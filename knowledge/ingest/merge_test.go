package ingest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"wenban/knowledge"
	"wenban/knowledge/ingest"
)

// base is what is known: twenty items of one region, one of another, a document.
func base() *knowledge.Parts {
	p := &knowledge.Parts{Documents: []knowledge.Document{{ID: "D", Title: "旧办法", Text: "第一条 略"}}, Items: []knowledge.Item{{Code: "Z", Name: "别处", Region: "990102"}}}
	for i := range 20 {
		p.Items = append(p.Items, knowledge.Item{Code: fmt.Sprintf("A%02d", i), Name: fmt.Sprintf("事项%d", i), Region: "990100"})
	}
	return p
}

func lines(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"code":"A%02d","name":"事项%d","region":"990100"}`+"\n", i, i)
	}
	return b.String()
}

func onTop(t *testing.T, o ingest.Options, text string) (*knowledge.Edition, ingest.Report, error) {
	t.Helper()
	o.Base = base()
	return ingest.LoadFS(t.Context(), folder(map[string]string{"items/a.jsonl": text}), o)
}

func withdrawn(r ingest.Report) (ids []string) {
	for _, c := range r.Changes.Withdrawn {
		ids = append(ids, c.ID+" "+c.Reason)
	}
	return ids
}

func TestOnlyAMarkOrAFullListWithdraws(t *testing.T) {
	cases := []struct {
		name string
		o    ingest.Options
		text string
		want []string
	}{
		{"a part of the list", ingest.Options{}, lines(3), nil},
		{"a mark", ingest.Options{}, `{"code":"A05","withdrawn":"并入A06"}`, []string{"A05 并入A06"}},
		{"a mark for a document", ingest.Options{}, `{"id":"D","withdrawn":"废止"}`, []string{"D 废止"}},
		{"a full list of one region", ingest.Options{Full: true}, lines(18), []string{"A18 全量名单里没有了", "A19 全量名单里没有了"}},
		{"a full list that lacks many, as meant", ingest.Options{Full: true, WithdrawMany: true}, lines(19)[:strings.Index(lines(19), `{"code":"A18`)], []string{"A18 全量名单里没有了", "A19 全量名单里没有了"}},
	}
	for _, c := range cases {
		e, report, err := onTop(t, c.o, c.text)
		if err != nil || !slices.Equal(withdrawn(report), c.want) {
			t.Errorf("%s: %v, withdrawn %q, want %q\n%s", c.name, err, withdrawn(report), c.want, report)
			continue
		}
		for _, id := range c.want {
			code, _, _ := strings.Cut(id, " ")
			if _, still := e.Item(code); still {
				t.Errorf("%s: %s is still an item", c.name, code)
			}
		}
		if _, ok := e.Item("Z"); !ok {
			t.Errorf("%s: the item of another region is gone", c.name)
		}
	}
}

func TestAFullListThatLacksManyIsRefused(t *testing.T) {
	e, report, err := onTop(t, ingest.Options{Full: true}, lines(5))
	if e != nil || err == nil || !strings.Contains(report.String(), "要撤下15个事项(现有20个),像是名单不全") {
		t.Errorf("LoadFS of 5 of 20 = %v:\n%s", err, report)
	}
	if e, _, err := onTop(t, ingest.Options{Full: true, WithdrawMany: true}, lines(5)); err != nil || len(e.Items) != 6 {
		t.Errorf("LoadFS of 5 of 20, as meant = %v, want 6 items", err)
	}
}

func TestWhatPointsAtAWithdrawnRecordRefusesTheImport(t *testing.T) {
	p := base()
	p.Items[1].Situations = []knowledge.Situation{{ID: "s", Question: "?", Options: []knowledge.Option{{ID: "o", Label: "别的", Redirect: "A05"}}}}
	_, report, err := ingest.LoadFS(t.Context(), folder(map[string]string{"items/a.jsonl": `{"code":"A05","withdrawn":"取消"}`}), ingest.Options{Base: p})
	if err == nil || !strings.Contains(report.String(), "现有知识 A00") || !strings.Contains(report.String(), "引用的事项“A05”不存在") {
		t.Errorf("LoadFS that withdraws the target of a redirect = %v:\n%s", err, report)
	}
}

func TestAMarkThatContradictsOrFindsNothingIsTold(t *testing.T) {
	if _, report, err := onTop(t, ingest.Options{}, lines(1)+`{"code":"A00","withdrawn":"取消"}`); err == nil || !strings.Contains(report.String(), "既有内容又有撤回标记") {
		t.Errorf("a record and its mark = %v:\n%s", err, report)
	}
	if _, report, err := onTop(t, ingest.Options{}, `{"code":"NONE","withdrawn":"取消"}`); err != nil || !strings.Contains(report.String(), "要撤回的内容不存在") {
		t.Errorf("a mark for nothing = %v:\n%s", err, report)
	}
}

func TestTheSameImportTwiceChangesNothing(t *testing.T) {
	for range 2 {
		e, report, err := onTop(t, ingest.Options{}, lines(20))
		if err != nil || !report.Changes.Empty() || report.Changes.Unchanged != 22 || len(e.Items) != 21 {
			t.Errorf("LoadFS of what is known = %v, %+v", err, report.Changes)
		}
	}
}

func TestDocumentsAreLinkedToThoseTheyReplace(t *testing.T) {
	docs := []knowledge.Document{
		{ID: "old", Title: "云溪市养犬规定", Published: "2010-01-01"},
		{ID: "v1", Title: "云溪市犬只管理办法", Published: "2015-01-01"},
		{ID: "v2", Title: "云溪市犬只管理办法", Published: "2020-01-01", Text: "第一条 根据《云溪市立法条例》制定。\n第九条 本办法自2020年2月1日起施行,2010年印发的《云溪市养犬规定》同时废止。"},
		{ID: "v3", Title: "云溪市犬只管理办法", Published: "2024-01-01"},
		{ID: "law", Title: "云溪市立法条例", Published: "2001-01-01"},
		{ID: "book1", Title: "中华人民共和国民法典", Published: "2020-05-28"}, {ID: "book2", Title: "中华人民共和国民法典", Published: "2020-05-28"},
	}
	if n := ingest.Link(docs); n != 3 {
		t.Errorf("Link = %d, want 3", n)
	}
	for id, want := range map[string][]string{"v2": {"old", "v1"}, "v3": {"v2"}, "v1": nil, "law": nil, "book2": nil} {
		i := slices.IndexFunc(docs, func(d knowledge.Document) bool { return d.ID == id })
		if !slices.Equal(docs[i].Supersedes, want) {
			t.Errorf("%s replaces %v, want %v", id, docs[i].Supersedes, want)
		}
	}
	if n := ingest.Link(docs); n != 0 {
		t.Errorf("Link again = %d, want 0", n)
	}
}
