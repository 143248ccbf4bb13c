package assistant

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"wenban/assistant/guide"
	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/lexicon"
	"wenban/knowledge/segment"
)

// Weights of the parts of a query (RETRIEVAL.md A3: more than 0.4 for what the
// lexicon adds hurts).
const (
	added   = 0.35 // an official term for an everyday word
	earlier = 0.5  // what was said before in the same topic
)

// foreigners is how many services that the edition does not have may stand
// among the items that are found.
const foreigners = 5

// find searches for the words of the turn, and for those of the whole topic.
func find(ctx context.Context, know *Knowledge, r read.Reading, s guide.State, q Question) (found, error) {
	if r.Text == "" && len(s.Said) == 0 {
		return found{}, nil
	}
	text := r.Text
	if text == "" {
		text = s.Said[len(s.Said)-1]
	}
	f := found{Query: query(know, requestOf(r, text), nil, regionOf(r, s), r.Audience, q.At)}
	joint := query(know, requestOf(r, text), s.Said, regionOf(r, s), r.Audience, q.At)
	var err error
	if f.Items, err = know.Finder.Items(ctx, f.Query); err != nil {
		return found{}, fmt.Errorf("find items: %w", err)
	}
	if f.Joint, err = know.Finder.Items(ctx, joint); err != nil {
		return found{}, fmt.Errorf("find items of the topic: %w", err)
	}
	if f.Events, err = know.Finder.Events(ctx, f.Query); err != nil {
		return found{}, fmt.Errorf("find life events: %w", err)
	}
	if f.Passages, err = know.Finder.Passages(ctx, f.Query); err != nil {
		return found{}, fmt.Errorf("find passages: %w", err)
	}
	if f.Others, err = notInForce(ctx, know, f.Query); err != nil {
		return found{}, fmt.Errorf("find passages of another time: %w", err)
	}
	return f, nil
}

// notInForce searches the documents that were in force a year ago or will be in
// a year and are not now: who asks for them is told so.
func notInForce(ctx context.Context, know *Knowledge, q index.Query) ([]index.Hit, error) {
	var out []index.Hit
	now := q.At
	for _, years := range []int{-1, 1} {
		q.At = now.AddDate(years, 0, 0)
		hits, err := know.Finder.Passages(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, h := range hits {
			if d, ok := know.Edition.Document(h.ID); ok && !know.Edition.InForce(d, now) {
				out = append(out, h)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b index.Hit) int { return cmp.Compare(b.Score, a.Score) })
	return out, nil
}

func regionOf(r read.Reading, s guide.State) string {
	if r.Region != "" {
		return r.Region
	}
	return s.Region
}

// requestOf is the text without the clauses that say what is not meant.
func requestOf(r read.Reading, text string) string {
	var kept []string
	for _, c := range r.Clauses {
		if !c.Negated {
			kept = append(kept, c.Text)
		}
	}
	if len(kept) == 0 || text != r.Text {
		return text
	}
	return strings.Join(kept, "，")
}

// query makes the search of a text: its words without dialect, question
// patterns and amounts, and the official terms for the everyday ones.
func query(know *Knowledge, text string, before []string, region, audience string, at time.Time) index.Query {
	standard := know.Lexicon.Standard(text)
	q := index.Query{Region: region, At: at, K: 10 + foreigners}
	said := know.Lexicon.Mask(know.Lexicon.Strip(standard))
	q.Parts = append(q.Parts, index.Part{Text: said, Weight: 1, From: "said"})
	for _, x := range know.Lexicon.Expand(standard) {
		q.Parts = append(q.Parts, index.Part{Text: x.To, Weight: added * know.trust(x), From: x.From})
	}
	for _, b := range before {
		if b != text {
			q.Parts = append(q.Parts, index.Part{Text: know.Lexicon.Mask(know.Lexicon.Strip(know.Lexicon.Standard(b))), Weight: earlier, From: "said before"})
			for _, x := range know.Lexicon.Expand(know.Lexicon.Standard(b)) {
				q.Parts = append(q.Parts, index.Part{Text: x.To, Weight: added * earlier * know.trust(x), From: x.From})
			}
		}
	}
	return q
}

// Rank returns the codes of the best n items for a text: the search alone,
// without dialogue, as it is measured beside plain text search.
func (k *Knowledge) Rank(ctx context.Context, text string, n int) []string {
	r := k.Reader.Read(text, read.Context{})
	q := query(k, requestOf(r, r.Text), nil, k.Home, "", time.Now())
	q.K = n + foreigners
	hits, err := k.Finder.Items(ctx, q)
	if err != nil {
		return nil
	}
	var codes []string
	for _, h := range hits {
		if h.Kind == index.Item {
			codes = append(codes, h.ID)
		}
	}
	return codes
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

// told gives the guide what people say everywhere.
func told() []guide.Told {
	var out []guide.Told
	for _, c := range lexicon.Told() {
		out = append(out, guide.Told(c))
	}
	return out
}

// homes names the places of an edition without a tree of regions: those its
// departments bear.
func homes(e *knowledge.Edition) []string {
	if len(e.Regions.All) > 0 {
		return nil
	}
	seen := map[string]bool{}
	var out []string
	for _, it := range e.Items {
		for _, suffix := range []string{"省", "市", "区", "县"} {
			if i := strings.Index(it.Department, suffix); i > 0 && i <= 4*3 {
				if name := it.Department[:i+len(suffix)]; !seen[name] {
					seen[name] = true
					out = append(out, name)
				}
			}
		}
	}
	return out
}

// secret is 128 random bits: whoever knows it may go on with the talk.
func secret() string {
	b := make([]byte, 16)
	rand.Read(b) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// unpick reads the id of a choice: "item:CODE", "option:ID" or "command:NAME".
func unpick(id string) *guide.Picked {
	kind, value, _ := strings.Cut(id, ":")
	switch kind {
	case "item":
		return &guide.Picked{Item: value}
	case "option":
		return &guide.Picked{Option: value}
	case "command":
		return &guide.Picked{Command: value}
	}
	return nil
}
