package lexicon

import "strings"

// context is what must hold in the text for a word to have a meaning: all of
// its conditions. No conditions always hold.
type context []condition

// condition holds when none of not stands in the text and, where any is not
// empty, one of any does.
type condition struct {
	any []string
	not []string
}

func (c context) holds(text string) bool {
	for _, one := range c {
		if !one.holds(text) {
			return false
		}
	}
	return true
}

func (c condition) holds(text string) bool {
	return !containsAny(text, c.not) && (len(c.any) == 0 || containsAny(text, c.any))
}

// verdicts remembers which groups' contexts hold in a text, so that a word
// said a thousand times is looked into once.
type verdicts struct {
	text  string
	known []verdict
}

type verdict struct {
	group int
	holds bool
}

func (v *verdicts) holds(group int, c context) bool {
	if len(c) == 0 {
		return true
	}
	for _, k := range v.known {
		if k.group == group {
			return k.holds
		}
	}
	v.known = append(v.known, verdict{group, c.holds(v.text)})
	return v.known[len(v.known)-1].holds
}

func containsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// newContext reads the context column: conditions parted by &, words inside by
// |; !word must not stand there, @class stands for its words. It returns the
// class that does not exist, or "".
func newContext(cell string, classes map[string][]string) (c context, unknown string) {
	for part := range strings.SplitSeq(cell, "&") {
		var one condition
		for _, word := range cells(part) {
			word, negated := strings.CutPrefix(word, "!")
			words := []string{word}
			if strings.HasPrefix(word, "@") {
				if words = classes[word]; words == nil {
					return nil, word
				}
			}
			if negated {
				one.not = append(one.not, words...)
			} else {
				one.any = append(one.any, words...)
			}
		}
		if len(one.any)+len(one.not) > 0 {
			c = append(c, one)
		}
	}
	return c, ""
}
