package knowledge

import (
	"cmp"
	"fmt"
	"slices"
)

// Level says how much a finding weighs.
type Level string

// The levels. An edition with an error must not be published.
const (
	Error   Level = "error"   // 错误: a citizen would be told something wrong, or led nowhere
	Warning Level = "warning" // 提醒: against the rules of a good item, or doubtful
	Hint    Level = "hint"    // 建议: could be better
)

// levelNames name the levels for people.
var levelNames = map[Level]string{Error: "错误", Warning: "提醒", Hint: "建议"}

// Finding (检查结果) is one thing that Check found, said so that a curator can
// mend it.
type Finding struct {
	Item    string `json:"item"` // code of the item, or id of the document, event, hall or region
	Name    string `json:"name"`
	Element string `json:"element"` // Chinese name and path, see ElementName
	Level   Level  `json:"level"`
	Reason  string `json:"reason"`
	Fix     string `json:"fix,omitempty"`
}

// String renders the finding as one line for people.
func (f Finding) String() string {
	s := fmt.Sprintf("%s %s(%s) %s:%s", levelNames[f.Level], f.Name, f.Item, f.Element, f.Reason)
	if f.Fix != "" {
		s += "。" + f.Fix
	}
	return s
}

// Check holds all knowledge of an edition against the rules of a good item and
// proves of every item and life event that its situations leave no gap, overlap
// or dead end. The most serious findings come first. An empty result means that
// nothing was found, not that the knowledge is true.
func Check(e *Edition) []Finding {
	c := &checker{e: e, proofs: map[string]Proof{}}
	for _, it := range e.Items {
		c.item(it)
	}
	c.names()
	c.redirects()
	for _, o := range e.Overrides {
		c.override(o)
	}
	for _, d := range e.Documents {
		c.document(d)
	}
	for _, ev := range e.Events {
		c.event(ev)
	}
	c.regions()
	for _, h := range e.Halls {
		c.hall(h)
	}
	slices.SortStableFunc(c.found, func(a, b Finding) int { return cmp.Compare(rank(a.Level), rank(b.Level)) })
	return c.found
}

func rank(l Level) int { return slices.Index([]Level{Error, Warning, Hint}, l) }

// checker gathers findings. id and name are those of what is being checked.
type checker struct {
	e        *Edition
	id, name string
	found    []Finding
	proofs   map[string]Proof // by code of item
}

// on sets what the next findings are about.
func (c *checker) on(id, name string) { c.id, c.name = id, name }

func (c *checker) say(level Level, path, reason, fix string) {
	c.found = append(c.found, Finding{Item: c.id, Name: c.name, Element: ElementName(path), Level: level, Reason: reason, Fix: fix})
}

// unless reports a finding where a condition does not hold.
func (c *checker) unless(ok bool, level Level, path, reason, fix string) {
	if !ok {
		c.say(level, path, reason, fix)
	}
}

// item checks one item by itself.
func (c *checker) item(it Item) {
	c.on(it.Code, it.Name)
	c.identity(it)
	c.handling(it)
	c.limits(it.TimeLimit, it.Handling.Kind)
	c.fees(it)
	c.phones(it)
	c.places("places", it.Places)
	c.grounds(it)
	c.procedure(it)
	c.materials("materials", it.Materials)
	c.form(it)
	c.period("effective", it.Effective)
	c.references(it)
	c.text(it)
	c.proofs[it.Code] = c.proof(caseOf(it))
}
