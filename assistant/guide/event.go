package guide

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"wenban/assistant/read"
	"wenban/assistant/read/kind"
	"wenban/knowledge/index"
)

// Whether all is wanted that an event in life brings, or one thing of it, the
// words tell by their style (kind.Whole) and the search by which of the two fits
// better. Who tells of a death and asks for the house wants the house; who tells of
// a death and nothing else is lost, and wants to know what is to be done. Weights
// of a logistic regression over eval/testdata/whole.tsv and the questions of four
// authors for items and events, which are five to one; halved, each half is told
// as well by the other's. The first was raised by one when the classifier learned
// twice as many people, of whom few want all of an event. The number of steps that
// were named, and whether the best item is one of them, added nothing.
const (
	aWhole   = 2.2  // of both alike
	overItem = 2.5  // per e-fold of the score of the event over that of the best item
	ofStyled = 1.1  // per unit of the odds of style
	atMost   = 2.5  // of which no more count
	ofCloser = 2.0  // per unit of cosine that it is closer than the item
	ofTitle  = -0.4 // the item's name stands there word for word
	atLeast  = 0.55 // share of the score of the item that an event needs
	wanted   = 0.5
)

// event returns the life event that is meant: it is named, or what was said is
// hardly more than a cue of it, or it is likelier that all of it is wanted than one
// thing.
func (g *Guide) event(in In, ranked []Candidate) (string, bool) {
	if len(in.Events) == 0 {
		return "", false
	}
	top, item := in.Events[0], Candidate{}
	if len(ranked) > 0 {
		item = ranked[0]
	}
	switch {
	case strings.Contains(in.Reading.Text, g.name(top.ID)):
		return top.ID, true
	case in.onlyDeath():
		return top.ID, top.Score >= floor
	case fills(top.Exact, in.Reading.Text):
		return top.ID, item.Exact == "" || len(top.Exact) > len(item.Exact)
	}
	return top.ID, top.Score >= floor && !separate(in) && wholly(top, item, in.Reading.Kind) >= wanted
}

// onlyDeath reports that a death is told and nothing else (我妈走了): nothing of what
// it brings is asked for before the rest.
func (in In) onlyDeath() bool {
	if in.meant == nil || len(in.Reading.Clauses) == 0 || awaited(in.State) {
		return false
	}
	return !slices.ContainsFunc(in.Reading.Clauses, func(c read.Clause) bool { return c.Negated || !in.meant(c.Text).Death })
}

// separate reports that all of an event cannot be meant whatever the style: several
// things are asked for, each by itself (换法人,公章也要换), or something is awaited or
// spoken of (两个能一起办吗).
func separate(in In) bool {
	return len(in.Reading.Needs) > 1 || len(in.State.Queue) > 0 || awaited(in.State) || pointsBack(in)
}

// wholly is how likely all of an event is wanted and not the item.
func wholly(event index.Hit, item Candidate, style kind.Shares) float64 {
	share := (event.Score + 0.1) / (item.Score + 0.1)
	if share < atLeast {
		return 0
	}
	z := aWhole + overItem*math.Log(share) + ofCloser*(event.Vector-item.Vector) + ofStyled*min(atMost, odds(style.Of(kind.Whole), 1e-3))
	if item.Exact != "" {
		z += ofTitle
	}
	return sigmoid(z)
}

// fills reports that what the citizen said is hardly more than a name or a cue that
// stands in it; "" is none.
func fills(exact, text string) bool {
	return exact != "" && utf8.RuneCountInString(exact)*10 >= utf8.RuneCountInString(text)*8
}
