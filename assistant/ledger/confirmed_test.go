package ledger

import (
	"errors"
	"slices"
	"testing"

	"wenban/assistant"
	"wenban/assistant/ledger/ledgertest"
	"wenban/knowledge/store/db/dbtest"
)

func TestConfirmedYieldsTheTalksInWhichAnItemWasConfirmed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		l := New(dbtest.Open(t, url), ring(t))
		for _, talk := range []string{"plain", "chosen", "useful", "wrong"} {
			for seq := 1; seq <= 2; seq++ {
				turn := ledgertest.Turn(talk, seq, "")
				if talk == "chosen" && seq == 2 {
					turn.Pick = "item:C1"
				}
				ledgertest.Save(t, l, turn)
			}
		}
		must(t, l.Feedback(t.Context(), "useful", 1, "useful", ""))
		must(t, l.Feedback(t.Context(), "wrong", 1, "wrong", ""))
		var got []string
		must(t, l.Confirmed(t.Context(), func(turns []assistant.Turn) error {
			if len(turns) != 2 {
				t.Errorf("Confirmed yields %d turns of %s, want 2", len(turns), turns[0].Talk)
			}
			got = append(got, turns[0].Talk)
			return nil
		}))
		if slices.Sort(got); !slices.Equal(got, []string{"chosen", "useful"}) {
			t.Errorf("Confirmed yields %v, want chosen and useful", got)
		}
		enough := errors.New("enough")
		if err := l.Confirmed(t.Context(), func([]assistant.Turn) error { return enough }); !errors.Is(err, enough) {
			t.Errorf("Confirmed with an error of each = %v, want it", err)
		}
	})
}
