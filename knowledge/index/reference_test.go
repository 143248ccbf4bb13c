package index

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"wenban/knowledge"
)

// The reference is written from RETRIEVAL.md and the package comment alone: maps
// and float64, one thing after the other, no postings, no heap, no pool.

// naiveGrams returns the grams of a text as strings, repeated ones included.
func naiveGrams(text string) (grams []string) {
	var run, before string
	for _, r := range text + " " {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		r = unicode.ToLower(r)
		latin := r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
		if !latin && run != "" {
			grams, run = append(grams, "run "+run), ""
		}
		switch {
		case latin:
			run += string(r)
			before = ""
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			if before != "" {
				grams = append(grams, before+string(r))
			}
			grams = append(grams, string(r))
			before = string(r)
		default:
			before = ""
		}
	}
	return grams
}

// reference holds a corpus as the counts of its grams.
type reference struct {
	w       Weights
	weights [fields]float64
	tf      []map[field]map[string]float64
	length  []map[field]float64
	average map[field]float64
	df      map[string]float64
}

func newReference(items []knowledge.Item, w Weights) *reference {
	var all [][fields]string
	for _, it := range items {
		all = append(all, itemSource(it, nil, nil).text)
	}
	return newReferenceOf(all, w)
}

func newReferenceOf(things [][fields]string, w Weights) *reference {
	r := &reference{w: w.withDefaults(), average: map[field]float64{}, df: map[string]float64{}}
	r.weights = r.w.fieldWeights()
	have := map[field]float64{}
	for _, texts := range things {
		tf, length, seen := map[field]map[string]float64{}, map[field]float64{}, map[string]bool{}
		for f, text := range texts {
			grams := naiveGrams(text)
			if len(grams) == 0 || r.weights[f] == 0 {
				continue
			}
			counts := map[string]float64{}
			for _, g := range grams {
				counts[g]++
				seen[g] = true
			}
			tf[field(f)], length[field(f)] = counts, float64(len(grams))
			r.average[field(f)] += float64(len(grams))
			have[field(f)]++
		}
		for g := range seen {
			r.df[g]++
		}
		r.tf, r.length = append(r.tf, tf), append(r.length, length)
	}
	for f := range r.average {
		r.average[f] /= have[f]
	}
	return r
}

func (r *reference) idf(g string) float64 {
	return math.Log(1 + (float64(len(r.tf))-r.df[g]+.5)/(r.df[g]+.5))
}

// asked returns the distinct grams of the parts with their highest weight; said
// counts only what the citizen said.
func asked(parts []Part) (all, said map[string]float64) {
	all, said = map[string]float64{}, map[string]float64{}
	for _, p := range parts {
		if p.Weight <= 0 {
			continue
		}
		for _, g := range naiveGrams(p.Text) {
			all[g] = max(all[g], p.Weight)
			if p.From == "" || p.From == "said" {
				said[g] = max(said[g], p.Weight)
			}
		}
	}
	return all, said
}

// lexical is the BM25F of thing d for the parts.
func (r *reference) lexical(d int, parts []Part) (sum float64) {
	all, _ := asked(parts)
	for g, weight := range all {
		x := 0.0
		for f, counts := range r.tf[d] {
			x += r.weights[f] * counts[g] / (1 - r.w.B + r.w.B*r.length[d][f]/r.average[f])
		}
		sum += weight * r.idf(g) * (r.w.K1 + 1) * x / (r.w.K1 + x)
	}
	return sum
}

// mass is the idf mass of what was said.
func (r *reference) mass(parts []Part) (sum float64) {
	_, said := asked(parts)
	for g, weight := range said {
		sum += weight * r.idf(g)
	}
	return sum
}

// letters are few, so that random texts have much in common.
var letters = []rune("办证身份户口公司登记补领换新车房abc12Ａ，。 ")

func randomText(rng *rand.Rand, n int) string {
	var b strings.Builder
	for range rng.IntN(n + 1) {
		b.WriteRune(letters[rng.IntN(len(letters))])
	}
	return b.String()
}

func randomItems(rng *rand.Rand, n int) []knowledge.Item {
	items := make([]knowledge.Item, n)
	for i := range items {
		items[i] = knowledge.Item{
			Code: fmt.Sprint("code-", i), Name: randomText(rng, 8), Summary: randomText(rng, 20), Department: randomText(rng, 4),
			Aliases: []string{randomText(rng, 5), randomText(rng, 3)}, Conditions: []string{randomText(rng, 30)},
			Materials: []knowledge.Material{{Name: randomText(rng, 6)}, {Name: randomText(rng, 6)}},
			FAQ:       []knowledge.FAQ{{Q: randomText(rng, 9), A: randomText(rng, 15)}},
		}
		if i > 0 && rng.IntN(10) == 0 {
			items[i] = items[i-1] // twins: equal scores
			items[i].Code = fmt.Sprint("code-", i)
		}
	}
	return items
}

