package knowledge

import "slices"

// When says in which situations something applies: a list of clauses that are
// OR-ed; a clause maps situation ids to the options that satisfy it, the ids
// AND-ed, the options OR-ed. Nil or empty means always.
type When []map[string][]string

// Answers maps the id of a situation to the id of the chosen option.
type Answers map[string]string

// Truth is the value of a When while some situations are still open.
type Truth int8

// The three values. Open means that the answers known so far do not decide.
const (
	No Truth = iota
	Open
	Yes
)

// Holds reports whether w is satisfied by the answers; an unanswered situation
// satisfies nothing.
func (w When) Holds(a Answers) bool { return len(w) == 0 || w.Eval(a, nil) == Yes }

// Eval decides w from the answers known so far. Situations for which closed
// reports true will never be asked, so they count as answered by nothing; a nil
// closed means that every unanswered situation may still be answered.
func (w When) Eval(a Answers, closed func(situation string) bool) Truth {
	if len(w) == 0 {
		return Yes
	}
	best := No
	for _, clause := range w {
		best = max(best, evalClause(clause, a, closed))
	}
	return best
}

func evalClause(clause map[string][]string, a Answers, closed func(string) bool) Truth {
	t := Yes
	for id, options := range clause {
		switch got, answered := a[id]; {
		case answered && !slices.Contains(options, got), !answered && closed != nil && closed(id):
			return No
		case !answered:
			t = Open
		}
	}
	return t
}
