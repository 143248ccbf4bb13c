package guide

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wenban/knowledge"
	"wenban/knowledge/embed"
)

// Said is what a citizen's words give to infer from.
type Said struct {
	Clauses []Clause
	Ages    []int // in years
	ear     *ear  // nil: nothing was worked out yet
}

// Clause is one clause of what was said, in normal form.
type Clause struct {
	Text    string
	Negated bool // it says what is not the case
}

// Matcher infers situations from words. It prepares the options of one
// edition once and is safe for concurrent use.
//
// The options of all items are one pool: where "丢失" has the cue "找不到" in
// one item, an option "遗失" elsewhere profits, for curators enter few cues and
// citizens use many words.
type Matcher struct {
	vector func(text string) []float32 // nil: words are compared as they stand
	owners map[string]*owner           // by code of the item or id of the life event; only those with situations
	told   map[string][]string         // "question\x00label", and "label" alone
	titles []string                    // plain, of the documents of the edition, without the name of their region
}

// owner is an item or a life event whose situations are prepared.
type owner struct {
	names      embed.Panel       // vectors of what it is called
	situations map[string]*asked // by id
}

// asked is a situation as it is prepared.
type asked struct {
	options []shows     // beside those of the situation
	near    embed.Panel // vectors of the cues of all its options, in their order
	denying []bool      // which of them deny
}

// shows is what shows an option.
type shows struct {
	cues     []cue
	proxy    bool // words that one goes for another do
	from, to int  // its own vectors in asked.near
}

// cue is one way to show an option.
type cue struct {
	text       string
	weight     float64
	counts     float64 // weight, less for one character: it stands in too many words
	bare       bool
	brief      bool // fewer than three characters
	head, tail rune // its first and last character
}

func newCue(text string, weight float64) cue {
	c := cue{text: text, weight: weight, counts: weight, bare: bare(text), brief: utf8.RuneCountInString(text) < 3}
	c.head, _ = utf8.DecodeRuneInString(text)
	c.tail, _ = utf8.DecodeLastRuneInString(text)
	if utf8.RuneCountInString(text) < 2 {
		c.counts *= 0.5
	}
	return c
}

// Weights of the kinds of evidence. They are coarse on purpose.
const (
	ownCue        = 1.0  // a cue of the option stands in the words
	ownLabel      = 1.0  // its label does
	toldHere      = 0.95 // what people say everywhere for this option of this question
	toldElsewhere = 0.7  // the same label under another question
	specific      = 4    // characters from which a label says enough without its question
	pooledCue     = 0.75 // a cue of an option of the same label elsewhere
	shown         = 0.55 // enough to take an option as shown
	margin        = 0.2  // by which it must beat the other options
	replied       = 0.3  // enough when the situation was asked and this is the answer
)

// Told is what people say everywhere when an option is theirs (说法): fragments
// of a message.
type Told struct {
	Question, Label string // as the situation and the option are worded
	Words           []string
}

