package guide

import (
	"slices"
	"testing"

	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/index"
)

// TestWhatIsOfferedBesideARoute holds when a complaint, a legal route or a
// refusal names an item as well, and that it stays what it is.
func TestWhatIsOfferedBesideARoute(t *testing.T) {
	g := &Guide{Edition: knowledge.NewEdition("t", knowledge.Parts{Items: []knowledge.Item{{Code: "aid", Name: "法律援助申请"}, {Code: "food", Name: "食品经营许可"}}})}
	complaint := read.Reading{Text: "老板不发工资我要投诉", Intent: read.Complaint}
	grumble := read.Reading{Text: "办了半年的许可证还没下来太慢了", Intent: read.Complaint}
	court := read.Reading{Text: "被人起诉了", Intent: read.Scope, Category: read.Court}
	scope := read.Reading{Text: "淘宝上能买吗", Intent: read.Scope, Category: "shop"}
	hit := func(code string, score, vector float64) []index.Hit {
		return []index.Hit{{Kind: index.Item, ID: code, Score: score, Vector: vector}}
	}
	for _, row := range []struct {
		name    string
		reading read.Reading
		hits    []index.Hit
		state   State
		reason  Reason
		want    []string
	}{
		{"a complaint, and a service for the wronged", complaint, hit("aid", .5, .6), State{}, AsComplaint, []string{"aid"}},
		{"a court, and a service for the wronged", court, hit("aid", .5, .6), State{}, OutOfScope, []string{"aid"}},
		{"a complaint that any item is a little like", complaint, hit("food", .7, .6), State{}, AsComplaint, nil},
		{"a complaint that is very like an item", grumble, hit("food", .9, .6), State{}, AsComplaint, []string{"food"}},
		{"whoever wants somebody called to account wants no licence", complaint, hit("food", .9, .6), State{}, AsComplaint, nil},
		{"characters in common without the meaning", complaint, hit("aid", 1, .4), State{}, AsComplaint, nil},
		{"no matter of a desk, and nobody is wronged", scope, hit("aid", .5, .6), State{}, OutOfScope, nil},
		{"a complaint within the talk about an item", complaint, hit("aid", .9, .6), State{Focus: "food"}, AsComplaint, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			plan, next, ok := g.fixed(In{Reading: row.reading, Items: row.hits, State: row.state})
			if !ok || plan.Reason != row.reason || !slices.Equal(plan.Beside, row.want) || !slices.Equal(next.Offer, row.want) || next.Focus != row.state.Focus {
				t.Errorf("fixed(%q) = %s beside %v, offering %v, focus %q, want %s beside %v, focus %q", row.reading.Text, plan.Reason, plan.Beside, next.Offer, next.Focus, row.reason, row.want, row.state.Focus)
			}
		})
	}
}
