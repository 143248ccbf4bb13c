package guide

import (
	"slices"

	"wenban/assistant/read"
	"wenban/assistant/read/kind"
	"wenban/knowledge"
)

// Thresholds of the scores of index.Hit, which are comparable over questions.
// They were set coarsely on questions whose items are known (see eval).
const (
	floor    = 0.25 // below it nothing was found
	faint    = 0.45 // the same of words in another language
	strong   = 0.55 // above it the words name an item
	named    = 0.9  // above it the words can hardly mean anything else
	maxOffer = 4    // items of an offer
	maxMore  = 6    // of the next one, to whom the first did not fit: it is the last
	near     = 0.5  // share of the score of the best one that an item needs to be offered
	lessNear = 0.3  // the same in the next offer
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
	if legible(in.Reading) && in.State.goesOn(in.Reading) && !in.State.sameOf(in.Reading) {
		hits = in.Joint // code and letters of another script go on with nothing
	}
	ranked := g.rank(in, hits, s)
	if id, ok := g.event(in, ranked); ok {
		plan, next := g.subject(in, s, id)
		plan.Ranked = ranked
		return plan, next
	}
	return g.answerOrOffer(in, s, ranked, in.away(hits, ranked))
}

func (g *Guide) answerOrOffer(in In, s State, ranked []Candidate, gone absence) (Plan, State) {
	sure := certainty(ranked, read.InChinese(s.Said...), in.need()) * (1 - gone.likely) * (1 - in.Reading.Missed)
	switch {
	case gone.likely >= absent:
		return g.missing(in, s, ranked, gone, sure)
	case len(ranked) == 0 || ranked[0].Score < least(in.Reading):
		return g.nothing(in, s, ranked)
	case in.Reading.Intent == read.Detail && ranked[0].Exact == "":
		s.Said, s.Details = nil, in.Reading.Details
		return Plan{Outcome: Asked, Reason: Partial, Act: AskWhich, Details: in.Reading.Details, Ranked: ranked}, s
	}
	if plan, next, ok := g.taken(in, s, ranked, sure); ok {
		plan.Ranked, plan.Sure, plan.Instead = ranked, sure, g.instead(in, plan, ranked, sure)
		plan = g.coming(in, plan)
		next.Rule = plan.Coming
		return plan, next
	}
	plan := g.offer(s, g.alone(in, g.lines(ranked, maxOffer, near)), ranked)
	plan.Sure = sure
	s.Offer, s.Details = plan.Offer, in.Reading.Details
	return plan, s
}

// least is the score from which anything was found. Letters of another script
// have a few in common with many names: <script> is like nothing.
func least(r read.Reading) float64 {
	if legible(r) {
		return floor
	}
	return faint
}

// taken makes the first candidate the subject, where it is sure enough for that.
func (g *Guide) taken(in In, s State, ranked []Candidate, sure float64) (plan Plan, next State, ok bool) {
	if in.guessed || sure < guess || g.doubtful(in, ranked[0]) {
		return Plan{}, s, false
	}
	plan, next = g.subject(in, s, ranked[0].Code)
	return plan, next, sure >= flat || plan.Outcome == Asked
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

// worth is how likely a need must be for the nearest items to be named beside a
// refusal.
const worth = 0.05

// strange declines what is hardly a matter of a desk, where no word says so, or
// the style says otherwise. It says no more than that nothing was found, and names
// what comes nearest: should it be a need after all, the way stays open.
func (g *Guide) strange(in In) (Plan, State) {
	s := in.State.begin(in.Reading)
	ranked := g.rank(in, in.Items, s)
	plan, s := g.nothing(in, s, ranked)
	if plan.Outcome == Declined && in.kinds.Of(kind.Service) >= worth && len(ranked) > 0 && ranked[0].Score >= floor {
		plan.Beside = g.lines(ranked, maxOffer, near)
		s.Offer = plan.Beside
	}
	return plan, s
}

// nothing was found: the nearest passages, the offer of a person.
func (g *Guide) nothing(in In, s State, ranked []Candidate) (Plan, State) {
	s.Misses++
	if s.Misses > 2 {
		return Plan{Outcome: HandedOff, Reason: Stuck, Act: ToHuman, Ranked: ranked}, s
	}
	return Plan{Outcome: Declined, Reason: NoSource, Act: Refuse, Ranked: ranked}, s
}

// missing says that the edition does not have what is meant, and names the
// nearest items where one of them may be.
func (g *Guide) missing(in In, s State, ranked []Candidate, gone absence, sure float64) (Plan, State) {
	plan, s := g.nothing(in, s, ranked)
	plan.Sure = sure
	if plan.Outcome != Declined {
		return plan, s
	}
	plan.About = gone.name
	if sure >= worth {
		plan.Beside = g.lines(ranked, maxOffer, near)
		s.Offer = plan.Beside
	}
	return plan, s
}

// offer shows candidates to choose from.
func (g *Guide) offer(s State, offered []string, ranked []Candidate) Plan {
	plan := Plan{Outcome: Offered, Reason: Partial, Act: Offer, Offer: offered, Ranked: ranked}
	if g.Between(offered) {
		plan.Act = Offices
	}
	return plan
}

// find1 returns the situation with the id.
func find1(all []knowledge.Situation, id string) (knowledge.Situation, bool) {
	i := slices.IndexFunc(all, func(s knowledge.Situation) bool { return s.ID == id })
	if i < 0 {
		return knowledge.Situation{}, false
	}
	return all[i], true
}