// NewMatcher prepares the situations of an edition. What is told everywhere
// counts for the options that bear the same label under the same question, and
// less for a long label elsewhere.
func NewMatcher(e *knowledge.Edition, told []Told, vector func(text string) []float32) *Matcher {
	m := &Matcher{vector: vector, owners: map[string]*owner{}, told: map[string][]string{}}
	for _, t := range told {
		for _, k := range []string{letters(t.Question) + "\x00" + letters(t.Label), letters(t.Label)} {
			m.told[k] = append(m.told[k], t.Words...)
		}
	}
	for _, d := range e.Documents {
		m.titles = append(m.titles, plain(strings.TrimPrefix(d.Title, e.Regions.Name(d.Region))))
	}
	pool := pooled(e)
	for _, it := range e.Items {
		m.prepare(it.Code, it.Situations, pool, append([]string{it.Name}, it.Aliases...))
	}
	for _, ev := range e.Events {
		m.prepare(ev.ID, ev.Situations, pool, []string{ev.Name})
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
					if c = plain(c); !bare(key) && !slices.Contains(pool[key], c) {
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

// prepare takes the cues of the options. A cue that is no more than what the
// item is called shows nothing: who says 养狗 has named the item and none of its
// options. Of what is said for an option elsewhere no part of the name counts
// either: 执照 of 营业执照 tells nothing of whose it is.
func (m *Matcher) prepare(id string, all []knowledge.Situation, pool map[string][]string, names []string) {
	if len(all) == 0 {
		return // most items of a large catalogue: their names need no vectors here
	}
	own := &owner{names: m.panel(names), situations: map[string]*asked{}}
	short, whole := make([]string, len(names)), make([]string, len(names))
	for i, n := range names {
		short[i], whole[i] = terse(n), plain(n)
	}
	tells := func(c cue) bool {
		return slices.Contains(short, c.text) || c.weight < toldHere && slices.ContainsFunc(whole, func(n string) bool { return strings.Contains(n, c.text) })
	}
	for _, s := range all {
		a, near := &asked{}, []string(nil)
		for _, o := range s.Options {
			from := len(near)
			near = append(near, m.near(s, o)...)
			a.options = append(a.options, shows{cues: slices.DeleteFunc(m.cuesOf(s, o, pool), tells), proxy: byProxy(o.Label), from: from, to: len(near)})
		}
		a.near = m.panel(near)
		for _, w := range near {
			a.denying = append(a.denying, negated(w))
		}
		own.situations[s.ID] = a
	}
	m.owners[id] = own
}

func (m *Matcher) cuesOf(s knowledge.Situation, o knowledge.Option, pool map[string][]string) []cue {
	var cues []cue
	add := func(text string, weight float64) {
		text = terse(text)
		if text != "" && !slices.ContainsFunc(cues, func(c cue) bool { return c.text == text }) {
			cues = append(cues, newCue(text, weight))
		}
	}
	for _, c := range o.Cues {
		add(c, ownCue)
	}
	for _, part := range parts(o.Label) {
		if !bare(part) {
			add(part, ownLabel)
		}
	}
	for _, c := range m.told[letters(s.Question)+"\x00"+letters(o.Label)] {
		add(c, toldHere)
	}
	for _, c := range pool[plain(o.Label)] {
		add(c, pooledCue)
	}
	if label := letters(o.Label); utf8.RuneCountInString(label) >= specific {
		for _, c := range m.told[label] {
			add(c, toldElsewhere)
		}
	}
	return cues
}

// bare reports whether a label is an answer without content (是, 没有, 还有): the
// cues it has in one item say nothing in another, and it stands in any text.
func bare(label string) bool {
	return utf8.RuneCountInString(label) <= 3 && strings.ContainsAny(string([]rune(label)[:1]), "是不有没无还会能否需")
}

// parts splits a label into the alternatives it lists: 遗失、被盗 → both.
func parts(label string) []string {
	label = listed.Replace(label)
	var out []string
	for _, p := range strings.Split(label, "、") {
		if utf8.RuneCountInString(p) >= 2 {
			out = append(out, p)
		}
	}
	return out
}

var listed = strings.NewReplacer("（", "、", "）", "", "(", "、", ")", "", "或者", "、", "，", "、", ",", "、")

// letters drops everything but letters and digits: the form in which questions
// and labels are told to be the same, whatever their punctuation and width.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// terse is plain without the particles that people put between the characters
// of a cue, or leave out: 离了婚 is 离婚, 丢掉了 is 丢掉. 地 is not among them: without
// it 本地人 is 本人.
//
// A text that is one character without them stays as it is: 丢了 says more than 丢.
func terse(s string) string {
	s = plain(s)
	if short := particles.Replace(s); utf8.RuneCountInString(short) > 1 {
		return short
	}
	return s
}

var (
	particles = without("了过着的个把给被得呀啊呢吧嘛么它")
	undone    = without("了着的个把给被得呀啊呢吧嘛么它") // the same, but 过 stays
)

// without drops characters from a text.
func without(chars string) *strings.Replacer {
	var pairs []string
	for _, c := range chars {
		pairs = append(pairs, string(c), "")
	}
	return strings.NewReplacer(pairs...)
}

// plain is the form in which cues and words are compared.
func plain(s string) string {
	if strings.ContainsFunc(s, separates) {
		s = unparted.Replace(s)
	}
	return strings.ToLower(s)
}

// separates reports whether a character counts for nothing where cues and words
// are compared.
func separates(r rune) bool {
	return r == ' ' || r == '　' || r == '（' || r == '）' || r == '(' || r == ')'
}

var unparted = strings.NewReplacer(" ", "", "　", "", "（", "", "）", "", "(", "", ")", "")
