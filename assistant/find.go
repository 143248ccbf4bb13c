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

// foreigners is how many services that the edition does not have may stand
// among the items that are found.
const foreigners = 5

// find searches for the words of the turn, and for those of the whole topic.
func find(ctx context.Context, know *Knowledge, r read.Reading, s guide.State, q Question) (found, error) {
	if r.Text == "" && len(s.Said) == 0 {
		return found{}, nil
	}
	r, before := sought(know, r, s)
	var f found
	var joint index.Query
	f.Query, joint = query(know, requestOf(r, r.Text), read.InChinese(before...))
	f.Query.Parts, joint.Parts = typedToo(r, f.Query.Parts), typedToo(r, joint.Parts)
	// The audience stays open: who wants to become a 个体工商户 says the word and is none yet.
	for _, x := range []*index.Query{&f.Query, &joint} {
		x.Region, x.At, x.K, x.Explain = regionOf(r, s), q.At, 10+foreigners+len(s.Denied)+len(s.Offer), q.Explain
	}
	var err error
	if f.Items, err = know.Finder.Items(ctx, f.Query); err != nil {
		return found{}, fmt.Errorf("find items: %w", err)
	}
	f.Items = parted(know, clausesOf(r), unmarked(know, r, f.Query, f.Items))
	if f.Joint = f.Items; !slices.Equal(joint.Parts, f.Query.Parts) {
		if f.Joint, err = know.Finder.Items(ctx, joint); err != nil {
			return found{}, fmt.Errorf("find items of the topic: %w", err)
		}
		f.Joint = parted(know, clausesOf(r, read.InChinese(before...)...), unmarked(know, r, joint, f.Joint))
	}
	if f.Events, err = know.Finder.Events(ctx, bestAlone(f.Query)); err != nil {
		return found{}, fmt.Errorf("find life events: %w", err)
	}
	if f.Passages, err = know.passages(ctx, f.Query, hidden.ReplaceAllString(r.Text, " ")); err != nil {
		return found{}, fmt.Errorf("find passages: %w", err)
	}
	if f.Others, err = notInForce(ctx, know, f.Query); err != nil {
		return found{}, fmt.Errorf("find passages of another time: %w", err)
	}
	return f, nil
}

// bestAlone is a query for the best hit: no more is made of life events.
func bestAlone(q index.Query) index.Query {
	q.K = 1
	return q
}

// sought returns what is searched for, and what was said before it: where a turn
// says no more than that nothing of an offer fits, or is a tap, what was said last,
// so that the next offer goes on where the first one ended.
func sought(know *Knowledge, r read.Reading, s guide.State) (read.Reading, []string) {
	n := len(s.Said)
	if n == 0 || r.Text != "" && (r.Intent != read.None || len(s.Offer) == 0) {
		return r, s.Said
	}
	last := know.Reader.Read(s.Said[n-1], read.Context{})
	if last.Region == "" {
		last.Region = r.Region
	}
	return last, s.Said[:n-1]
}

// typedToo adds the English words of a message as they were typed: people ask in
// such words for a few services everywhere. The whole still stands last.
func typedToo(r read.Reading, parts []index.Part) []index.Part {
	if r.Typed == "" {
		return parts
	}
	return slices.Concat([]index.Part{{Text: r.Typed, Weight: asTyped, From: "typed"}}, parts)
}

// notInForce searches the documents that were in force a year ago or will be in
// a year and are not now: who asks for them is told so.
func notInForce(ctx context.Context, know *Knowledge, q index.Query) ([]index.Hit, error) {
	var out []index.Hit
	now := q.At
	q.Least, q.Brief = guide.LeastOther, !q.Explain
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

// Rank returns the codes of the best n items for a text: the search alone,
// without dialogue, as it is measured beside plain text search.
func (k *Knowledge) Rank(ctx context.Context, text string, n int) []string {
	hits, err := k.ranked(ctx, k.Finder, text, n)
	if err != nil {
		return nil
	}
	var codes []string
	for _, h := range hits {
		codes = append(codes, h.ID)
	}
	return codes
}

// ranked returns the best n items of the edition for a text.
func (k *Knowledge) ranked(ctx context.Context, f Finder, text string, n int) ([]index.Hit, error) {
	r := k.Reader.Read(text, read.Context{})
	if !k.has(Traditional) && segment.Normal(text) != typed(text) {
		r = read.Reading{Text: typed(text)}
	}
	q, _ := query(k, requestOf(r, r.Text), nil)
	q.Parts = typedToo(r, q.Parts)
	q.Region, q.At, q.K = k.Home, time.Now(), n+foreigners
	hits, err := f.Items(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("search %q: %w", text, err)
	}
	hits = index.Listed(parted(k, clausesOf(r), unmarked(k, r, q, hits)))
	return hits[:min(n, len(hits))], nil
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
