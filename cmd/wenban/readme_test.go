package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/knowledge"
	"wenban/knowledge/sample"
)

// A dialogue of the README is a block ```text whose first line begins with
// "市民：". The lines below are what the program answers. A line "…" stands for
// lines that are left out, a line that ends with "…" for one that goes on.
var dialogueBlock = regexp.MustCompile("(?ms)^```text\n(市民：.*?)^```")

// TestTheReadmeSaysWhatTheProgramSays has the dialogues of the README again.
func TestTheReadmeSaysWhatTheProgramSays(t *testing.T) {
	blocks := dialogueBlock.FindAllStringSubmatch(readme(t), -1)
	if len(blocks) == 0 {
		t.Fatal("README.md has no ```text block that begins with 市民：; want the dialogues that the program is held to")
	}
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	k, err := know(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks {
		first, _, _ := strings.Cut(b[1], "\n")
		t.Run(first, func(t *testing.T) { playBlock(t, k, b[1]) })
	}
}

func readme(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// playBlock says what the citizen says in a block and compares the answers.
func playBlock(t *testing.T, k *assistant.Knowledge, block string) {
	day := time.Date(2026, 11, 25, 10, 30, 0, 0, knowledge.Zone)
	a := &assistant.Assistant{Knowledge: func() *assistant.Knowledge { return k }, Ledger: ledger.NewMemory(), Now: func() time.Time { return day }}
	talk := ""
	for _, turn := range strings.Split("\n"+block, "\n市民：")[1:] {
		said, want, _ := strings.Cut(turn, "\n")
		reply, err := a.Ask(t.Context(), assistant.Question{Talk: talk, Text: said, Channel: "cli"})
		if err != nil {
			t.Fatalf("Ask(%q) = %v, want nil", said, err)
		}
		if talk = reply.Talk; !sameLines(lines(reply.Text), lines(want)) {
			t.Errorf("Ask(%q) says\n%s\nwant, as in README.md,\n%s", said, reply.Text, want)
		}
	}
}

// lines are the lines of a text that say something.
func lines(text string) (out []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// sameLines compares what is said with what is written, where "…" leaves out.
func sameLines(said, written []string) bool {
	switch {
	case len(written) == 0:
		return len(said) == 0
	case written[0] == "…":
		return sameLines(said, written[1:]) || len(said) > 0 && sameLines(said[1:], written)
	case len(said) == 0:
		return false
	}
	begin, goesOn := strings.CutSuffix(written[0], "…")
	same := said[0] == written[0] || goesOn && strings.HasPrefix(said[0], begin)
	return same && sameLines(said[1:], written[1:])
}

func TestSameLines(t *testing.T) {
	for _, c := range []struct {
		said, written string
		want          bool
	}{
		{"甲\n乙", "甲\n\n乙", true},
		{"甲\n乙", "甲", false},
		{"甲", "甲\n乙", false},
		{"甲\n乙\n丙", "甲\n…\n丙", true},
		{"甲\n丙", "甲\n…\n丙", true},
		{"甲\n乙\n丙", "甲\n…\n丁", false},
		{"甲\n乙", "…", true},
		{"去哪办：甲；乙", "去哪办：甲…", true},
		{"去哪办：乙", "去哪办：甲…", false},
	} {
		if got := sameLines(lines(c.said), lines(c.written)); got != c.want {
			t.Errorf("sameLines(%q, %q) = %v, want %v", c.said, c.written, got, c.want)
		}
	}
}
