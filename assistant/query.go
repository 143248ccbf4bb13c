package assistant

import (
	"slices"
	"strings"
	"unicode/utf8"

	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/lexicon"
	"wenban/knowledge/segment"
	"wenban/knowledge/sieve"
)

// Weights of the parts of a query (RETRIEVAL.md A3: more than 0.4 for what the
// lexicon adds hurts).
const (
	added    = 0.35 // an official term for an everyday word
	earlier  = 0.5  // what was said before in the same topic
	asTyped  = 0.5  // English words, beside what they are in Chinese
	misheard = 0.5  // words that were taken for others of the same sound
	story    = 0.7  // a message of several clauses, but for the one that asks
	backdrop = 0.5  // of what a word of the story stands for that says who someone is or how they live
)

// brief is how many characters a message has at most in which no clause is the
// story of another: 身份证、户口本 is a list.
const brief = 11

// requestOf returns the clauses of a text without those that say what is not
// meant; as one where no clause outweighs another.
func requestOf(r read.Reading, text string) []read.Clause {
	whole := []read.Clause{{Text: text, Weight: 1}}
	if text != r.Text {
		return whole
	}
	kept := make([]read.Clause, 0, len(r.Clauses))
	for _, c := range r.Clauses {
		if !c.Negated {
			kept = append(kept, c)
		}
	}
	switch {
	case len(kept) == 0:
		return whole
	case len(kept) == 1 || utf8.RuneCountInString(text) <= brief:
		return []read.Clause{{Text: joined(kept), Weight: 1}}
	}
	return kept
}

func joined(clauses []read.Clause) string {
	texts := make([]string, len(clauses))
	for i, c := range clauses {
		texts[i] = c.Text
	}
	return strings.Join(texts, "，")
}

// query makes the search of a request: its words without dialect, slips,
// question patterns and amounts, the clause that asks above the story around
// it, and the official terms for the everyday ones; and the joint one, with what
// was said before, which counts less. The caller sets whom and when they are for.
func query(know *Knowledge, request []read.Clause, before []string) (q, joint index.Query) {
	request = bare(request)
	meant, heard := mended(request, know)
	terms, words := expanded(know, joined(meant), foremost(know, meant), added), said(know, meant, heard)
	q.Parts = slices.Concat(terms, words)
	if joint = q; len(before) > 0 {
		joint.Parts = slices.Concat(terms, saidBefore(know, joined(request), before), words)
	}
	return q, joint
}

// saidBefore are the parts of the messages before a request.
func saidBefore(know *Knowledge, request string, before []string) (parts []index.Part) {
	for _, b := range before {
		if b = hidden.ReplaceAllString(b, " "); b == request {
			continue
		}
		standard := know.Lexicon.Standard(b)
		parts = append(parts, index.Part{Text: core(know, standard), Weight: earlier, From: "said before"})
		parts = append(parts, expanded(know, standard, standard, added*earlier)...)
	}
	return parts
}

// hidden is what is left of a number that was masked, with the words that bring
// it in. PRIVACY: no digit of it is searched for; and 110 of an identity card is
// not the police.
var hidden = sieve.Compile(`((我的?|本人的?)?(身份证|银行卡|手机|联系|卡|账)?(号码|号|电话|手机)(是|为|[:：])?)?\s*[0-9A-Za-z]*\*{2,}[0-9A-Za-z]*`)

// bare returns clauses without masked numbers, those left out that say nothing
// else.
func bare(clauses []read.Clause) (out []read.Clause) {
	for _, c := range clauses {
		if c.Text = strings.TrimSpace(hidden.ReplaceAllString(c.Text, " ")); c.Text != "" {
			out = append(out, c)
		}
	}
	return out
}

// said is what was said itself. The whole stands last: against it the index
// measures how much of the words a name is.
func said(know *Knowledge, meant, heard []read.Clause) (parts []index.Part) {
	whole, weight := joined(meant), 1.0
	all := core(know, whole)
	if len(meant) > 1 && know.has(Clauses) {
		weight = story
		for i, share := range urgency(meant) {
			if know.Lexicon.Idle(meant[i].Text) {
				continue // 要多少钱 asks, but not for what
			}
			parts = append(parts, index.Part{Text: core(know, meant[i].Text), Weight: story + (1-story)*share, From: "said"})
		}
	}
	if other := joined(heard); other != whole {
		if was := core(know, other); was != all {
			parts = append(parts, index.Part{Text: was, Weight: misheard * weight, From: "said"})
		}
	}
	return append(parts, index.Part{Text: all, Weight: weight, From: "said"})
}

// urgency are the weights of clauses by that of the heaviest.
func urgency(clauses []read.Clause) []float64 {
	top, out := 0.0, make([]float64, len(clauses))
	for _, c := range clauses {
		top = max(top, c.Weight)
	}
	for i, c := range clauses {
		out[i] = c.Weight / top
	}
	return out
}

// core is a text in standard words without question patterns and amounts.
func core(know *Knowledge, text string) string {
	if know.has(Patterns) {
		text = know.Lexicon.Strip(text)
	}
	if know.has(Masks) {
		text = know.Lexicon.Mask(text)
	}
	return text
}

// foremost is what the clauses say that ask most; all of them where clauses are
// not told apart.
func foremost(know *Knowledge, meant []read.Clause) string {
	if len(meant) < 2 || !know.has(Clauses) {
		return joined(meant)
	}
	var most []read.Clause
	for i, share := range urgency(meant) {
		if share == 1 {
			most = append(most, meant[i])
		}
	}
	return joined(most)
}

// expanded are the official terms for the everyday words of a text. Who someone
// is counts less where only the story tells it: 我是低保户，房子怎么过户 is no
// question about 低保.
func expanded(know *Knowledge, standard, asking string, weight float64) (parts []index.Part) {
	found := know.Lexicon.Expand(standard)
	parts = slices.Grow(parts, len(found))
	for _, x := range found {
		part := partOf(x)
		if !know.has(Words) || !know.has(part) {
			continue
		}
		w := weight * know.trust(x)
		if part == Circumstances && !strings.Contains(asking, x.From) {
			w *= backdrop
		}
		parts = append(parts, index.Part{Text: x.To, Weight: w, From: x.From})
	}
	return parts
}

// trust is how much an expansion counts. Words that stand in the names of the
// edition are official enough as they are: a second wording only leads to what
// is called like that elsewhere (商务签注 is one thing for Taiwan, another for
// Hong Kong).
func (k *Knowledge) trust(x lexicon.Expansion) float64 {
	if k.official[x.From] {
		return x.Weight * 0.3
	}
	return x.Weight
}

// officialWords are the words of the lexicon that stand in the name of an item.
// They are looked for once: a turn that searched all names for each of its words
// would take longer the more items there are.
func officialWords(e *knowledge.Edition, lex *lexicon.Lexicon) map[string]bool {
	words := map[string]bool{}
	for _, it := range e.Items {
		lex.WordsIn(segment.Normal(it.Name), func(w string) { words[w] = true })
	}
	return words
}
