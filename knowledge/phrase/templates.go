package phrase

import (
	"cmp"
	_ "embed" // asking.tsv
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"wenban/knowledge"
	"wenban/knowledge/lexicon"
	"wenban/knowledge/segment"
)

//go:embed data/asking.tsv
var askingFile string

// asking is data/asking.tsv: how people ask for an action.
type asking struct {
	actions    []row
	applicants []row
	whole      []string
}

// row is words, one of which must apply, and what they give.
type row struct{ words, gives []string }

var compiledIn = sync.OnceValue(func() asking {
	a, err := readAsking(askingFile)
	if err != nil {
		panic(fmt.Sprintf("phrase: %v", err)) // the file is part of the program and tested with it
	}
	return a
})

// readAsking reads the table. Every row has three columns; lists are parted by
// bars.
func readAsking(text string) (a asking, err error) {
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 3 || f[1] == "" || f[2] == "" {
			return a, fmt.Errorf("asking.tsv:%d: %d columns, want kind, words, templates", n, len(f))
		}
		if strings.ContainsAny(filled(f[2], "", ""), "{}") {
			return a, fmt.Errorf("asking.tsv:%d: a hole other than {n} and {w} in %q", n, f[2])
		}
		r := row{strings.Split(f[1], "|"), strings.Split(f[2], "|")}
		switch f[0] {
		case "action":
			a.actions = append(a.actions, r)
		case "applicant":
			a.applicants = append(a.applicants, r)
		case "whole":
			a.whole = append(a.whole, r.gives...)
		default:
			return a, fmt.Errorf("asking.tsv:%d: kind %q, want action, applicant or whole", n, f[0])
		}
	}
	return a, nil
}

// templates drafts questions with the words of a lexicon.
type templates struct {
	asking
	everyday map[string][]string // official term → everyday words
}

func newTemplates(lex *lexicon.Lexicon) templates { return templates{compiledIn(), lex.Everyday()} }

// Bounds that keep drafts readable.
const (
	maxThing = 8 // characters of an everyday name
	maxNames = 3 // everyday names of one thing
)

// questions drafts questions for one item.
func (t templates) questions(it knowledge.Item) (out []string) {
	name := segment.Normal(withoutBrackets(it.Name))
	for _, w := range t.wholes(it, name) {
		out = append(out, t.wholeQuestion(len(out), w))
	}
	who := t.applicantsOf(it)
	for _, part := range strings.FieldsFunc(lists.Replace(name), func(r rune) bool { return r == '、' }) {
		a, thing, ok := t.action(part)
		if !ok {
			continue
		}
		things := t.things(cmp.Or(thing, t.firstThing(name)))
		for i, template := range a.gives {
			if len(things) > 0 {
				out = append(out, filled(template, things[i%len(things)], who[i%len(who)]))
			}
		}
	}
	return out
}

// lists are the ways in which a name lists actions.
var lists = strings.NewReplacer("和", "、", "及", "、", "或者", "、", ",", "、", ";", "、")

// wholeQuestion makes a question of words that mean the whole service; words
// that ask already stay as they are.
func (t templates) wholeQuestion(i int, words string) string {
	if strings.ContainsAny(words, "怎么吗哪多几") {
		return words
	}
	return filled(t.whole[i%len(t.whole)], words, "")
}

// action returns the row whose word ends a name, and the thing before it.
func (t templates) action(name string) (a row, thing string, ok bool) {
	for _, r := range t.actions {
		for _, w := range r.words {
			if before, found := strings.CutSuffix(name, w); found {
				return r, t.bare(before), true
			}
		}
	}
	return row{}, "", false
}

// bare takes what is done off both ends of a thing: 出生医学证明 of 出生医学证明补发.
func (t templates) bare(thing string) string {
	thing = strings.TrimPrefix(thing, "开具")
	for _, r := range t.actions {
		for _, w := range r.words {
			if rest := strings.TrimSuffix(thing, w); w != "证明" && rest != "" && rest != thing {
				return t.bare(rest)
			}
		}
	}
	return thing
}

// firstThing is the thing of a name that lists actions: 社会保障卡 of 社会保障卡补领、换领.
func (t templates) firstThing(name string) string {
	first, _, _ := strings.Cut(lists.Replace(name), "、")
	_, thing, _ := t.action(first)
	return thing
}

// things returns the everyday names of a thing, itself last where it is short.
// Two characters (离婚, 生育) name what happens and no thing: it stands alone.
func (t templates) things(thing string) (out []string) {
	length := utf8.RuneCountInString(thing)
	for _, w := range t.everyday[thing] {
		if n := utf8.RuneCountInString(w); length > 2 && n >= 2 && n <= maxThing && !strings.ContainsAny(w, doing) {
			out = append(out, w)
		}
	}
	out = out[:min(len(out), maxNames)]
	if length >= 2 && length <= maxThing {
		out = append(out, thing)
	}
	return out
}

// doing are characters of words that tell what is done, and so name no thing.
const doing = "丢补换办领改查交报开了怎么不想去要吗考学坐没带买生产离结写死打弄退取"

// wholes returns the everyday words that mean the whole service.
func (t templates) wholes(it knowledge.Item, name string) (out []string) {
	for _, n := range append([]string{name, segment.Normal(it.Name)}, it.Aliases...) {
		for _, w := range t.everyday[n] {
			if c := utf8.RuneCountInString(w); c >= 3 && c <= maxThing && !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
	}
	return out[:min(len(out), 2*maxNames)]
}

// applicantsOf returns who asks: by the first theme or audience that a row names.
func (t templates) applicantsOf(it knowledge.Item) []string {
	keys := append(slices.Clone(it.Themes), it.Audience...)
	for _, r := range t.applicants {
		if slices.ContainsFunc(keys, func(k string) bool { return slices.Contains(r.words, k) }) && people(it, r) {
			return r.gives
		}
	}
	return []string{"我们"}
}

// people reports that a row about persons is not used for an item of enterprises.
func people(it knowledge.Item, r row) bool {
	business := slices.Contains(r.words, "个体工商户") || slices.Contains(r.words, "企业法人")
	return business || slices.Contains(it.Audience, "自然人") || len(it.Audience) == 0
}

func filled(template, thing, who string) string {
	return strings.NewReplacer("{n}", thing, "{w}", who).Replace(template)
}

// withoutBrackets drops what stands in brackets: the organ, the variant.
func withoutBrackets(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case strings.ContainsRune("(（【[", r):
			depth++
		case strings.ContainsRune(")）】]", r):
			depth = max(0, depth-1)
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return b.String()
}
