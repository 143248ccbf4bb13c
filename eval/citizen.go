package eval

import (
	"slices"

	"wenban/assistant"
	"wenban/assistant/guide"
	"wenban/knowledge"
)

// MaxTurns is after how many messages a simulated citizen gives up.
const MaxTurns = 10

// Move is what the simulated citizen (模拟市民) does next.
type Move struct {
	Kind MoveKind `json:"kind"`
	Text string   `json:"text,omitempty"` // what is said
	Pick string   `json:"pick,omitempty"` // or the id of the choice that is tapped
}

// MoveKind says what a move is.
type MoveKind string

// The kinds of moves.
const (
	Says    MoveKind = "says"    // words of the case
	Picks   MoveKind = "picks"   // an offered item
	Rejects MoveKind = "rejects" // 都不是, 不是这件事
	Answers MoveKind = "answers" // a situation that the case knows
	Unsure  MoveKind = "unsure"  // 不知道: a situation that the case does not know
)

// Next returns what the citizen of a case does after the replies so far, or
// false when there is nothing more to do: it is answered, refused or handed
// over and nothing beside that is what it came for, nothing fits, or it has gone on for MaxTurns messages. The words of the
// case come first, whatever is replied to them.
func Next(c Case, e *knowledge.Edition, replies []assistant.Reply) (Move, bool) {
	if words := c.Words(); len(replies) < len(words) {
		return Move{Kind: Says, Text: words[len(replies)]}, true
	}
	if len(replies) >= MaxTurns {
		return Move{}, false
	}
	switch last := replies[len(replies)-1]; last.Outcome {
	case guide.Offered:
		return choose(c, e, last.Choices)
	case guide.Asked:
		return answer(c, e, last)
	default:
		return beside(c, last.Choices)
	}
}

// beside takes an item that is offered beside a route or a refusal, where it is
// what the citizen came for.
func beside(c Case, choices []assistant.Choice) (Move, bool) {
	for _, choice := range choices {
		if c.Expect == Item && slices.ContainsFunc(c.Items, func(code string) bool { return leads(choice, code) }) {
			return Move{Kind: Picks, Pick: choice.ID}, true
		}
	}
	return Move{}, false
}

// leads reports whether a choice is an item, or stands for it among those of its
// name.
func leads(choice assistant.Choice, code string) bool {
	return choice.Item != "" && (choice.Item == code || slices.Contains(choice.Same, code))
}

// choose takes the best acceptable choice of an offer, else says that it is
// none of them.
func choose(c Case, e *knowledge.Edition, choices []assistant.Choice) (Move, bool) {
	for _, code := range c.wanted() {
		for _, choice := range choices {
			if leads(choice, code) {
				return Move{Kind: Picks, Pick: choice.ID}, true
			}
		}
	}
	for _, choice := range choices {
		if c.Expect == Event && c.fitsEvent(e, choice.Item) {
			return Move{Kind: Picks, Pick: choice.ID}, true
		}
	}
	return command(choices, Rejects, "none", "other")
}

// answer answers the question about a situation, or says that it is about
// something else. Where an option leads over to an acceptable item, that is
// the answer: it is what the citizen came for.
func answer(c Case, e *knowledge.Edition, r assistant.Reply) (Move, bool) {
	if r.Ask == nil {
		return Move{}, false
	}
	own := c.fits(e, r.Ask.Item)
	if id, ok := redirect(c, e, r); ok && !own {
		return Move{Kind: Answers, Pick: id}, true
	}
	switch {
	case r.Ask.Item == "" && r.Ask.Situation == "":
		return choose(c, e, r.Choices)
	case r.Ask.Item != "" && !own && r.Ask.Item != c.RedirectFrom:
		return command(r.Choices, Rejects, "other", "none")
	}
	for _, choice := range r.Choices {
		if choice.Option != "" && slices.Contains(c.knows(r.Ask.Situation), choice.Option) {
			return Move{Kind: Answers, Pick: choice.ID}, true
		}
	}
	return command(r.Choices, Unsure, "unknown")
}

// redirect returns the choice whose option leads over to an acceptable item.
func redirect(c Case, e *knowledge.Edition, r assistant.Reply) (id string, ok bool) {
	item, _ := e.Item(r.Ask.Item)
	for _, code := range c.Items {
		for _, s := range item.Situations {
			for _, o := range s.Options {
				if s.ID == r.Ask.Situation && o.Redirect == code {
					i := slices.IndexFunc(r.Choices, func(x assistant.Choice) bool { return x.Option == o.ID })
					if i >= 0 {
						return r.Choices[i].ID, true
					}
				}
			}
		}
	}
	return "", false
}

// command taps the first of the named commands that is there.
func command(choices []assistant.Choice, kind MoveKind, names ...string) (Move, bool) {
	for _, name := range names {
		for _, choice := range choices {
			if choice.Command == name {
				return Move{Kind: kind, Pick: choice.ID}, true
			}
		}
	}
	return Move{}, false
}

// knows returns the options the citizen would give to a situation, or the
// region to a question for the region.
func (c Case) knows(situation string) []string {
	var options []string
	for _, known := range []knowledge.Answers{c.Answers, c.Situation} {
		if o, ok := known[situation]; ok {
			options = append(options, o)
		}
	}
	if situation == "region" && c.Region != "" {
		options = append(options, c.Region)
	}
	return options
}

// wanted returns what the citizen takes of an offer, best first.
func (c Case) wanted() []string {
	if c.RedirectFrom == "" {
		return c.Items
	}
	return append(slices.Clone(c.Items), c.RedirectFrom)
}

// fits reports whether an id in focus is what the case is about.
func (c Case) fits(e *knowledge.Edition, id string) bool {
	return id != "" && (slices.Contains(c.Items, id) || c.Expect == Event && c.fitsEvent(e, id))
}

// fitsEvent reports whether id is a life event of the case: named in Items, or
// one that covers all items that are.
func (c Case) fitsEvent(e *knowledge.Edition, id string) bool {
	ev, ok := e.Event(id)
	if !ok {
		return false
	}
	if slices.Contains(c.Items, id) {
		return true
	}
	for _, want := range c.Items {
		if !slices.ContainsFunc(ev.Items, func(x knowledge.EventItem) bool { return x.Code == want }) {
			return false
		}
	}
	return len(c.Items) > 0
}
