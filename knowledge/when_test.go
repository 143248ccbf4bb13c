package knowledge_test

import (
	"testing"

	"wenban/knowledge"
)

func TestWhenEval(t *testing.T) {
	two := knowledge.When{{"who": {"self", "child"}, "place": {"local"}}}
	either := knowledge.When{{"who": {"self"}}, {"place": {"away"}}}
	for _, c := range []struct {
		name    string
		when    knowledge.When
		answers knowledge.Answers
		closed  []string
		want    knowledge.Truth
	}{
		{"nil always holds", nil, nil, nil, knowledge.Yes},
		{"an empty list always holds", knowledge.When{}, nil, nil, knowledge.Yes},
		{"an empty clause always holds", knowledge.When{{}}, nil, nil, knowledge.Yes},
		{"nothing answered is open", two, nil, nil, knowledge.Open},
		{"one of two answered is open", two, knowledge.Answers{"who": "self"}, nil, knowledge.Open},
		{"both answered hold", two, knowledge.Answers{"who": "child", "place": "local"}, nil, knowledge.Yes},
		{"one wrong answer decides against", two, knowledge.Answers{"who": "agent"}, nil, knowledge.No},
		{"a closed situation decides against", two, knowledge.Answers{"who": "self"}, []string{"place"}, knowledge.No},
		{"an answered situation is not closed", two, knowledge.Answers{"who": "self", "place": "local"}, []string{"place"}, knowledge.Yes},
		{"the second clause may hold", either, knowledge.Answers{"who": "agent", "place": "away"}, nil, knowledge.Yes},
		{"the second clause may still hold", either, knowledge.Answers{"who": "agent"}, nil, knowledge.Open},
		{"one clause is enough", either, knowledge.Answers{"who": "self"}, nil, knowledge.Yes},
		{"no clause is left", either, knowledge.Answers{"who": "agent"}, []string{"place"}, knowledge.No},
		{"no option satisfies an empty list", knowledge.When{{"who": {}}}, knowledge.Answers{"who": "self"}, nil, knowledge.No},
	} {
		t.Run(c.name, func(t *testing.T) {
			closed := func(id string) bool {
				for _, s := range c.closed {
					if s == id {
						return true
					}
				}
				return false
			}
			if got := c.when.Eval(c.answers, closed); got != c.want {
				t.Errorf("Eval(%v, %v) = %v, want %v", c.answers, c.closed, got, c.want)
			}
			if got, want := c.when.Holds(c.answers), c.when.Eval(c.answers, nil) == knowledge.Yes; got != want {
				t.Errorf("Holds(%v) = %v, want %v", c.answers, got, want)
			}
		})
	}
}
