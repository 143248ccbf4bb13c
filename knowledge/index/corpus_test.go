package index_test

import (
	"testing"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/embed"
	"wenban/knowledge/index"
)

func provision(title, date, article, text string) index.Provision {
	return index.Provision{Passage: knowledge.Passage{Document: title + date, Article: article, Text: text}, Title: title, Date: date}
}

// dogs is two versions of one law and another law.
func dogs() *index.Corpus {
	return index.NewCorpus([]index.Provision{
		provision("养犬管理条例", "2010-01-01", "第一条", "为了规范养犬行为,制定本条例。"),
		provision("养犬管理条例", "2010-01-01", "第二条", "养犬应当登记,登记费每年五百元。"),
		provision("养犬管理条例", "2020-01-01", "第一条", "为了规范养犬行为,保障公众安全,制定本条例。"),
		provision("养犬管理条例", "2020-01-01", "第二条", "养犬应当登记,登记不收费。"),
		provision("居住证暂行条例", "2016-01-01", "第二条", "公民离开常住户口所在地,可以申领居住证。"),
	}, nil)
}

var noVectors = index.Vectors{}

func articles(x *index.Corpus, found []index.Candidate) (out []string) {
	for _, c := range found {
		out = append(out, x.Title(c.Provision)+x.Article(c.Provision)+x.Text(c.Provision))
	}
	return out
}

func TestASupersededVersionDoesNotAnswer(t *testing.T) {
	x := dogs()
	for _, c := range []struct{ day, want string }{
		{"2015-06-01", "养犬应当登记,登记费每年五百元。"}, {"2024-06-01", "养犬应当登记,登记不收费。"}, {"2020-01-01", "养犬应当登记,登记不收费。"},
	} {
		at, _ := time.ParseInLocation(time.DateOnly, c.day, knowledge.Zone)
		found := x.Look("养狗登记要交登记费吗", noVectors, index.Recollection{}, x.On(at), 10)
		if len(found) == 0 || x.Text(found[0].Provision) != c.want {
			t.Errorf("Look(养狗登记要交登记费吗, %s) = %v, want %s first", c.day, articles(x, found), c.want)
		}
		for _, f := range found[1:] {
			if x.Key(f.Provision) == x.Key(found[0].Provision) {
				t.Errorf("Look(%s) has two versions of one provision: %v", c.day, articles(x, found))
			}
		}
	}
	before := time.Date(2000, 1, 1, 0, 0, 0, 0, knowledge.Zone)
	if found := x.Look("养犬登记", noVectors, index.Recollection{}, x.On(before), 10); len(found) > 0 {
		t.Errorf("Look in 2000 = %v, want nothing: no law was made", articles(x, found))
	}
}

func TestAnOutlivedPeriodDoesNotAnswer(t *testing.T) {
	p := provision("临时办法", "2020-01-01", "第一条", "凭证领取补贴。")
	p.In.To = "2021-12-31"
	x := index.NewCorpus([]index.Provision{p}, nil)
	for day, want := range map[string]int{"2021-06-01": 1, "2022-01-01": 0} {
		at, _ := time.ParseInLocation(time.DateOnly, day, knowledge.Zone)
		if found := x.Look("领取补贴", noVectors, index.Recollection{}, x.On(at), 10); len(found) != want {
			t.Errorf("Look(领取补贴, %s) = %v, want %d", day, articles(x, found), want)
		}
	}
}

func TestANearQuestionBringsItsAnswerAndItsLaw(t *testing.T) {
	x := dogs()
	asked := "离开老家要办什么"
	near := index.Recollection{Near: []index.Near{{Likeness: .9, Provisions: []int{3}}}}
	alone, helped := x.Look(asked, noVectors, index.Recollection{}, nil, 5), x.Look(asked, noVectors, near, nil, 5)
	if x.Key(alone[0].Provision) == x.Key(3) || x.Key(helped[0].Provision) != x.Key(3) {
		t.Errorf("Look alone = %v, with a near question for 养犬管理条例第二条 = %v, want that first only then", articles(x, alone), articles(x, helped))
	}
	again := x.Look(asked, noVectors, index.Recollection{}, nil, 5)
	for i := range alone {
		if alone[i] != again[i] {
			t.Errorf("Look after another question = %+v, want as before it: %+v", again[i], alone[i])
		}
	}
}

func TestAnEmptyCorpusAndAnEmptyQuestionFindNothingBroken(t *testing.T) {
	empty := index.NewCorpus(nil, nil)
	if found := empty.Look("养犬", noVectors, index.Recollection{}, nil, 5); len(found) != 0 {
		t.Errorf("Look in an empty corpus = %v", found)
	}
	x := dogs()
	v := x.Vectors(embed.Train(nil, embed.Config{Dim: 8}, nil))
	for _, q := range []string{"", "？！", "\xff", "从没见过"} {
		for _, c := range x.Look(q, v, index.Recollection{}, nil, 3) {
			for f, value := range c.Features {
				if value != value {
					t.Errorf("Look(%q): %s is not a number", q, index.FeatureName(f))
				}
			}
		}
	}
}

// TestCandidatesSpeakForEachOther holds the share of a law among all that was
// found, which is the same for each of its provisions.
func TestCandidatesSpeakForEachOther(t *testing.T) {
	x := dogs()
	const share = 38
	if name := index.FeatureName(share); name != "这部法在前面的份额" {
		t.Fatalf("FeatureName(%d) = %s", share, name)
	}
	at, _ := time.ParseInLocation(time.DateOnly, "2024-06-01", knowledge.Zone)
	byLaw := map[int]float32{}
	var sum float32
	for _, c := range x.Look("养犬登记收费吗", noVectors, index.Recollection{}, x.On(at), 10) {
		if before, ok := byLaw[x.Law(c.Provision)]; ok && before != c.Features[share] {
			t.Errorf("share of %s = %v and %v, want one", x.Title(c.Provision), before, c.Features[share])
		} else if !ok {
			sum += c.Features[share]
		}
		byLaw[x.Law(c.Provision)] = c.Features[share]
	}
	if len(byLaw) != 2 || sum < .999 || sum > 1.001 {
		t.Errorf("shares of %d laws add up to %v, want 1 of two", len(byLaw), sum)
	}
}
