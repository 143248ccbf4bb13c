package embed

import (
	"strings"

	"wenban/knowledge"
)

// Pair is two texts about the same thing. Texts of one group never count as
// strangers to each other; the groups of two editions must not be mixed.
type Pair struct {
	A, B  string
	Group int
}

// Pairs returns what an edition teaches about which words mean the same: each
// item's name beside its other names, its summary, questions, conditions,
// materials and the cues of its situations; the same for life events; and the
// title of a document beside each of its paragraphs.
func Pairs(e *knowledge.Edition) []Pair {
	var c collector
	for _, it := range e.Items {
		c.item(it)
	}
	for _, ev := range e.Events {
		c.event(ev)
	}
	for _, d := range e.Documents {
		c.group++
		for _, line := range strings.Split(d.Text, "\n") {
			c.add(d.Title, line)
		}
	}
	return c.pairs
}

type collector struct {
	pairs []Pair
	group int
}

// add notes a pair unless one side says nothing or both say the same.
func (c *collector) add(a, b string) {
	if a, b = strings.TrimSpace(a), strings.TrimSpace(b); a != "" && b != "" && a != b {
		c.pairs = append(c.pairs, Pair{a, b, c.group})
	}
}

func (c *collector) each(a string, bs []string) {
	for _, b := range bs {
		c.add(a, b)
	}
}

func (c *collector) item(it knowledge.Item) {
	c.group++
	c.each(it.Name, it.Aliases)
	c.each(it.Summary, it.Aliases)
	c.add(it.Name, it.Catalog)
	c.add(it.Name, it.Summary)
	c.each(it.Name, it.Conditions)
	c.add(it.Name, it.Result.Name+" "+it.Department+" "+strings.Join(it.Themes, " "))
	c.add(it.Name, materials(it.Materials))
	for _, p := range it.Phrasings {
		c.add(it.Name, p.Q)
		c.add(it.Summary, p.Q)
	}
	for _, f := range it.FAQ {
		c.add(it.Name, f.Q)
		c.add(f.Q, f.A)
	}
	c.situations(it.Name, it.Situations)
}

func (c *collector) event(ev knowledge.LifeEvent) {
	c.group++
	c.add(ev.Name, ev.Summary)
	c.each(ev.Name, ev.Cues)
	c.each(ev.Summary, ev.Cues)
	c.situations(ev.Name, ev.Situations)
}

// situations pairs the label of an option with its cues: the official word
// with the everyday ones.
func (c *collector) situations(name string, all []knowledge.Situation) {
	for _, s := range all {
		for _, o := range s.Options {
			c.each(o.Label, o.Cues)
			c.add(name, s.Question+" "+o.Label+" "+strings.Join(o.Cues, " "))
		}
	}
}

func materials(all []knowledge.Material) string {
	names := make([]string, len(all))
	for i, m := range all {
		names[i] = m.Name
	}
	return strings.Join(names, " ")
}
