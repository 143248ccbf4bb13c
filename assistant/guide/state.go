package guide

import (
	"maps"
	"slices"
	"strings"

	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/sieve"
)

// maxSaid bounds how many messages of a topic are kept to infer from.
const maxSaid = 8

// begin starts a new topic with what was read; one that goes on keeps what was
// said and denied.
func (s State) begin(r read.Reading) State {
	next := State{Region: s.Region, Queue: s.Queue, Misses: s.Misses}
	if s.goesOn(r) {
		next.Said, next.Denied = s.Said, s.Denied
	}
	return next.heard(r.Said())
}

// goesOn reports whether the words go on with the topic: they take something
// back, ask the same of something else (那驾照呢), or the topic has no item yet:
// several were offered, or it was refused and the words point back at it.
func (s State) goesOn(r read.Reading) bool {
	if r.Corrects || amends.MatchString(r.Text) || s.sameOf(r) {
		return true
	}
	if s.Focus != "" || len(s.Said) == 0 {
		return false
	}
	return len(s.Offer) > 0 || follows.MatchString(r.Text) || !wants.MatchString(r.Text) && r.Intent == read.Find
}

// sameOf reports whether the words ask the same of something else: 驾照呢, of who
// lost a wallet. What was said before tells what became of it, not what it is.
func (s State) sameOf(r read.Reading) bool { return s.Focus != "" && whatOf.MatchString(r.Text) }

// heard adds a message to the words of the topic.
func (s State) heard(text string) State {
	if text == "" || slices.Contains(s.Said, text) {
		return s
	}
	s.Said = append(slices.Clone(s.Said), text)
	s.Said = s.Said[max(0, len(s.Said)-maxSaid):]
	return s
}

// answers returns what is known of the situations of an item or life event.
func (s State) answers(id string) knowledge.Answers {
	a := knowledge.Answers{}
	for sit, x := range s.Answers[id] {
		a[sit] = x.Option
	}
	return a
}

// answer sets one answer, on a copy.
func (s State) answer(id, situation string, a Answer) State {
	return s.answerAll(id, map[string]Answer{situation: a})
}

func (s State) answerAll(id string, found map[string]Answer) State {
	if len(found) == 0 {
		return s
	}
	all := maps.Clone(s.Answers)
	if all == nil {
		all = map[string]map[string]Answer{}
	}
	own := maps.Clone(all[id])
	if own == nil {
		own = map[string]Answer{}
	}
	maps.Copy(own, found)
	all[id], s.Answers = own, all
	return s
}

// forget drops one answer, on a copy.
func (s State) forget(id, situation string) State {
	all := maps.Clone(s.Answers)
	own := maps.Clone(all[id])
	delete(own, situation)
	if all != nil {
		all[id] = own
	}
	s.Answers = all
	return s
}

// saidWith returns the words of the topic, those of this turn last.
func (s State) saidWith(r read.Reading, meant func(string) Meaning) Said {
	said := Said{}
	for i, text := range read.InChinese(s.Said...) {
		if s.Said[i] == r.Said() {
			continue
		}
		for _, c := range strings.FieldsFunc(text, func(x rune) bool { return strings.ContainsRune("，。；！？,;!? \n", x) }) {
			said.Clauses = append(said.Clauses, Clause{Text: c, Negated: denial.MatchString(c)})
		}
	}
	now := SaidOf(r)
	said.Clauses = plainly(append(statements(said.Clauses), now.Clauses...), meant)
	said.Ages = now.Ages
	return said
}

// plainly says beside each clause what it means: which situation it is must not
// hang on how near a euphemism comes to a word.
func plainly(clauses []Clause, meant func(string) Meaning) (all []Clause) {
	if meant == nil {
		return clauses
	}
	for _, c := range clauses {
		all = append(all, c)
		if m := meant(c.Text); m.Plain != "" {
			all = append(all, Clause{Text: m.Plain}) // a denial is in the meaning
		}
	}
	return all
}

// denial matches a clause that says what is not meant: 不是换证.
var denial = sieve.Compile(`^(我|这|那)?(并)?不是`)

// SaidOf returns what the words of one reading give to infer from.
func SaidOf(r read.Reading) Said {
	said := Said{Ages: r.Ages}
	for _, c := range r.Clauses {
		said.Clauses = append(said.Clauses, Clause{Text: c.Text, Negated: c.Negated})
	}
	if len(r.Clauses) == 0 && r.Text != "" {
		said.Clauses = []Clause{{Text: r.Text}}
	}
	said.Clauses = statements(said.Clauses)
	return said
}

// wonders matches a clause that asks whether a paper is wanted: 要带结婚证吗
// tells nothing of a marriage.
var wonders = sieve.Compile(`(要|需要|用|得|必须)(不要|不用)?(带|准备|交|拿|提供|开)?\S{0,12}(吗|么|不|没|嘛)$|(要不要|用不用|需不需要|是不是要|是不是得)(带|准备|交|拿|提供|开)`)

func statements(clauses []Clause) []Clause {
	return slices.DeleteFunc(clauses, func(c Clause) bool { return wonders.MatchString(c.Text) })
}

// labelled returns the option whose label the text is.
func labelled(s knowledge.Situation, text string) (string, bool) {
	for _, o := range s.Options {
		if plain(o.Label) == plain(text) {
			return o.ID, true
		}
	}
	return "", false
}

// yesNo reads 是 or 不是 as an answer to a question with two options, one of
// which denies: 没有抵押, 未满, 不是.
func yesNo(s knowledge.Situation, intent read.Intent) (string, bool) {
	if len(s.Options) != 2 || intent != read.Yes && intent != read.No {
		return "", false
	}
	denies := func(o knowledge.Option) bool {
		return slices.ContainsFunc([]string{"没", "不", "未", "无", "否", "非", "还没"}, func(d string) bool { return strings.HasPrefix(o.Label, d) })
	}
	first, second := denies(s.Options[0]), denies(s.Options[1])
	if first == second {
		return "", false
	}
	if first == (intent == read.No) {
		return s.Options[0].ID, true
	}
	return s.Options[1].ID, true
}