func randomParts(rng *rand.Rand) []Part {
	parts := []Part{{Text: randomText(rng, 12), Weight: 1, From: "said"}}
	for range rng.IntN(3) {
		parts = append(parts, Part{Text: randomText(rng, 6), Weight: .1 + rng.Float64()/2, From: "俗语"})
	}
	return parts
}

// near allows for float32 sums.
func near(a, b float64) bool {
	return math.Abs(a-b) <= 1e-4*max(1, math.Abs(a), math.Abs(b))
}

func mustBuild(t testing.TB, items []knowledge.Item, o Options) *Index {
	t.Helper()
	x, err := Build(knowledge.NewEdition("e", knowledge.Parts{Items: items}), o)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func mustFind(t testing.TB, x *Index, q Query) []Hit {
	t.Helper()
	if q.At.IsZero() {
		q.At = day
	}
	q.Explain = true
	hits, err := x.Items(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return hits
}

// TestRankingIsThatOfTheReference is a property test: on random corpora and
// questions the raw score of every hit is that of the reference, nothing that
// scores is left out, and the order is that of the reference.
func TestRankingIsThatOfTheReference(t *testing.T) {
	lexicalOnly := Weights{Cover: -1, Vector: -1, Exact: -1}
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 7))
		items := randomItems(rng, 1+rng.IntN(80))
		x, ref := mustBuild(t, items, Options{Weights: lexicalOnly}), newReference(items, lexicalOnly)
		for range 10 {
			parts := randomParts(rng)
			if ref.mass(parts) == 0 {
				continue // nothing was said
			}
			checkAgainst(t, ref, items, parts, mustFind(t, x, Query{Parts: parts, K: len(items)}))
		}
	}
}

func checkAgainst(t *testing.T, ref *reference, items []knowledge.Item, parts []Part, hits []Hit) {
	t.Helper()
	want := map[string]float64{}
	for d, it := range items {
		if s := ref.lexical(d, parts); s > 0 {
			want[it.Code] = s
		}
	}
	if len(hits) != len(want) {
		t.Errorf("Items(%v) = %d hits, want %d", parts, len(hits), len(want))
	}
	for i, h := range hits {
		if !near(h.Lexical, want[h.ID]) {
			t.Errorf("Items(%v): %s has lexical %v, want %v", parts, h.ID, h.Lexical, want[h.ID])
		}
		if i > 0 && want[h.ID] > want[hits[i-1].ID] && !near(want[h.ID], want[hits[i-1].ID]) {
			t.Errorf("Items(%v): %s (%v) stands after %s (%v)", parts, h.ID, want[h.ID], hits[i-1].ID, want[hits[i-1].ID])
		}
	}
}

func TestTheBestKAreTheFirstKOfAll(t *testing.T) {
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 8))
		items := randomItems(rng, 60)
		x := mustBuild(t, items, Options{Embedder: letterVectors{}})
		for range 10 {
			parts := randomParts(rng)
			all := mustFind(t, x, Query{Parts: parts, K: 1000})
			for _, k := range []int{1, 2, 3, 10, 59} {
				got := mustFind(t, x, Query{Parts: parts, K: k})
				if !slices.EqualFunc(got, all[:min(k, len(all))], func(a, b Hit) bool { return a.ID == b.ID && a.Score == b.Score }) {
					t.Fatalf("Items(%v, K %d) = %v, want the first of %v", parts, k, ids(got), ids(all))
				}
			}
		}
	}
}

func ids(hits []Hit) (all []string) {
	for _, h := range hits {
		all = append(all, fmt.Sprintf("%s %.4f", h.ID, h.Score))
	}
	return all
}

// letterVectors is an honest small embedder: how often each of sixteen classes
// of characters stands in the text.
type letterVectors struct{}

func (letterVectors) Dim() int { return 16 }

func (letterVectors) EmbedInto(v []float32, text string) {
	clear(v)
	for _, r := range text {
		v[int(r)%16]++
	}
}

// TestWhyAddsUp holds every hit to what it says of itself: its reasons sum up
// to its lexical score, and its legs to its score.
func TestWhyAddsUp(t *testing.T) {
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 9))
		items := randomItems(rng, 50)
		x, ref := mustBuild(t, items, Options{Embedder: letterVectors{}}), newReference(items, Weights{})
		for range 10 {
			parts := randomParts(rng)
			for _, h := range mustFind(t, x, Query{Parts: parts, K: 20}) {
				checkWhy(t, x, ref, parts, h)
			}
		}
	}
}

