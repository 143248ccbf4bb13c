package statutes

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"wenban/eval"
	"wenban/knowledge/index"
)

// Row is how one system did.
type Row struct {
	System    string
	N         int         // questions
	Recall10  eval.Figure // mean share of a question's right provisions among the first 10
	Recall100 eval.Figure
	HitAt1    eval.Figure // questions whose first provision is right
	MRR       eval.Figure // mean of 1/place of the first right one among the first 10
	P50, P99  eval.Figure // milliseconds; NaN: not measured

	recall10, recall100 map[int]float64 // per question
}

// sums adds up to a Row.
type sums struct {
	recall10, recall100 map[int]float64 // per question
	hit, mrr            float64
	n                   int
	spent               []time.Duration
}

// add scores the ranking for question q: keys, best first, none twice.
func (s *sums) add(q int, keys []int, gold map[int]bool) {
	s.n++
	first, found10, found100 := 0, 0, 0
	for place, k := range keys[:min(100, len(keys))] {
		if !gold[k] {
			continue
		}
		if first == 0 {
			first = place + 1
		}
		if place < 10 {
			found10++
		}
		found100++
	}
	if s.recall10 == nil {
		s.recall10, s.recall100 = map[int]float64{}, map[int]float64{}
	}
	s.recall10[q], s.recall100[q] = float64(found10)/float64(len(gold)), float64(found100)/float64(len(gold))
	if first == 1 {
		s.hit++
	}
	if first > 0 && first <= 10 {
		s.mrr += 1 / float64(first)
	}
}

func (s *sums) row(system string) Row {
	n := float64(s.n)
	return Row{
		System: system, N: s.n, Recall10: mean(s.recall10), Recall100: mean(s.recall100), recall10: s.recall10, recall100: s.recall100,
		HitAt1: eval.Figure(s.hit / n), MRR: eval.Figure(s.mrr / n), P50: percentile(s.spent, .5), P99: percentile(s.spent, .99),
	}
}

// mean over questions, added up in their order: the same sum every time.
func mean(per map[int]float64) eval.Figure {
	var sum float64
	for _, q := range slices.Sorted(maps.Keys(per)) {
		sum += per[q]
	}
	return eval.Figure(sum / float64(len(per)))
}

// percentile in milliseconds; NaN of none.
func percentile(spent []time.Duration, share float64) eval.Figure {
	if len(spent) == 0 {
		return eval.Figure(math.NaN())
	}
	sorted := slices.Sorted(slices.Values(spent))
	return eval.Figure(float64(sorted[int(share*float64(len(sorted)-1))].Microseconds()) / 1000)
}

// gold returns the keys that answer a question.
func (r *run) gold(q int) map[int]bool {
	keys := map[int]bool{}
	for _, g := range r.data.Questions[q].Gold {
		keys[r.corpus.Key(g)] = true
	}
	return keys
}

// deep is how many provisions a plain ranker is asked for, so that a hundred
// are left when versions are counted once.
const deep = 200

// peers measures plain text search, one at a time.
func (r *run) peers(ctx context.Context) error {
	for _, build := range r.Peers {
		p, free, err := build(r.data.Provisions)
		if err != nil {
			return fmt.Errorf("build a peer: %w", err)
		}
		row, err := r.peer(ctx, p)
		if err := errors.Join(err, free()); err != nil {
			return err
		}
		r.peerRows = append(r.peerRows, row)
	}
	return nil
}

// peer measures a ranker over codes.
func (r *run) peer(ctx context.Context, p eval.Ranker) (Row, error) {
	var s sums
	for q, question := range r.data.Questions {
		if err := ctx.Err(); err != nil {
			return Row{}, fmt.Errorf("measure %s: %w", p.Name, err)
		}
		began := time.Now()
		codes := p.Rank(question.Text, deep)
		s.spent = append(s.spent, time.Since(began))
		s.add(q, r.once(codes), r.gold(q))
		r.Progress(p.Name, q+1, len(r.data.Questions))
	}
	return s.row(p.Name), nil
}

// once turns codes into keys, each once.
func (r *run) once(codes []string) (keys []int) {
	seen := map[int]bool{}
	for _, c := range codes {
		i, err := strconv.Atoi(c)
		if err != nil || i < 0 || i >= r.corpus.Len() || seen[r.corpus.Key(i)] {
			continue
		}
		seen[r.corpus.Key(i)] = true
		keys = append(keys, r.corpus.Key(i))
	}
	return keys
}

// untaught measures what is found without any question, by words alone or with
// the vectors.
func (r *run) untaught(system string, v index.Vectors) Row {
	var s sums
	for q, question := range r.data.Questions {
		began := time.Now()
		found := r.corpus.Look(question.Text, v, index.Recollection{}, nil, deep)
		s.spent = append(s.spent, time.Since(began))
		s.add(q, r.keys(found), r.gold(q))
		r.Progress(system, q+1, len(r.data.Questions))
	}
	return s.row(system)
}

func (r *run) keys(found []index.Candidate) []int {
	keys := make([]int, len(found))
	for i, c := range found {
		keys[i] = r.corpus.Key(c.Provision)
	}
	return keys
}

// ranked measures a ranker per fold over the candidates of its questions; pick
// says which of the right keys count (nil: all), and a question that has none
// of them is left out.
func (r *run) ranked(system string, score func(f int) func(*index.Candidate) float64, pick func(f fold, key int) bool) Row {
	var s sums
	for n, f := range r.folds {
		by := score(n)
		for i, q := range f.asked {
			gold := r.gold(q)
			for k := range gold {
				if pick != nil && !pick(f, k) {
					delete(gold, k)
				}
			}
			if len(gold) > 0 {
				s.add(q, r.keys(sorted(f.tests[i].Candidates, by)), gold)
			}
		}
	}
	return s.row(system)
}

func sorted(all []index.Candidate, by func(*index.Candidate) float64) []index.Candidate {
	type scored struct {
		at    int
		score float64
	}
	order := make([]scored, len(all))
	for i := range all {
		order[i] = scored{i, by(&all[i])}
	}
	slices.SortStableFunc(order, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	out := make([]index.Candidate, len(all))
	for i, o := range order {
		out[i] = all[o.at]
	}
	return out
}
