package eval

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"wenban/assistant"
)

// Report is what an evaluation found.
type Report struct {
	Edition string `json:"edition"`
	Figures
	ByExpect  map[Expect]Figures       `json:"by_expect"`
	ByTag     map[string]Figures       `json:"by_tag"`
	Confusion map[Expect]map[Class]int `json:"confusion"`  // expected → what the reply to the last words was
	Misses    []Miss                   `json:"misses"`     // the first MaxMisses
	Missed    int                      `json:"missed"`     // how many there are in all
	SureError Figure                   `json:"sure_error"` // calibration error of how likely the first item is the one that is meant
	KindError Figure                   `json:"kind_error"` // the same of the kind of message
	Results   []Result                 `json:"-"`          // per case, in the order of the cases

	Comparisons []Comparison `json:"comparisons,omitempty"` // the search alone beside plain text search
}

// Miss is one thing that a case got wrong.
type Miss struct {
	ID   string `json:"id"`
	What string `json:"what"` // error, rank, reached, outcome, list, detail, fact
	Got  string `json:"got"`
	Want string `json:"want"`
}

// MaxMisses is how many misses a report lists.
const MaxMisses = 200

func newReport(edition string, results []Result) Report {
	r := Report{
		Edition: edition, Figures: measure(results), Results: results, Misses: []Miss{},
		SureError: calibrationError(itemClaims(results)), KindError: calibrationError(kindClaims(results)),
		ByExpect: groups(results, func(x Result) []Expect { return []Expect{x.Case.Expect} }),
		ByTag:    groups(results, func(x Result) []string { return x.Case.Tags }), Confusion: map[Expect]map[Class]int{},
	}
	for _, x := range results {
		row := r.Confusion[x.Case.Expect]
		if row == nil {
			row = map[Class]int{}
			r.Confusion[x.Case.Expect] = row
		}
		row[x.Class]++
		all := x.misses()
		r.Missed += len(all)
		r.Misses = append(r.Misses, all[:min(len(all), MaxMisses-len(r.Misses))]...)
	}
	return r
}

// groups measures the results apart by key; a result may have several.
func groups[K comparable](results []Result, keys func(Result) []K) map[K]Figures {
	parts := map[K][]Result{}
	for _, r := range results {
		seen := map[K]bool{}
		for _, k := range keys(r) {
			if !seen[k] {
				parts[k] = append(parts[k], r)
				seen[k] = true
			}
		}
	}
	out := map[K]Figures{}
	for k, part := range parts {
		out[k] = measure(part)
	}
	return out
}

// misses lists what a case got wrong.
func (r Result) misses() []Miss {
	var all []Miss
	miss := func(wrong bool, what, got, want string) {
		if wrong {
			all = append(all, Miss{r.Case.ID, what, got, want})
		}
	}
	if r.Err != nil {
		miss(true, "error", r.Err.Error(), "")
	}
	miss(r.Case.Expect == Item && r.Rank != 1, "rank", fmt.Sprintf("第%d位 %s", r.Rank, r.first()), r.want())
	miss(r.Outcome == Wrong, "outcome", string(r.Class), string(r.Case.Expect))
	miss(r.Reached == Wrong, "reached", r.first(), r.want())
	if r.Case.Stop != nil {
		miss(r.List == Wrong, "list", strings.Join(shown(r.Replies), " "), r.Case.Stop.Reason)
	} else {
		miss(r.List == Wrong, "list", strings.Join(shown(r.Replies), " "), strings.Join(sorted(r.Case.Materials), " "))
	}
	miss(r.Detail == Wrong, "detail", "", strings.Join(r.Case.Answer, " "))
	for _, s := range r.Strays {
		miss(true, "fact", fmt.Sprintf("%s %s (%s)", s.Kind, s.Value, s.Where), "")
	}
	return all
}

func (r Result) first() string {
	if len(r.Ranked) == 0 {
		return ""
	}
	return r.Ranked[0]
}

func (r Result) want() string { return strings.Join(r.Case.Items, " ") }

// JSON writes the report as one indented JSON object.
func (r Report) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// line is one case as WriteCases writes it.
type line struct {
	ID        string            `json:"id"`
	Expect    Expect            `json:"expect"`
	Class     Class             `json:"class"`
	Outcome   Verdict           `json:"outcome"`
	Rank      int               `json:"rank"`
	Reached   Verdict           `json:"reached,omitempty"`
	Turns     int               `json:"turns,omitempty"`
	List      Verdict           `json:"list,omitempty"`
	Detail    Verdict           `json:"detail,omitempty"`
	Questions int               `json:"questions"`
	Offers    int               `json:"offers"`
	Minimum   *int              `json:"minimum,omitempty"`
	Strays    []Stray           `json:"strays,omitempty"`
	Error     string            `json:"error,omitempty"`
	Moves     []Move            `json:"moves"`
	Replies   []assistant.Reply `json:"replies"`
}

// WriteCases writes one JSON line per case, with every reply. What differs
// between two runs of the same program is left out: times, traces and the ids
// of talks.
func (r Report) WriteCases(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, x := range r.Results {
		if err := e.Encode(x.line()); err != nil {
			return fmt.Errorf("write case %q: %w", x.Case.ID, err)
		}
	}
	return nil
}

func (r Result) line() line {
	l := line{
		ID: r.Case.ID, Expect: r.Case.Expect, Class: r.Class, Outcome: r.Outcome, Rank: r.Rank, Reached: r.Reached,
		Turns: r.Turns, List: r.List, Detail: r.Detail, Questions: r.Questions, Offers: r.Offers, Strays: r.Strays,
		Moves: r.Moves, Replies: slices.Clone(r.Replies),
	}
	if r.Minimum >= 0 {
		l.Minimum = &r.Minimum
	}
	if r.Err != nil {
		l.Error = r.Err.Error()
	}
	for i := range l.Replies {
		l.Replies[i].Talk, l.Replies[i].Timings, l.Replies[i].Trace = "", nil, nil
	}
	return l
}
