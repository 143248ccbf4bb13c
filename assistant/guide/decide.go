package guide

import (
	"slices"

	"wenban/assistant/read"
	"wenban/assistant/read/kind"
	"wenban/knowledge"
)

// Decide turns a reading and what was found into a plan, and the state of the
// talk into the next one. In order: danger first; what needs no search; an
// answer to what was asked or offered; a word about the item in focus; a new
// need.
func (g *Guide) Decide(in In) (Plan, State) {
	in.hearing, in.meant = new(hearing), g.Meant
	var evidence Evidence
	in.Reading, in.kinds, evidence = g.settled(in)
	telling := g.telling(in)
	turned := len(telling) > 0 && !awaited(in.State)
	if turned {
		in = g.turnedTo(in, telling)
	}
	plan, next := g.decide(in)
	plan.Tracks = turned && (len(plan.Offer) > 0 || plan.Item != "")
	plan.Evidence, plan.Kinds, plan.Same = evidence, in.kinds, g.standing(in, plan)
	return plan, queued(in, plan, next)
}

func (g *Guide) decide(in In) (Plan, State) {
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
	if plan, ok := remaining(in); ok {
		return plan, in.State
	}
	if plan, next, ok := g.reply(in); ok {
		return plan, next
	}
	if plan, next, ok := g.fixed(in); ok {
		return plan, next
	}
	if plan, next, ok := g.aboutRule(in); ok {
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
		return Plan{Outcome: Informed, Reason: AsGreeting, Act: Restart}, State{Region: s.Region, Filed: s.Filed}, true
	case read.Greeting:
		return Plan{Outcome: Informed, Reason: AsGreeting, Act: Greet, About: r.Category}, s, true
	case read.Unsafe:
		return Plan{Outcome: Declined, Reason: Unsafe, Act: Refuse, About: r.Category}, s, true
	case read.Abuse:
		return Plan{Outcome: Declined, Reason: OutOfScope, Act: Refuse, About: r.Category}, s, true
	case read.Scope:
		if addsTo(in) {
			return Plan{}, s, false
		}
		if plan, next, ok := g.ofRule(in); ok {
			return plan, next, true
		}
		if !read.Routed(r.Category) && (r.Category == "" || in.kinds.Of(kind.Service) >= worth) {
			plan, next := g.strange(in)
			return plan, next, true
		}
		return offering(in, Plan{Outcome: Declined, Reason: OutOfScope, Act: Refuse, About: r.Category}, g.beside(in))
	case read.Empty, read.Repeat:
		return g.again(in)
	case read.Complaint:
		return offering(in, Plan{Outcome: Informed, Reason: AsComplaint, Act: Complain, Ranked: candidates(in.Items), About: r.Category}, g.beside(in))
	case read.Progress:
		return offering(in, Plan{Outcome: Informed, Reason: AsProgress, Act: Track, Ranked: candidates(in.Items), Item: s.Focus}, g.telling(in))
	}
	return Plan{}, s, false
}

// addsTo reports whether words that sound like no matter of a desk tell something
// to the subject of the talk: 他是越南的, said of a marriage.
func addsTo(in In) bool {
	return in.State.Focus != "" && !read.Routed(in.Reading.Category) && in.Reading.OutOf < oddly && !wants.MatchString(in.Reading.Text)
}

// oddly is OutOf from which words are foreign to a desk by themselves, whatever
// their style.
const oddly = 0.5

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

func (g *Guide) situations(id string) []knowledge.Situation {
	if it, ok := g.Edition.Item(id); ok {
		return it.Situations
	}
	ev, _ := g.Edition.Event(id)
	return ev.Situations
}

func (g *Guide) name(id string) string {
	if name, ok := g.Edition.NameOf(id); ok {
		return name
	}
	ev, _ := g.Edition.Event(id)
	return ev.Name
}
