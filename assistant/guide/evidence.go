package guide

import (
	"math"
	"slices"
	"unicode/utf8"

	"wenban/assistant/read"
	"wenban/assistant/read/kind"
)

// What kind of message it is, three witnesses tell. A rule reads words, and
// words deceive: 我妈的房子 holds a curse, 牛贩子 holds praise. The classifier reads
// style, and knows a complaint without the word for it; but what it has not seen
// it calls anything. The search knows whether people ask for a service in such
// words. They are weighed as one sum of logarithms; the weights were set once,
// on questions of authors who wrote none of the rules and examples.
const (
	searchWeight = 3.0 // per unit of score
	searchMiddle = 0.7 // a score that speaks neither for a service nor against it
	searchMost   = 1.3 // more than this says no more
	ruleWeight   = 1.0
	dutyWeight   = 4.0 // per unit of score of the dispatch list
	dutyMiddle   = 0.45
	dutyMost     = 1.0
	away         = 0.5  // share another kind needs where no rule heard it: to refuse a need is the worst
	firm         = 0.8  // share a kind needs against the item in focus
	short        = 8    // characters below which style says little
	foreign      = 0.32 // OutOf of words of which none is foreign to a desk, see read
	spoken       = 0.1  // OutOf of words that are a desk's
	enough       = 5    // characters below which only the rules count
)

// weighed are the intents that style and search can outweigh, with the kind
// each stands for. Danger and injection are not among them.
var weighed = map[read.Intent]kind.Kind{
	read.Find: kind.Service, read.Detail: kind.Service, read.Policy: kind.Service,
	read.Scope: kind.Refuse, read.Abuse: kind.Abuse, read.Greeting: kind.Smalltalk,
	read.Complaint: kind.Complaint, read.Progress: kind.Progress,
}

// intents are what the kinds mean when no rule has said it finer.
var intents = map[kind.Kind]read.Intent{
	kind.Service: read.Find, kind.Vague: read.Find, kind.Complaint: read.Complaint, kind.Legal: read.Scope,
	kind.Progress: read.Progress, kind.Human: read.Human, kind.Smalltalk: read.Greeting, kind.Abuse: read.Abuse, kind.Refuse: read.Scope,
}

// categories are what the kinds mean beside an intent: which route a legal matter
// takes, style alone does not tell.
var categories = map[kind.Kind]string{kind.Legal: read.Law}

// settled returns the reading with the intent that rule, style and search agree
// on best.
func settled(in In) read.Reading {
	r := in.Reading
	own, ok := weighed[r.Intent]
	score := evidence(in)
	switch {
	case r.Intent == read.Emergency && score >= 1 && r.Kind.Of(kind.Service) > 0.9:
		r.Intent = read.Find // 车牌被洪水冲走了怎么补: it is over
		return r
	case !ok || utf8.RuneCountInString(r.Text) < enough || in.Pick != nil || in.State.Asking != "" || len(in.State.Offer) > 0:
		return r
	}
	routed := read.Routed(r.Category)
	if routed {
		own = kind.Legal
	}
	best, share := posterior(r.Kind, own, score, duty(in))
	switch {
	case best == own || same(best, own), best == kind.Human && own == kind.Complaint && !r.Loose, best == kind.Refuse && (routed || own == kind.Complaint || own == kind.Service && r.OutOf <= spoken), own == kind.Service && share < leaving(r, best), in.State.Focus != "" && share < firm:
		return r
	}
	r.Intent, r.Category = intents[best], categories[best]
	return r
}

// leaving is the share that another kind needs where no rule heard it: more for a
// few characters, and for a refusal of words of which none is foreign to a desk.
func leaving(r read.Reading, best kind.Kind) float64 {
	if utf8.RuneCountInString(r.Text) < short || best == kind.Refuse && r.OutOf < foreign && len(r.Clauses) > 1 {
		return firm
	}
	return away
}

// evidence is the score of the best service that was found, of the edition or
// of none.
func evidence(in In) float64 {
	if len(in.Items) == 0 {
		return 0
	}
	return min(in.Items[0].Score, searchMost)
}

// duty is how much the dispatch list speaks for a complaint: a score over the
// middle for it, one below against it.
func duty(in In) float64 {
	if in.Duty == 0 {
		return 0 // nobody asked it
	}
	return dutyWeight * (min(in.Duty, dutyMost) - dutyMiddle)
}

// posterior weighs them and returns the likeliest kind with its share.
func posterior(style kind.Shares, rule kind.Kind, score, duty float64) (kind.Kind, float64) {
	for i, k := range kind.Kinds {
		z := math.Log(max(style[i], 1e-6))
		if k == kind.Service {
			z += searchWeight * (score - searchMiddle)
		}
		if k == kind.Complaint {
			z += duty
		}
		if k == rule {
			z += ruleWeight
		}
		style[i] = math.Exp(z)
	}
	sum := 0.0
	for _, x := range style {
		sum += x
	}
	best, share := style.Best()
	return best, share / sum
}

// same reports that two kinds are answered alike: a need and a vague need.
func same(a, b kind.Kind) bool {
	needs := []kind.Kind{kind.Service, kind.Vague}
	return slices.Contains(needs, a) && slices.Contains(needs, b)
}
