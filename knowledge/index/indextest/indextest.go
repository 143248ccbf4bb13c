// Package indextest is what every index of an edition must do, whatever engine
// it runs on: filter first, rank as knowledge/index ranks, refuse what is
// broken, and never take a failure for "nothing found".
package indextest

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/index"
)

// Finder is an index of an edition.
type Finder interface {
	Items(ctx context.Context, q index.Query) ([]index.Hit, error)
	Events(ctx context.Context, q index.Query) ([]index.Hit, error)
	Passages(ctx context.Context, q index.Query) ([]index.Hit, error)
}

// BuildFunc makes the index of an edition, ready to be asked, or fails the test.
type BuildFunc func(t testing.TB, e *knowledge.Edition, o index.Options) Finder

// Run runs the suite, a fresh index for each case.
func Run(t *testing.T, build BuildFunc) {
	for name, test := range map[string]func(*testing.T, BuildFunc){
		"only what serves the region is found":                   regionsFilter,
		"the nearest level that has the item answers":            nearestLevel,
		"a nearer thing that is over or for others lets through": nearestInForce,
		"the filter comes before the ranking":                    filterFirst,
		"the audience is filtered":                               audiences,
		"an item is found from its first second to its last":     validity,
		"a superseded document is not quoted":                    superseded,
		"a query without a time is refused":                      noTime,
		"nothing is found in nothing":                            empty,
		"a question that says nothing finds nothing":             silence,
		"how many are found is K":                                counts,
		"equal things stand in the order of the edition":         ties,
		"the vector alone finds what is alike":                   vectorAlone,
		"what both legs like a little comes first":               bothALittle,
		"a code that was said lifts its item":                    saidCode,
		"what is hardly alike takes no place":                    hardlyAlike,
		"broken vectors do not break the search":                 brokenVectors,
		"a weight that is no number is refused or finds nothing": badWeights,
		"hostile questions are answered":                         hostile,
		"a service that the edition does not have is elsewhere":  elsewhere,
		"a hit holds what was asked for":                         asAsked,
		"what scores less than is wanted is left out":            leastWanted,
		"a search that is cancelled says so":                     cancelled,
		"many search at once":                                    together,
		"ranks are those of the index in this process":           ranks,
		"the sample city ranks as in this process":               sampleCity,
	} {
		t.Run(name, func(t *testing.T) { test(t, build) })
	}
}

// Day is when the cases ask, unless they say otherwise.
var Day = time.Date(2026, 3, 1, 12, 0, 0, 0, knowledge.Zone)

var tree = []knowledge.Region{
	{Code: "city"}, {Code: "east", Parent: "city"}, {Code: "west", Parent: "city"},
	{Code: "street", Parent: "east"}, {Code: "lane", Parent: "east"},
}

func said(text string) []index.Part { return []index.Part{{Text: text, Weight: 1, From: "said"}} }

func edition(p knowledge.Parts) *knowledge.Edition { return knowledge.NewEdition("e", p) }

// find returns the hits or fails the test.
func find(t testing.TB, search func(context.Context, index.Query) ([]index.Hit, error), q index.Query) []index.Hit {
	t.Helper()
	if q.At.IsZero() {
		q.At = Day
	}
	q.Explain = true
	hits, err := search(t.Context(), q)
	if err != nil {
		t.Fatalf("search(%+v) = %v", q, err)
	}
	return hits
}

// ids returns the ids of hits, sorted.
func ids(hits []index.Hit) string {
	var all []string
	for _, h := range hits {
		all = append(all, h.ID)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}
