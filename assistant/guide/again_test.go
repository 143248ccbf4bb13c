package guide

import (
	"testing"

	"wenban/assistant/read"
)

func TestWhatIsLeftIsNamedWhateverStands(t *testing.T) {
	said := read.Reading{Intent: read.Find, Text: "两件都说完了吗"}
	for _, row := range []struct {
		name  string
		state State
		want  bool
	}{
		{"with an item in focus", State{Focus: "i", Queue: []string{"公章"}}, true},
		{"with an offer open", State{Offer: []string{"i", "j"}, Queue: []string{"公章"}}, true},
		{"all is answered", State{Focus: "i"}, true},
		{"nothing was asked yet", State{}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			if plan, got := remaining(In{Reading: said, State: row.state}); got != row.want {
				t.Errorf("remaining(%q, %+v) = %s, %v, want %v", said.Text, row.state, plan.Act, got, row.want)
			}
		})
	}
}
