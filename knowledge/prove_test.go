package knowledge_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"wenban/knowledge"
)

// randomCase is an item whose situations wait for earlier ones and whose
// materials wait for any, some of them in ways that contradict themselves.
func randomCase(rng *rand.Rand) knowledge.Item {
	it := knowledge.Item{Code: "A", Name: "事项"}
	for s := range 1 + rng.IntN(4) {
		sit := knowledge.Situation{ID: fmt.Sprint("s", s), Question: "？", Why: "因", When: randomWhen(rng, s)}
		for o := range 1 + rng.IntN(3) {
			option := knowledge.Option{ID: fmt.Sprint("o", o), Label: fmt.Sprint("选", o)}
			switch rng.IntN(8) {
			case 0:
				option.Stop = "不予受理"
			case 1:
				option.Redirect = "B"
			}
			sit.Options = append(sit.Options, option)
		}
		it.Situations = append(it.Situations, sit)
	}
	for m := range 1 + rng.IntN(4) {
		it.Materials = append(it.Materials, knowledge.Material{ID: fmt.Sprint("m", m), Name: fmt.Sprint("材料", m), When: randomWhen(rng, len(it.Situations))})
	}
	return it
}

// randomWhen waits for situations before the n-th.
func randomWhen(rng *rand.Rand, n int) (w knowledge.When) {
	for range rng.IntN(3) {
		clause := map[string][]string{}
		for range rng.IntN(3) {
			if n > 0 {
				clause[fmt.Sprint("s", rng.IntN(n))] = []string{fmt.Sprint("o", rng.IntN(3))}
			}
		}
		w = append(w, clause)
	}
	return w
}

// goThrough is the reference: it answers every situation in every way, without
// cleverness, and says where each way ends.
func goThrough(it knowledge.Item, i int, a knowledge.Answers, end func(how string, a knowledge.Answers)) {
	if i == len(it.Situations) {
		end("list", a)
		return
	}
	s := it.Situations[i]
	if !s.When.Holds(a) {
		goThrough(it, i+1, a, end)
		return
	}
	for _, o := range s.Options {
		next := knowledge.Answers{s.ID: o.ID}
		for k, v := range a {
			next[k] = v
		}
		switch {
		case o.Redirect != "":
			end("redirect", next)
		case o.Stop != "":
			end("stop", next)
		default:
			goThrough(it, i+1, next, end)
		}
	}
}

// TestTheProofIsThatOfGoingThroughEveryWay is a property test over random
// items: the counts are those of the reference, and what the checker calls
// unreachable is never reached, what it does not is.
func TestTheProofIsThatOfGoingThroughEveryWay(t *testing.T) {
	unreachable := 0
	for seed := range uint64(500) {
		it := randomCase(rand.New(rand.NewPCG(seed, 3)))
		var want knowledge.Proof
		lists, used := map[string]bool{}, map[string]bool{}
		goThrough(it, 0, nil, func(how string, a knowledge.Answers) {
			want.Paths++
			want.MaxQuestions = max(want.MaxQuestions, len(a))
			want.Stops += map[string]int{"stop": 1}[how]
			want.Redirects += map[string]int{"redirect": 1}[how]
			for situation := range a {
				used[situation] = true
			}
			if how != "list" {
				return
			}
			want.Lists++
			var ids []string
			for _, m := range it.ListFor(a) {
				ids, used[m.ID] = append(ids, m.ID), true
			}
			lists[strings.Join(ids, " ")] = true
			want.MaxMaterials = max(want.MaxMaterials, len(ids))
		})
		want.Distinct, want.Complete = len(lists), true
		if got := knowledge.Prove(it); got != want || got.Paths != got.Lists+got.Stops+got.Redirects {
			t.Errorf("seed %d: Prove = %+v, want %+v, every way ending in a list, a stop or a redirect", seed, got, want)
		}
		unreachable += checkUnreachable(t, seed, it, used, want.Lists > 0)
	}
	if unreachable == 0 {
		t.Error("no random item had anything unreachable: the test proves nothing")
	}
}

func checkUnreachable(t *testing.T, seed uint64, it knowledge.Item, used map[string]bool, lists bool) (n int) {
	t.Helper()
	found := knowledge.Check(knowledge.NewEdition("e", knowledge.Parts{Items: []knowledge.Item{it, {Code: "B", Name: "别的"}}}))
	says := func(element, reason string) bool {
		return slices.ContainsFunc(found, func(f knowledge.Finding) bool {
			return f.Item == it.Code && f.Level == knowledge.Error && strings.Contains(f.Element, "("+element+")") && strings.Contains(f.Reason, reason) && f.Fix != ""
		})
	}
	for _, s := range it.Situations {
		if got := says("situations."+s.ID, "没有任何走法会问到"); got == used[s.ID] {
			t.Errorf("seed %d: situation %s is reached: %v, called unreachable: %v", seed, s.ID, used[s.ID], got)
		}
		n += map[bool]int{false: 1}[used[s.ID]]
	}
	for _, m := range it.Materials {
		if got := says("materials."+m.ID+".when", "“"+m.Name+"”的适用情形永远不会成立"); lists && got == used[m.ID] {
			t.Errorf("seed %d: material %s applies: %v, called impossible: %v", seed, m.ID, used[m.ID], got)
		}
	}
	return n
}

func TestEveryFindingNamesTheItemTheElementAndTheFix(t *testing.T) {
	for seed := range uint64(100) {
		it := randomCase(rand.New(rand.NewPCG(seed, 4)))
		for _, f := range knowledge.Check(knowledge.NewEdition("e", knowledge.Parts{Items: []knowledge.Item{it}})) {
			if f.Item == "" || f.Element == "" || f.Reason == "" || f.Fix == "" {
				t.Errorf("seed %d: finding %+v lacks item, element, reason or fix", seed, f)
			}
		}
	}
}
