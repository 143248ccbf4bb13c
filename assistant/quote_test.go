package assistant_test

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/knowledge"
	"wenban/knowledge/embed"
	"wenban/knowledge/index"
	"wenban/knowledge/memory"
)

// allowances is a city with one rule in three versions, of which the last is
// published and not yet in force, and a rule that has ended.
func allowances() *knowledge.Edition {
	doc := func(id, from, to, sum, supersedes string) knowledge.Document {
		d := knowledge.Document{
			ID: id, Title: "云溪市青年人才租房补贴办法", Number: "云政规" + id, Issuer: "云溪市人民政府", Effective: knowledge.Period{From: from, To: to},
			Text: "第一条 为了引进青年人才，制定本办法。\n第二条 青年人才租房补贴的标准为每月" + sum + "元。\n第三条 租房补贴由用人单位申报。",
		}
		if supersedes != "" {
			d.Supersedes = []string{supersedes}
		}
		return d
	}
	return knowledge.NewEdition("allowances", knowledge.Parts{Documents: []knowledge.Document{
		doc("P1", "2019-01-01", "", "六百", ""), doc("P2", "2024-01-01", "", "一千", "P1"), doc("P3", "2027-01-01", "", "两千", "P2"),
		{ID: "Q", Title: "云溪市家电下乡补贴办法", Effective: knowledge.Period{From: "2020-01-01", To: "2021-12-31"}, Text: "第一条 家电下乡补贴为售价的百分之十三。\n第二条 家电下乡补贴凭发票领取。"},
		{ID: "R", Title: "云溪市养犬规定", Effective: knowledge.Period{From: "2020-01-01"}, Text: "第一条 每户限养一只犬。\n第二条 犬只应当免疫。"},
	}})
}

// A superseded version, one that is not yet in force and a rule that has ended
// never answer; on its own days each of them does.
func TestOnlyTheVersionInForceAnswers(t *testing.T) {
	know, err := knowing(allowances())
	for _, c := range []struct{ day, question, want string }{
		{"2026-11-16", "青年人才租房补贴的标准", "一千元"}, {"2026-12-31", "青年人才租房补贴的标准", "一千元"},
		{"2023-12-31", "青年人才租房补贴的标准", "六百元"}, {"2024-01-01", "青年人才租房补贴的标准", "一千元"},
		{"2027-01-01", "青年人才租房补贴的标准", "两千元"}, {"2021-06-01", "家电下乡补贴的规定是多少", "百分之十三"},
		{"2026-11-16", "家电下乡补贴的规定是多少", ""}, {"2019-06-01", "家电下乡补贴的规定是多少", ""},
	} {
		talk := meetWith(t, know, err)
		talk.at = onDay(t, c.day)
		reply := talk.say(c.question)
		got := quoted(reply)
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("on %s Ask(%s) quotes %q, want what says %q", c.day, c.question, got, c.want)
		}
		for _, s := range reply.Sources {
			d, _ := know.Edition.Document(s.ID)
			if s.Quote != "" && (!know.Edition.InForce(d, talk.at) || s.From != d.Effective.From || s.Article == "") {
				t.Errorf("on %s Ask(%s) cites %+v, want a version in force with article and date", c.day, c.question, s)
			}
		}
	}
}

