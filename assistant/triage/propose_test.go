package triage

import (
	"os"
	"strings"
	"testing"

	"wenban/knowledge/memory"
)

func sampleProposer(t testing.TB) *Proposer {
	t.Helper()
	p, err := NewProposer(Sample(), memory.Base())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func examples(t testing.TB, path string) []Example {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := ReadExamples(f, Sample())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestProposals holds the accuracy on both groups of everyday complaints, of
// which b was written last and never looked at: a change that loses some of it
// shows here. `wenban triage --cases` prints it.
func TestProposals(t *testing.T) {
	least := map[string][2]float64{"a": {.94, .97}, "b": {.77, .90}}
	for _, a := range Measure(sampleProposer(t), examples(t, "testdata/complaints.tsv")) {
		first, three := float64(a.First)/float64(a.N), float64(a.Three)/float64(a.N)
		if first < least[a.Group][0] || three < least[a.Group][1] {
			t.Errorf("group %s: category right at first %.3f, among three %.3f; want %v at least", a.Group, first, three, least[a.Group])
		}
		if right := float64(a.SureFirst) / float64(max(a.Sure, 1)); right < .95 {
			t.Errorf("group %s: of %d sure proposals %.3f are right; want 0.95 at least", a.Group, a.Sure, right)
		}
	}
}

func TestNothingToldIsUnsure(t *testing.T) {
	p := sampleProposer(t)
	for _, text := range []string{"", "？？", "zzzz qqqq", "𠮷𠮷𠮷"} {
		if got := p.Propose(text); got.Confidence != Unsure {
			t.Errorf("Propose(%q) = %+v; want unsure", text, got)
		}
	}
}

func TestExamplesThatAreWrongAreRefused(t *testing.T) {
	for _, lines := range []string{"a\tCG01", "a\tXX99\t没有这个类别"} {
		if _, err := ReadExamples(strings.NewReader(lines), Sample()); err == nil || !strings.Contains(err.Error(), "第1行") {
			t.Errorf("ReadExamples(%q) = %v; want an error with the line", lines, err)
		}
	}
}
