package guide

import (
	"math"
	"slices"
	"unicode/utf8"

	"wenban/assistant/read"
	"wenban/assistant/read/kind"
	"wenban/knowledge/index"
)

// What kind of message it is, three witnesses tell. A rule reads words, and
// words deceive: 我妈的房子 holds a curse, 牛贩子 holds praise. The classifier reads
// style, and knows a complaint without the word for it; but what it has not seen
// it calls anything. The search knows whether people ask for a service in such
// words. Evidence holds what they say, Shares weighs it, and cheapest decides by
// what it costs to be wrong: to refuse a need is the worst.

// Evidence is what speaks for and against each kind of message.
type Evidence struct {
	Rule  kind.Kind   // what the rules heard; Service where they heard nothing else
	Loose bool        // in words that only tell a story like it
	Style kind.Shares // by style alone
	Score float64     // of the best item of the edition, or of the rule that answers, see index.Hit; 0: none was found
	Alike float64     // the highest cosine among the best of them
	Cover float64     // how much of what was said the best one has
	OutOf float64     // how sure the words are that it is nothing for a desk
	Duty  float64     // score of the best category of the dispatch list; 0: nobody asked it
}

// weights are those of a logistic regression over messages of authors who wrote
// neither rules nor examples, cross-validated by author (TestWeights in eval
// prints them, and how well the shares are calibrated).
var weights = struct {
	style                float64               // of the logarithm of a kind's share by style: what it says counts nearly as it stands
	score, alike, cover  float64               // for a service, per unit: three sides of the same likeness, none enough by itself
	duty                 float64               // for a complaint, per unit of the dispatch list
	outOf                float64               // for a refusal, per unit of what the words say
	rule                 map[kind.Kind]float64 // for the kind that a rule heard: one for small talk is nearly always right, one for a service only that no other spoke
	loose                map[kind.Kind]float64 // the same, heard in loose words
	bias                 map[kind.Kind]float64 // what a kind has before all evidence, a service being 0: no style alone makes an insult or a legal route
	unseen               float64               // share that every kind has whatever the style: a classifier is too sure of what it has not seen
	midScore, midAlike   float64               // what speaks neither for nor against
	midCover, midDuty    float64
	midOutOf, mostLikely float64
}{
	style: 1.13, score: 1.2, alike: 1.55, cover: 1.15, duty: 2.9, outOf: 1.5,
	rule: map[kind.Kind]float64{
		kind.Service: 1.0, kind.Complaint: 2.8, kind.Legal: 2.8, kind.Progress: 2.25, kind.Human: 2.0, kind.Smalltalk: 3.3, kind.Abuse: 1.5, kind.Refuse: 1.8,
	},
	loose: map[kind.Kind]float64{kind.Complaint: 1.6, kind.Progress: 1.05},
	bias: map[kind.Kind]float64{
		kind.Complaint: 0.6, kind.Legal: -1, kind.Progress: 0.2, kind.Human: 0.55, kind.Smalltalk: 0.4, kind.Abuse: -2, kind.Refuse: 0.8,
	},
	unseen:   0.02,
	midScore: 0.7, midAlike: 0.6, midCover: 0.3, midDuty: 0.45, midOutOf: 0.31, mostLikely: 1.3,
}

