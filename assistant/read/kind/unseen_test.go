package kind

import (
	"hash/fnv"
	"math"
	"slices"
	"sync"
	"testing"
)

// TestTopicsNeverSeen measures the method honestly: of four parts of the topics
// each is told by a model that was trained on the other three. What counts is not
// how well our authors are known but how far the language reaches. The floors are
// what was measured, less a little.
func TestTopicsNeverSeen(t *testing.T) {
	if testing.Short() {
		t.Skip("trains four models")
	}
	all := unseen(Examples())
	if got := apart(all); got < 0.975 {
		t.Errorf("a need has a larger share of service against refuse than a refusal has in %.3f of pairs, want 0.975", got)
	}
	if got := right(all); got < 0.83 {
		t.Errorf("of what is no need %.3f are told right, want 0.83", got)
	}
	for _, temperature := range []float64{0.6, 1.6} {
		if own, other := surprise(all, 1), surprise(all, temperature); own > other {
			t.Errorf("surprise %.3f, but %.3f at temperature %.2f: want shares as large as they are right", own, other, temperature)
		}
	}
	t.Logf("need against refusal %.4f, kinds beside needs %.3f, surprise %.3f", apart(all), right(all), surprise(all, 1))
}

// judged is an example with what a model says that never saw its topic.
type judged struct {
	Example
	shares Shares
}

func unseen(examples []Example) []judged {
	parts := make([][]judged, 4)
	var wg sync.WaitGroup
	for p := range parts {
		wg.Go(func() {
			m := Train(slices.DeleteFunc(slices.Clone(examples), func(x Example) bool { return part(x.Topic, len(parts)) == p }), nil)
			for _, x := range examples {
				if part(x.Topic, len(parts)) == p {
					parts[p] = append(parts[p], judged{x, m.Shares(x.Text)})
				}
			}
		})
	}
	wg.Wait()
	return slices.Concat(parts...)
}

func part(topic string, parts int) int {
	h := fnv.New32a()
	h.Write([]byte(topic))
	return int(h.Sum32()>>7) % parts
}

// apart is the area under the curve of needs against refusals.
func apart(all []judged) float64 {
	lean := func(x judged) float64 { return math.Log(x.shares.Of(Service)) - math.Log(x.shares.Of(Refuse)) }
	slices.SortFunc(all, func(a, b judged) int {
		if lean(a) < lean(b) {
			return -1
		}
		return 1
	})
	below, needs, refusals := 0.0, 0.0, 0.0
	for _, x := range all {
		switch x.Kind {
		case Service:
			below, needs = below+refusals, needs+1
		case Refuse:
			refusals++
		}
	}
	return below / (needs * refusals)
}

// right is the share of what is no need that is told right.
func right(all []judged) float64 {
	n, ok := 0.0, 0.0
	for _, x := range all {
		if x.Kind == Service {
			continue
		}
		n++
		if best, _ := x.shares.Best(); best == x.Kind {
			ok++
		}
	}
	return ok / n
}

// surprise is the mean of -log of the right kind's share at a temperature, over
// needs and over refusals, which weigh the same.
func surprise(all []judged, temperature float64) float64 {
	sum, n := map[Kind]float64{}, map[Kind]float64{}
	for _, x := range all {
		if x.Kind != Service && x.Kind != Refuse {
			continue
		}
		total := 0.0
		for _, s := range x.shares {
			total += math.Pow(s, 1/temperature)
		}
		n[x.Kind]++
		sum[x.Kind] -= math.Log(math.Max(math.Pow(x.shares.Of(x.Kind), 1/temperature)/total, 1e-9))
	}
	return (sum[Service]/n[Service] + sum[Refuse]/n[Refuse]) / 2
}
