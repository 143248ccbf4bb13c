package index

import (
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"

	"wenban/knowledge"
)

func TestManyMayAskAtOnce(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	items := randomItems(rng, 200)
	x := mustBuild(t, items, Options{Embedder: letterVectors{}})
	questions, want := make([][]Part, 40), make([][]Hit, 40)
	for i := range questions {
		questions[i] = randomParts(rng)
		want[i] = mustFind(t, x, Query{Parts: questions[i], K: 1 + i%7})
	}
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range questions {
				i = (i + 5*worker) % len(questions)
				hits, err := x.Items(t.Context(), Query{Parts: questions[i], K: 1 + i%7, At: day, Explain: true})
				if err != nil || !reflect.DeepEqual(hits, want[i]) {
					t.Errorf("Items(%v) beside others = %v, %v, want %v", questions[i], ids(hits), err, ids(want[i]))
				}
			}
		})
	}
	all.Wait()
}

func TestNothingIsAllocatedButTheHits(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector makes pools forget")
	}
	text := "我想给孩子办居住证，住在云东区，自己租的房"
	for _, n := range []int{100, 5000} {
		items := randomItems(rand.New(rand.NewPCG(3, 4)), n)
		for i := range items {
			items[i].Name += "居住证"
		}
		x := mustBuild(t, items, Options{
			Embedder: letterVectors{}, Asked: lender("code-1", "我想办居住证"),
			Unlisted: []Unlisted{{Names: []string{"居住证以外的"}, Questions: []string{"租的房"}}},
		})
		for _, c := range []struct {
			name  string
			parts []Part
			k     int
		}{
			{"nothing found", said("啊哦"), 10}, {"one hit", said(text), 1}, {"ten hits", said(text), 10},
			{"with added words", []Part{{Text: text, Weight: 1}, {Text: "暂住登记", Weight: .3, From: "俗语"}}, 10},
		} {
			q := Query{Parts: c.parts, K: c.k, At: day, Region: ""}
			hits := mustFind(t, x, q)
			// The list of hits, and the reasons of each hit.
			want := float64(len(hits))
			if len(hits) > 0 {
				want++
			}
			got := testing.AllocsPerRun(50, func() {
				if _, err := x.Items(t.Context(), q); err != nil {
					t.Fatal(err)
				}
			})
			if got > want {
				t.Errorf("%s of %d items: Items makes %v allocations, want at most %v for %d hits", c.name, n, got, want, len(hits))
			}
		}
	}
}

var sink32 []Hit

func BenchmarkItems(b *testing.B) {
	items := randomItems(rand.New(rand.NewPCG(3, 4)), 10_000)
	x, err := Build(knowledge.NewEdition("e", knowledge.Parts{Items: items}), Options{})
	if err != nil {
		b.Fatal(err)
	}
	q := Query{Parts: said("我想给孩子办居住证，自己租的房"), At: day}
	b.ReportAllocs()
	for b.Loop() {
		sink32, _ = x.Items(b.Context(), q)
	}
}