// Shares is how likely each kind is, all things weighed; a vague need is a need.
func (e Evidence) Shares() kind.Shares {
	style := e.Style.Moved(kind.Vague, kind.Service)
	var p kind.Shares
	sum := 0.0
	for i, k := range kind.Kinds {
		if k == kind.Vague {
			continue
		}
		p[i] = math.Exp(weights.style*math.Log(style[i]+weights.unseen) + weights.bias[k] + e.heard(k) + e.found(k))
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

// heard is what the rules say for a kind.
func (e Evidence) heard(k kind.Kind) float64 {
	if k != e.Rule {
		return 0
	}
	if w, ok := weights.loose[k]; ok && e.Loose {
		return w
	}
	return weights.rule[k]
}

// found is what search, dispatch list and the strangeness of the words say for
// a kind.
func (e Evidence) found(k kind.Kind) float64 {
	w := weights
	switch {
	case k == kind.Service:
		return w.score*(min(e.Score, w.mostLikely)-w.midScore) + w.alike*(e.Alike-w.midAlike) + w.cover*(min(e.Cover, 1)-w.midCover)
	case k == kind.Complaint && e.Duty > 0:
		return w.duty * (min(e.Duty, 1) - w.midDuty)
	case k == kind.Refuse:
		return w.outOf * (e.OutOf - w.midOutOf)
	}
	return 0
}

// costs are what it costs to treat a message of one kind (row) as another
// (column), in offers that nobody needed. A need that is refused goes home (10);
// taken for a complaint or for progress it is asked on and finds a way back (6).
// What is no need and is offered something says so (3).
var costs = [9][9]float64{ // in the order of kind.Kinds
	{0, 0, 6, 6, 6, 5, 8, 10, 10},   // a service
	{0, 0, 6, 6, 6, 5, 8, 10, 10},   // a vague need
	{2.5, 2.5, 0, 3, 4, 3, 6, 8, 8}, // a complaint
	{3, 3, 3, 0, 4, 3, 6, 8, 4},     // a legal matter
	{3, 3, 4, 4, 0, 2, 5, 6, 6},     // progress
	{3, 3, 3, 4, 4, 0, 4, 5, 5},     // a person
	{3, 3, 4, 4, 4, 3, 0, 2, 2},     // small talk
	{3, 3, 5, 3, 4, 3, 1, 0, 0.5},   // an insult
	{3, 3, 5, 3, 5, 4, 1.5, 1, 0},   // no matter of government
}

// cheapest is the kind that it costs least, on the whole, to treat a message as.
func cheapest(p kind.Shares) kind.Kind {
	var sum kind.Shares
	best := 0
	for as := range sum {
		for truth := range p {
			sum[as] += p[truth] * costs[truth][as]
		}
		if sum[as] < sum[best] {
			best = as
		}
	}
	return kind.Kinds[best]
}

const (
	firm   = 0.8 // share that another kind needs against the item in focus
	enough = 5   // characters below which only the rules count
	alike  = 5   // of how many items the cosine is looked at
	abroad = 0.9 // OutOf from which another country's business is plainly said
)

// spoken are the intents that style and search can outweigh, with the kind each
// stands for. Danger, injection and answers are not among them.
var spoken = map[read.Intent]kind.Kind{
	read.Find: kind.Service, read.Detail: kind.Service, read.Policy: kind.Service, read.Scope: kind.Refuse, read.Abuse: kind.Abuse,
	read.Greeting: kind.Smalltalk, read.Complaint: kind.Complaint, read.Progress: kind.Progress, read.Human: kind.Human,
}

// intents are what the kinds mean when no rule has said it finer.
var intents = map[kind.Kind]read.Intent{
	kind.Service: read.Find, kind.Complaint: read.Complaint, kind.Legal: read.Scope, kind.Progress: read.Progress,
	kind.Human: read.Human, kind.Smalltalk: read.Greeting, kind.Abuse: read.Abuse, kind.Refuse: read.Scope,
}

// categories are what the kinds mean beside an intent: which route a legal matter
// takes, style alone does not tell.
var categories = map[kind.Kind]string{kind.Legal: read.Law}

// settled returns the reading with the intent that costs least, and how likely
// each kind is; all 0 where nothing was weighed.
func (g *Guide) settled(in In) (read.Reading, kind.Shares) {
	r := in.Reading
	e := g.evidenceOf(in)
	switch {
	case r.Intent == read.Complaint && r.Loose && awaited(in.State):
		return as(r, kind.Service), kind.Shares{} // 欠人家货款还没结清, said of a company that is closed down
	case r.Intent == read.Emergency && e.Score >= 1 && r.Kind.Of(kind.Service) > 0.9:
		return as(r, kind.Service), kind.Shares{} // 车牌被洪水冲走了怎么补: it is over
	case in.Pick != nil || awaited(in.State) || !weighable(r):
		return r, kind.Shares{}
	}
	p := e.Shares()
	best := cheapest(p)
	if best == e.Rule || in.State.Focus != "" && p.Of(best) < firm {
		return r, p
	}
	return as(r, best), p
}

func awaited(s State) bool { return s.Asking != "" || len(s.Offer) > 0 }

// weighable reports whether the words leave anything open: not what is too short,
// or in another language, for style to tell anything, and not what is said
// plainly: a legal route, another country's business, a complaint that says it is
// one.
func weighable(r read.Reading) bool {
	_, ok := spoken[r.Intent]
	foreign := r.Category == read.Abroad && r.OutOf >= abroad
	legible := r.Lang == "" || r.Lang == "zh"
	return ok && legible && utf8.RuneCountInString(r.Text) >= enough && !read.Routed(r.Category) && !foreign && (r.Intent != read.Complaint || r.Loose)
}

// as returns the reading of a message of a kind.
func as(r read.Reading, k kind.Kind) read.Reading {
	r.Intent, r.Category, r.Loose = intents[k], categories[k], false
	return r
}

// evidenceOf gathers what a turn holds.
func (g *Guide) evidenceOf(in In) Evidence {
	r := in.Reading
	e := Evidence{Rule: spoken[r.Intent], Loose: r.Loose, Style: r.Kind, OutOf: r.OutOf, Duty: in.Duty}
	own := ours(in.Items)
	for _, h := range own[:min(alike, len(own))] {
		e.Alike = max(e.Alike, h.Vector)
	}
	if len(own) > 0 {
		e.Score, e.Cover = own[0].Score, own[0].Cover
	}
	if g.quotable(in) { // a rule answers it
		p := in.Passages[0]
		e.Score, e.Alike, e.Cover = max(e.Score, p.Score), max(e.Alike, p.Vector), max(e.Cover, p.Cover)
	}
	if e.Alike == 0 && e.Score > 0 {
		e.Alike = weights.midAlike // without an embedder nothing is known of it
	}
	return e
}

// ours drops what the edition does not have.
func ours(hits []index.Hit) []index.Hit {
	return slices.DeleteFunc(slices.Clone(hits), func(h index.Hit) bool { return h.Kind == index.Elsewhere })
}
