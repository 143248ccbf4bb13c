package guide

import (
	"slices"
	"strings"

	"wenban/knowledge/sieve"
)

// ear is what of a citizen's words is worked out once, however many situations
// they are held against. It belongs to one turn.
type ear struct {
	filled  bool
	clauses []uttered // beside Said.Clauses
	scored  map[*asked]told
	near    map[*asked]told
	called  map[*owner][]float64         // per stretch: how near it comes to what the owner is called
	cut     []stretched                  // nil: not cut yet
	rooms   [][]float32                  // per stretch: room for products with cues
	shown   map[string]map[string]Answer // see Guide.shown; not to be changed
}

// uttered is a clause in the forms in which it is compared.
type uttered struct {
	terse, plain string
	past         string      // terse, but that 过 stays: 离过婚 asks for no divorce
	runes        sieve.Runes // of plain
	proxy        []int       // where plain says that one goes for another, or nil
}

// stretched is a stretch of the words and its vector.
type stretched struct {
	text   string
	denies bool
	vector []float32
}

// told is what the words are for each option of a situation, and which.
type told struct {
	scores []float64
	words  []string
}

// heard returns the words with an ear that has heard them.
func (s Said) heard() Said {
	if s.ear == nil {
		s.ear = new(ear)
	}
	if s.ear.filled {
		return s
	}
	*s.ear = ear{filled: true, scored: map[*asked]told{}, near: map[*asked]told{}, called: map[*owner][]float64{}, shown: map[string]map[string]Answer{}}
	for _, c := range s.Clauses {
		x := uttered{terse: terse(c.Text), plain: plain(c.Text)}
		if x.past = x.terse; strings.Contains(x.plain, "过") {
			x.past = undone.Replace(x.plain)
		}
		x.runes, x.proxy = sieve.RunesOf(x.plain), proxy.FindStringIndex(x.plain)
		s.ear.clauses = append(s.ear.clauses, x)
	}
	return s
}

// stretches returns the stretches of the words with their vectors.
func (e *ear) stretches(m *Matcher, said Said) []stretched {
	if e.cut == nil {
		e.cut = []stretched{}
		for _, text := range said.cut() {
			e.cut = append(e.cut, stretched{text, negated(text), m.vector(text)})
		}
	}
	return e.cut
}

// named returns how near each stretch comes to what an owner is called, 0 where
// it does not.
func (e *ear) named(m *Matcher, own *owner, said Said) []float64 {
	named, ok := e.called[own]
	if !ok {
		var room []float32
		for _, x := range e.stretches(m, said) {
			room = own.names.Dots(room, x.vector)
			named = append(named, float64(max(0, slices.Max(append(room, 0)))))
		}
		e.called[own] = named
	}
	return named
}

// hearing gives the words of one turn, together with what was said before, one
// ear each.
type hearing struct{ all []topic }

type topic struct {
	before []string
	said   Said
}

// said returns the words of the topic, those of this turn last.
func (in In) said(s State) Said {
	before := slices.DeleteFunc(slices.Clone(s.Said), func(text string) bool { return text == in.Reading.Said() })
	if in.hearing == nil {
		return s.saidWith(in.Reading, in.meant)
	}
	for _, k := range in.hearing.all {
		if slices.Equal(k.before, before) {
			return k.said
		}
	}
	said := s.saidWith(in.Reading, in.meant)
	said.ear = new(ear) // it hears when the first item with situations is looked at
	in.hearing.all = append(in.hearing.all, topic{before, said})
	return said
}
