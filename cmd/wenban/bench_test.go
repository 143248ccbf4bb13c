package main

import (
	"encoding/json"
	"slices"
	"testing"

	"wenban/eval/speed"
	"wenban/knowledge/sample"
)

func TestTheBenchMeasuresAllInOneRun(t *testing.T) {
	code, out := command(t, "bench", "--data", t.TempDir(), "--n", "100", "--json")
	var r benchReport
	if err := json.Unmarshal([]byte(out), &r); code != 0 || err != nil {
		t.Fatalf("bench --json = %d, %v:\n%s", code, err, out)
	}
	if r.Queries != 100 || r.Blocks != 2 || r.Items < 50 || r.Ours.Millis <= 0 || r.Peer.Millis <= 0 || len(r.Standings) != 4 {
		t.Errorf("bench = %+v", r)
	}
	for i, s := range r.Standings {
		if s.P50 <= 0 || s.P99 < s.P50 || s.At10 < .5 || s.At10 > 1 || (len(s.Ratios) == 1) != (i < 3) {
			t.Errorf("%s: %+v, want times, most items found, and a ratio but for the peer", s.Name, s)
		}
		for _, r := range s.Ratios {
			if r.Low > r.Median || r.Median > r.High || r.Low <= 0 {
				t.Errorf("%s: ratio %+v is no range", s.Name, r)
			}
		}
	}
}

func TestTheBenchAsksTheSameQuestionsEachTime(t *testing.T) {
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	a, b := benchQueries(e, 200), benchQueries(e, 200)
	if !slices.EqualFunc(a, b, func(p, q speed.Query) bool { return p.Text == q.Text && slices.Equal(p.Gold, q.Gold) }) {
		t.Error("two draws of 200 questions differ")
	}
}
