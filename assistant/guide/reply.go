package guide

import (
	"strings"
	"unicode/utf8"

	"wenban/assistant/read"
	"wenban/knowledge"
)

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
	if r.Intent == read.None && !r.Corrects {
		plan, next := g.noneOf(in)
		return plan, next, true
	}
	found, ok := direct(situation, r)
	if !ok && !r.Corrects && r.Intent != read.Detail && !g.leaves(in) {
		found = g.inferred(in)
		if a, asked := found[s.Asking]; asked {
			a.From = "said"
			found = map[string]Answer{s.Asking: a}
		}
	}
	if len(found) == 0 {
		return Plan{}, s, false
	}
	plan, next := g.focus(in, s.heard(r.Said()).answerAll(s.Focus, found), s.Focus)
	return plan, next, true
}

// direct reads words that answer a question and can mean nothing else: a
// number, a label, 是, 不知道.
func direct(s knowledge.Situation, r read.Reading) (map[string]Answer, bool) {
	said := func(option, from string) (map[string]Answer, bool) {
		return map[string]Answer{s.ID: {Option: option, From: from}}, true
	}
	switch {
	case r.Intent == read.Pick && r.Choice >= 1 && r.Choice <= len(s.Options):
		return said(s.Options[r.Choice-1].ID, "said")
	case r.Intent == read.Unknown:
		return said(Unknown, "unknown")
	}
	if o, ok := labelled(s, r.Text); ok {
		return said(o, "said")
	}
	if o, ok := yesNo(s, r.Intent); ok {
		return said(o, "said")
	}
	if o, ok := beginsLabel(s, r.Text); ok {
		return said(o, "said")
	}
	return nil, false
}

// beginsLabel returns the one option whose label the text begins: 第一次, of
// 第一次申领.
func beginsLabel(s knowledge.Situation, text string) (id string, ok bool) {
	text = terse(text)
	if utf8.RuneCountInString(text) < 3 {
		return "", false
	}
	for _, o := range s.Options {
		if strings.HasPrefix(terse(o.Label), text) {
			if id != "" {
				return "", false
			}
			id = o.ID
		}
	}
	return id, id != ""
}

func (g *Guide) replyToOffer(in In) (Plan, State, bool) {
	s, r := in.State, in.Reading
	switch {
	case r.Intent == read.Pick && r.Choice >= 1 && r.Choice <= len(s.Offer):
		plan, next := g.take(in, s.Offer[r.Choice-1])
		return plan, next, true
	case r.Intent == read.None, r.Intent == read.No:
		plan, next := g.noneOf(in)
		return plan, next, true
	case r.Intent == read.Unknown:
		plan, next := g.undecided(s)
		return plan, next, true
	case r.Intent == read.Yes && len(s.Offer) == 1:
		plan, next := g.take(in, s.Offer[0])
		return plan, next, true
	case r.Intent == read.Detail:
		s.Details = r.Details
		plan := g.offer(s, s.Offer, nil)
		plan.Details = r.Details
		return plan, s, true
	}
	if code, ok := g.officeSaid(in); ok {
		plan, next := g.choose(in, code)
		return plan, next, true
	}
	for _, code := range s.Offer {
		if plain(g.name(code)) == plain(r.Text) {
			plan, next := g.take(in, code)
			return plan, next, true
		}
	}
	code, ok := g.narrowed(in)
	switch {
	case ok && len(g.offices(in, code)) > 1:
		in.State = s.heard(r.Said())
		plan, next := g.take(in, code)
		return plan, next, true
	case ok:
		plan, next := g.focus(in, s.heard(r.Said()), code)
		return plan, next, true
	}
	return Plan{}, s, false
}

// undecided offers once more to who cannot tell which one it is: that none fits
// nobody said. Who cannot tell it three times is helped by a person.
func (g *Guide) undecided(s State) (Plan, State) {
	s.Misses++
	if s.Misses > 2 {
		return Plan{Outcome: HandedOff, Reason: Stuck, Act: ToHuman}, s
	}
	return g.offer(s, s.Offer, nil), s
}

// narrowed returns the offered item that the new words single out: the best
// found for them alone and, among the offered, for all that was said.
func (g *Guide) narrowed(in In) (code string, ok bool) {
	if len(in.Items) == 0 || in.Items[0].Score < strong || in.Reading.Intent != read.Find || g.Between(in.State.Offer) {
		return "", false
	}
	if code = g.line(in.State.Offer, in.Items[0].ID); code == "" {
		return "", false
	}
	for _, h := range in.Joint {
		if line := g.line(in.State.Offer, h.ID); line != "" {
			return code, line == code
		}
	}
	return "", false
}
