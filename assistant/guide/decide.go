package guide

import (
	"slices"

	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/index"
)

// Decide turns a reading and what was found into a plan, and the state of the
// talk into the next one. In order: danger first; what needs no search; an
// answer to what was asked or offered; a word about the item in focus; a new
// need.
func (g *Guide) Decide(in In) (Plan, State) {
	in.Reading = settled(in)
	if plan, ok := urgent(in.Reading); ok {
		return plan, in.State
	}
	if in.Pick != nil {
		return g.picked(in)
	}
	if in.Drop != "" {
		return g.dropped(in)
	}
	if slices.Contains(always, in.Reading.Intent) {
		plan, next, _ := g.fixed(in)
		return plan, next
	}
	if plan, next, ok := g.reply(in); ok {
		return plan, next
	}
	if plan, next, ok := g.fixed(in); ok {
		return plan, next
	}
	if plan, next, ok := g.aboutFocus(in); ok {
		return plan, next
	}
	return g.fresh(in)
}

// always are the intents that hold whatever was asked before: they are no answer
// to it.
var always = []read.Intent{read.Human, read.Restart, read.Unsafe, read.Repeat}

// urgent answers danger before anything else is looked at.
func urgent(r read.Reading) (Plan, bool) {
	switch r.Intent {
	case read.Crisis:
		return Plan{Outcome: HandedOff, Reason: Emergency, Act: ToCrisis, About: r.Category}, true
	case read.Emergency:
		return Plan{Outcome: HandedOff, Reason: Emergency, Act: ToEmergency, About: r.Category}, true
	}
	return Plan{}, false
}

// fixed answers what needs no item: a person, a greeting, a refusal.
func (g *Guide) fixed(in In) (Plan, State, bool) {
	s := in.State
	r := in.Reading
	switch r.Intent {
	case read.Human:
		return Plan{Outcome: HandedOff, Reason: WantsHuman, Act: ToHuman, Item: s.Focus}, s, true
	case read.Restart:
		return Plan{Outcome: Informed, Reason: AsGreeting, Act: Restart}, State{Region: s.Region}, true
	case read.Greeting:
		return Plan{Outcome: Informed, Reason: AsGreeting, Act: Greet, About: r.Category}, s, true
	case read.Unsafe:
		return Plan{Outcome: Declined, Reason: Unsafe, Act: Refuse, About: r.Category}, s, true
	case read.Scope, read.Abuse:
		return Plan{Outcome: Declined, Reason: OutOfScope, Act: Refuse, About: r.Category}, s, true
	case read.Empty:
		return Plan{Outcome: Asked, Reason: Partial, Act: AskNeed}, s, true
	case read.Complaint:
		return Plan{Outcome: Informed, Reason: AsComplaint, Act: Complain, Ranked: candidates(in.Items), About: r.Category}, s, true
	case read.Progress:
		return Plan{Outcome: Informed, Reason: AsProgress, Act: Track, Ranked: candidates(in.Items), Item: s.Focus}, s, true
	case read.Repeat:
		return g.again(in)
	}
	return Plan{}, s, false
}

// again says once more what stands.
func (g *Guide) again(in In) (Plan, State, bool) {
	switch {
	case in.State.Focus != "":
		plan, next := g.focus(in, in.State, in.State.Focus)
		return plan, next, true
	case len(in.State.Offer) > 0:
		return g.offer(in.State, in.State.Offer, nil), in.State, true
	}
	return Plan{Outcome: Asked, Reason: Partial, Act: AskNeed}, in.State, true
}

