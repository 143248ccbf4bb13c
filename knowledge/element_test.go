package knowledge_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wenban/knowledge"
	"wenban/knowledge/sample"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden items: a free one done on the spot, one with fees by situation, one
// with several charges, one with units written without 元.
var goldenItems = []string{"出生登记", "居民身份证换领", "往来港澳通行证和签注签发", "机动车注册登记"}

func TestElementRendersEveryFieldOfAnItem(t *testing.T) {
	e := city(t)
	for _, name := range goldenItems {
		it := itemLike(t, e, name)
		var b strings.Builder
		for _, path := range allPaths(it) {
			value, ok := it.Element(path)
			fmt.Fprintf(&b, "%s = %s", path, value)
			if !ok {
				b.WriteString("(无)")
			}
			b.WriteString("\n")
		}
		compare(t, "element/"+it.Code+".golden", b.String())
	}
}

func TestElementRendersVariants(t *testing.T) {
	yuan := func(amount float64, unit string) knowledge.Item {
		return knowledge.Item{Fees: []knowledge.Fee{{Name: "工本费", Amount: amount, Unit: unit}}}
	}
	limit := func(kind string, promised, statutory knowledge.Span) knowledge.Item {
		return knowledge.Item{Handling: knowledge.Handling{Kind: kind}, TimeLimit: knowledge.TimeLimit{Promised: promised, Statutory: statutory}}
	}
	law := func(title, article string) knowledge.Item {
		return knowledge.Item{Basis: []knowledge.Basis{{Title: title, Article: article}}}
	}
	work := func(n int) knowledge.Span { return knowledge.Span{Days: n, Unit: "工作日"} }
	ids := knowledge.Item{Materials: []knowledge.Material{{ID: "m", Name: "短"}, {ID: "m.1", Name: "长", Note: "注"}}}
	for _, c := range []struct {
		name string
		item knowledge.Item
		path string
		want string
	}{
		{"a whole amount has no decimals", yuan(20, "元/证"), "fees.0", "工本费 20元/证"},
		{"a unit without 元 gets one", yuan(20, "证"), "fees.0", "工本费 20元/证"},
		{"a unit of 元 alone is not doubled", yuan(20, "元"), "fees.0", "工本费 20元"},
		{"jiao stay", yuan(0.5, "件"), "fees.0", "工本费 0.5元/件"},
		{"a charge of nothing is free", yuan(0, "元/证"), "fees.0", "工本费 免收"},
		{"no charges is free for a whole item", law("民法典", ""), "fees", "不收费"},
		{"no charges says nothing for a bare catalogue entry", knowledge.Item{Name: "某事"}, "fees", ""},
		{"a missing fee is nothing", yuan(1, ""), "fees.1", ""},
		{"a negative position is nothing", yuan(1, ""), "fees.-1", ""},
		{"a padded position is nothing", yuan(1, ""), "fees.00", ""},
		{"on the spot", limit("即办件", work(0), work(5)), "time_limit", "即办件，当场办结"},
		{"immediate with days keeps both", limit("即办件", work(1), work(2)), "time_limit", "即办件，承诺1个工作日办结（法定2个工作日）"},
		{"promised and lawful", limit("承诺件", work(5), work(20)), "time_limit", "承诺5个工作日办结（法定20个工作日）"},
		{"calendar days", limit("承诺件", knowledge.Span{Days: 30, Unit: "自然日"}, knowledge.Span{}), "time_limit", "承诺30个自然日办结"},
		{"only the lawful limit is known", limit("", knowledge.Span{}, work(30)), "time_limit", "法定30个工作日办结"},
		{"no limit is known", limit("承诺件", knowledge.Span{}, knowledge.Span{}), "time_limit", ""},
		{"the promised part", limit("承诺件", work(5), work(20)), "time_limit.promised", "5个工作日办结"},
		{"visits of an item that is silent", knowledge.Item{}, "visits", ""},
		{"no visits", knowledge.Item{Handling: knowledge.Handling{Channels: []string{"网上办理"}}}, "visits", "到现场0次，不用跑"},
		{"two visits", knowledge.Item{Handling: knowledge.Handling{Visits: 2}}, "visits", "到现场2次"},
		{"a law gets title marks", law("中华人民共和国户口登记条例", "第七条"), "basis.0", "《中华人民共和国户口登记条例》第七条"},
		{"a number of issue stands outside", law("某意见（国发〔2014〕25号）", "二、（一）"), "basis.0", "《某意见》（国发〔2014〕25号）二、（一）"},
		{"a trial rule keeps its bracket", law("某办法（试行）", "第三条"), "basis.0", "《某办法（试行）》第三条"},
		{"a year of revision stands outside", law("殡葬管理条例（2026年修订）", "有关规定"), "basis.0", "《殡葬管理条例》（2026年修订）有关规定"},
		{"inner marks become single", law("关于贯彻《民法典》的通知", ""), "basis.0", "《关于贯彻〈民法典〉的通知》"},
		{"an article that is a number goes in brackets", law("某意见", "国发〔2017〕28号"), "basis.0", "《某意见》（国发〔2017〕28号）"},
		{"a material id with a dot", ids, "materials.m.1", "长"},
		{"its note", ids, "materials.m.1.note", "注"},
		{"the shorter id still works", ids, "materials.m.name", "短"},
		{"a place without a name", knowledge.Item{Places: []knowledge.Place{{Address: "路1号"}}}, "places.0", "路1号"},
		{"a list as one phrase", knowledge.Item{Conditions: []string{"甲。", "乙。"}}, "conditions", "甲；乙"},
		{"an unknown path", knowledge.Item{Name: "某事"}, "name.first", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := c.item.Element(c.path)
			if got != c.want || ok != (c.want != "") {
				t.Errorf("Element(%q) = %q, %v, want %q", c.path, got, ok, c.want)
			}
		})
	}
}

