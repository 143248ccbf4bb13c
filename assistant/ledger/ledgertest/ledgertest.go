// Package ledgertest is what every ledger must do, as tests.
package ledgertest

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/assistant/guide"
)

// Run tests a kind of ledger. open is called once per test and returns an
// empty one; it closes it by t.Cleanup.
func Run(t *testing.T, open func(*testing.T) assistant.Ledger) {
	for _, c := range []struct {
		name string
		test func(*testing.T, assistant.Ledger)
	}{
		{"an unknown talk is ErrNoTalk", unknownTalk},
		{"a saved turn comes back whole, without its trace", wholeTurn},
		{"a talk goes on where it was left", resume},
		{"turns after a number come oldest first", turnsAfter},
		{"a message said twice is one turn", saidTwice},
		{"messages without an id are never one turn", withoutID},
		{"a number that is taken or left out is ErrConflict", conflict},
		{"talks do not see each other", apart},
		{"later feedback replaces the earlier", feedback},
		{"a talk that is ended keeps its turns and has no secret", ended},
		{"twenty of the same message at once are one turn", sameAtOnce},
		{"of turns at once exactly one takes each number", turnsAtOnce},
		{"a cancelled save stores nothing", cancelled},
		{"a case is stored with its turn, and what is personal comes back", handedIn},
		{"the same key is the same case, for its owner alone", sameKey},
		{"a receipt number that is taken stores nothing", takenReceipt},
		{"twenty under the same key at once are one case", sameKeyAtOnce},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

// Talk returns a talk as the assistant makes it.
func Talk(id string) assistant.Talk {
	return assistant.Talk{ID: id, Secret: "秘密-" + id, Channel: "web", Began: time.Date(2026, 11, 16, 9, 30, 0, 123456000, time.UTC)}
}

// Turn returns a turn with something in every field that is kept.
func Turn(talk string, seq int, id string) assistant.Turn {
	return assistant.Turn{
		Talk: talk, Seq: seq, ID: id, Said: fmt.Sprintf("第%d句：身份证丢了“怎么补”？", seq), Pick: "option:self",
		At: time.Date(2026, 11, 16, 9, 30, seq, 654321000, time.FixedZone("", 8*3600)),
		Reply: assistant.Reply{
			Talk: talk, Seq: seq, Outcome: guide.Asked, Reason: guide.Partial, Lead: "您要办的是“居民身份证补领”。", Text: "全文\n<1>",
			Items: []assistant.Ranked{{Code: "C1", Name: "补领", Score: 0.75}}, Ask: &assistant.Ask{Item: "C1", Situation: "who", Question: "谁来办？"},
			Choices:   []assistant.Choice{{ID: "option:self", Label: "本人", Option: "self"}},
			Materials: []assistant.Line{{ID: "M1", Name: "户口簿", Because: "因为：补领", Exempt: true, Item: "C1"}},
			Sections:  []assistant.Section{{Title: "费用", Kind: "fee", Facts: []assistant.Fact{{Item: "C1", Element: "fees.0", Value: "40元"}}}},
			Sources:   []assistant.Source{{ID: "C1", Kind: "item", Title: "补领"}}, Ways: []assistant.Way{{Kind: "human", Label: "转人工"}},
			Region: "990100", Edition: "E1", Timings: map[string]float64{"find": 0.5}, Trace: &assistant.Trace{Plan: "not kept"},
		},
		State: guide.State{
			Region: "990100", Focus: "C1", Asking: "who", Said: []string{"身份证丢了"}, Asks: seq,
			Answers: map[string]map[string]guide.Answer{"C1": {"why": {Option: "lost", From: "words", Cue: "丢了"}}},
		},
	}
}

// Same reports a difference between a turn and the one that should be kept.
func Same(t *testing.T, call string, got, want assistant.Turn) {
	t.Helper()
	want.Reply.Trace = nil
	if !got.At.Equal(want.At) {
		t.Errorf("%s: at %v, want %v", call, got.At, want.At)
	}
	got.At = want.At
	if g, w := jsonOf(t, got), jsonOf(t, want); g != w {
		t.Errorf("%s =\n%s\nwant\n%s", call, g, w)
	}
}

func jsonOf(t *testing.T, x any) string {
	t.Helper()
	b, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Save saves a turn that must be accepted.
func Save(t *testing.T, l assistant.Ledger, turn assistant.Turn) assistant.Turn {
	t.Helper()
	saved, err := l.Save(t.Context(), Talk(turn.Talk), turn)
	if err != nil {
		t.Fatalf("Save(%s, turn %d) = %v, want nil", turn.Talk, turn.Seq, err)
	}
	return saved
}

// Turns reads the turns of a talk that is there.
func Turns(t *testing.T, l assistant.Ledger, talk string, after int) []assistant.Turn {
	t.Helper()
	turns, err := l.Turns(t.Context(), talk, after)
	if err != nil {
		t.Fatalf("Turns(%s, %d) = %v, want nil", talk, after, err)
	}
	return turns
}

func wantError(t *testing.T, call string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s = %v, want %v", call, got, want)
	}
}
