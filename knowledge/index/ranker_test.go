package index_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"wenban/knowledge/index"
)

// lessons are questions whose right candidate is told by feature 2 where
// feature 5 is high, else by feature 3: what a table cannot say.
func lessons(n int, seed uint64) []index.Judged {
	rng := rand.New(rand.NewPCG(seed, seed))
	all := make([]index.Judged, n)
	for i := range all {
		high := float32(rng.IntN(2))
		all[i].Right = make([]bool, 20)
		for k := range all[i].Right {
			c := index.Candidate{Provision: k}
			c.Features[2], c.Features[3], c.Features[5] = rng.Float32(), rng.Float32(), high
			all[i].Candidates = append(all[i].Candidates, c)
		}
		best := 0
		for k, c := range all[i].Candidates {
			f := 3 - int(high)
			if c.Features[f] > all[i].Candidates[best].Features[f] {
				best = k
			}
		}
		all[i].Right[best] = true
	}
	return all
}

func firstIsRight(r *index.Ranker, all []index.Judged) float64 {
	n := 0.0
	for _, j := range all {
		sorted := append([]index.Candidate{}, j.Candidates...)
		if r.Sort(sorted); j.Right[sorted[0].Provision] {
			n++
		}
	}
	return n / float64(len(all))
}

func TestARankerLearnsWhatIsRight(t *testing.T) {
	learn, test := lessons(150, 1), lessons(100, 2)
	table := firstIsRight(index.LearnRanker(learn, index.LearnConfig{}), test)
	trees := firstIsRight(index.LearnRanker(learn, index.LearnConfig{Trees: 60, Rate: .2}), test)
	t.Logf("right first: table %.2f, with trees %.2f", table, trees)
	if table < .2 || trees < table+.2 {
		t.Errorf("right first: table %.2f, with trees %.2f, want at least .20 and .20 more with trees", table, trees)
	}
}

func TestEqualLessonsMakeEqualRankers(t *testing.T) {
	c := index.LearnConfig{Trees: 5}
	a, b := index.LearnRanker(lessons(50, 1), c), index.LearnRanker(lessons(50, 1), c)
	for _, j := range lessons(20, 3) {
		for i := range j.Candidates {
			if x, y := a.Score(&j.Candidates[i]), b.Score(&j.Candidates[i]); x != y {
				t.Fatalf("Score = %v and %v, want the same", x, y)
			}
		}
	}
}

func TestWhySumsUpToTheScore(t *testing.T) {
	r := index.LearnRanker(lessons(100, 1), index.LearnConfig{Trees: 20})
	base := math.NaN() // what is the same for every candidate
	for _, j := range lessons(20, 3) {
		for i := range j.Candidates {
			sum := 0.0
			for _, reason := range r.Why(&j.Candidates[i]) {
				sum += reason.Score
			}
			rest := r.Score(&j.Candidates[i]) - sum
			if math.IsNaN(base) {
				base = rest
			}
			if math.Abs(rest-base) > .05 {
				t.Fatalf("Score less Why = %v for one candidate, %v for another, want about the same", rest, base)
			}
		}
	}
}

func TestNoLessonsMakeARankerThatKeepsTheOrder(t *testing.T) {
	for _, lessons := range [][]index.Judged{nil, {{}}, {{Candidates: make([]index.Candidate, 2), Right: []bool{false, false}}}} {
		r := index.LearnRanker(lessons, index.LearnConfig{Trees: 3})
		all := []index.Candidate{{Provision: 7}, {Provision: 3}}
		all[1].Features[0] = 5
		if r.Sort(all); all[0].Provision != 7 {
			t.Errorf("Sort by a ranker that learned from %d questions = %v, want the order given", len(lessons), all)
		}
	}
}

// TestALowPlaceIsNotLearnedToBeAGoodOne: of 260 candidates the right one stands
// among the first 50 four times of five, else beyond the two hundredth.
func TestALowPlaceIsNotLearnedToBeAGoodOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	all := make([]index.Judged, 100)
	at := func(place int) (c index.Candidate) {
		c.Provision, c.Features[26] = place, float32(math.Log1p(float64(place)))
		return c
	}
	for i := range all {
		all[i].Right = make([]bool, 260)
		for place := range all[i].Right {
			all[i].Candidates = append(all[i].Candidates, at(place))
		}
		right := rng.IntN(50)
		if i%5 == 0 {
			right = 200 + rng.IntN(60)
		}
		all[i].Right[right] = true
	}
	for _, c := range []index.LearnConfig{{}, {Trees: 20}} {
		r := index.LearnRanker(all, c)
		high, low := at(20), at(230)
		if a, b := r.Score(&high), r.Score(&low); a <= b {
			t.Errorf("%d trees: Score of place 20 = %.3f, of place 230 = %.3f, want the first higher", c.Trees, a, b)
		}
	}
}

// TestAKeptRankerRanksTheSame also holds what is refused.
func TestAKeptRankerRanksTheSame(t *testing.T) {
	r := index.LearnRanker(lessons(100, 1), index.LearnConfig{Trees: 5})
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var again index.Ranker
	if err := json.Unmarshal(b, &again); err != nil {
		t.Fatalf("Unmarshal(Marshal) = %v, want nil", err)
	}
	for _, j := range lessons(3, 2) {
		for i := range j.Candidates {
			if got, want := again.Score(&j.Candidates[i]), r.Score(&j.Candidates[i]); got != want {
				t.Errorf("Score = %v, want %v", got, want)
			}
		}
	}
	for name, bad := range map[string]string{
		"no feature": `{}`, "a tree in a circle": strings.Replace(string(b), `"Trees":[[[`, `"Trees":[[[1,1,0,1,0]],[[`, 1), "no number": `{"Mean":["x"]}`,
		"a tree that leaves itself": strings.Replace(string(b), `"Trees":[`, `"Trees":[[[0,0,5,6,0]],`, 1), "an empty tree": strings.Replace(string(b), `"Trees":[`, `"Trees":[[],`, 1),
	} {
		if err := json.Unmarshal([]byte(bad), &again); err == nil {
			t.Errorf("Unmarshal of %s = nil, want an error", name)
		}
	}
}