// picked carries out a tapped choice.
func (g *Guide) picked(in In) (Plan, State) {
	s := in.State
	switch p := in.Pick; {
	case p.Item != "":
		s.Offer = nil
		return g.focus(in, s, p.Item)
	case p.Option != "" && s.Asking != "":
		s = s.answer(s.Focus, s.Asking, Answer{Option: p.Option, From: "said"})
		return g.focus(in, s, s.Focus)
	case p.Command == "unknown" && s.Asking != "":
		s = s.answer(s.Focus, s.Asking, Answer{Option: Unknown, From: "unknown"})
		return g.focus(in, s, s.Focus)
	case p.Command == "human":
		return Plan{Outcome: HandedOff, Reason: WantsHuman, Act: ToHuman, Item: s.Focus}, s
	case p.Command == "restart":
		return Plan{Outcome: Informed, Reason: AsGreeting, Act: Restart}, State{Region: s.Region}
	case p.Command == "none", p.Command == "other", p.Command == "unknown":
		return g.noneOf(in)
	}
	plan, next, _ := g.again(in)
	return plan, next
}

// dropped takes back one understood answer and asks it if it still matters.
func (g *Guide) dropped(in In) (Plan, State) {
	s := in.State.forget(in.State.Focus, in.Drop)
	s.Dropped = append(slices.Clone(s.Dropped), in.Drop)
	return g.focus(in, s, s.Focus)
}

// reply reads the words as an answer to what was asked or offered last.
func (g *Guide) reply(in In) (Plan, State, bool) {
	switch {
	case in.State.Asking != "" && in.State.Focus != "":
		return g.replyToQuestion(in)
	case len(in.State.Offer) > 0:
		return g.replyToOffer(in)
	}
	return Plan{}, in.State, false
}

func (g *Guide) replyToQuestion(in In) (Plan, State, bool) {
	s, r := in.State, in.Reading
	situation, ok := find1(g.situations(s.Focus), s.Asking)
	if !ok {
		return Plan{}, s, false
	}
	answer := func(option, from, cue string) (Plan, State, bool) {
		plan, next := g.focus(in, s.heard(r.Text).answer(s.Focus, situation.ID, Answer{Option: option, From: from, Cue: cue}), s.Focus)
		return plan, next, true
	}
	switch {
	case r.Intent == read.Pick && r.Choice >= 1 && r.Choice <= len(situation.Options):
		return answer(situation.Options[r.Choice-1].ID, "said", "")
	case r.Intent == read.Unknown:
		return answer(Unknown, "unknown", "")
	case r.Intent == read.None && !r.Corrects:
		plan, next := g.noneOf(in)
		return plan, next, true
	case r.Corrects || r.Intent == read.Detail || g.leaves(in):
		return Plan{}, s, false
	}
	if o, ok := labelled(situation, r.Text); ok {
		return answer(o, "said", "")
	}
	if o, ok := yesNo(situation, r.Intent); ok {
		return answer(o, "said", "")
	}
	inferred := g.Matcher.Infer(s.Focus, g.situations(s.Focus), s.answers(s.Focus), SaidOf(r), situation.ID)
	if a, ok := inferred[situation.ID]; ok {
		return answer(a.Option, "said", a.Cue)
	}
	if len(inferred) > 0 {
		plan, next := g.focus(in, s.heard(r.Text).answerAll(s.Focus, inferred), s.Focus)
		return plan, next, true
	}
	return Plan{}, s, false
}

// leaves reports whether the words name something else than the item in focus:
// an item is found for them alone that fits much better than the focus does.
func (g *Guide) leaves(in In) bool {
	if len(in.Items) == 0 || in.Items[0].Kind == index.Elsewhere || in.Reading.Intent != read.Find {
		return false
	}
	top := in.Items[0]
	if top.ID == in.State.Focus || top.Score < strong {
		return false
	}
	own := 0.0
	for _, h := range in.Items {
		if h.ID == in.State.Focus {
			own = h.Score
		}
	}
	inferred := g.Matcher.Infer(in.State.Focus, g.situations(in.State.Focus), in.State.answers(in.State.Focus), SaidOf(in.Reading), in.State.Asking)
	return own < top.Score*0.7 && (len(inferred) == 0 || top.Exact != "")
}

