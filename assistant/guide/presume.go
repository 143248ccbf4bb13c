package guide

import (
	"slices"

	"wenban/knowledge"
	"wenban/knowledge/sieve"
)

// presume completes the answers with what is taken for granted as long as
// nothing else was said: the ordinary case. Asking all of them would cost
// everyone a question that hardly anyone answers differently; instead the reply shows what was presumed, as a
// tag that can be removed, and what holds otherwise. A presumption opens the
// situations behind it. It is never stored: words said later overrule it.
//
// hinted reports that the words hint at another option than the ordinary one,
// though too weakly to be taken: then it is asked.
func presume(all []knowledge.Situation, a knowledge.Answers, dropped []string, hinted func(s knowledge.Situation, ordinary string) bool) (whole knowledge.Answers, presumed []string) {
	whole = with(a, "", "")
	delete(whole, "")
	for again := true; again; {
		again = false
		for _, s := range reached(all, known(whole)) {
			if _, answered := whole[s.ID]; answered || slices.Contains(dropped, s.ID) {
				continue
			}
			if o, ok := ordinary(s); ok && !hinted(s, o) {
				whole[s.ID], presumed, again = o, append(presumed, s.ID), true
			}
		}
	}
	return whole, presumed
}

// ordinary returns the option that a citizen is in who says nothing about a
// situation. Where every option but one leads away from the item (a stop, or
// another item), whoever came for this item is in that one. Whoever has had the
// paper before says what became of it, and whoever asks for a child says so.
func ordinary(s knowledge.Situation) (id string, ok bool) {
	if id, ok := onlyWay(s); ok {
		return id, true
	}
	i := slices.IndexFunc(s.Options, func(o knowledge.Option) bool {
		return o.Stop == "" && o.Redirect == "" && unmarked.MatchString(o.Label)
	})
	if i < 0 {
		return "", false
	}
	return s.Options[i].ID, true
}

// unmarked matches the labels of what goes without saying.
var unmarked = sieve.Compile(`^(从来?没有?|从未)(办|申|取|领|有)|^已?满十[六八]周岁$`)

// onlyWay returns the one option of a situation that goes on with the item.
func onlyWay(s knowledge.Situation) (id string, ok bool) {
	for _, o := range s.Options {
		if o.Stop != "" || o.Redirect != "" {
			continue
		}
		if id != "" {
			return "", false
		}
		id = o.ID
	}
	return id, id != "" && len(s.Options) > 1
}
