package guide

import (
	"slices"

	"wenban/knowledge"
)

// picked carries out a tapped choice.
func (g *Guide) picked(in In) (Plan, State) {
	s := in.State
	switch p := in.Pick; {
	case p.Item != "":
		return g.take(in, p.Item)
	case p.Option != "" && s.Asking != "":
		s = s.answer(s.Focus, s.Asking, Answer{Option: p.Option, From: "said"})
		return g.focus(in, s, s.Focus)
	case p.Command == "unknown" && s.Asking != "":
		s = s.answer(s.Focus, s.Asking, Answer{Option: Unknown, From: "unknown"})
		return g.focus(in, s, s.Focus)
	case p.Command == "human":
		return Plan{Outcome: HandedOff, Reason: WantsHuman, Act: ToHuman, Item: s.Focus}, s
	case p.Command == "restart":
		return Plan{Outcome: Informed, Reason: AsGreeting, Act: Restart}, State{Region: s.Region, Filed: s.Filed}
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

// choose takes the item that the citizen chose himself. From then on what he
// said before leads him to no other one: he knows better.
func (g *Guide) choose(in In, code string) (Plan, State) {
	s := in.State
	s.Offer = nil
	s.Denied = slices.DeleteFunc(slices.Clone(s.Denied), func(d string) bool { return d == code })
	return g.focus(in, g.stay(s.heard(in.Reading.Said()), in, code), code)
}

// stay answers the situations whose answer, by the words said so far, would
// lead away from an item: with the one way to go on, where there is one;
// otherwise they will be asked.
func (g *Guide) stay(s State, in In, code string) State {
	for {
		s = g.takeWords(in, s, code)
		end, ok := g.endingWith(code, s)
		if !ok || end.option.Redirect == "" {
			return s
		}
		s = g.ignore(s, code, end.situation)
	}
}

// ignore takes back the answer to a situation that words gave.
func (g *Guide) ignore(s State, code string, sit knowledge.Situation) State {
	if o, ok := onlyWay(sit); ok {
		return s.answer(code, sit.ID, Answer{Option: o, From: "said"})
	}
	s = s.forget(code, sit.ID)
	s.Dropped = append(slices.Clone(s.Dropped), sit.ID)
	return s
}

// offered are the items that an offer named, and those of the same names: a line
// stands for all of them.
func (g *Guide) offered(offer []string) (all []string) {
	for _, code := range offer {
		if same := g.Edition.Namesakes(code); len(same) > 0 {
			all = append(all, same...)
		} else {
			all = append(all, code)
		}
	}
	return all
}

// noneOf puts aside what was offered or in focus and offers the next best.
func (g *Guide) noneOf(in In) (Plan, State) {
	s := in.State
	s.Denied = append(slices.Clone(s.Denied), g.offered(s.Offer)...)
	if s.Focus != "" && len(s.Offer) == 0 {
		s.Denied = append(s.Denied, s.Focus)
	}
	s.Focus, s.Event, s.Asking, s.Offer = "", "", "", nil
	s.Misses++
	ranked := g.rank(in, in.Joint, s)
	if s.Misses > 2 || len(ranked) == 0 {
		return Plan{Outcome: HandedOff, Reason: Stuck, Act: ToHuman, Ranked: ranked}, s
	}
	plan := g.offer(s, g.alone(in, g.lines(ranked, maxMore, lessNear)), ranked)
	s.Offer = plan.Offer
	return plan, s
}