func checkWhy(t *testing.T, x *Index, ref *reference, parts []Part, h Hit) {
	t.Helper()
	sum := 0.0
	for _, r := range h.Why {
		sum += r.Score
	}
	if !near(sum, h.Lexical) {
		t.Errorf("%v: the reasons of %s sum up to %v, want %v: %+v", parts, h.ID, sum, h.Lexical, h.Why)
	}
	if h.Cover < 0 || h.Cover > 1 || h.Vector < 0 || h.Vector > 1.0001 {
		t.Errorf("%v: %s has cover %v, vector %v, want both between 0 and 1", parts, h.ID, h.Cover, h.Vector)
	}
	want := x.weights.Vector * h.Vector
	if mass := ref.mass(parts); mass > 0 {
		want += h.Lexical/(mass*(x.weights.K1+1)) + x.weights.Cover*h.Cover
	}
	bonus := h.Score - want
	if h.Exact == "" && !near(bonus, 0) || h.Exact != "" && (bonus <= 0 || bonus > x.weights.Exact+1e-4) {
		t.Errorf("%v: %s has score %v, its legs make %v (exact %q)", parts, h.ID, h.Score, want, h.Exact)
	}
}

func TestAReasonQuotesTheQuestion(t *testing.T) {
	items := []knowledge.Item{{Code: "A", Name: "居住证签注", Summary: "外地人续期"}}
	parts := []Part{{Text: "居住证到期", Weight: 1, From: "said"}, {Text: "签注", Weight: .3, From: "续"}}
	hits := mustFind(t, mustBuild(t, items, Options{}), Query{Parts: parts})
	if len(hits) != 1 || len(hits[0].Why) != 3 {
		t.Fatalf("Items(%v) = %+v, want one hit with three reasons", parts, hits)
	}
	got := map[string]string{}
	for _, r := range hits[0].Why {
		got[r.Field+" "+r.Term] = r.From
	}
	for want, from := range map[string]string{"name 居住证": "", "summary 期": "", "name 签注": "续"} {
		if f, ok := got[want]; !ok || f != from {
			t.Errorf("Why = %+v, want %q from %q", hits[0].Why, want, from)
		}
	}
}

// rare is a few of very many characters: their grams have no marks.
func rare(rng *rand.Rand) string {
	return "，" + string([]rune{rune(0x5000 + rng.IntN(800)), rune(0x5000 + rng.IntN(800)), '，', rune(0x5000 + rng.IntN(800))})
}

// TestSkippingNeverChangesTheBest asks a collection of several windows for its
// best few, where lists are skipped and candidates dropped, and for everything,
// where none is.
func TestSkippingNeverChangesTheBest(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 10))
	regions := []knowledge.Region{{Code: "p"}, {Code: "c", Parent: "p"}, {Code: "d", Parent: "p"}, {Code: "e", Parent: "d"}}
	items := make([]knowledge.Item, 2*windowSize+windowSize/3)
	for i := range items {
		items[i] = knowledge.Item{Code: fmt.Sprint(i), Name: randomText(rng, 12), Summary: randomText(rng, 30) + rare(rng), Region: regions[rng.IntN(4)].Code}
	}
	e := knowledge.NewEdition("e", knowledge.Parts{Items: items, Regions: regions})
	for name, o := range map[string]Options{"words": {}, "words and vectors": {Embedder: letterVectors{}}, "vectors alone count": {Embedder: letterVectors{}, Weights: Weights{Vector: 3}}} {
		x, err := Build(e, o)
		if err != nil {
			t.Fatal(err)
		}
		for range 60 {
			q := Query{Parts: randomParts(rng), At: day, K: len(items), Region: []string{"", "p", "c", "e"}[rng.IntN(4)]}
			if q.Parts[0].Text += rare(rng); rng.IntN(3) == 0 {
				q.Parts = said(rare(rng) + "办") // of the first window fewer than K have it
			}
			all, err := x.Items(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, k := range []int{1, 10, 50, 100} { // 100: no floor is guessed
				q.K = k
				got, err := x.Items(t.Context(), q)
				if err != nil || !slices.EqualFunc(got, all[:min(k, len(all))], func(a, b Hit) bool { return a.ID == b.ID && a.Score == b.Score }) {
					t.Fatalf("%s: Items(%v, region %q, K %d) = %v, %v, want the first of %v", name, q.Parts, q.Region, k, ids(got), err, ids(all[:min(k, len(all))]))
				}
			}
			if len(all) == 0 {
				continue
			}
			q.K, q.Least = len(items), all[rng.IntN(len(all))].Score
			some, err := x.Items(t.Context(), q)
			want := slices.DeleteFunc(all, func(h Hit) bool { return h.Score < q.Least })
			if err != nil || !slices.EqualFunc(some, want, func(a, b Hit) bool { return a.ID == b.ID && a.Score == b.Score }) {
				t.Fatalf("%s: Items(%v, region %q, from %v on) = %v, %v, want %v", name, q.Parts, q.Region, q.Least, ids(some), err, ids(want))
			}
		}
	}
}

