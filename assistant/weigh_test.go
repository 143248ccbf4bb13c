package assistant

import (
	"testing"

	"wenban/assistant/guide"
	"wenban/assistant/read"
	"wenban/knowledge/index"
)

// TestWordsAndSearchAreWeighedTogether holds what either alone gets wrong.
func TestWordsAndSearchAreWeighedTogether(t *testing.T) {
	hits := func(score float64) found { return found{Items: []index.Hit{{ID: "a", Score: score}}} }
	elsewhere := found{Items: []index.Hit{{ID: "噪声扰民投诉", Kind: index.Elsewhere, Score: 1.2}}}
	for _, c := range []struct {
		name   string
		r      read.Reading
		f      found
		s      guide.State
		intent read.Intent
		items  int
	}{
		{"strange words that resemble something", read.Reading{Intent: read.Find, OutOf: 0.31}, hits(0.4), guide.State{}, read.Find, 0},
		{"strange words that name something", read.Reading{Intent: read.Find, OutOf: 0.31}, hits(0.6), guide.State{}, read.Find, 1},
		{"words of a desk that resemble something", read.Reading{Intent: read.Find, OutOf: 0.1}, hits(0.4), guide.State{}, read.Find, 1},
		{"strange words that answer a question", read.Reading{Intent: read.Find, OutOf: 0.31}, hits(0.4), guide.State{Focus: "a", Asking: "q"}, read.Find, 1},
		{"a loose complaint that names an item", read.Reading{Intent: read.Complaint, Loose: true}, hits(1.1), guide.State{}, read.Find, 1},
		{"a loose complaint that names none", read.Reading{Intent: read.Complaint, Loose: true}, hits(0.8), guide.State{}, read.Complaint, 1},
		{"a loose complaint that answers an offer", read.Reading{Intent: read.Complaint, Loose: true}, hits(0.4), guide.State{Offer: []string{"a", "b"}}, read.Find, 1},
		{"a plain complaint that answers an offer", read.Reading{Intent: read.Complaint}, hits(0.4), guide.State{Offer: []string{"a", "b"}}, read.Complaint, 1},
		{"a plain complaint that names an item", read.Reading{Intent: read.Complaint}, hits(1.1), guide.State{}, read.Complaint, 0},
		{"words that are asked of the desk for noise", read.Reading{Intent: read.Find, OutOf: 0.31}, elsewhere, guide.State{}, read.Complaint, 1},
	} {
		r, f := weigh(c.r, c.f, c.s)
		if r.Intent != c.intent || len(f.Items) != c.items {
			t.Errorf("%s: weigh = %s with %d items, want %s with %d", c.name, r.Intent, len(f.Items), c.intent, c.items)
		}
	}
}