func (g *Guide) replyToOffer(in In) (Plan, State, bool) {
	s, r := in.State, in.Reading
	switch {
	case r.Intent == read.Pick && r.Choice >= 1 && r.Choice <= len(s.Offer):
		plan, next := g.choose(in, s.Offer[r.Choice-1])
		return plan, next, true
	case r.Intent == read.None, r.Intent == read.No, r.Intent == read.Unknown:
		plan, next := g.noneOf(in)
		return plan, next, true
	case r.Intent == read.Yes && len(s.Offer) == 1:
		plan, next := g.choose(in, s.Offer[0])
		return plan, next, true
	}
	for _, code := range s.Offer {
		if plain(g.name(code)) == plain(r.Text) {
			plan, next := g.choose(in, code)
			return plan, next, true
		}
	}
	return Plan{}, s, false
}

func (g *Guide) choose(in In, code string) (Plan, State) {
	s := in.State
	s.Offer = nil
	return g.focus(in, s.heard(in.Reading.Text), code)
}

// noneOf puts aside what was offered or in focus and offers the next best.
func (g *Guide) noneOf(in In) (Plan, State) {
	s := in.State
	s.Denied = append(slices.Clone(s.Denied), s.Offer...)
	if s.Focus != "" && len(s.Offer) == 0 {
		s.Denied = append(s.Denied, s.Focus)
	}
	s.Focus, s.Event, s.Asking, s.Offer = "", "", "", nil
	s.Misses++
	ranked := g.rank(in, in.Joint, s)
	if s.Misses > 2 || len(ranked) == 0 {
		return Plan{Outcome: HandedOff, Reason: Stuck, Act: ToHuman, Ranked: ranked}, s
	}
	plan := g.offer(s, codes(ranked, maxOffer), ranked)
	s.Offer = plan.Offer
	return plan, s
}

// aboutFocus takes the words as something more about the item in focus: a
// detail of it, a correction, another fact.
func (g *Guide) aboutFocus(in In) (Plan, State, bool) {
	s, r := in.State, in.Reading
	if s.Focus == "" {
		return Plan{}, s, false
	}
	if r.Intent == read.Detail {
		s.Asking = ""
		plan, next := g.focus(in, s, s.Focus)
		return plan, next, true
	}
	if r.Corrects && len(g.correction(in)) == 0 || g.leaves(in) || r.Elsewhere != "" || r.Intent == read.Policy {
		return Plan{}, s, false
	}
	if found := g.correction(in); len(found) > 0 {
		plan, next := g.focus(in, s.heard(r.Text).answerAll(s.Focus, found), s.Focus)
		return plan, next, true
	}
	if len(in.Items) > 0 && in.Items[0].ID == s.Focus || r.Region != "" && len(in.Items) == 0 {
		plan, next := g.focus(in, s.heard(r.Text), s.Focus)
		return plan, next, true
	}
	if in.State.Asking != "" && (len(in.Items) == 0 || in.Items[0].Score < strong) {
		s.Misses++
		if s.Misses > 2 {
			return Plan{Outcome: HandedOff, Reason: Stuck, Act: ToHuman, Item: s.Focus}, s, true
		}
		plan, next := g.focus(in, s, s.Focus)
		return plan, next, true
	}
	return Plan{}, s, false
}

// correction returns the answers of the focus that the words of this turn show
// and that differ from what is known.
func (g *Guide) correction(in In) map[string]Answer {
	s := in.State
	found := g.Matcher.Infer(s.Focus, g.situations(s.Focus), nil, SaidOf(in.Reading), "")
	for id, a := range found {
		if s.Answers[s.Focus][id].Option == a.Option {
			delete(found, id)
		}
	}
	return found
}

func (g *Guide) situations(id string) []knowledge.Situation {
	if it, ok := g.Edition.Item(id); ok {
		return it.Situations
	}
	ev, _ := g.Edition.Event(id)
	return ev.Situations
}

func (g *Guide) name(id string) string {
	if it, ok := g.Edition.Item(id); ok {
		return it.Name
	}
	ev, _ := g.Edition.Event(id)
	return ev.Name
}
