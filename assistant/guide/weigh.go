package guide

import (
	"cmp"
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
	Rule  kind.Kind   `json:"rule"`  // what the rules heard; Service where they heard nothing else
	Style kind.Shares `json:"style"` // by style alone
	Score float64     `json:"score"` // of the best item of the edition, or of the rule that answers, see index.Hit; 0: none was found
	Alike float64     `json:"alike"` // the highest cosine among the best of them
	OutOf float64     `json:"outOf"` // how sure the words are that it is nothing for a desk
	Duty  float64     `json:"duty"`  // score of the best category of the dispatch list; 0: nobody asked it
}

// weights are what a unit of each witness adds to the logarithm of a kind's
// share; of a score, of a unit above the middle, which speaks neither for nor
// against. They are round numbers near those of the two rules that stood here
// before: a logistic regression with all of them free did worse on authors it had
// not seen (right on .74 of their questions, these on .90). ofSense, midSense and
// one cost were then moved by hand, so that what is harmful is declined as often
// as before. How well the shares are calibrated is in every report of eval.
const (
	ofStyle = 1.0   // what the classifier says counts as it stands
	unseen  = 0.005 // but no kind is less likely than that by style: it is too sure of what it has not seen
	ofScore = 2.0   // a search that finds something, and something that means the same: two sides of one likeness
	ofSense = 4.0
	ofDuty  = 4.0 // the dispatch list knows what departments are called for
	ofWords = 1.5 // words foreign to a desk

	midScore, mostScore = 0.7, 1.3
	midSense            = 0.63
	midDuty, mostDuty   = 0.45, 1.0
	idleDuty            = 0.3  // what it usually is of what does not sound like a complaint, see hinted of package assistant
	midWords            = 0.31 // of words of which nothing is known
)

// rules are what a rule adds to the kind that it heard: one for small talk is
// nearly always right, one for a service says only that no other spoke.
var rules = map[kind.Kind]float64{
	kind.Service: 1, kind.Complaint: 1, kind.Legal: 1, kind.Progress: 1.5, kind.Human: 1.5, kind.Smalltalk: 3, kind.Abuse: 1, kind.Refuse: 1,
}

// rare are the kinds that style alone hardly makes: an insult, a legal route. Who
// has handed something in tells of it, and so does who needs the next thing. Needs
// are less rare where the classifier learned than before a desk.
var rare = map[kind.Kind]float64{kind.Abuse: -1, kind.Legal: -1, kind.Progress: -0.5, kind.Service: -0.5}

