package eval_test

import (
	"path/filepath"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/eval"
	"wenban/knowledge"
	"wenban/knowledge/golden"
)

// TestTheSampleCityAnswersAsItDid plays all questions of the sample city with
// the real assistant. The golden shows in review what a change does to ranks,
// outcomes and lists; that nothing is said which no field says is not a matter
// of taste and never may change.
func TestTheSampleCityAnswersAsItDid(t *testing.T) {
	golden.Compare(t, filepath.Join("testdata", "sample.golden"), eval.Golden(played(t, sampleCases(t))))
}

// TestOpenQuestionsAreTurnedAwayOrServedAsTheyWere plays what is no plain
// question for an item: refusals, people wanted, complaints, talk, and the
// frightening ones that must be served.
func TestOpenQuestionsAreTurnedAwayOrServedAsTheyWere(t *testing.T) {
	cases, err := eval.LoadCases(filepath.Join("testdata", "open.questions.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	golden.Compare(t, filepath.Join("testdata", "open.golden"), eval.Golden(played(t, cases)))
}

// played plays cases with the real assistant on the sample city.
func played(t *testing.T, cases []eval.Case) eval.Report {
	t.Helper()
	e := sampleCity(t)
	know, err := assistant.Learn(e, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := eval.Run(t.Context(), eval.Config{
		Edition: e, Cases: cases, At: time.Date(2026, 6, 1, 9, 0, 0, 0, knowledge.Zone), Workers: 2,
		Asker: &assistant.Assistant{Knowledge: func() *assistant.Knowledge { return know }, Ledger: ledger.NewMemory()},
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.FactsOutsideFields != 0 || r.Errors != 0 {
		t.Errorf("%d facts stand in no field, %d messages failed, want none: %+v", r.FactsOutsideFields, r.Errors, r.Misses)
	}
	return r
}
