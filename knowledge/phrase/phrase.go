// Package phrase prepares confirmed everyday questions (相似问) for items, the
// strongest lever there is on finding one (RETRIEVAL.md A5a): Draft suggests
// some, a curator reviews them, AddTo writes the accepted ones into the files of
// the knowledge. Nothing counts that nobody accepted.
package phrase

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wenban/knowledge"
	"wenban/knowledge/lexicon"
	"wenban/knowledge/memory"
	"wenban/knowledge/segment"
)

// Where a suggestion comes from.
const (
	FromTalk     = "talk"     // a talk whose citizen confirmed the item
	FromMemory   = "memory"   // asked everywhere for a service that the item is
	FromTemplate = "template" // action × applicant × everyday name
)

// Suggestion is an everyday question that may mean an item, for a curator to
// review.
type Suggestion struct {
	Item   string `json:"item"`             // code
	Name   string `json:"name,omitempty"`   // of the item, for the reader
	Q      string `json:"q"`                // 2 to MaxQuestion characters, one line
	From   string `json:"from,omitempty"`   // FromTalk, FromMemory, FromTemplate
	Source string `json:"source,omitempty"` // Phrasing.Source: curator, operator or citizen; "" = curator
}

// MaxQuestion is how many characters a phrasing may have: what is longer is a
// story, and stories are alike.
const MaxQuestion = 60

// Options of Draft. The zero value drafts eight questions for every item.
type Options struct {
	Each int                       // questions an item; 0: 8
	Only func(code string) bool    // which items; nil: all
	Told []Suggestion              // from talks; they come first
	Done func(code, q string) bool // what was decided before; nil: nothing
}

// Draft suggests questions for the items of an edition: those without any
// phrasing first, then in the order of the edition; for each the talks, then what
// memory knows, then the templates. A text that would be drafted for two items,
// and one that the item has already, are left out.
func Draft(e *knowledge.Edition, bank memory.Bank, lex *lexicon.Lexicon, o Options) []Suggestion {
	o = o.withDefaults()
	all := pool(e, bank, lex, o.Told)
	shared := sharedTexts(all)
	var out []Suggestion
	for _, it := range seedless(e.Items) {
		if !o.Only(it.Code) {
			continue
		}
		fresh := slices.DeleteFunc(all[it.Code], func(s Suggestion) bool {
			return shared[plain(s.Q)] || o.Done(s.Item, s.Q) || !reviewable(s.Q)
		})
		out = append(out, mixed(notYet(it, fresh), o.Each)...)
	}
	return out
}

func (o Options) withDefaults() Options {
	o.Each = cmp.Or(o.Each, 8)
	if o.Only == nil {
		o.Only = func(string) bool { return true }
	}
	if o.Done == nil {
		o.Done = func(string, string) bool { return false }
	}
	return o
}

// pool gathers all that could be suggested, by item.
func pool(e *knowledge.Edition, bank memory.Bank, lex *lexicon.Lexicon, told []Suggestion) map[string][]Suggestion {
	all := map[string][]Suggestion{}
	for _, s := range told {
		if it, ok := e.Item(s.Item); ok {
			s.Name = it.Name
			all[s.Item] = append(all[s.Item], s)
		}
	}
	t := newTemplates(lex)
	for _, it := range e.Items {
		add := func(from string, questions []string) {
			for _, q := range questions {
				all[it.Code] = append(all[it.Code], Suggestion{Item: it.Code, Name: it.Name, Q: q, From: from, Source: "curator"})
			}
		}
		add(FromMemory, bank.Questions(it.Code))
		add(FromTemplate, t.questions(it))
	}
	return all
}

// sharedTexts are the texts that stand under two items: they tell neither.
func sharedTexts(all map[string][]Suggestion) map[string]bool {
	owner, shared := map[string]string{}, map[string]bool{}
	for code, list := range all {
		for _, s := range list {
			p := plain(s.Q)
			if o, ok := owner[p]; ok && o != code {
				shared[p] = true
			}
			owner[p] = code
		}
	}
	return shared
}

// seedless sorts items without phrasings before those that have some: they are
// the ones found worse (RETRIEVAL.md A5a).
func seedless(items []knowledge.Item) []knowledge.Item {
	out := slices.Clone(items)
	slices.SortStableFunc(out, func(a, b knowledge.Item) int { return cmp.Compare(len(a.Phrasings), len(b.Phrasings)) })
	return out
}

// notYet leaves what the item is not called or asked already, each text once.
func notYet(it knowledge.Item, list []Suggestion) (out []Suggestion) {
	have := map[string]bool{plain(it.Name): true}
	for _, a := range it.Aliases {
		have[plain(a)] = true
	}
	for _, p := range it.Phrasings {
		have[plain(p.Q)] = true
	}
	for _, s := range list {
		if p := plain(s.Q); !have[p] {
			have[p] = true
			out = append(out, s)
		}
	}
	return out
}

// mixed takes n suggestions: all talks, then memory and templates in turn, so
// that neither drowns the other.
func mixed(list []Suggestion, n int) (out []Suggestion) {
	by := map[string][]Suggestion{}
	for _, s := range list {
		by[s.From] = append(by[s.From], s)
	}
	out = by[FromTalk]
	memory, template := by[FromMemory], by[FromTemplate]
	for i := range max(len(memory), len(template)) {
		out = append(out, memory[min(i, len(memory)):min(i+1, len(memory))]...)
		out = append(out, template[min(i, len(template)):min(i+1, len(template))]...)
	}
	return out[:min(n, len(out))]
}

// reviewable reports whether a text can be a phrasing at all.
func reviewable(q string) bool { return flaw(q) == "" }

// flaw says, in Chinese, why a text cannot be a phrasing; "" = it can.
//
// PRIVACY: a text in which something was masked, or in which a long number
// stands, is about a person.
func flaw(q string) string {
	n := utf8.RuneCountInString(strings.TrimSpace(q))
	switch {
	case !utf8.ValidString(q):
		return "有损坏的字符"
	case n < 2:
		return "太短，至少 2 个字"
	case n > MaxQuestion:
		return "太长，最多 60 个字"
	case strings.ContainsFunc(q, unicode.IsControl):
		return "有换行或者看不见的字符"
	case strings.Contains(q, "*"):
		return "有遮盖过的个人信息"
	case longNumber(q):
		return "有一长串数字，可能是证件号或者电话"
	case strings.IndexFunc(q, unicode.IsLetter) < 0:
		return "没有文字"
	}
	return ""
}

// longNumber reports a run of seven digits or more: no everyday question needs it.
func longNumber(q string) bool {
	run := 0
	for _, r := range segment.Normal(q) {
		switch {
		case unicode.IsDigit(r):
			run++
		case r != ' ' && r != '-':
			run = 0
		}
		if run >= 7 {
			return true
		}
	}
	return false
}

// plain is the form in which two questions are the same: no marks, one case.
func plain(q string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, segment.Normal(q))
}
