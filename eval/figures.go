package eval

import (
	"encoding/json"
	"math"
	"slices"
)

// Figure is one measured number; NaN means that nothing was there to measure,
// and is null in JSON.
type Figure float64

// MarshalJSON writes four decimals, or null.
func (f Figure) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(f)) {
		return []byte("null"), nil
	}
	return json.Marshal(math.Round(float64(f)*1e4) / 1e4)
}

// Measured reports whether there was anything to measure.
func (f Figure) Measured() bool { return !math.IsNaN(float64(f)) }

// Figures are the measurements over a set of cases. Shares lie between 0 and 1.
type Figures struct {
	N      int `json:"n"`
	NItem  int `json:"n_item"`  // cases that item_at_k and mrr are over
	Errors int `json:"errors"`  // cases in which a message failed
	NList  int `json:"n_list"`  // reached cases whose list or stop is known
	NReach int `json:"n_reach"` // cases that reached is over

	ItemAt1  Figure `json:"item_at_1"`  // item cases whose best candidate is acceptable
	ItemAt3  Figure `json:"item_at_3"`  //
	ItemAt10 Figure `json:"item_at_10"` //
	MRR      Figure `json:"mrr"`        // mean of 1/rank over the first 10

	Reached         Figure `json:"reached"`          // item and event cases: in focus after at most two picks
	Turns           Figure `json:"turns"`            // messages until it was, mean over the reached
	OutcomeAccuracy Figure `json:"outcome_accuracy"` // all cases
	ListExact       Figure `json:"list_exact"`       // reached item cases: the very list, or the stop with its reason
	DetailAccuracy  Figure `json:"detail_accuracy"`  // cases with an answer to find in the reply

	Questions            Figure `json:"questions"`              // situations asked per reached item case
	Offers               Figure `json:"offers"`                 // offers and open questions per reached item case
	MinimumQuestions     Figure `json:"minimum_questions"`      // situations that had to be asked
	QuestionsOverMinimum Figure `json:"questions_over_minimum"` // questions and offers above that, mean

	FactsOutsideFields int    `json:"facts_outside_fields"` // facts said that stand in no field; must be 0
	P50                Figure `json:"p50_ms"`               // per message, milliseconds
	P99                Figure `json:"p99_ms"`
	Mean               Figure `json:"mean_ms"`
	Messages           int    `json:"messages"`
	millis             []float64
}

// mean sums up to a Figure.
type mean struct {
	sum float64
	n   int
}

func (m *mean) add(x float64) { m.sum, m.n = m.sum+x, m.n+1 }

func (m *mean) share(ok bool) {
	if ok {
		m.sum++
	}
	m.n++
}

func (m *mean) judged(v Verdict) {
	if v != "" {
		m.share(v == Right)
	}
}

func (m mean) figure() Figure { return Figure(m.sum / float64(m.n)) } // 0/0 is NaN

// sums are the means while they are summed.
type sums struct {
	at1, at3, at10, mrr, reached, turns, outcome, list, detail mean
	questions, offers, minimum, over, millis                   mean
}

// measure sums up results.
func measure(results []Result) Figures {
	var s sums
	f := Figures{N: len(results)}
	for _, r := range results {
		s.add(r)
		f.FactsOutsideFields += len(r.Strays)
		f.millis = append(f.millis, r.Millis...)
		if r.Err != nil {
			f.Errors++
		}
	}
	slices.Sort(f.millis)
	f.P50, f.P99, f.Messages = percentile(f.millis, 50), percentile(f.millis, 99), len(f.millis)
	s.fill(&f)
	return f
}

func (s *sums) add(r Result) {
	s.outcome.judged(r.Outcome)
	s.reached.judged(r.Reached)
	s.list.judged(r.List)
	s.detail.judged(r.Detail)
	for _, ms := range r.Millis {
		s.millis.add(ms)
	}
	if r.Case.Expect == Item {
		s.rank(r.Rank)
	}
	if r.Reached == Right {
		s.turns.add(float64(r.Turns))
	}
	if r.Minimum >= 0 {
		s.questions.add(float64(r.Questions))
		s.offers.add(float64(r.Offers))
		s.minimum.add(float64(r.Minimum))
		s.over.add(float64(r.Questions + r.Offers - r.Minimum))
	}
}

func (s *sums) rank(rank int) {
	s.at1.share(rank == 1)
	s.at3.share(rank >= 1 && rank <= 3)
	s.at10.share(rank >= 1 && rank <= 10)
	s.mrr.add(reciprocal(rank))
}

func reciprocal(rank int) float64 {
	if rank < 1 || rank > 10 {
		return 0
	}
	return 1 / float64(rank)
}

func (s *sums) fill(f *Figures) {
	f.NItem, f.NList, f.NReach = s.at1.n, s.list.n, s.reached.n
	f.ItemAt1, f.ItemAt3, f.ItemAt10, f.MRR = s.at1.figure(), s.at3.figure(), s.at10.figure(), s.mrr.figure()
	f.Reached, f.Turns, f.OutcomeAccuracy = s.reached.figure(), s.turns.figure(), s.outcome.figure()
	f.ListExact, f.DetailAccuracy = s.list.figure(), s.detail.figure()
	f.Questions, f.Offers, f.MinimumQuestions = s.questions.figure(), s.offers.figure(), s.minimum.figure()
	f.QuestionsOverMinimum, f.Mean = s.over.figure(), s.millis.figure()
}

// percentile of sorted values, by nearest rank.
func percentile(sorted []float64, p float64) Figure {
	if len(sorted) == 0 {
		return Figure(math.NaN())
	}
	i := int(math.Ceil(p/100*float64(len(sorted)))) - 1
	return Figure(sorted[max(0, min(i, len(sorted)-1))])
}
