package form

import (
	"strings"

	"wenban/knowledge"
)

// Share is how much of a form is prefilled: fields counted over all ways
// through the situations of the item, each way as likely as the others, divided
// by the number of ways.
type Share struct {
	Fields float64            // that apply
	Filled float64            // of them, those with a value before the citizen typed anything
	By     map[string]float64 // of these, by the kind of source: identity, enterprise, licence, situation, …
	Empty  map[string]float64 // of the others, by field
}

// Measure prefills the form of an item in every way through its situations, each
// time from the sources of whoever would be in that situation.
func Measure(it knowledge.Item, of func(knowledge.Answers) Sources, allow Consent, c Checker) Share {
	sum := Share{By: map[string]float64{}, Empty: map[string]float64{}}
	all := Ways(it)
	for _, a := range all {
		s := of(a)
		s.Answers, s.Situations = a, it.Situations
		sum.count(*it.Form, a, Fill(*it.Form, s, allow, c), 1/float64(len(all)))
	}
	return sum
}

// count adds one way through the form.
func (s *Share) count(f knowledge.Form, a knowledge.Answers, values []Value, weight float64) {
	for _, x := range Fields(f, a) {
		s.Fields += weight
		v, ok := Get(values, x.ID)
		if !ok {
			s.Empty[x.ID] += weight
			continue
		}
		kind, _, _ := strings.Cut(v.Source, ".")
		s.Filled += weight
		s.By[kind] += weight
	}
}

// Add adds another form.
func (s *Share) Add(o Share) {
	s.Fields, s.Filled = s.Fields+o.Fields, s.Filled+o.Filled
	for kind, n := range o.By {
		s.By[kind] += n
	}
}

// Part is Filled of Fields, 0…1.
func (s Share) Part() float64 {
	if s.Fields == 0 {
		return 0
	}
	return s.Filled / s.Fields
}
