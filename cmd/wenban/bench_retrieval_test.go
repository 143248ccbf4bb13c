package main

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"wenban/eval/speed"
	"wenban/knowledge/ingest/sandbox"
	"wenban/knowledge/store/db/dbtest"
)

// The processes that `wenban bench retrieval` starts to measure its memory, and
// `wenban import` to read files, are itself: in a test, this one.
func TestMain(m *testing.M) {
	sandbox.Child()
	if len(os.Args) > 1 && os.Args[1] == "bench" {
		os.Exit(run(context.Background(), os.Args[1:]))
	}
	os.Exit(dbtest.Main(m))
}

func TestBenchRetrievalMeasuresEachSizeAndLayout(t *testing.T) {
	code, out := command(t, "bench", "retrieval", "--sizes", "500,1k", "--blocks", "2", "--exact", "60", "--json")
	var r speed.Report
	if err := json.Unmarshal([]byte(out), &r); code != 0 || err != nil {
		t.Fatalf("bench retrieval --json = %d, %v:\n%s", code, err, out)
	}
	if len(r.Stands) != 4 || len(r.Growth) != 6 || r.Blocks != 2 {
		t.Fatalf("%d stands, %d growths, %d blocks; want 4, 6, 2", len(r.Stands), len(r.Growth), r.Blocks)
	}
	for _, st := range r.Stands {
		checkStand(t, st)
	}
	for _, g := range r.Growth {
		if g.From != 500 || g.To != 1000 || g.Factor.Low > g.Factor.Median || g.Factor.Median > g.Factor.High || g.Factor.Low <= 0 {
			t.Errorf("growth %+v, want a range from 500 to 1000", g)
		}
	}
}

func checkStand(t *testing.T, st speed.Result) {
	t.Helper()
	if st.Exact.ButTies != 60 || st.Exact.Recall != 1 || st.ExactBoth.Recall < .99 {
		t.Errorf("%s %d: exactness %+v and %+v, want all 60 questions as in the reference", st.Layout, st.Items, st.Exact, st.ExactBoth)
	}
	if st.Ours.Millis <= 0 || st.Peer == nil || st.Peer.Quick.Millis <= 0 || st.Size <= 0 || st.Peer.Size <= 0 || st.Resident == nil || st.Resident.After < st.Resident.Before {
		t.Errorf("%s %d: built %+v, want times and sizes", st.Layout, st.Items, st.Built)
	}
	if len(st.Standings) != 7 {
		t.Fatalf("%s %d: %d contenders, want 7", st.Layout, st.Items, len(st.Standings))
	}
	for i, s := range st.Standings {
		if s.P50 <= 0 || s.P99 < s.P50 || s.PerSecond <= 0 || s.At10 < .5 || s.At10 > 1 || (len(s.Ratios) == 3) != (i < 4) {
			t.Errorf("%s %d: %+v, want times, most items found, and ratios but for the peers", st.Layout, st.Items, s)
		}
	}
}

func TestBenchRetrievalWritesTables(t *testing.T) {
	code, out := command(t, "bench", "retrieval", "--sizes", "300", "--layouts", "flat", "--blocks", "1", "--exact", "5", "--bleve-max", "100")
	if code != 0 {
		t.Fatalf("bench retrieval = %d:\n%s", code, out)
	}
	for _, want := range []string{"| flat | 300 | words |", "| flat | 300 | whole turn |", "| flat | 300 | brute force |", "| words: BM25F | 5/5 |"} {
		if !strings.Contains(out, want) {
			t.Errorf("bench retrieval prints no %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, "| 300 | bleve") {
		t.Errorf("bench retrieval --bleve-max 100 measures bleve over 300 items:\n%s", out)
	}
}

func TestBenchRetrievalRefusesWhatIsNoSize(t *testing.T) {
	for _, args := range [][]string{{"--sizes", "zero"}, {"--sizes", "-1"}, {"--sizes", "20M"}, {"--layouts", "round"}, {"--blocks", "0"}, {"--exact", "-1"}} {
		if code, out := command(t, append([]string{"bench", "retrieval"}, args...)...); code == 0 {
			t.Errorf("bench retrieval %v = 0, want a refusal:\n%s", args, out)
		}
	}
}

func TestACountMayBeShort(t *testing.T) {
	for text, want := range map[string]count{"2000": 2000, "2k": 2000, "1M": 1_000_000} {
		var c count
		if err := c.UnmarshalText([]byte(text)); err != nil || c != want {
			t.Errorf("count %q = %d, %v, want %d", text, c, err, want)
		}
	}
}
