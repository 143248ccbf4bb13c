package web

import (
	"fmt"
	"path/filepath"
	"testing"

	"wenban/assistant/ledger"
	"wenban/knowledge/store/db/dbtest"
)

// onFile keeps the talks of a site in a file, as `wenban serve` does.
func onFile(t testing.TB) func(*Config) {
	t.Helper()
	l := ledger.New(dbtest.Open(t, filepath.Join(t.TempDir(), "wenban.db")), nil)
	return func(c *Config) { c.Assistant.Ledger = l }
}

// TestOnFile takes a talk through the ledger in a file: what the page shows
// after each turn is what was read back.
func TestOnFile(t *testing.T) {
	s := newSite(t, onFile(t))
	d, w := hello(t, s)
	for i, frame := range []string{`"text":"我家孩子身份证丢了"`, `"pick":"option:yes","on":1`, `"drop":"same","on":2`, `"text":"多少钱"`} {
		d.say(fmt.Sprintf(`{"type":"ask","id":"m%d",%s}`, i, frame))
		d.next("turn")
		d.say(fmt.Sprintf(`{"type":"ask","id":"m%d",%s}`, i, frame)) // sent again
		d.next("done")
		if got := d.next("done"); got.Seq != i+1 {
			t.Errorf("message %d sent again: got turn %d, want %d", i, got.Seq, i+1)
		}
	}
	views := s.viewTurns(s.turnsOf(t, w.Talk))
	var said []string
	for _, v := range views {
		said = append(said, v.Said)
	}
	if got := fmt.Sprintf("%q", said); got != `["我家孩子身份证丢了" "在同一户口簿" "更正：在同一户口簿" "多少钱"]` {
		t.Errorf("said: got %s", got)
	}
	d.say(`{"type":"feedback","seq":2,"feedback":"useless","comment":"我的电话13800138000"}`)
	d.next("done")
	if turn := s.turnsOf(t, w.Talk)[1]; turn.Feedback != "useless" || turn.Comment != "我的电话138****8000" {
		t.Errorf("feedback: got %q, %q", turn.Feedback, turn.Comment)
	}
}

// BenchmarkTurn takes turns over a socket, on the ledger in a file: a question,
// then its answer by a tap, each in its own talk.
func BenchmarkTurn(b *testing.B) {
	s := newSite(b, onFile(b), func(c *Config) { c.Limits.Messages, c.Limits.Talks = 1<<30, 1<<30 })
	for b.Loop() {
		d, _ := hello(b, s)
		for _, frame := range []string{`{"type":"ask","id":"a","text":"我家孩子身份证丢了"}`, `{"type":"ask","id":"b","pick":"option:yes","on":1}`} {
			d.say(frame)
			d.next("turn")
			d.next("done")
		}
		_ = d.Close()
	}
}