func onDay(t *testing.T, day string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation(time.DateOnly, day, knowledge.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return at.Add(12 * time.Hour)
}

// quoted is what a reply cites word for word.
func quoted(r assistant.Reply) string {
	var all []string
	for _, s := range r.Sources {
		all = append(all, s.Quote)
	}
	return strings.Join(all, "\n")
}

// A question that was confirmed for an article is answered by it although they
// have hardly a word in common.
func TestAConfirmedQuestionIsAnsweredByItsArticle(t *testing.T) {
	asked := "宠物数量有什么政策"
	for _, confirmed := range []bool{false, true} {
		e := allowances()
		if confirmed {
			p := knowledge.Parts{Documents: e.Documents}
			p.Documents[4].Asked = []knowledge.Asked{{Q: "宠物数量有什么政策", Articles: []string{"第一条"}}}
			e = knowledge.NewEdition("asked", p)
		}
		know, err := knowing(e)
		got := quoted(meetWith(t, know, err).say(asked))
		if strings.Contains(got, "限养一只") != confirmed {
			t.Errorf("confirmed %v: Ask(%s) quotes %q", confirmed, asked, got)
		}
	}
}

// With a library the passages stand in its order, each with what decided, and
// still none answers that is not in force.
func TestALibraryOrdersThePassages(t *testing.T) {
	e := allowances()
	p := knowledge.Parts{Documents: e.Documents}
	p.Documents[0].Asked = []knowledge.Asked{{Q: "刚毕业租房能拿多少钱", Articles: []string{"第二条"}}, {Q: "刚毕业租房的钱谁去申请", Articles: []string{"第三条"}}}
	p.Documents[1].Asked = []knowledge.Asked{{Q: "年轻人租房政府给多少", Articles: []string{"第二条"}}, {Q: "租房的钱要自己去领吗", Articles: []string{"第三条"}}}
	p.Documents[4].Asked = []knowledge.Asked{{Q: "屋里能有几只狗", Articles: []string{"第一条"}}, {Q: "狗要打针吗", Articles: []string{"第二条"}}}
	e = knowledge.NewEdition("asked", p)
	know, err := knowing(e)
	if err != nil || know.Library != nil {
		t.Fatalf("Learn = library %v, %v, want none for six questions", know.Library, err)
	}
	plain := *know
	all, asked := memory.Shelve(e)
	language := memory.LearnLanguage(index.NewCorpus(all, nil), memory.Base(), embed.Config{Epochs: 1, Seed: 1}, nil)
	know.Library = memory.LearnLibrary(language, asked, memory.LibraryConfig{Seed: 1, Folds: 2, Tune: embed.Config{Epochs: 2}})
	for _, c := range []struct{ day, question, document string }{
		{"2026-11-16", "青年人才租房补贴的标准", "P2"}, {"2023-06-01", "青年人才租房补贴的标准", "P1"}, {"2027-06-01", "青年人才租房补贴的标准", "P3"}, {"2026-11-16", "家电下乡补贴的规定是多少", ""},
	} {
		talk := meetWith(t, know, nil)
		talk.at = onDay(t, c.day)
		reply := talk.ask(assistant.Question{Text: c.question, Explain: true})
		for _, h := range tracedPassages(t, reply) {
			if d, _ := e.Document(h.ID); !e.InForce(d, talk.at) {
				t.Errorf("on %s Ask(%s) found %s %s, which is not in force", c.day, c.question, h.ID, h.Article)
			}
			if len(h.Why) == 0 || h.Why[0].Field != "rank" {
				t.Errorf("on %s Ask(%s) found %s %s for %v, want what the library decided by first", c.day, c.question, h.ID, h.Article, h.Why)
			}
		}
		without := meetWith(t, &plain, nil)
		without.at = talk.at
		if got, was := quoted(reply), quoted(without.say(c.question)); c.document != "" && (got == "" || reply.Sources[0].ID != c.document) || was == "" && got != "" {
			t.Errorf("on %s Ask(%s) quotes %q, without the library %q, want %s", c.day, c.question, got, was, c.document)
		}
	}
}

// tracedPassages reads the passages that were found out of the trace.
func tracedPassages(t *testing.T, r assistant.Reply) []index.Hit {
	t.Helper()
	var hits struct{ Passages []index.Hit }
	b, err := json.Marshal(r.Trace.Hits)
	if err := errors.Join(err, json.Unmarshal(b, &hits)); err != nil {
		t.Fatalf("read the trace: %v", err)
	}
	return hits.Passages
}

// From fifty confirmed questions on an edition gets a library when it is made
// ready, and keeps it for the next start.
func TestFiftyConfirmedQuestionsMakeALibrary(t *testing.T) {
	d := knowledge.Document{ID: "F", Title: "云溪市登记办法", Effective: knowledge.Period{From: "2020-01-01"}}
	for _, w := range []struct{ article, thing, asked string }{
		{"第一条", "犬只", "狗狗"}, {"第二条", "机动车", "小轿车"}, {"第三条", "不动产", "房子"}, {"第四条", "婚姻", "两口子"}, {"第五条", "个体工商户", "小店"},
		{"第六条", "船舶", "小艇"}, {"第七条", "民用航空器", "无人机"}, {"第八条", "户外广告", "招牌"}, {"第九条", "社会团体", "同乡会"}, {"第十条", "古树名木", "老树"},
	} {
		d.Text += w.article + " " + w.thing + "登记应当向主管部门提出。\n"
		for _, q := range []string{w.asked + "要去登记吗", "我的" + w.asked + "怎么办手续", "给" + w.asked + "办证找谁", w.asked + "没办证会怎样", "新买" + w.asked + "几天办好"} {
			d.Asked = append(d.Asked, knowledge.Asked{Q: q, Articles: []string{w.article}})
		}
	}
	e, dir := knowledge.NewEdition("fees", knowledge.Parts{Documents: []knowledge.Document{d}}), t.TempDir()
	for start := range 2 {
		know, err := assistant.LearnIn(dir, e, nil)
		if err != nil || know.Library == nil {
			t.Fatalf("LearnIn of %d confirmed questions = no library, %v, want one", len(d.Asked), err)
		}
		if kept, err := filepath.Glob(filepath.Join(dir, "*.library")); err != nil || len(kept) != 1 {
			t.Errorf("start %d: kept libraries = %v, %v, want one", start, kept, err)
		}
		hits, err := know.Cite(t.Context(), "我家无人机去哪办证", 3)
		if err != nil || len(hits) == 0 || !strings.Contains(hits[0].Text, "民用航空器") {
			t.Errorf("start %d: Cite = %+v, %v, want the article on aircraft first", start, hits, err)
		}
	}
}
