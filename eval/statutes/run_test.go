package statutes_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"wenban/eval"
	"wenban/eval/statutes"
	"wenban/knowledge"
	"wenban/knowledge/embed"
	"wenban/knowledge/index"
	"wenban/knowledge/memory"
)

var update = flag.Bool("update", false, "rewrite testdata/small.golden")

// small is a corpus of made-up laws: per subject a law of three articles, in two
// versions for the first, and two questions for each of the last two articles.
func small() (d statutes.Data) {
	subjects := []struct{ title, thing, deed, asked string }{
		{"养犬管理条例", "犬只", "登记", "狗要上户口"}, {"居住证条例", "居住证", "申领", "外地人办暂住的证"},
		{"物业管理条例", "物业费", "交纳", "小区收的钱"}, {"网约车办法", "网约车", "经营许可", "开滴滴"},
		{"收养登记办法", "子女", "收养", "领养孩子"}, {"工伤保险条例", "工伤", "认定", "上班受伤"},
	}
	add := func(title, date, article, text string) int {
		d.Provisions = append(d.Provisions, index.Provision{
			Passage: knowledge.Passage{Document: title + date, Article: article, Text: text}, Title: title, Date: date, Kind: "行政法规",
		})
		return len(d.Provisions) - 1
	}
	for n, s := range subjects {
		dates := []string{"2020-01-01"}
		if n == 0 {
			dates = []string{"2010-01-01", "2020-01-01"}
		}
		for _, date := range dates {
			add(s.title, date, "第一条", "为了加强"+s.thing+"管理，制定本条例。")
			how := add(s.title, date, "第二条", s.thing+s.deed+"应当向主管部门提出申请，主管部门在十日内决定。")
			fine := add(s.title, date, "第三条", "违反规定不办"+s.thing+s.deed+"的，处五百元以下罚款。")
			if date == dates[0] {
				d.Questions = append(d.Questions,
					statutes.Question{Text: s.asked + "去哪里申请", Gold: []int{how}}, statutes.Question{Text: s.asked + "几天能办好", Gold: []int{how}},
					statutes.Question{Text: s.asked + "没办会罚多少钱", Gold: []int{fine}}, statutes.Question{Text: "不去" + s.asked + "要罚款吗", Gold: []int{fine, how}})
			}
		}
	}
	return d
}

func quick() statutes.Config {
	return statutes.Config{Folds: 3, Seed: 1, Library: memory.LibraryConfig{Tune: embed.Config{Epochs: 3}}}
}

// TestTheSmallCorpusIsRankedAsCommitted shows every change of ranking in review.
func TestTheSmallCorpusIsRankedAsCommitted(t *testing.T) {
	r, err := statutes.Run(t.Context(), small(), quick())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for _, part := range [][]statutes.Row{r.Systems, r.Seen} {
		for _, row := range part {
			fmt.Fprintf(&b, "%s n=%d recall@10=%.2f hit@1=%.2f mrr=%.2f\n", row.System, row.N, row.Recall10, row.HitAt1, row.MRR)
		}
	}
	path := filepath.Join("testdata", "small.golden")
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("Run(small) =\n%swant (rewrite with -update)\n%s", b.String(), want)
	}
}

// TestAScoredQuestionIsNotLearnedFrom asks what no word leads to the answer of:
// only who knows the very question could find it.
func TestAScoredQuestionIsNotLearnedFrom(t *testing.T) {
	d := small()
	for i := range d.Questions { // answers that no word hints at
		d.Questions[i] = statutes.Question{Text: string([]rune{rune(0x5200 + 7*i), rune(0x5900 + 5*i)}), Gold: []int{i % 12}}
	}
	c := quick()
	r, err := statutes.Run(t.Context(), d, c)
	if err != nil {
		t.Fatal(err)
	}
	if whole := r.Systems[len(r.Systems)-1]; whole.HitAt1 > .4 {
		t.Errorf("hit@1 of questions that say nothing = %.2f, want about 1/12: they were learned by heart", whole.HitAt1)
	}
}

func TestAPeerIsMeasuredAndFreed(t *testing.T) {
	freed := false
	c := quick()
	c.Peers = []statutes.Peer{func(all []index.Provision) (eval.Ranker, func() error, error) {
		rank := func(string, int) []string { return []string{"1", "4", "x", "-1", "999", "2"} } // 1 and 4 are versions of one
		return eval.Ranker{Name: "peer", Rank: rank}, func() error { freed = true; return nil }, nil
	}}
	d := small()
	d.Questions = []statutes.Question{{Text: "甲", Gold: []int{4}}, {Text: "乙", Gold: []int{2, 9}}, {Text: "丙", Gold: []int{9}}}
	r, err := statutes.Run(t.Context(), d, c)
	if err != nil {
		t.Fatal(err)
	}
	got := r.Systems[0]
	if !freed || got.System != "peer" || got.Recall10 != .5 || got.HitAt1 != eval.Figure(1)/3 || got.MRR != .5 {
		t.Errorf("a peer that finds 1 and 2 for 4, {2 9}, 9: %+v, freed %v; want recall@10 .5, hit@1 .33, MRR .5, freed", got, freed)
	}
}
