package assistant

import (
	"context"
	"slices"
	"strings"

	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/memory"
	"wenban/knowledge/segment"
)

// Trial tells what a phrasing (相似问) would change, by searching with and without
// it. It never changes and is safe for concurrent use.
type Trial struct {
	learned
	edition *knowledge.Edition
	now     *Knowledge
}

// Bank returns what is asked everywhere, lent to the items of the edition.
func (t *Trial) Bank() memory.Bank { return t.words.Bank }

// Tried is what the search says of a question without and with it as a phrasing
// of an item.
type Tried struct {
	Before int     `json:"before"`          // place of the item today, from 1; 0: not among the first ten
	After  int     `json:"after"`           // place of the item with the phrasing
	First  string  `json:"first,omitempty"` // name of the item found first today, when it is another
	Drawn  []Drawn `json:"drawn,omitempty"` // questions of other items that would find this one before or beside theirs
}

// Drawn is a question that a phrasing draws away from the item it belongs to.
type Drawn struct {
	Item string `json:"item"` // code of the item it belongs to
	Name string `json:"name"`
	Q    string `json:"q"`
}

// Bounds of the search for questions that are drawn away: those of the items
// found nearest, and of each the ones most like the phrasing.
const (
	rivals     = 6
	rivalAsked = 8
	depth      = 10
	beside     = .85 // share of the best score from which two items are offered together
)

// NewTrial learns an edition as LearnIn does. A trial takes a third of a second
// for some thousand items: the index is built anew with the phrasing in it, and
// the embedder stays.
func NewTrial(dir string, e *knowledge.Edition, progress func(stage string, done, total int)) (*Trial, error) {
	if progress == nil {
		progress = func(string, int, int) {}
	}
	l := learn(dir, e, progress)
	x, err := l.index(dir, e, progress)
	if err != nil {
		return nil, err
	}
	return &Trial{learned: l, edition: e, now: Know(e, x, l.model.Embed)}, nil
}

// Try searches for a question without and with it as a phrasing of an item.
func (t *Trial) Try(ctx context.Context, code, q string) (Tried, error) {
	before, err := t.now.ranked(ctx, t.now.Finder, q, depth)
	if err != nil {
		return Tried{}, err
	}
	finder, err := index.Build(asking(t.edition, code, q), t.options(func(string, int, int) {}))
	if err != nil {
		return Tried{}, err
	}
	after, err := t.now.ranked(ctx, finder, q, depth)
	if err != nil {
		return Tried{}, err
	}
	out := Tried{Before: placeOf(before, code), After: placeOf(after, code)}
	if len(before) > 0 && before[0].ID != code {
		it, _ := t.edition.Item(before[0].ID)
		out.First = it.Name
	}
	out.Drawn, err = t.drawn(ctx, finder, code, q, append(before, after...))
	return out, err
}

// drawn lists the questions that find their own item alone at the top today and
// the item with the phrasing beside or before it then: they would no longer be
// answered outright.
func (t *Trial) drawn(ctx context.Context, with Finder, code, q string, near []index.Hit) (out []Drawn, err error) {
	for _, other := range othersOf(near, code) {
		it, _ := t.edition.Item(other)
		for _, p := range alike(t.questions(it), q, rivalAsked) {
			before, err := t.now.ranked(ctx, t.now.Finder, p, depth)
			if err != nil {
				return nil, err
			}
			if placeOf(before, other) != 1 || abreast(before, code) {
				continue
			}
			after, err := t.now.ranked(ctx, with, p, depth)
			if err != nil {
				return nil, err
			}
			if abreast(after, code) {
				out = append(out, Drawn{it.Code, it.Name, p})
			}
		}
	}
	return out, nil
}

// abreast reports whether an item stands at the top, or near enough to it that
// both would be offered.
func abreast(hits []index.Hit, code string) bool {
	n := placeOf(hits, code)
	return n > 0 && hits[n-1].Score >= beside*hits[0].Score
}

// othersOf are the items found nearest, each once, without the one itself.
func othersOf(hits []index.Hit, code string) (out []string) {
	for _, h := range hits {
		if h.ID != code && !slices.Contains(out, h.ID) && len(out) < rivals {
			out = append(out, h.ID)
		}
	}
	return out
}

// questions are what is known to be asked for an item.
func (t *Trial) questions(it knowledge.Item) (out []string) {
	for _, p := range it.Phrasings {
		out = append(out, p.Q)
	}
	return append(append(out, it.Aliases...), t.words.Bank.Questions(it.Code)...)
}

// alike returns the n texts that share most characters with another.
func alike(texts []string, with string, n int) []string {
	out := slices.Clone(texts)
	slices.SortStableFunc(out, func(a, b string) int { return shares(b, with) - shares(a, with) })
	return out[:min(n, len(out))]
}

// shares counts the characters of a text that another has, in percent.
func shares(text, with string) int {
	n, all := 0, 0
	for _, r := range text {
		all++
		if strings.ContainsRune(with, r) {
			n++
		}
	}
	return n * 100 / max(all, 1)
}

// placeOf is the place of an item, from 1; 0: it is not there.
func placeOf(hits []index.Hit, code string) int {
	return slices.IndexFunc(hits, func(h index.Hit) bool { return h.ID == code }) + 1
}

// asking is an edition with one more phrasing.
func asking(e *knowledge.Edition, code, q string) *knowledge.Edition {
	next := *e
	next.Items = slices.Clone(e.Items)
	for i, it := range next.Items {
		if it.Code == code {
			next.Items[i].Phrasings = append(slices.Clone(it.Phrasings), knowledge.Phrasing{Q: segment.Normal(q)})
		}
	}
	return &next
}
