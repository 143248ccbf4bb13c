package triage

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/lexicon"
	"wenban/knowledge/sieve"
)

// Proposer finds the category of a matter by its words: the same search that
// finds items, over a dispatch list. It may be used by many at once.
type Proposer struct {
	List  *List
	index *index.Index
	words *lexicon.Lexicon
}

// NewProposer indexes a dispatch list; e may be nil, then words alone decide.
func NewProposer(l *List, e index.Embedder) (*Proposer, error) {
	x, err := index.Build(editionOf(l), index.Options{Embedder: e})
	if err != nil {
		return nil, fmt.Errorf("index the dispatch list: %w", err)
	}
	return &Proposer{List: l, index: x, words: lexicon.Default()}, nil
}

// editionOf makes items of the categories: a name, everyday words, and how
// citizens tell it.
func editionOf(l *List) *knowledge.Edition {
	items := make([]knowledge.Item, len(l.Categories))
	for i, c := range l.Categories {
		items[i] = knowledge.Item{Code: c.ID, Name: c.Name, Catalog: l.Group(c), Aliases: c.Words}
		for _, q := range c.Said {
			items[i].Phrasings = append(items[i].Phrasings, knowledge.Phrasing{Q: q})
		}
	}
	return knowledge.NewEdition("dispatch", knowledge.Parts{Items: items})
}

// Candidate is a category that a matter may belong to.
type Candidate struct {
	ID    string  `json:"id"`
	Score float64 `json:"score"` // of index.Hit: comparable between matters
}

// Confidence says what a proposal is good for.
type Confidence string

// The confidences.
const (
	Sure   Confidence = "sure"   // proposed
	Likely Confidence = "likely" // proposed, and marked as a guess
	Unsure Confidence = "unsure" // asked, and 待人工分派 when that does not help
)

// Proposal is what category a matter seems to be, best first, at most three.
type Proposal struct {
	Confidence Confidence  `json:"confidence"`
	Best       []Candidate `json:"best,omitempty"`
}

// Bounds of confidence, set on what is group a of testdata/complaints.tsv before
// its words were added to the list: each proposal that was sure was right. Of
// those that are unsure more are wrong than right: a question is better then.
const (
	plain = 0.4 // score that a sure one has,
	ahead = 1.4 // and how many times that of the second it is
	faint = 0.4 // score below which a likeness may be chance,
	near  = 1.1 // when it is no further ahead
)

// Propose finds the categories of a matter told in words without personal data.
func (p *Proposer) Propose(text string) Proposal {
	var room [3]index.Hit
	hits := p.find(room[:0], text, len(room))
	out := Proposal{Best: slices.Grow([]Candidate(nil), len(hits))}
	for _, h := range hits {
		out.Best = append(out.Best, Candidate{h.ID, h.Score})
	}
	out.Confidence = confidence(out.Best)
	return out
}

// Score is that of the best category of a matter, 0 where there is none.
func (p *Proposer) Score(text string) float64 {
	var room [1]index.Hit
	for _, h := range p.find(room[:0], text, len(room)) {
		return h.Score
	}
	return 0
}

// find appends the best k categories; an index in memory fails only without a
// time, and categories have no time in force.
func (p *Proposer) find(dst []index.Hit, text string, k int) []index.Hit {
	q := index.Query{Parts: p.parts(text), At: time.Unix(0, 0), K: k, Brief: true}
	hits, _ := p.index.Append(context.Background(), dst, index.Item, q)
	return hits
}

func confidence(best []Candidate) Confidence {
	if len(best) == 0 {
		return Unsure
	}
	lead := ahead
	if len(best) > 1 && best[1].Score > 0 {
		lead = best[0].Score / best[1].Score
	}
	switch {
	case best[0].Score >= plain && lead >= ahead:
		return Sure
	case best[0].Score < faint && lead < near:
		return Unsure
	}
	return Likely
}

// parts are the words of a matter without what every complaint says.
func (p *Proposer) parts(text string) []index.Part {
	said := strings.TrimSpace(chaff.ReplaceAllString(p.words.Standard(text), " "))
	if said == "" {
		said = text
	}
	return []index.Part{{Text: said, Weight: 1, From: "said"}}
}

// chaff matches what is said in every complaint and tells no category.
var chaff = sieve.Compile(`(我|我们)?(想|要|来|想要)?(实名|匿名)?(投诉|举报|反映|反应|反馈|咨询)(一下|个|一个)?(问题|情况)?|(希望|请|麻烦|恳请|强烈要求)?(有关|相关|政府|你们|领导)?部门?(尽快|马上|赶紧|早日|派人)?(处理|解决|管管|管一管|查一查|严查|核实|整改|重视)(一下)?|(有没有人|没人|没有人|谁来|到底谁)(来)?(管|处理)(管|啊|吗|了)?|(千万)?(别|不要|不能|不想)(让|叫|给|被)?(他们?|她们?|它们?|对方|人家|别人|店家|老板|邻居|单位|公司)?(知道|晓得)(了)?(是我|我是谁|是谁(举报|投诉|说)的)?|(给|向|对)(市里|政府|领导|你们|有关部门)?提(一)?(个|条|点)?(小)?(建议|意见)|你好|您好|谢谢|请问|打了(很多|好多|几)次电话`)
