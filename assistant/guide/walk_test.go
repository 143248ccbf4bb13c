package guide

import (
	"slices"
	"strings"
	"testing"
	"time"

	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/sample"
)

// sampleGuide decides over the sample city, without vectors.
func sampleGuide(t *testing.T) *Guide {
	t.Helper()
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	return &Guide{Edition: e, Matcher: NewMatcher(e, nil, nil)}
}

var noon = time.Date(2026, 11, 16, 12, 0, 0, 0, knowledge.Zone)

// tap is the decision after a choice was tapped.
func tap(g *Guide, s State, p Picked) (Plan, State) {
	return g.Decide(In{Pick: &p, State: s, At: noon, Reading: read.Reading{Intent: read.Empty}})
}

// TestEveryWayThroughAnItemEnds walks every answer of every item: it ends in a
// list, a stop or another item within as many questions as the items on the way
// have situations, and asks nothing twice.
func TestEveryWayThroughAnItemEnds(t *testing.T) {
	g := sampleGuide(t)
	for _, it := range g.Edition.Items {
		t.Run(it.Name, func(t *testing.T) {
			plan, s := tap(g, State{Region: g.Edition.Regions.Root()}, Picked{Item: it.Code})
			walk(t, g, plan, s, nil)
		})
	}
}

func walk(t *testing.T, g *Guide, plan Plan, s State, asked []string) {
	t.Helper()
	if plan.Ask == nil {
		if plan.Outcome != Answered {
			t.Errorf("after %v: %s/%s %s without a question, want answered", asked, plan.Outcome, plan.Reason, plan.Act)
		}
		return
	}
	id := plan.Item + " " + plan.Ask.ID
	if slices.Contains(asked, id) {
		t.Fatalf("after %v: %q is asked again", asked, plan.Ask.Question)
	}
	if asked = append(slices.Clone(asked), id); len(asked) > bound(g, asked) {
		t.Fatalf("asked %v, want at most one question a situation", asked)
	}
	for _, o := range plan.Ask.Options {
		next, after := tap(g, s, Picked{Option: o.ID})
		walk(t, g, next, after, asked)
	}
	next, after := tap(g, s, Picked{Command: "unknown"})
	walk(t, g, next, after, asked)
}

// bound is the number of situations of the items that asked.
func bound(g *Guide, asked []string) (n int) {
	seen := map[string]bool{}
	for _, a := range asked {
		code, _, _ := strings.Cut(a, " ")
		if !seen[code] {
			seen[code] = true
			n += len(g.situations(code))
		}
	}
	return n
}

func TestTheMergedListOfALifeEventShrinksToWhatIsDue(t *testing.T) {
	g := sampleGuide(t)
	for _, ev := range g.Edition.Events {
		t.Run(ev.Name, func(t *testing.T) {
			plan, s := tap(g, State{}, Picked{Item: ev.ID})
			for n := 0; plan.Ask != nil; n++ {
				if n > len(ev.Situations) {
					t.Fatalf("asks %q after %d questions, want at most %d", plan.Ask.Question, n, len(ev.Situations))
				}
				plan, s = tap(g, s, Picked{Option: plan.Ask.Options[0].ID})
			}
			if slices.Contains(Due(ev, plan.Answers), knowledge.Open) {
				t.Errorf("Due(%s, %v) = %v, want nothing open once all is answered", ev.Name, plan.Answers, Due(ev, plan.Answers))
			}
		})
	}
}

func TestWhoChoseAnItemIsNotLedAwayByWhatHeSaidBefore(t *testing.T) {
	g := sampleGuide(t)
	for _, it := range g.Edition.Items {
		for _, sit := range it.Situations {
			for _, o := range sit.Options {
				if o.Redirect == "" || len(o.Cues) == 0 {
					continue
				}
				s := State{Said: []string{o.Cues[0]}, Offer: []string{it.Code}}
				if plan, _ := tap(g, s, Picked{Item: it.Code}); plan.Item != it.Code {
					t.Errorf("said %q, chose %q: the plan is about %q, want what was chosen", o.Cues[0], it.Name, g.name(plan.Item))
				}
			}
		}
	}
}
