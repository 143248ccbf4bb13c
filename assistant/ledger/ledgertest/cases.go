package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"wenban/assistant"
)

func unknownTalk(t *testing.T, l assistant.Ledger) {
	_, err := l.Talk(t.Context(), "nobody")
	wantError(t, "Talk(nobody)", err, assistant.ErrNoTalk)
	_, err = l.Turns(t.Context(), "nobody", 0)
	wantError(t, "Turns(nobody)", err, assistant.ErrNoTalk)
	wantError(t, "Feedback(nobody)", l.Feedback(t.Context(), "nobody", 1, "useful", ""), assistant.ErrNoTalk)
	wantError(t, "End(nobody)", l.End(t.Context(), "nobody"), assistant.ErrNoTalk)
}

func wholeTurn(t *testing.T, l assistant.Ledger) {
	want := Turn("a", 1, "m1")
	Same(t, "Save(a, 1)", Save(t, l, want), want)
	turns := Turns(t, l, "a", 0)
	if len(turns) != 1 {
		t.Fatalf("Turns(a, 0) has %d turns, want 1", len(turns))
	}
	Same(t, "Turns(a, 0)[0]", turns[0], want)
	if turns[0].Reply.Trace != nil {
		t.Errorf("Turns(a, 0)[0].Reply.Trace = %v, want nil", turns[0].Reply.Trace)
	}
}

func resume(t *testing.T, l assistant.Ledger) {
	for seq := 1; seq <= 3; seq++ {
		Save(t, l, Turn("a", seq, ""))
	}
	got, err := l.Talk(t.Context(), "a")
	if err != nil {
		t.Fatalf("Talk(a) = %v, want nil", err)
	}
	want := Talk("a")
	if !got.Began.Equal(want.Began) {
		t.Errorf("Talk(a).Began = %v, want %v", got.Began, want.Began)
	}
	got.Began, want.Turns, want.State = want.Began, 3, Turn("a", 3, "").State
	if g, w := jsonOf(t, got), jsonOf(t, want); g != w {
		t.Errorf("Talk(a) = %s, want %s", g, w)
	}
}

func turnsAfter(t *testing.T, l assistant.Ledger) {
	for seq := 1; seq <= 5; seq++ {
		Save(t, l, Turn("a", seq, ""))
	}
	for _, c := range []struct {
		after int
		want  string
	}{{-1, "[1 2 3 4 5]"}, {0, "[1 2 3 4 5]"}, {3, "[4 5]"}, {5, "[]"}, {1 << 40, "[]"}} {
		if got := fmt.Sprint(numbers(Turns(t, l, "a", c.after))); got != c.want {
			t.Errorf("Turns(a, %d) are %s, want %s", c.after, got, c.want)
		}
	}
}

func numbers(turns []assistant.Turn) []int {
	out := []int{}
	for _, turn := range turns {
		out = append(out, turn.Seq)
	}
	return out
}

func saidTwice(t *testing.T, l assistant.Ledger) {
	first := Turn("a", 1, "m1")
	Save(t, l, first)
	again := Turn("a", 2, "m1")
	again.Said = "something else"
	Same(t, "Save(a, 2, same id)", Save(t, l, again), first)
	if got := numbers(Turns(t, l, "a", 0)); len(got) != 1 {
		t.Errorf("Turns(a, 0) are %v, want [1]", got)
	}
}

func withoutID(t *testing.T, l assistant.Ledger) {
	Save(t, l, Turn("a", 1, ""))
	second := Turn("a", 2, "")
	Same(t, "Save(a, 2, no id)", Save(t, l, second), second)
}

func conflict(t *testing.T, l assistant.Ledger) {
	Save(t, l, Turn("a", 1, "m1"))
	for _, seq := range []int{-1, 0, 1, 3} {
		_, err := l.Save(t.Context(), Talk("a"), Turn("a", seq, "m2"))
		wantError(t, fmt.Sprintf("Save(a, %d) after turn 1", seq), err, assistant.ErrConflict)
	}
	_, err := l.Save(t.Context(), Talk("b"), Turn("b", 2, "m1"))
	wantError(t, "Save(b, 2) as the first turn", err, assistant.ErrConflict)
	_, err = l.Talk(t.Context(), "b")
	wantError(t, "Talk(b) after a refused turn", err, assistant.ErrNoTalk)
}

