package guide

import (
	"strconv"
	"strings"

	"wenban/knowledge"
	"wenban/knowledge/sieve"
)

// Infer returns the options that the words show, for the situations that are
// reached and unanswered; one inferred answer may reach the next situation.
// asked is the situation that was put to the citizen last, for whose answer
// weaker evidence is enough; "" when none was.
func (m *Matcher) Infer(owner string, all []knowledge.Situation, a knowledge.Answers, said Said, asked string) map[string]Answer {
	own, ok := m.owners[owner]
	if !ok {
		return nil
	}
	found := map[string]Answer{}
	said = said.heard()
	have := with(a, "", "")
	delete(have, "")
	for again := true; again; {
		again = false
		before := known(have)
		for i := range all {
			s := &all[i]
			if _, answered := have[s.ID]; answered || !s.When.Holds(before) {
				continue
			}
			o, words, ok := own.choose(s, said, s.ID == asked)
			if !ok {
				o, words, ok = m.nearest(own, s, said)
			}
			if ok {
				have[s.ID] = o
				found[s.ID] = Answer{Option: o, From: "words", Cue: words}
				again = true
			}
		}
	}
	return found
}

// choose returns the option of one situation that the words show, if one
// clearly leads.
func (own *owner) choose(s *knowledge.Situation, said Said, asked bool) (id, words string, ok bool) {
	enough := shown
	if asked {
		enough = replied
	}
	scores, cues := own.scores(s, said)
	best := 0
	for i := range scores {
		if scores[i] > scores[best] {
			best = i
		}
	}
	if len(scores) == 0 || scores[best] < enough {
		return "", "", false
	}
	for i := range scores {
		if i != best && scores[i] > scores[best]-margin {
			return "", "", false
		}
	}
	return s.Options[best].ID, cues[best], true
}

// scores weighs each option of a situation against what was said.
func (own *owner) scores(s *knowledge.Situation, said Said) (scores []float64, cues []string) {
	a := own.situations[s.ID]
	known, ok := said.ear.scored[a]
	if !ok {
		known.scores, known.words = a.scores(s, said)
		said.ear.scored[a] = known
	}
	return known.scores, known.words
}

func (a *asked) scores(s *knowledge.Situation, said Said) (scores []float64, cues []string) {
	scores, cues = make([]float64, len(s.Options)), make([]string, len(s.Options))
	hits := a.hits(s, said)
	for i, h := range hits {
		for _, x := range h {
			if covered(x, i, hits) {
				continue
			}
			if x.weight > scores[i] {
				scores[i], cues[i] = x.weight, x.words
			}
		}
	}
	for i, o := range s.Options {
		for _, age := range said.Ages {
			switch ageFits(s.Question, o.Label, age) {
			case knowledge.Yes:
				scores[i], cues[i] = max(scores[i], 1.2), strconv.Itoa(age)+"岁"
			case knowledge.No:
				scores[i] = 0
			}
		}
	}
	if len(s.Options) == 2 {
		contradict(scores, hits)
	}
	return scores, cues
}

// hit is one cue found in the words.
type hit struct {
	clause, start, end int
	weight             float64
	words              string
	denied             bool
}

func (a *asked) hits(s *knowledge.Situation, said Said) [][]hit {
	all := make([][]hit, len(s.Options))
	for ci := range said.ear.clauses {
		c := &said.ear.clauses[ci]
		for i := range s.Options {
			o, shown := &s.Options[i], &a.options[i]
			if c.proxy != nil && shown.proxy {
				all[i] = append(all[i], hit{clause: ci, start: c.proxy[0], end: c.proxy[1], weight: toldHere, words: c.plain[c.proxy[0]:c.proxy[1]]})
			}
			for k := range shown.cues {
				q := &shown.cues[k]
				if !c.runes.Has(q.head) || !c.runes.Has(q.tail) || q.bare && !alone(q.text, c.terse, s.Question) || q.brief && q.weight < ownCue && ends(o) {
					continue
				}
				from := len(all[i])
				short := c.terse
				if ends(o) {
					short = c.past
				}
				all[i] = q.find(q.find(all[i], short), c.plain)
				for n := range all[i][from:] {
					h := &all[i][from+n]
					h.clause, h.denied = ci, h.denied || said.Clauses[ci].Negated && !denies(q.text)
				}
			}
		}
	}
	return all
}

// denies reports that a cue is itself a denial: 没有分公司, 不满一年.
func denies(cue string) bool {
	return strings.HasPrefix(cue, "没") || strings.HasPrefix(cue, "不") || strings.HasPrefix(cue, "未") || strings.HasPrefix(cue, "无") || strings.HasPrefix(cue, "非")
}

// find appends where a cue stands in a text.
func (q *cue) find(out []hit, text string) []hit {
	for from := 0; ; {
		i := strings.Index(text[from:], q.text)
		if i < 0 {
			return out
		}
		start, end := from+i, from+i+len(q.text)
		out = append(out, hit{start: start, end: end, weight: q.counts, words: q.text, denied: deniedAt(text, start)})
		from = end
	}
}

var (
	deniedNear = sieve.Compile(`(没有?|未|并非|无|别|从没|从未|哪里?|哪能|哪儿)\p{Han}{0,1}[过着了个]?$`)
	deniedBy   = sieve.Compile(`(^|[^是要行能会])(不是|不算|不属于|(户口|户籍|身份证|人)\p{Han}{0,2}(不|没)(在|落在))[^，。]{0,6}$`)
	deniedNot  = sieve.Compile(`(^|[^是要行能会])不(想|要|用|能|再|会|肯|给)?$`)
	notYet     = sieve.Compile(`(还有|离).{0,6}才$`)
)

// deniedAt reports whether what begins at byte i is denied by the words before
// it: 没写遗嘱, 不是来考新手的, 还有六年才到期; but not 是不是.
func deniedAt(text string, i int) bool {
	before := text[:i]
	return deniedNear.MatchString(before) || deniedBy.MatchString(before) || deniedNot.MatchString(before) || notYet.MatchString(before)
}

// covered reports whether a hit counts for nothing: it is denied, or a longer
// hit of another option covers its words (没抵押 covers 抵押).
func covered(x hit, option int, hits [][]hit) bool {
	if x.denied {
		return true
	}
	for i, h := range hits {
		for _, y := range h {
			if i != option && !y.denied && y.clause == x.clause && y.start <= x.start && y.end >= x.end && y.end-y.start > x.end-x.start {
				return true
			}
		}
	}
	return false
}

// contradict lets the denial of one option of two speak for the other.
func contradict(scores []float64, hits [][]hit) {
	for i, h := range hits {
		if scores[0] > 0 || scores[1] > 0 {
			return
		}
		for _, x := range h {
			if x.denied {
				scores[1-i] = max(scores[1-i], x.weight*0.8)
			}
		}
	}
}