func TestDocumentElement(t *testing.T) {
	d := knowledge.Document{ID: "P", Title: "某办法", Number: "云政〔2024〕6号", Issuer: "市政府", Region: "990100", Published: "2024-11-18",
		Effective: knowledge.Period{From: "2025-01-01", To: "2029-12-31"}, Themes: []string{"户籍", "就业"}, Text: "第一条"}
	for path, want := range map[string]string{
		"id": "P", "title": "某办法", "number": "云政〔2024〕6号", "issuer": "市政府", "region": "990100", "published": "2024年11月18日",
		"effective": "2025年1月1日至2029年12月31日", "themes": "户籍、就业", "text": "第一条", "nothing": "",
	} {
		if got, ok := d.Element(path); got != want || ok != (want != "") {
			t.Errorf("Element(%q) = %q, %v, want %q", path, got, ok, want)
		}
	}
}

func TestListForAndFeesForKeepOrder(t *testing.T) {
	w := func(option string) knowledge.When { return knowledge.When{{"who": {option}}} }
	it := knowledge.Item{
		Materials: []knowledge.Material{{ID: "all"}, {ID: "self", When: w("self")}, {ID: "agent", When: w("agent")}},
		Fees:      []knowledge.Fee{{Name: "甲", When: w("self")}, {Name: "乙"}},
	}
	for _, c := range []struct {
		answers knowledge.Answers
		want    string
	}{
		{nil, "all | 乙"},
		{knowledge.Answers{"who": "self"}, "all self | 甲 乙"},
		{knowledge.Answers{"who": "agent"}, "all agent | 乙"},
	} {
		var got []string
		for _, m := range it.ListFor(c.answers) {
			got = append(got, m.ID)
		}
		got = append(got, "|")
		for _, f := range it.FeesFor(c.answers) {
			got = append(got, f.Name)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("ListFor, FeesFor(%v) = %q, want %q", c.answers, s, c.want)
		}
	}
}

// allPaths lists the path of every element of an item.
func allPaths(it knowledge.Item) []string {
	paths := []string{"name", "summary", "type", "themes", "audience", "department", "region", "level", "aliases",
		"kind", "channels", "visits", "online_url", "appointment", "delivery", "scope",
		"time_limit", "time_limit.promised", "time_limit.statutory", "fees", "basis", "conditions", "exclusions", "steps",
		"result", "result.kind", "consult_phone", "complaint_phone", "effective", "form", "materials"}
	list := func(name string, n int, parts ...string) {
		for i := range n {
			for _, part := range append([]string{""}, parts...) {
				paths = append(paths, strings.TrimSuffix(fmt.Sprintf("%s.%d.%s", name, i, part), "."))
			}
		}
	}
	list("fees", len(it.Fees), "amount", "basis")
	list("basis", len(it.Basis))
	list("conditions", len(it.Conditions))
	list("exclusions", len(it.Exclusions))
	list("steps", len(it.Steps))
	list("places", len(it.Places), "name", "address", "hours", "phone")
	list("faq", len(it.FAQ), "q", "a")
	for _, m := range it.Materials {
		for _, part := range []string{"", ".original", ".copies", ".necessity", ".source", ".licence", ".sample", ".note"} {
			paths = append(paths, "materials."+m.ID+part)
		}
	}
	return paths
}

func city(t *testing.T) *knowledge.Edition {
	t.Helper()
	e, err := sample.Load()
	if err != nil {
		t.Fatalf("sample.Load() = %v", err)
	}
	return e
}

// itemLike returns the first item whose name begins with the words.
func itemLike(t *testing.T, e *knowledge.Edition, name string) knowledge.Item {
	t.Helper()
	for _, it := range e.Items {
		if strings.HasPrefix(it.Name, name) {
			return it
		}
	}
	t.Fatalf("no item of the sample city begins with %q", name)
	return knowledge.Item{}
}

// compare holds text against a golden file, or writes it with -update.
func compare(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("read golden: %v; run with -update", err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s\nwant:\n%s", name, got, want)
	}
}

func TestWhatTheSourceDoesNotSayIsNotSaid(t *testing.T) {
	it := knowledge.Item{Code: "A", Name: "名录", Handling: knowledge.Handling{Kind: "承诺件", OnlineURL: "https://a.example/x"}, Unstated: []string{"fees", "visits", "appointment", "delivery"}}
	for _, path := range it.Unstated {
		if value, ok := it.Element(path); ok {
			t.Errorf("Element(%q) = %q, want nothing: the source does not say", path, value)
		}
	}
	it.Unstated = nil
	for path, want := range map[string]string{"fees": "不收费", "appointment": "不用预约"} {
		if value, _ := it.Element(path); value != want {
			t.Errorf("Element(%q) where all is stated = %q, want %q", path, value, want)
		}
	}
}
