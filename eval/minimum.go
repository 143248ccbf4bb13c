package eval

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"wenban/knowledge"
)

// MinimumQuestions returns how many situations of an item must be asked of a
// citizen whose words already told known and who answers the rest from truth.
// It walks the situations in their order and asks those that are reached and
// whose answer can still change the list, the fees, or where it ends; a
// situation that truth does not know is asked once and stays open.
func MinimumQuestions(it knowledge.Item, known, truth knowledge.Answers) int {
	a := valid(it, known)
	asked := map[string]bool{}
	for {
		s, ok := nextNeeded(it, a, asked)
		if !ok {
			return len(asked)
		}
		asked[s.ID] = true
		if o, ok := truth[s.ID]; ok {
			a[s.ID] = o
		}
	}
}

// valid keeps the answers that are options of the item.
func valid(it knowledge.Item, known knowledge.Answers) knowledge.Answers {
	a := knowledge.Answers{}
	for _, s := range it.Situations {
		for _, o := range s.Options {
			if known[s.ID] == o.ID {
				a[s.ID] = o.ID
			}
		}
	}
	return a
}

// nextNeeded returns the first situation in order that is reached, not yet
// answered or asked, and still changes something.
func nextNeeded(it knowledge.Item, a knowledge.Answers, asked map[string]bool) (knowledge.Situation, bool) {
	for _, s := range it.Situations {
		if _, answered := a[s.ID]; answered || asked[s.ID] || !s.When.Holds(reached(it, a)) {
			continue
		}
		if changes(it, s, a) {
			return s, true
		}
	}
	return knowledge.Situation{}, false
}

// changes reports whether two options of s lead to different ends while
// everything else is the same.
func changes(it knowledge.Item, s knowledge.Situation, a knowledge.Answers) bool {
	for rest := range completions(it, s.ID, a) {
		end := ""
		for i, o := range s.Options {
			rest[s.ID] = o.ID
			switch got := effect(it, reached(it, rest)); {
			case i == 0:
				end = got
			case got != end:
				return true
			}
		}
	}
	return false
}

// completions yields every way to answer the open situations but one; the map
// may be changed by its user.
func completions(it knowledge.Item, but string, a knowledge.Answers) func(func(knowledge.Answers) bool) {
	open := slices.DeleteFunc(slices.Clone(it.Situations), func(s knowledge.Situation) bool {
		_, answered := a[s.ID]
		return answered || s.ID == but || len(s.Options) == 0
	})
	return func(yield func(knowledge.Answers) bool) {
		for n := 0; ; n++ {
			full, left := maps.Clone(a), n
			for _, s := range open {
				full[s.ID] = s.Options[left%len(s.Options)].ID
				left /= len(s.Options)
			}
			if left > 0 || n >= maxCompletions || !yield(full) {
				return
			}
		}
	}
}

// maxCompletions bounds a walk; the interchange format allows 4 situations of
// 5 options, 125 completions of the other three.
const maxCompletions = 10000

// reached drops the answers to situations that the answers before them do not
// reach.
func reached(it knowledge.Item, a knowledge.Answers) knowledge.Answers {
	kept := knowledge.Answers{}
	for _, s := range it.Situations {
		if o, ok := a[s.ID]; ok && s.When.Holds(kept) {
			kept[s.ID] = o
		}
	}
	return kept
}

// effect names what answers lead to: the first stop or redirect in the order
// of the situations, else the list and the fees.
func effect(it knowledge.Item, a knowledge.Answers) string {
	for _, s := range it.Situations {
		for _, o := range s.Options {
			if a[s.ID] == o.ID && o.Stop+o.Redirect != "" {
				return "end " + o.Stop + o.Redirect
			}
		}
	}
	var b strings.Builder
	for _, m := range it.Materials {
		if m.When.Holds(a) {
			fmt.Fprintf(&b, "%s,", m.ID)
		}
	}
	for i, f := range it.Fees {
		if f.When.Holds(a) {
			fmt.Fprintf(&b, "fee %d,", i)
		}
	}
	return b.String()
}