func apart(t *testing.T, l assistant.Ledger) {
	Save(t, l, Turn("a", 1, "same"))
	other := Turn("b", 1, "same")
	Same(t, "Save(b, 1, id of a turn of a)", Save(t, l, other), other)
	if a, b := numbers(Turns(t, l, "a", 0)), numbers(Turns(t, l, "b", 0)); len(a) != 1 || len(b) != 1 {
		t.Errorf("Turns(a), Turns(b) are %v, %v, want [1], [1]", a, b)
	}
}

func feedback(t *testing.T, l assistant.Ledger) {
	Save(t, l, Turn("a", 1, ""))
	for _, f := range [][2]string{{"useless", "没说清楚"}, {"useful", ""}} {
		if err := l.Feedback(t.Context(), "a", 1, f[0], f[1]); err != nil {
			t.Fatalf("Feedback(a, 1, %s) = %v, want nil", f[0], err)
		}
		if got := Turns(t, l, "a", 0)[0]; got.Feedback != f[0] || got.Comment != f[1] {
			t.Errorf("after Feedback(a, 1, %s, %s) the turn has %q, %q", f[0], f[1], got.Feedback, got.Comment)
		}
	}
	for _, seq := range []int{0, 2} {
		wantError(t, fmt.Sprintf("Feedback(a, %d)", seq), l.Feedback(t.Context(), "a", seq, "wrong", ""), assistant.ErrNoTalk)
	}
}

func sameAtOnce(t *testing.T, l assistant.Ledger) {
	saved, errs := atOnce(20, func(int) (assistant.Turn, error) {
		return l.Save(t.Context(), Talk("a"), Turn("a", 1, "m1"))
	})
	for i, err := range errs {
		if err != nil {
			t.Errorf("Save(a, 1, m1) number %d = %v, want nil", i, err)
		} else {
			Same(t, "Save(a, 1, m1) at once", saved[i], Turn("a", 1, "m1"))
		}
	}
	if got := numbers(Turns(t, l, "a", 0)); len(got) != 1 {
		t.Errorf("Turns(a, 0) are %v, want [1]", got)
	}
}

func turnsAtOnce(t *testing.T, l assistant.Ledger) {
	const rounds, rivals = 10, 8
	for seq := 1; seq <= rounds; seq++ {
		saved, errs := atOnce(rivals, func(i int) (assistant.Turn, error) {
			return l.Save(t.Context(), Talk("a"), Turn("a", seq, fmt.Sprintf("m%d-%d", seq, i)))
		})
		won := ""
		for i, err := range errs {
			switch {
			case err == nil && won != "":
				t.Errorf("turn %d was taken by %s and by %s", seq, won, saved[i].ID)
			case err == nil:
				won = saved[i].ID
			default:
				wantError(t, fmt.Sprintf("Save(a, %d) by the others", seq), err, assistant.ErrConflict)
			}
		}
		if kept := Turns(t, l, "a", seq-1); len(kept) != 1 || kept[0].ID != won || won == "" {
			t.Errorf("turn %d: %s won, the ledger has %d turns there", seq, won, len(kept))
		}
	}
}

// atOnce runs n saves that all wait for the same start.
func atOnce(n int, save func(i int) (assistant.Turn, error)) ([]assistant.Turn, []error) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	saved, errs := make([]assistant.Turn, n), make([]error, n)
	for i := range n {
		wg.Go(func() {
			<-start
			saved[i], errs[i] = save(i)
		})
	}
	close(start)
	wg.Wait()
	return saved, errs
}

func cancelled(t *testing.T, l assistant.Ledger) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Save(ctx, Talk("a"), Turn("a", 1, "m1")); !errors.Is(err, context.Canceled) {
		t.Errorf("Save with a cancelled context = %v, want context.Canceled", err)
	}
	_, err := l.Talk(t.Context(), "a")
	wantError(t, "Talk(a) after a cancelled save", err, assistant.ErrNoTalk)
}

func ended(t *testing.T, l assistant.Ledger) {
	Save(t, l, Turn("a", 1, ""))
	Save(t, l, Turn("b", 1, ""))
	for range 2 {
		wantError(t, "End(a)", l.End(t.Context(), "a"), nil)
	}
	Save(t, l, Turn("a", 2, "")) // one that was under way: it does not bring the secret back
	for talk, want := range map[string]string{"a": "", "b": Talk("b").Secret} {
		got, err := l.Talk(t.Context(), talk)
		if err != nil || got.Secret != want {
			t.Errorf("after End(a), Talk(%s) has secret %q, %v, want %q", talk, got.Secret, err, want)
		}
	}
	if got := len(Turns(t, l, "a", 0)); got != 2 {
		t.Errorf("after End(a), Turns(a) has %d turns, want 2", got)
	}
}
