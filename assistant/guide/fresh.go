package guide

import (
	"math"
	"slices"
	"unicode/utf8"

	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/index"
)

// Thresholds of the scores of index.Hit, which are comparable over questions.
// They were set coarsely on questions whose items are known (see eval).
const (
	floor    = 0.25 // below it nothing was found
	strong   = 0.55 // above it the words name an item
	sure     = .45  // share of belief the first candidate needs to be taken, much being said
	final    = .55  // the same where the answer would be the end of it
	surest   = 0.8  // and with hardly a word said
	heat     = 0.09 // by which share of the best score two must differ for the better one to count e times as much
	named    = 0.9  // above it the words can hardly mean anything else
	much     = 12   // characters from which much is said
	little   = 6    // characters up to which hardly a word is
	maxOffer = 4
)

// fresh looks for a new need, or goes on with what was said before nothing
// could be found for it.
func (g *Guide) fresh(in In) (Plan, State) {
	s := in.State.begin(in.Reading)
	if in.Reading.Elsewhere != "" {
		return Plan{Outcome: Declined, Reason: OutOfRegion, Act: Refuse, About: in.Reading.Elsewhere}, s
	}
	if plan, next, ok := g.expired(in, s); ok {
		return plan, next
	}
	if plan, next, ok := g.policy(in, s); ok {
		return plan, next
	}
	switch in.Reading.Intent {
	case read.Yes, read.No, read.None, read.Unknown, read.Pick:
		return Plan{Outcome: Asked, Reason: Partial, Act: AskNeed}, s
	}
	hits := in.Items
	if in.State.goesOn(in.Reading) {
		hits = in.Joint
	}
	ranked := g.rank(in, hits, s)
	if id, ok := g.event(in, ranked); ok {
		plan, next := g.focus(in, s, id)
		plan.Ranked = ranked
		return plan, next
	}
	return g.answerOrOffer(in, s, ranked)
}

func (g *Guide) answerOrOffer(in In, s State, ranked []Candidate) (Plan, State) {
	switch {
	case len(ranked) == 0 || ranked[0].Score < floor:
		return g.nothing(in, s, ranked)
	case unlisted(in.Items, ranked[0]) != "":
		plan, next := g.nothing(in, s, ranked)
		plan.About = unlisted(in.Items, ranked[0])
		return plan, next
	case in.Reading.Intent == read.Detail && ranked[0].Exact == "":
		s.Said, s.Details = nil, in.Reading.Details
		return Plan{Outcome: Asked, Reason: Partial, Act: AskWhich, Details: in.Reading.Details, Ranked: ranked}, s
	case g.enough(in, s, ranked) && !g.doubtful(in, ranked[0]):
		plan, next := g.focus(in, s, ranked[0].Code)
		plan.Ranked = ranked
		plan = g.coming(in, plan)
		next.Rule = plan.Coming
		return plan, next
	}
	plan := g.offer(s, codes(ranked, maxOffer), ranked)
	s.Offer, s.Details = plan.Offer, in.Reading.Details
	return plan, s
}

// enough reports whether the first candidate is believed enough to be taken. An
// answer without a question needs more: a question for a situation names the
// item and takes "不是这件事", so that a wrong guess is soon found out.
func (g *Guide) enough(in In, s State, ranked []Candidate) bool {
	switch b := believed(ranked); {
	case b < needed(ranked[0], s.Said):
		return false
	case b >= final:
		return true
	}
	plan, _ := g.focus(in, s, ranked[0].Code)
	return plan.Outcome == Asked
}

// doubtful reports whether the item would be told a fact of for a name that is
// not its own: 时光机登记要多少钱 holds more than the item does. Then it is offered.
func (g *Guide) doubtful(in In, c Candidate) bool {
	if c.Exact != "" || len(in.Reading.Details) == 0 {
		return false
	}
	for _, h := range in.Items {
		if h.ID == c.Code {
			return h.Cover < 0.6 && h.Vector < 0.62
		}
	}
	return false
}

// coming adds to an item the document about it that will begin to hold.
func (g *Guide) coming(in In, plan Plan) Plan {
	for _, h := range in.Others {
		d, _ := g.Edition.Document(h.ID)
		if d.Effective.NotYet(in.At) && h.Score >= strong && h.Vector >= 0.5 && ruled.MatchString(in.Reading.Text) {
			plan.Coming = d.ID
			return plan
		}
	}
	return plan
}

// nothing was found: the nearest passages, the offer of a person.
func (g *Guide) nothing(in In, s State, ranked []Candidate) (Plan, State) {
	s.Misses++
	if s.Misses > 2 {
		return Plan{Outcome: HandedOff, Reason: Stuck, Act: ToHuman, Ranked: ranked}, s
	}
	return Plan{Outcome: Declined, Reason: NoSource, Act: Refuse, Ranked: ranked}, s
}

// needed is the belief the first candidate needs to be taken without asking. A
// few words ("老板换人了，证照怎么改") fit several items even where one scores
// best; a name that stands there word for word is enough by itself.
func needed(c Candidate, said []string) float64 {
	n := 0
	for _, text := range said {
		n += utf8.RuneCountInString(text)
	}
	if c.Exact != "" || n >= much {
		return sure
	}
	return sure + (surest-sure)*float64(much-max(n, little))/(much-little)
}

// clearly is by how much a service that the edition does not have must lead: to
// refuse what could be served is worse than to offer what is not meant.
const clearly = 1.6

// unlisted returns the name of the service that is meant but that the edition
// does not have, or "".
func unlisted(hits []index.Hit, best Candidate) string {
	if len(hits) == 0 || hits[0].Kind != index.Elsewhere || best.Exact != "" {
		return ""
	}
	if hits[0].Score < named || hits[0].Score < best.Score*clearly {
		return ""
	}
	return hits[0].ID
}

// believed is the share of belief that the first candidate has among all.
func believed(ranked []Candidate) float64 {
	sum := 0.0
	for _, c := range ranked {
		sum += math.Exp((c.Score - ranked[0].Score) / (heat * ranked[0].Score))
	}
	return 1 / sum
}

// offer shows candidates to choose from.
func (g *Guide) offer(s State, offered []string, ranked []Candidate) Plan {
	return Plan{Outcome: Offered, Reason: Partial, Act: Offer, Offer: offered, Ranked: ranked}
}

// find1 returns the situation with the id.
func find1(all []knowledge.Situation, id string) (knowledge.Situation, bool) {
	i := slices.IndexFunc(all, func(s knowledge.Situation) bool { return s.ID == id })
	if i < 0 {
		return knowledge.Situation{}, false
	}
	return all[i], true
}
