package guide

import (
	"slices"
	"strings"
	"unicode/utf8"

	"wenban/assistant/read"
	"wenban/knowledge/index"
)

// aboutFocus takes the words as something more about the subject of the talk: a
// detail of it, a correction, another fact. What names nothing else stays with
// it, even where it changes nothing: then the plan says so (Unheard).
func (g *Guide) aboutFocus(in In) (Plan, State, bool) {
	s, r := in.State, in.Reading
	if s.Focus == "" || r.Elsewhere != "" || r.Intent == read.Policy {
		return Plan{}, s, false
	}
	if r.Intent == read.Detail {
		s.Asking = ""
		plan, next := g.focus(in, s, s.Focus)
		return plan, next, true
	}
	if g.leaves(in) {
		return Plan{}, s, false
	}
	if found := g.correction(in); len(found) > 0 {
		plan, next := g.focus(in, s.heard(r.Said()).answerAll(s.Focus, found), s.Focus)
		return plan, next, true
	}
	if r.Corrects {
		return Plan{}, s, false
	}
	return g.unheard(in)
}

// unheard stays with the subject when the words say nothing that changes it. A
// question that stays unanswered three times goes to a person.
func (g *Guide) unheard(in In) (Plan, State, bool) {
	s := in.State
	named := len(in.Items) > 0 && in.Items[0].ID == s.Focus || in.Reading.Region != ""
	misses := s.Misses
	if !named && s.Asking != "" {
		misses++
	}
	if misses > 2 {
		s.Misses = misses
		return Plan{Outcome: HandedOff, Reason: Stuck, Act: ToHuman, Item: s.Focus}, s, true
	}
	if in.Reading.Region != "" && len(in.Reading.Details) == 0 && wants.MatchString(in.Reading.Text) {
		in.Reading.Details = []string{"place"} // 青岭县也能办吗
	}
	before := s.answers(s.Focus)
	plan, next := g.focus(in, s.heard(in.Reading.Said()), s.Focus)
	next.Misses = misses
	plan.Unheard = len(plan.Details) == 0 && !named && next.Focus == s.Focus && len(before) == len(next.answers(s.Focus))
	return plan, next, true
}

// leaves reports whether the words name something else than the subject of the
// talk: another item by its name, or one that is asked for and fits much better
// than the subject does. A statement without a request never leaves.
func (g *Guide) leaves(in In) bool {
	if in.Reading.Intent != read.Find {
		return false
	}
	top, own := lead(in)
	text := in.Reading.Text
	switch {
	case top.ID == "" || top.ID == in.State.Focus || top.Score < strong:
		return false
	case in.Reading.Region != "" && top.Exact == "" && utf8.RuneCountInString(text) <= placeOnly:
		return false // 青岭县也能办吗 names a place and nothing else
	case g.called(in.State.Focus, in.Core), unsure.MatchString(text) && !asksHow.MatchString(text):
		return false
	case top.Kind == index.Item && (top.Exact != "" || g.called(top.ID, in.Core)):
		return own < top.Score*0.7 || apart(in, top)
	case apart(in, top) && own < top.Score*foreignTo && len(g.inferred(in)) == 0:
		return true // 身份证丢了，我自己补办, said of an allowance
	case !wants.MatchString(text) && !amends.MatchString(text):
		return false
	case turned.MatchString(text), apart(in, top):
		return true
	case top.Kind == index.Elsewhere && own*clearly > top.Score, own >= top.Score*0.7:
		return false
	}
	return g.strikes(top) && len(g.inferred(in)) == 0
}

// placeOnly is how many characters a message has at most that names a place and no
// more than that.
const placeOnly = 8

// foreignTo is the share of the score of another item below which the subject of
// the talk has nothing to do with the words.
const foreignTo = 0.4

// clearly is by how much a service that the edition does not have must lead to
// change the subject.
const clearly = 1.6

// surely is the cosine from which an item is what was asked for.
const surely = 0.8

// apart reports whether the words mean an item and not the subject of the talk:
// 身份证丢了怎么补 is no word about the social security card, though that may be
// lost as well.
func apart(in In, top index.Hit) bool {
	own := slices.IndexFunc(in.Items, func(h index.Hit) bool { return h.ID == in.State.Focus })
	return top.Kind == index.Item && top.Vector >= surely && (own < 0 || in.Items[own].Vector < onTopic)
}

// strikes reports whether a hit is about what the words are about, not only
// about how they ask: 两个能一起办吗 fits many items a little.
func (g *Guide) strikes(h index.Hit) bool {
	return h.Score >= named || h.Vector >= 0.5
}

// inferred returns what the words of this turn alone show about the focus.
func (g *Guide) inferred(in In) map[string]Answer {
	s := in.State
	return g.Matcher.Infer(s.Focus, g.situations(s.Focus), s.answers(s.Focus), in.said(State{}), s.Asking)
}

// lead returns the best hit that was not denied, and the score of the focus.
func lead(in In) (top index.Hit, own float64) {
	for _, h := range in.Items {
		if h.ID == in.State.Focus {
			own = h.Score
		}
		if top.ID == "" && !slices.Contains(in.State.Denied, h.ID) {
			top = h
		}
	}
	return top, own
}

// called reports whether words are a part of what an item is called: 备案 of
// 异地就医备案.
func (g *Guide) called(id, words string) bool {
	words = plain(around.ReplaceAllString(words, ""))
	if n := utf8.RuneCountInString(words); n < 2 || n > 12 {
		return false
	}
	it, ok := g.Edition.Item(id)
	if !ok {
		return false
	}
	return slices.ContainsFunc(append([]string{it.Name}, it.Aliases...), func(name string) bool {
		return strings.Contains(plain(name), words)
	})
}

// correction returns the answers of the focus that the words of this turn show
// and that differ from what is known.
func (g *Guide) correction(in In) map[string]Answer {
	s := in.State
	found := g.Matcher.Infer(s.Focus, g.situations(s.Focus), nil, in.said(State{}), "")
	for id, a := range found {
		if s.Answers[s.Focus][id].Option == a.Option {
			delete(found, id)
		}
	}
	return found
}
