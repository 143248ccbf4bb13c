package memory_test

import (
	"math"
	"testing"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/embed"
	"wenban/knowledge/index"
	"wenban/knowledge/memory"
)

// shelf is a corpus of two documents, the first in two versions.
func shelf() *index.Corpus {
	p := func(title, date, article, text string) index.Provision {
		return index.Provision{Passage: knowledge.Passage{Document: title + date, Article: article, Text: text}, Title: title, Date: date}
	}
	return index.NewCorpus([]index.Provision{
		p("人才补贴办法", "2018-01-01", "第三条", "引进人才可以申领住房补贴，每月六百元。"),
		p("人才补贴办法", "2023-01-01", "第三条", "引进人才可以申领住房补贴，每月一千元。"),
		p("人才补贴办法", "2023-01-01", "第四条", "补贴由用人单位统一申报。"),
		p("积分入户办法", "2020-01-01", "第二条", "持居住证满五年的，可以申请积分入户。"),
		p("积分入户办法", "2020-01-01", "第三条", "积分按学历、社会保险和房产计算。"),
	}, nil)
}

var confirmed = []memory.Confirmed{
	{Question: "大学毕业来这边租房政府给钱吗", Passages: []int{1}},
	{Question: "毕业生租房能拿多少钱", Passages: []int{1}},
	{Question: "落户口要攒多少分", Passages: []int{4}},
	{Question: "外地人怎么落户", Passages: []int{3, 4}},
}

func language(x *index.Corpus) *memory.Language {
	return memory.LearnLanguage(x, memory.Base(), embed.Config{Epochs: 1, Seed: 1}, nil)
}

func small() memory.LibraryConfig {
	return memory.LibraryConfig{Seed: 1, Folds: 2, Tune: embed.Config{Epochs: 2}}
}

func TestAConfirmedQuestionFindsItsProvision(t *testing.T) {
	x := shelf()
	now := time.Date(2025, 5, 1, 9, 0, 0, 0, knowledge.Zone)
	with, without := memory.LearnLibrary(language(x), confirmed, small()), memory.LearnLibrary(language(x), nil, small())
	asked := "刚毕业租房给多少钱"
	found := with.Find(asked, x.On(now), 2)
	if len(found) != 2 || x.Text(found[0].Provision) != "引进人才可以申领住房补贴，每月一千元。" {
		t.Fatalf("Find(%s) = %v, want 人才补贴办法第三条 of 2023 first", asked, found)
	}
	if len(with.Why(found[0])) == 0 {
		t.Errorf("Why(%v) = nothing, want reasons", found[0])
	}
	if found := without.Find("申领住房补贴", x.On(now), 1); len(found) != 1 || found[0].Provision != 1 {
		t.Errorf("with no question confirmed Find(申领住房补贴) = %v, want provision 1", found)
	}
}

func TestALibraryAnswersWithTheVersionOfTheDay(t *testing.T) {
	x := shelf()
	l := memory.LearnLibrary(language(x), confirmed, small())
	for year, want := range map[int]int{2019: 0, 2024: 1} {
		found := l.Find("住房补贴每月多少", x.On(time.Date(year, 1, 2, 0, 0, 0, 0, knowledge.Zone)), 1)
		if len(found) != 1 || found[0].Provision != want {
			t.Errorf("Find in %d = %v, want provision %d", year, found, want)
		}
	}
}

func TestEqualSeedsMakeEqualLibraries(t *testing.T) {
	x := shelf()
	a, b := memory.LearnLibrary(language(x), confirmed, small()), memory.LearnLibrary(language(x), confirmed, small())
	for _, q := range []string{"", "租房补贴", "落户"} {
		p, q := a.Find(q, nil, 5), b.Find(q, nil, 5)
		for i := range p {
			if p[i] != q[i] {
				t.Errorf("two libraries of one seed find %+v and %+v", p[i], q[i])
			}
		}
	}
}

func TestTheNearestQuestionIsTheSameOne(t *testing.T) {
	m := memory.NewPassages(confirmed, nil)
	for i, c := range confirmed {
		near := m.Nearest(c.Question, 2)
		if len(near) != 2 || near[0].Question != i || math.Abs(near[0].Likeness-1) > 1e-9 || near[1].Likeness > near[0].Likeness {
			t.Errorf("Nearest(%s) = %v, want question %d with likeness 1 first", c.Question, near, i)
		}
	}
	if near := memory.NewPassages(nil, nil).Nearest("什么", 3); len(near) != 0 {
		t.Errorf("Nearest of an empty memory = %v", near)
	}
}

func TestPartsAreEven(t *testing.T) {
	var sizes [5]int
	for _, p := range memory.Parts(1230, 5, 1) {
		sizes[p]++
	}
	if sizes != [5]int{246, 246, 246, 246, 246} {
		t.Errorf("Parts(1230, 5) = %v, want 246 each", sizes)
	}
}
