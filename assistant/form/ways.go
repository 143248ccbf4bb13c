package form

import "wenban/knowledge"

// Ways returns the answers of every way through the situations of an item that
// leads to a list: one for each kind of applicant, so to speak.
func Ways(it knowledge.Item) []knowledge.Answers {
	return ways(it.Situations, knowledge.Answers{})
}

// maxWays bounds Ways; no item that a curator understands has as many.
const maxWays = 10_000

func ways(open []knowledge.Situation, a knowledge.Answers) (out []knowledge.Answers) {
	for len(open) > 0 && !open[0].When.Holds(a) {
		open = open[1:]
	}
	if len(open) == 0 {
		return []knowledge.Answers{a}
	}
	for _, o := range open[0].Options {
		if o.Stop == "" && o.Redirect == "" && len(out) < maxWays {
			out = append(out, ways(open[1:], with(a, open[0].ID, o.ID))...)
		}
	}
	return out
}

// with returns the answers with one more.
func with(a knowledge.Answers, situation, option string) knowledge.Answers {
	out := knowledge.Answers{situation: option}
	for k, v := range a {
		if k != situation {
			out[k] = v
		}
	}
	return out
}
