package handoff_test

import (
	"errors"
	"testing"
	"time"

	"wenban/assistant/handoff"
)

func TestEveryStateAndActionHasAName(t *testing.T) {
	for _, s := range handoff.States {
		if s.Name() == "" {
			t.Errorf("State(%s).Name() is empty", s)
		}
		for _, a := range handoff.Actions {
			next, err := handoff.Next(s, a)
			if err != nil && (!errors.Is(err, handoff.ErrTransition) || next != s) {
				t.Errorf("Next(%s, %s) = %s, %v, want the same state and ErrTransition", s, a, next, err)
			}
			if s.Final() && err == nil && next != s && !(s == handoff.Closed && a == handoff.Again) {
				t.Errorf("Next(%s, %s) = %s, want it to stay: it is final", s, a, next)
			}
		}
	}
	for _, a := range handoff.Actions {
		if a.Name() == "" {
			t.Errorf("Action(%s).Name() is empty", a)
		}
	}
}

func TestTheWayOfACase(t *testing.T) {
	s := handoff.Submitted
	for _, step := range []struct {
		act  handoff.Action
		want handoff.State
	}{
		{handoff.Accept, handoff.Accepted}, {handoff.Assign, handoff.Assigned}, {handoff.Return, handoff.Returned},
		{handoff.Assign, handoff.Assigned}, {handoff.Sign, handoff.Signed}, {handoff.Start, handoff.Working},
		{handoff.Extend, handoff.Working}, {handoff.Reply, handoff.Replied}, {handoff.Again, handoff.Redo},
		{handoff.Reply, handoff.Replied}, {handoff.Approve, handoff.Reviewed}, {handoff.Contact, handoff.Reviewed},
		{handoff.Close, handoff.Closed}, {handoff.Rate, handoff.Closed},
	} {
		next, err := handoff.Next(s, step.act)
		if err != nil || next != step.want {
			t.Fatalf("Next(%s, %s) = %s, %v, want %s", s, step.act, next, err, step.want)
		}
		s = next
	}
	if _, err := handoff.Next(handoff.Closed, handoff.Accept); !errors.Is(err, handoff.ErrTransition) {
		t.Errorf("Next(closed, accept) = %v, want ErrTransition: never backwards", err)
	}
}

func TestReceiptsAreReadHoweverWritten(t *testing.T) {
	made := handoff.NewReceipt(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC))
	for _, written := range []string{made, handoff.Grouped(made), " wb" + made[2:] + " ", "ＷＢ" + made[2:]} {
		if got, ok := handoff.Receipt(written); !ok || got != made {
			t.Errorf("Receipt(%q) = %q, %v, want %q", written, got, ok, made)
		}
	}
	last := made[len(made)-1]
	wrong := made[:len(made)-1] + string('0'+(last-'0'+1)%10)
	for _, s := range []string{wrong, "", "WB", "WB2611251234567", made + "1", "XX" + made[2:], "WB26112512345W78", "13800138000"} {
		if got, ok := handoff.Receipt(s); ok {
			t.Errorf("Receipt(%q) = %q, true, want false", s, got)
		}
	}
}

func FuzzReceipt(f *testing.F) {
	f.Add("WB261125-1234-5678")
	f.Fuzz(func(t *testing.T, s string) {
		if got, ok := handoff.Receipt(s); ok && len(got) != 16 {
			t.Errorf("Receipt(%q) = %q, want 16 characters", s, got)
		}
	})
}