func TestDotsAreThoseOfPlainGo(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 11))
	for _, wide := range []int{16, 96, 112, 512} {
		rows, b := make([]int8, 9*wide), make([]int16, wide)
		for i := range rows {
			rows[i] = int8(rng.IntN(255) - 127)
		}
		for i := range b {
			b[i] = int16(rng.IntN(65535) - 32767)
		}
		things := []candidate{{thing: 0}, {thing: 1}, {thing: 4}, {thing: 8}}
		got, want := make([]int32, 4), make([]int32, 4)
		dotRows(got, rows, things, b)
		dotRowsGo(want, rows, things, b)
		if !slices.Equal(got, want) {
			t.Errorf("dotRows of width %d = %v, want %v", wide, got, want)
		}
	}
}

func TestRowsAreLiftedAsInPlainGo(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 14))
	for _, n := range []int{0, 1, 4, 7, 33} {
		for _, wide := range []int{16, 96, 112} {
			rows, b, scales, sums := make([]int8, n*wide), make([]int16, wide), make([]float32, n), make([]int32, n)
			for i := range rows {
				rows[i] = int8(rng.IntN(255) - 127)
			}
			for i := range b {
				b[i] = int16(rng.IntN(65535) - 32767)
			}
			for i := range sums {
				scales[i], sums[i] = rng.Float32(), rng.Int32N(1000)
			}
			for _, most := range []int32{0, 1000, 1 << 29} {
				got, want := slices.Clone(sums), slices.Clone(sums)
				top, wanted := liftRows(got, rows, scales, b, .7, most), liftRowsGo(want, rows, scales, b, .7, most)
				if top != wanted || !slices.Equal(got, want) {
					t.Errorf("liftRows of %d rows of width %d, at most %d = %d, sums %v, want %d, %v", n, wide, most, top, got, wanted, want)
				}
			}
		}
	}
}

func TestSumsAreSiftedAsInPlainGo(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 12))
	all := make([]marks, windowSize)
	for _, most := range []int32{1, 2, 9, 1 << 30} {
		var sums [windowSize]int32
		for range windowSize / 4 {
			sums[rng.IntN(windowSize)] = rng.Int32N(most)
		}
		var got, want [groups]int32
		topSums(&got, &sums)
		if topSumsGo(&want, &sums); got != want {
			t.Errorf("topSums of sums below %d = %v, want %v", most, got, want)
		}
		for _, n := range []int{siftStride, windowSize} {
			for _, clean := range []bool{false, true} {
				a, b := sums, sums
				near, plain := make([]candidate, n), make([]candidate, n)
				near = near[:siftSums(near, a[:n], all, 64, 1+most/3, clean)]
				plain = plain[:siftSumsGo(plain, b[:n], 64, 1+most/3, clean)]
				if !slices.Equal(near, plain) || a != b {
					t.Errorf("siftSums(%d sums below %d, clean %v) = %v, want %v; the sums after it are the same: %v", n, most, clean, near, plain, a == b)
				}
			}
		}
	}
}

func TestTheNthTopIsThatOfASort(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 17))
	for range 2000 {
		tops := make([]int32, 1+rng.IntN(groups))
		for i := range tops {
			tops[i] = rng.Int32N(1 << rng.IntN(31)) // some are equal
		}
		sorted := slices.Sorted(slices.Values(tops))
		n := 1 + rng.IntN(len(tops))
		if got, want := nthTop(tops, n), sorted[len(sorted)-n]; got != want {
			t.Fatalf("nthTop(%v, %d) = %d, want %d", sorted, n, got, want)
		}
	}
}

// TestTheMarksOfAThingAreItsPostings reads each posting of a frequent gram by its
// mark, and looks that nothing else is marked.
func TestTheMarksOfAThingAreItsPostings(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 13))
	x := mustBuild(t, randomItems(rng, windowSize+100), Options{})
	p, marked := x.items.words, 0
	for term := range p.keys {
		bit := uint32(p.marked[term]) - 1
		for d := uint32(0); d < uint32(p.things) && p.marked[term] > 0; d++ {
			m := &p.marks[d]
			want, ok := p.at(int32(term), d)
			if ok != (m.has(bit) == 1) {
				t.Fatalf("thing %d has mark %d: %v, want %v", d, bit, !ok, ok)
			}
			if !ok {
				continue
			}
			marked++
			before := m.counts(markWords)
			if got := p.codes[m[markWords]+m.place(&before, bit)]; uint32(got) != want.code() {
				t.Fatalf("thing %d, mark %d: code %d, want %d", d, bit, got, want.code())
			}
		}
	}
	if marked+1 != len(p.codes) || marked == 0 {
		t.Errorf("%d postings are marked, want the %d codes less one", marked, len(p.codes))
	}
}
