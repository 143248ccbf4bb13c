package guide

import (
	"testing"

	"wenban/knowledge"
)

// TestAnEventAsksWhatItsTreeAsks answers the events of the sample city with the
// last option each time, twice: what is remembered is what was found.
func TestAnEventAsksWhatItsTreeAsks(t *testing.T) {
	g := sampleGuide(t)
	asked := 0
	for range 2 {
		for _, e := range g.Edition.Events {
			a := knowledge.Answers{}
			for open := true; open; asked++ {
				var got knowledge.Situation
				got, open = g.nexts.of(e, a)
				if want, is := EventTree(e).Next(a); got.ID != want.ID || open != is {
					t.Fatalf("nexts.of(%s, %v) = %q, %v, want %q, %v", e.ID, a, got.ID, open, want.ID, is)
				}
				if open {
					a[got.ID] = got.Options[len(got.Options)-1].ID
				}
			}
		}
	}
	if asked < 4 {
		t.Errorf("the events of the sample city ask %d questions in all; want some", asked)
	}
}
