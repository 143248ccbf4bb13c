package guide

import (
	"math"
	"strings"

	"wenban/knowledge"
)

func log2(p float64) float64 {
	if p <= 0 {
		return 0
	}
	return math.Log2(p)
}

// Line is one material of the list of one citizen.
type Line struct {
	Material knowledge.Material
	Because  string // why it is on the list, in words
	Open     string // on what it depends, when that is not decided; "" for a decided line
}

// List returns the materials that apply under the answers, in the item's order:
// decided lines with their reason, and lines that depend on something the
// citizen has not said with what they depend on. A stop or redirect is not
// looked at: the caller has done that.
func List(it knowledge.Item, a knowledge.Answers) []Line {
	var lines []Line
	closed := closedBy(it.Situations, a)
	for _, m := range it.Materials {
		switch m.When.Eval(known(a), closed) {
		case knowledge.Yes:
			lines = append(lines, Line{Material: m, Because: because(it, m.When, a)})
		case knowledge.Open:
			lines = append(lines, Line{Material: m, Open: depends(it, m.When, a, closed)})
		}
	}
	return lines
}

// Fees returns the indices of the fees that apply and of those still open.
func Fees(it knowledge.Item, a knowledge.Answers) (due, open []int) {
	closed := closedBy(it.Situations, a)
	for i, f := range it.Fees {
		switch f.When.Eval(known(a), closed) {
		case knowledge.Yes:
			due = append(due, i)
		case knowledge.Open:
			open = append(open, i)
		}
	}
	return due, open
}

// Due says of each item of a life event, in its order, whether the answers bring
// it: an item that waits for an answer, "不知道" too, is Open.
func Due(ev knowledge.LifeEvent, a knowledge.Answers) []knowledge.Truth {
	closed := closedBy(ev.Situations, a)
	out := make([]knowledge.Truth, len(ev.Items))
	for i, x := range ev.Items {
		out[i] = x.When.Eval(known(a), closed)
	}
	return out
}

// closedBy reports which situations the answers rule out: they will never be
// asked. One answered "不知道" is not ruled out; it stays open.
func closedBy(all []knowledge.Situation, a knowledge.Answers) func(string) bool {
	out := map[string]bool{}
	for _, s := range all {
		out[s.ID] = s.When.Eval(known(a), func(id string) bool { return out[id] }) == knowledge.No
	}
	return func(id string) bool { return out[id] }
}

// because names the options that put a material on the list: 因为:监护人代办.
func because(it knowledge.Item, w knowledge.When, a knowledge.Answers) string {
	if len(w) == 0 {
		return "办理这个事项都需要"
	}
	for _, clause := range w {
		if (knowledge.When{clause}).Holds(known(a)) {
			return "因为：" + labels(it, clause, func(s knowledge.Situation) []string { return []string{a[s.ID]} })
		}
	}
	return ""
}

// depends names what an open line waits for: 如果是"未登记结婚".
func depends(it knowledge.Item, w knowledge.When, a knowledge.Answers, closed func(string) bool) string {
	for _, clause := range w {
		if (knowledge.When{clause}).Eval(known(a), closed) != knowledge.Open {
			continue
		}
		open := map[string][]string{}
		for id, options := range clause {
			if _, answered := known(a)[id]; !answered {
				open[id] = options
			}
		}
		return "如果是：" + labels(it, open, func(s knowledge.Situation) []string { return open[s.ID] })
	}
	return ""
}

// labels joins the labels of the chosen options of the situations of a clause,
// in the item's order.
func labels(it knowledge.Item, clause map[string][]string, chosen func(knowledge.Situation) []string) string {
	var parts []string
	for _, s := range it.Situations {
		if _, ok := clause[s.ID]; !ok {
			continue
		}
		var alternatives []string
		for _, id := range chosen(s) {
			if o, ok := option(s, id); ok {
				alternatives = append(alternatives, o.Label)
			}
		}
		parts = append(parts, strings.Join(alternatives, "或者"))
	}
	return strings.Join(parts, "，")
}
