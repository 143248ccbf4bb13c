package guide

import (
	"slices"
	"unicode"

	"wenban/assistant/read"
)

// Resume returns the need of the queue that the words ask to go on with: the next
// one (那第二件呢), or the one that they name (先说孩子的, 那公章呢). It is then read as
// if it had been said now.
func Resume(s State, text string) (need string, ok bool) {
	switch {
	case len(s.Queue) == 0 || len(s.Offer) > 0:
		return "", false
	case another.MatchString(text):
		return s.Queue[0], true
	case !ofSeveral.MatchString(text):
		return "", false
	}
	i := slices.IndexFunc(s.Queue, func(need string) bool { return speaksOf(text, need) })
	if i < 0 {
		return "", false
	}
	return s.Queue[i], true
}

// Turned is the state of a talk that turns to another need: its subject is none
// any more, and what was said of it no word about the next.
func (s State) Turned() State {
	s.Focus, s.Event, s.Asking, s.Said = "", "", "", nil
	return s
}

// queued keeps the needs of a message that are not answered yet, and drops those
// that are: the words of this turn speak of them.
func queued(in In, plan Plan, next State) State {
	if plan.Act == Restart {
		return next
	}
	if len(in.Reading.Needs) > 1 {
		next.Queue = in.Reading.Needs[1:]
		return next
	}
	if plan.Item == "" && plan.Event == "" && len(plan.Offer) == 0 && len(plan.Passages) == 0 {
		return next
	}
	next.Queue = slices.DeleteFunc(slices.Clone(next.Queue), func(need string) bool {
		return need == in.Reading.Text || in.Reading.Intent == read.Find && speaksOf(in.Core, need)
	})
	return next
}

// speaksOf reports whether a text shares two characters side by side with a
// need.
func speaksOf(text, need string) bool {
	pairs := map[[2]rune]bool{}
	for r, i := []rune(need), 0; i+1 < len(r); i++ {
		pairs[[2]rune{r[i], r[i+1]}] = true
	}
	for r, i := []rune(text), 0; i+1 < len(r); i++ {
		if unicode.IsLetter(r[i]) && unicode.IsLetter(r[i+1]) && pairs[[2]rune{r[i], r[i+1]}] {
			return true
		}
	}
	return false
}

// remaining answers whether everything has been answered.
func remaining(in In) (Plan, bool) {
	if !allSaid.MatchString(in.Reading.Text) || in.State.Focus == "" && len(in.State.Queue) == 0 {
		return Plan{}, false
	}
	if len(in.State.Queue) > 0 {
		return Plan{Outcome: Asked, Reason: Partial, Act: Remaining}, true
	}
	return Plan{Outcome: Informed, Reason: AsGreeting, Act: Remaining}, true
}
