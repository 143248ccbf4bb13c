package guide

import (
	"slices"
	"strings"
	"unicode/utf8"

	"wenban/knowledge"
)

// Said is what a citizen's words give to infer from.
type Said struct {
	Clauses []Clause
	Ages    []int // in years
}

// Clause is one clause of what was said, in normal form.
type Clause struct {
	Text    string
	Negated bool // it says what is not the case
}

// Meaning finds the concepts in a text: groups of words that mean the same.
// The ids of two texts are comparable. Nil: words are compared as they stand.
type Meaning func(text string) []Concept

// Concept is one meaning found in a text.
type Concept struct {
	ID         string
	Start, End int // bytes of the text
	Weight     float64
}

// Matcher infers situations from words. It prepares the options of one
// edition once and is safe for concurrent use.
//
// The options of all items are one pool: where "丢失" has the cue "找不到" in
// one item, an option "遗失" elsewhere profits, for curators enter few cues and
// citizens use many words.
type Matcher struct {
	meaning Meaning
	cues    map[string][]cue // "item\x00situation\x00option"
}

// cue is one way to show an option.
type cue struct {
	text     string
	weight   float64
	concepts []string // all must be there
}

// Weights of the kinds of evidence. They are coarse on purpose.
const (
	ownCue     = 1.0  // a cue of the option stands in the words
	ownLabel   = 1.0  // its label does
	pooledCue  = 0.75 // a cue of an option of the same label elsewhere
	meant      = 0.85 // the concepts of a cue are there, in other words
	pooledIdea = 0.65
	shown      = 0.55 // enough to take an option as shown
	margin     = 0.2  // by which it must beat the other options
	replied    = 0.3  // enough when the situation was asked and this is the answer
)

// NewMatcher prepares the situations of an edition.
func NewMatcher(e *knowledge.Edition, meaning Meaning) *Matcher {
	m := &Matcher{meaning: meaning, cues: map[string][]cue{}}
	pool := pooled(e)
	for _, it := range e.Items {
		m.prepare(it.Code, it.Situations, pool)
	}
	for _, ev := range e.Events {
		m.prepare(ev.ID, ev.Situations, pool)
	}
	return m
}

// pooled gathers, for each label, the cues of all options that bear it.
func pooled(e *knowledge.Edition) map[string][]string {
	pool := map[string][]string{}
	add := func(all []knowledge.Situation) {
		for _, s := range all {
			for _, o := range s.Options {
				key := plain(o.Label)
				for _, c := range o.Cues {
					if c = plain(c); !slices.Contains(pool[key], c) {
						pool[key] = append(pool[key], c)
					}
				}
			}
		}
	}
	for _, it := range e.Items {
		add(it.Situations)
	}
	for _, ev := range e.Events {
		add(ev.Situations)
	}
	return pool
}

func (m *Matcher) prepare(owner string, all []knowledge.Situation, pool map[string][]string) {
	for _, s := range all {
		for _, o := range s.Options {
			m.cues[key(owner, s.ID, o.ID)] = m.cuesOf(s, o, pool)
		}
	}
}

func key(owner, situation, option string) string {
	return owner + "\x00" + situation + "\x00" + option
}

func (m *Matcher) cuesOf(s knowledge.Situation, o knowledge.Option, pool map[string][]string) []cue {
	var cues []cue
	add := func(text string, exact, idea float64) {
		text = plain(text)
		if text == "" || slices.ContainsFunc(cues, func(c cue) bool { return c.text == text }) {
			return
		}
		cues = append(cues, cue{text, exact, nil})
		if ids := m.ids(text); len(ids) > 0 {
			cues = append(cues, cue{text, idea, ids})
		}
	}
	for _, c := range o.Cues {
		add(c, ownCue, meant)
	}
	for _, part := range parts(o.Label) {
		add(part, ownLabel, meant)
	}
	for _, c := range pool[plain(o.Label)] {
		add(c, pooledCue, pooledIdea)
	}
	return cues
}

// ids returns the concepts that together make up the text: none when they
// cover less than three quarters of it, for then the rest of it is the point.
func (m *Matcher) ids(text string) []string {
	if m.meaning == nil {
		return nil
	}
	var ids []string
	covered := 0
	end := 0
	for _, c := range m.meaning(text) {
		if !slices.Contains(ids, c.ID) {
			ids = append(ids, c.ID)
		}
		covered += max(0, c.End-max(end, c.Start))
		end = max(end, c.End)
	}
	if covered*4 < len(text)*3 {
		return nil
	}
	return ids
}

// parts splits a label into the alternatives it lists: 遗失、被盗 → both.
func parts(label string) []string {
	label = strings.NewReplacer("（", "、", "）", "", "(", "、", ")", "", "或者", "、", "，", "、", ",", "、").Replace(label)
	var out []string
	for _, p := range strings.Split(label, "、") {
		if utf8.RuneCountInString(p) >= 2 {
			out = append(out, p)
		}
	}
	return out
}

// plain is the form in which cues and words are compared.
func plain(s string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "　", "", "（", "", "）", "", "(", "", ")", "").Replace(s))
}