// Shares is how likely each kind is, all things weighed; a vague need is a need,
// and so is that for all of an event.
func (e Evidence) Shares() kind.Shares {
	style := e.Style.Moved(kind.Vague, kind.Service).Moved(kind.Whole, kind.Service)
	var p kind.Shares
	sum := 0.0
	for i, k := range kind.Kinds {
		if k == kind.Vague || k == kind.Whole {
			continue
		}
		z := ofStyle*math.Log(style[i]+unseen) + rare[k] + e.found(k)
		if k == e.Rule {
			z += rules[k]
		}
		p[i] = math.Exp(z)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

// found is what search, dispatch list and the strangeness of the words say for
// a kind.
func (e Evidence) found(k kind.Kind) float64 {
	switch {
	case k == kind.Service:
		return ofScore*(min(e.Score, mostScore)-midScore) + ofSense*(e.Alike-midSense)
	case k == kind.Complaint:
		return ofDuty * (min(cmp.Or(e.Duty, idleDuty), mostDuty) - midDuty)
	case k == kind.Refuse:
		return ofWords * (e.OutOf - midWords)
	}
	return 0
}

// costs are what it costs to treat a message of one kind (row) as another
// (column), in offers that nobody needed. A need that is taken for small talk goes
// home (8); as no matter of a desk it still sees the nearest items (6.5); taken for
// a complaint or for progress it is asked on and finds a way back (6). What is no
// need and is offered something says so, and has seen a program that understands
// nothing (4).
var costs = [8][8]float64{ // in the order of ways
	{0, 6, 6, 6, 5, 8, 6.5, 6.5}, // a service
	{2.5, 0, 3, 4, 3, 6, 8, 8},   // a complaint
	{3, 3, 0, 4, 3, 6, 8, 4},     // a legal matter
	{3, 4, 4, 0, 2, 5, 6, 6},     // progress
	{3, 3, 4, 4, 0, 4, 5, 5},     // a person
	{4, 4, 4, 4, 3, 0, 2, 2},     // small talk
	{3, 5, 3, 4, 3, 1, 0, 0.5},   // an insult
	{4, 5, 3, 5, 4, 1.5, 1, 0},   // no matter of government
}

// ways are the kinds as which a message may be treated: a vague need and one for all
// of an event are needs.
var ways = [8]kind.Kind{kind.Service, kind.Complaint, kind.Legal, kind.Progress, kind.Human, kind.Smalltalk, kind.Abuse, kind.Refuse}

// cheapest is the kind that it costs least, on the whole, to treat a message as.
func cheapest(p kind.Shares) kind.Kind {
	var sum [len(ways)]float64
	best := 0
	for as := range ways {
		for truth, k := range ways {
			sum[as] += p.Of(k) * costs[truth][as]
		}
		if sum[as] < sum[best] {
			best = as
		}
	}
	return ways[best]
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

// settled returns the reading with the intent that costs least, how likely each
// kind is (all 0 where nothing was weighed), and what spoke for it.
func (g *Guide) settled(in In) (r read.Reading, p kind.Shares, e Evidence) {
	if seeksOffice(in.Reading) {
		in.Reading = as(in.Reading, kind.Service)
	}
	r, e = in.Reading, g.evidenceOf(in)
	switch {
	case r.Intent == read.Complaint && r.Loose && awaited(in.State):
		return as(r, kind.Service), p, e // 欠人家货款还没结清, said of a company that is closed down
	case r.Intent == read.Emergency && e.Score >= 1 && r.Kind.Of(kind.Service) > 0.9:
		return as(r, kind.Service), p, e // 车牌被洪水冲走了怎么补: it is over
	case in.Pick != nil || awaited(in.State) || pointsBack(in) || !weighable(r):
		return r, p, e
	}
	p = e.Shares()
	best := cheapest(p)
	if best == e.Rule || in.State.Focus != "" && p.Of(best) < firm {
		return r, p, e
	}
	return as(r, best), p, e
}

// pointsBack reports whether the words go on with what was spoken of (那2026年有没有):
// by themselves they have no style.
func pointsBack(in In) bool {
	return (len(in.State.Said) > 0 || in.State.Rule != "") && follows.MatchString(in.Reading.Text)
}

func awaited(s State) bool { return s.Asking != "" || len(s.Offer) > 0 }

// weighable reports whether the words leave anything open: not what is too short,
// or in another language, for style to tell anything, and not what is said
// plainly: a legal route, another country's business, a complaint that says it is
// one, the number of an application.
func weighable(r read.Reading) bool {
	_, ok := spoken[r.Intent]
	foreign := r.Category == read.Abroad && r.OutOf >= abroad
	numbered := r.Intent == read.Progress && receipt.MatchString(r.Text)
	return ok && !numbered && legible(r) && utf8.RuneCountInString(r.Text) >= enough && !read.Routed(r.Category) && !foreign && (r.Intent != read.Complaint || r.Loose)
}

// legible reports whether the words are in the language of the catalogue, or were
// put into it.
func legible(r read.Reading) bool { return r.Lang == "" || r.Lang == "zh" || r.Typed != "" }

// as returns the reading of a message of a kind.
func as(r read.Reading, k kind.Kind) read.Reading {
	r.Intent, r.Category, r.Loose = intents[k], categories[k], false
	return r
}

// asksHowLong reports whether the words ask how long something takes
// (办本护照几天能拿到手): the style is that of who waits for it, but nothing says that
// it was handed in.
func asksHowLong(r read.Reading) bool {
	return r.Intent != read.Progress && slices.Contains(r.Details, "time") && !waits.MatchString(r.Text)
}

// seeksOffice reports whether a story ends in the question where somebody is who
// knows of it: 家里想雇个人，国家有啥优惠，上哪找个明白人问问. That is a need for an
// office. Said alone, or of a machine, it is the wish for a person.
func seeksOffice(r read.Reading) bool {
	if r.Intent != read.Human || len(r.Clauses) < 2 || ofTheHouse.MatchString(r.Text) {
		return false
	}
	last := r.Clauses[len(r.Clauses)-1].Text
	return whereTo.MatchString(last) && utf8.RuneCountInString(r.Text) >= 2*utf8.RuneCountInString(last)
}

// evidenceOf gathers what a turn holds.
func (g *Guide) evidenceOf(in In) Evidence {
	r := in.Reading
	e := Evidence{Rule: spoken[r.Intent], Style: r.Kind, OutOf: r.OutOf, Duty: in.Duty}
	if asksHowLong(r) {
		e.Style = e.Style.Moved(kind.Progress, kind.Service)
	}
	own := index.Listed(in.Items)
	e.Alike, _ = cosines(in.Items)
	if len(own) > 0 {
		e.Score = own[0].Score
	}
	if len(in.Events) > 0 { // an event that all is wanted of
		e.Score, e.Alike = max(e.Score, in.Events[0].Score), max(e.Alike, in.Events[0].Vector)
	}
	if g.quotable(in) { // a rule answers it
		p := in.Passages[0]
		e.Score, e.Alike = max(e.Score, p.Score), max(e.Alike, p.Vector)
	}
	if e.Alike == 0 && e.Score > 0 {
		e.Alike = midSense // without an embedder nothing is known of it
	}
	return e
}
