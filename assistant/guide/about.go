package guide

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"wenban/assistant/read"
	"wenban/knowledge"
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
	if !named && s.Asking != "" && !goesHow.MatchString(in.Reading.Text) {
		misses++
	}
	if misses > 2 {
		s.Misses = misses
		return Plan{Outcome: HandedOff, Reason: Stuck, Act: ToHuman, Item: s.Focus}, s, true
	}
	in.Reading.Details = meant(in.Reading)
	before := s.answers(s.Focus)
	plan, next := g.focus(in, s.heard(in.Reading.Said()), s.Focus)
	next.Misses = misses
	plan.Unheard = len(plan.Details) == 0 && !named && next.Focus == s.Focus && len(before) == len(next.answers(s.Focus))
	return plan, next, true
}

// meant are the details that words ask for which name none: 青岭县也能办吗 the place,
// 那我该咋办 the steps.
func meant(r read.Reading) []string {
	switch {
	case len(r.Details) > 0:
		return r.Details
	case r.Region != "" && wants.MatchString(r.Text):
		return []string{"place"}
	case goesHow.MatchString(r.Text):
		return []string{"steps"}
	}
	return nil
}

// leaves reports whether the words name something else than the subject of the
// talk: another item by its name, or one that they are likelier about.
func (g *Guide) leaves(in In) bool {
	top, own := g.lead(in)
	text := in.Reading.Text
	asks := wants.MatchString(text)
	switch {
	case in.Reading.Intent != read.Find || top.ID == "" || top.ID == in.State.Focus || top.Score < strong:
		return false
	case in.Reading.Region != "" && top.Exact == "" && utf8.RuneCountInString(text) <= placeOnly:
		return false // 青岭县也能办吗 names a place and nothing else
	case g.called(in.State.Focus, in.Core), unsure.MatchString(text) && !asksHow.MatchString(text):
		return false
	case asks && turned.MatchString(text), asks && apart(top, own):
		return true
	case in.Reading.Corrects && !amends.MatchString(text) && len(g.correction(in)) > 0:
		return false // 不对，不是到期，是找不到了
	case asks && own.ID == "" && top.Score >= named && utf8.RuneCountInString(text) >= wordy:
		return true // 上海的医保能转到这边吗, said of a residence permit
	}
	return g.turnsTo(in, top, own) > 0
}

// placeOnly is how many characters a message has at most that names a place and no
// more than that.
const placeOnly = 8

// wordy is how many characters a question has at least that says what it is about.
const wordy = 10

// Weights of turnsTo, of a logistic regression over 900 pairs of turns: a question,
// and then another question (it leaves), what people say to go on (要她本人来吗,
// 他不同意怎么办), or the rest of the same story. Cosine and length tell nearly all of
// it: what goes on is short, and like nothing. Whether it asks, whether it answers
// a situation of the subject, and whether one is asked added nothing. It was right
// on .97 of them; rules with a threshold each were on .71.
const (
	staying   = -20.8
	perCosine = 13.4 // the highest with the first three hits
	perLength = 5.3  // per e-fold of what was said
	ofOwn     = -6.6 // per share of the score of the subject in that of the best hit
	calledSo  = 5.5  // the words name the best hit
	bySaying  = 5    // they say that they turn: too rare there to be fitted
)

// turnsTo is the logarithm of the odds that the words turn to the best hit.
func (g *Guide) turnsTo(in In, top, own index.Hit) float64 {
	text := in.Reading.Text
	z := staying + perCosine*g.alikeness(in) + perLength*math.Log(length([]string{text}))
	named := top.Exact != "" || g.called(top.ID, in.Core)
	if named {
		z += calledSo
	}
	if !named || own.ID != top.ID { // an item of the life event that is spoken of, called by its name
		z += ofOwn * own.Score / top.Score
	}
	if turned.MatchString(text) || whatOf.MatchString(text) {
		z += bySaying
	}
	return z
}

// alikeness is the highest cosine of the first three hits that are not the
// subject of the talk; in the middle where there is no embedder.
func (g *Guide) alikeness(in In) (best float64) {
	for _, h := range in.Items[:min(3, len(in.Items))] {
		if h.ID != in.State.Focus {
			best = max(best, cosine(Candidate{Vector: h.Vector}))
		}
	}
	return best
}

// surely is the cosine from which an item is what was asked for.
const surely = 0.8

// apart reports whether the words mean an item and not the subject of the talk:
// 身份证丢了怎么补 is no word about the social security card, though that may be
// lost as well.
func apart(top, own index.Hit) bool {
	return top.Kind == index.Item && top.Vector >= surely && own.Vector < onTopic
}

// inferred returns what the words of this turn alone show about the focus.
func (g *Guide) inferred(in In) map[string]Answer {
	s := in.State
	return g.Matcher.Infer(s.Focus, g.situations(s.Focus), s.answers(s.Focus), in.said(State{}), s.Asking)
}

// lead returns the best hit that was not denied, and that of the subject: of a
// life event the best of its items.
func (g *Guide) lead(in In) (top, own index.Hit) {
	ev, _ := g.Edition.Event(in.State.Focus)
	for _, h := range in.Items {
		mine := h.ID == in.State.Focus || slices.ContainsFunc(ev.Items, func(it knowledge.EventItem) bool { return it.Code == h.ID })
		if mine && own.ID == "" {
			own = h
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
