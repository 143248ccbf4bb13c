package guide

import (
	"slices"
	"unicode/utf8"

	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/sieve"
)

// Bounds of what a passage needs to answer a question about a rule.
const (
	onTopic  = 0.6  // cosine from which a passage is about what was asked
	stands   = 0.42 // score from which it answers who asks for a rule
	beside   = 0.5  // share of the score of the best item it then needs
	clearer  = 1.1  // how much better one not in force must be than all that is
	linked   = 0.35 // score from which it answers where its document governs what the words are about
	akin     = 0.45 // cosine it then needs
	heard    = 0.3  // share of a question of right that it must have in common
	outright = 1.2  // how much better than every item it must be where no rule was asked for
)

// LeastOther is the score below which a passage of a document not in force (In.Others)
// changes nothing.
const LeastOther = stands

// aboutRule answers a question about a rule while something else is the subject
// of the talk: what the passage says is no word about that.
func (g *Guide) aboutRule(in In) (Plan, State, bool) {
	s := in.State
	if d, ok := g.Edition.Document(s.Rule); ok && dated.MatchString(in.Reading.Text) && utf8.RuneCountInString(in.Reading.Text) <= 10 {
		return Plan{Outcome: Answered, Reason: Complete, Act: Dates, About: d.ID, Item: s.Focus}, s, true
	}
	if s.Focus == "" || in.Reading.Intent == read.Detail || in.Reading.Elsewhere != "" {
		return Plan{}, s, false
	}
	if s.Asking != "" && len(g.inferred(in)) > 0 && in.Reading.Intent != read.Policy {
		return Plan{}, s, false
	}
	if plan, ok := g.replaced(in); ok {
		next := s.begin(in.Reading)
		next.Rule = plan.Rule
		return plan, next, true
	}
	return g.policy(in, s)
}

// policy answers a question about a rule with the passages that say it, and
// names the item it is about where there is one.
func (g *Guide) policy(in In, s State) (Plan, State, bool) {
	if !g.quotable(in) {
		return Plan{}, s, false
	}
	plan := Plan{Outcome: Answered, Reason: Complete, Act: Quote, Passages: telling(in), Ranked: candidates(in.Items)}
	if own := ownBest(in); own.Score >= named {
		plan.Item = own.ID
		s = s.begin(in.Reading)
		s.Focus = own.ID
	}
	s.Rule, s.Asking, s.Offer = in.Passages[0].ID, "", nil
	return plan, s, true
}

// ofRule answers what sounds like no matter of a desk with the rule that says it:
// 切好的西瓜算不算凉菜. The rule must govern what the words are nearest to.
func (g *Guide) ofRule(in In) (Plan, State, bool) {
	if len(in.Passages) == 0 || !ruled.MatchString(in.Reading.Text) || !g.governs(in.Passages[0].ID, in.Items) {
		return Plan{}, in.State, false
	}
	return g.policy(in, in.State.begin(in.Reading))
}

// telling returns the three passages to quote, without those that only say what
// a document is for and from when it holds, unless nothing else is left.
func telling(in In) []index.Hit {
	var out []index.Hit
	for _, h := range in.Passages {
		if len(out) < maxQuoted && (in.Reading.Intent == read.Policy || !formal.MatchString(h.Text)) && h.ID == in.Passages[0].ID {
			out = append(out, h)
		}
	}
	if len(out) == 0 {
		return in.Passages[:min(maxQuoted, len(in.Passages))]
	}
	return out
}

const maxQuoted = 3

// formal matches articles of the frame of a document.
var formal = sieve.Compile(`制定本|本(办法|细则|规定|通知)自.{4,16}起(施行|实施)|追究|移送司法|(办法|细则|规定)所称`)

// quotable reports whether the best passage answers: outright, or because a rule
// was asked for, of which the fields of an item tell nothing.
func (g *Guide) quotable(in In) bool {
	if len(in.Passages) == 0 {
		return false
	}
	p, own := in.Passages[0], ownBest(in)
	if ruled.MatchString(in.Reading.Text) && p.Score >= linked && p.Vector >= akin && g.governs(p.ID, in.Items) {
		return true
	}
	if p.Vector < onTopic && p.Cover < named {
		return false
	}
	if in.Reading.Intent == read.Policy || ruled.MatchString(in.Reading.Text) {
		return p.Score >= stands && p.Score >= own.Score*beside
	}
	need := own.Score * outright
	if wondered.MatchString(in.Reading.Text) && own.Exact == "" && own.Vector < onTopic && p.Cover >= heard {
		need = own.Score // no item is about it, and the question is one of right
	}
	return p.Score >= strong && p.Score >= need && p.Vector >= onTopic
}

// governs reports that a document is the rule of an item that is among the first
// few found: the search by words and the link that a curator made agree.
func (g *Guide) governs(id string, hits []index.Hit) bool {
	d, ok := g.Edition.Document(id)
	if !ok {
		return false
	}
	own := index.Listed(hits)
	return slices.ContainsFunc(own[:min(few, len(own))], func(h index.Hit) bool { return slices.Contains(d.Items, h.ID) })
}

// few is how many items count as what the words are about.
const few = 3

// ownBest is the best item that the edition has.
func ownBest(in In) index.Hit {
	for _, h := range in.Items {
		if h.Kind != index.Elsewhere {
			return h
		}
	}
	return index.Hit{}
}

// expired reports that the words are about something that is no longer, or not
// yet, in force, where nothing in force fits them as well.
func (g *Guide) expired(in In, s State) (Plan, State, bool) {
	if plan, ok := g.replaced(in); ok {
		s.Rule = plan.Rule
		return plan, s, true
	}
	if it, ok := g.lapsed(in); ok {
		return Plan{Outcome: Declined, Reason: Expired, Act: Refuse, About: it.Name, Since: it.Effective.To, Ranked: candidates(in.Items)}, s, true
	}
	if d, ok := g.Edition.Document(in.State.Rule); ok && in.State.Focus == "" && follows.MatchString(in.Reading.Text) && d.Effective.Over(in.At) {
		s.Rule = d.ID
		return g.ended(in, d), s, true // 那2026年有没有
	}
	d, ok := g.other(in)
	if !ok || d.Effective.NotYet(in.At) {
		return Plan{}, s, false
	}
	s.Rule = d.ID
	return g.ended(in, d), s, true
}

func (g *Guide) ended(in In, d knowledge.Document) Plan {
	next, _ := g.Edition.Successor(d.ID)
	return Plan{Outcome: Declined, Reason: Expired, Act: Refuse, About: d.Title, Since: d.Effective.To, Next: next.ID, Rule: d.ID, Ranked: candidates(in.Items)}
}

// other returns the document not in force that the words are about: a passage of
// it fits clearly, and better than any in force or any item the edition has.
func (g *Guide) other(in In) (knowledge.Document, bool) {
	if len(in.Others) == 0 {
		return knowledge.Document{}, false
	}
	top := in.Others[0]
	best := ownBest(in).Score
	if len(in.Passages) > 0 {
		best = max(best, in.Passages[0].Score)
	}
	if top.Score < stands || top.Vector < onTopic || top.Score < best*clearer {
		return knowledge.Document{}, false
	}
	return g.Edition.Document(top.ID)
}
