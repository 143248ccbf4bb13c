package ledgertest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/assistant/handoff"
)

// Case returns a case as a citizen hands it in under a key, with something in
// every field that is kept.
func Case(n int, key string) handoff.Case {
	at := time.Date(2026, 11, 25, 9, 30, 0, n*1000, time.UTC)
	return handoff.Case{
		ID: fmt.Sprintf("CASE%022d", n), Receipt: fmt.Sprintf("WB261125%08d", n), Kind: handoff.Complaint, Scope: "talk a", Key: key, Citizen: "token",
		Region: "990102", Item: "C1", Edition: "E1", Category: "noise", Department: "云东区城市管理局", Title: "夜间施工噪声", Secret: true, Parent: "P",
		Opened: at, Due: at.AddDate(0, 0, 7), State: handoff.Submitted, Updated: at,
		Content: handoff.Content{Name: "王秀兰", Phone: "13800138000", What: "楼下工地半夜施工", Where: "青年路 12 号", Talk: []string{"半夜还在施工"}},
	}
}

// Handed returns a turn that hands in a case.
func Handed(talk string, seq int, id string, c handoff.Case) assistant.Turn {
	turn := Turn(talk, seq, id)
	turn.Case = &c
	turn.Private = map[string]string{"phone": c.Content.Phone}
	return turn
}

// byReceipt is a ledger that looks cases up.
type byReceipt interface {
	ByReceipt(ctx context.Context, receipt string) (handoff.Case, error)
}

func handedIn(t *testing.T, l assistant.Ledger) {
	c := Case(1, "k1")
	Save(t, l, Handed("a", 1, "m1", c))
	got, err := l.(byReceipt).ByReceipt(t.Context(), c.Receipt)
	if err != nil {
		t.Fatalf("ByReceipt(%s) = %v, want nil", c.Receipt, err)
	}
	want := c
	want.Talk, want.Seq = "a", 1
	if g, w := jsonOf(t, got), jsonOf(t, want); g != w || got.Digest() != c.Digest() {
		t.Errorf("ByReceipt(%s) =\n%s\nwant\n%s", c.Receipt, g, w)
	}
	talk, err := l.Talk(t.Context(), "a")
	if err != nil || talk.Private["phone"] != "13800138000" {
		t.Errorf("Talk(a).Private = %v, %v, want the phone", talk.Private, err)
	}
	_, err = l.(byReceipt).ByReceipt(t.Context(), "WB26112599999999")
	wantError(t, "ByReceipt(of nobody)", err, assistant.ErrNoCase)
}

func sameKey(t *testing.T, l assistant.Ledger) {
	first := Save(t, l, Handed("a", 1, "m1", Case(1, "k1")))
	Same(t, "Save(the same key again)", Save(t, l, Handed("a", 2, "m2", Case(2, "k1"))), first)
	other := Case(3, "k1")
	other.Content.What = "别的事"
	_, err := l.Save(t.Context(), Talk("a"), Handed("a", 2, "m3", other))
	wantError(t, "Save(the same key, another content)", err, handoff.ErrKeyReused)
	foreign := Case(4, "k1")
	foreign.Scope, foreign.Content.What = "talk b", "别人的事"
	Save(t, l, Handed("b", 1, "m1", foreign)) // a key is its owner's alone
	if turns := Turns(t, l, "a", 0); len(turns) != 1 {
		t.Errorf("Turns(a) has %d turns, want 1", len(turns))
	}
}

func takenReceipt(t *testing.T, l assistant.Ledger) {
	Save(t, l, Handed("a", 1, "m1", Case(1, "k1")))
	taken := Case(2, "k2")
	taken.Receipt = Case(1, "").Receipt
	_, err := l.Save(t.Context(), Talk("a"), Handed("a", 2, "m2", taken))
	wantError(t, "Save(a receipt that is taken)", err, assistant.ErrReceipt)
	if turns := Turns(t, l, "a", 0); len(turns) != 1 {
		t.Errorf("Turns(a) has %d turns, want 1: nothing of a refused save is kept", len(turns))
	}
}

func sameKeyAtOnce(t *testing.T, l assistant.Ledger) {
	var wg sync.WaitGroup
	saved := make([]assistant.Turn, 20)
	errs := make([]error, 20)
	for i := range saved {
		wg.Go(func() {
			c := Case(i+1, "k1")
			c.Opened = Case(1, "").Opened
			saved[i], errs[i] = l.Save(t.Context(), Talk("a"), Handed("a", 1, fmt.Sprint("m", i), c))
		})
	}
	wg.Wait()
	for i := range saved {
		if errs[i] != nil || saved[i].ID != saved[0].ID {
			t.Errorf("Save(k1) number %d = turn %s, %v, want that of the others, %s", i, saved[i].ID, errs[i], saved[0].ID)
		}
	}
	if turns := Turns(t, l, "a", 0); len(turns) != 1 {
		t.Errorf("Turns(a) has %d turns, want 1", len(turns))
	}
}
