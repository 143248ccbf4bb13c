package guide

import (
	"slices"

	"wenban/assistant/read"
	"wenban/knowledge"
)

// focus makes an item or a life event the subject of the talk: takes from the
// words what they answer, follows redirects, and either asks the next question
// or is complete. A redirect to what the citizen said it is not is not followed.
func (g *Guide) focus(in In, s State, id string) (Plan, State) {
	plan, next := g.subject(in, s, id)
	plan.Ranked = g.rank(in, in.Items, next)
	return plan, next
}

// subject is focus for who has ranked the candidates already.
func (g *Guide) subject(in In, s State, id string) (Plan, State) {
	if len(in.Reading.Details) == 0 {
		in.Reading.Details = s.Details
	}
	s.Details = nil
	if _, ok := g.Edition.Event(id); ok {
		return g.focusEvent(in, s, id)
	}
	id, from, s := g.follow(in, s, id)
	s.Focus, s.Offer, s.Misses = id, nil, 0
	return g.itemPlan(in, s, from)
}

// follow goes from item to item where the words lead elsewhere; from is the last
// one left, or "". Words that lead back, or to what was denied, are not taken.
func (g *Guide) follow(in In, s State, id string) (to, from string, next State) {
	for seen := []string{}; ; {
		s = g.takeWords(in, s, id)
		end, ok := g.endingWith(id, s)
		target := end.option.Redirect
		_, exists := g.Edition.Item(target)
		barred := slices.Contains(seen, target) || slices.Contains(s.Denied, target)
		switch {
		case !ok || !exists, barred && s.Answers[id][end.situation.ID].From != "words" && slices.Contains(seen, target):
			return id, from, s
		case barred && s.Answers[id][end.situation.ID].From == "words":
			s = g.ignore(s, id, end.situation)
		default:
			seen, from, id = append(seen, id), id, target
		}
	}
}

// takeWords adds what the words of the topic show about an item.
func (g *Guide) takeWords(in In, s State, id string) State {
	all := g.situations(id)
	found := g.Matcher.Infer(id, all, s.answers(id), g.said(in, s, id), "")
	for _, d := range s.Dropped {
		delete(found, d)
	}
	s = s.answerAll(id, found)
	kept := prune(all, s.answers(id))
	for sit := range s.Answers[id] {
		if _, ok := kept[sit]; !ok {
			s = s.forget(id, sit)
		}
	}
	return s
}

// said is what is held against the situations of an item or life event: nothing
// where it has none.
func (g *Guide) said(in In, s State, id string) Said {
	if g.Matcher.owners[id] == nil {
		return Said{}
	}
	return in.said(s)
}

// ending is an option that ends an item: a stop or a redirect.
type ending struct {
	situation knowledge.Situation
	option    knowledge.Option
}

// endingWith returns the answer known of an item that ends it there, if any.
func (g *Guide) endingWith(id string, s State) (end ending, ok bool) {
	a := s.answers(id)
	for _, sit := range reached(g.situations(id), known(a)) {
		if o, ok := option(sit, a[sit.ID]); ok && (o.Redirect != "" || o.Stop != "") {
			return ending{sit, o}, true
		}
	}
	return ending{}, false
}

func (g *Guide) itemPlan(in In, s State, from string) (Plan, State) {
	it, _ := g.Edition.Local(s.Focus, s.Region)
	plan := Plan{Outcome: Answered, Reason: Complete, Act: ShowItem, Item: s.Focus, From: from, Answers: s.answers(s.Focus), Details: in.Reading.Details}
	if end, ok := g.endingWith(s.Focus, s); ok && end.option.Redirect == "" {
		plan.Act, plan.Stop = ShowStop, &end.option
		s.Asking, s.Told = "", true
		return plan, s
	}
	plan.Answers, plan.Presumed = presume(it.Situations, plan.Answers, s.Dropped, g.hints(in, s))
	next, open := ItemTree(it).Next(plan.Answers)
	if len(plan.Details) > 0 {
		plan.Act = ShowDetail
	}
	if !open {
		s.Asking, s.Asks, s.Told = "", 0, true
		return plan, s
	}
	if in.State.Told && in.State.Focus == s.Focus && plan.Act == ShowDetail {
		s.Asking = ""
		return plan, s
	}
	plan.Outcome, plan.Reason, plan.Ask = Asked, Partial, &next
	s.Asking = next.ID
	s.Asks++
	return plan, s
}

// hints tells presume what the words of the topic hint at.
func (g *Guide) hints(in In, s State) func(knowledge.Situation, string) bool {
	said := g.said(in, s, s.Focus)
	return func(sit knowledge.Situation, ordinary string) bool {
		return g.Matcher.Hints(s.Focus, sit, said, ordinary)
	}
}

func (g *Guide) focusEvent(in In, s State, id string) (Plan, State) {
	s = g.takeWords(in, s, id)
	s.Focus, s.Event, s.Offer, s.Misses = id, id, nil, 0
	ev, _ := g.Edition.Event(id)
	plan := Plan{Outcome: Answered, Reason: Complete, Act: ShowEvent, Event: id, Answers: s.answers(id)}
	if in.State.Focus == id {
		plan.Details = in.Reading.Details // which papers asks a newcomer anyway
	}
	next, open := g.nexts.of(ev, s.answers(id))
	if !open {
		s.Asking, s.Asks, s.Told = "", 0, true
		return plan, s
	}
	plan.Outcome, plan.Reason, plan.Ask = Asked, Partial, &next
	s.Asking = next.ID
	s.Asks++
	return plan, s
}

// Infer returns what the words of a talk show about an item that is not in
// focus: one of the items of a life event.
func Infer(g *Guide, it knowledge.Item, s State) knowledge.Answers {
	a := s.answers(it.Code)
	for id, x := range g.Matcher.Infer(it.Code, it.Situations, a, s.saidWith(read.Reading{}, g.Meant), "") {
		a[id] = x.Option
	}
	return a
}
