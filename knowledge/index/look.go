package index

import (
	"cmp"
	"slices"
)

// Near is a question that was confirmed for provisions, and how like the one
// that is asked it is, 0…1.
type Near struct {
	Likeness   float64
	Provisions []int
}

// Recollection is what a memory of confirmed questions says to a question.
type Recollection struct {
	Near  []Near    // the likest first
	Asked []float32 // per key: how many confirmed questions it answers; nil: none
	Laws  []float32 // per law: the same

	Chapters []float32 // per chapter: the same
	Taste    []float32 // per provision: how like those that answer questions it is; nil: unknown
}

// Candidate is a provision that may answer, and what speaks for it.
type Candidate struct {
	Provision int
	Blend     float32 // the weighted sum that chose it
	Score     float64 // of the ranker; 0 before
	Features  [Features]float32
}

// look is the working memory of one question.
type look struct {
	words
	lexical, cover           []float32 // per provision
	cosine, echo             []float32
	title, heading           []float32 // per law, per chapter
	near, around, most       []float32 // per provision, from the memory
	lawNear, lawWord, lawVec []float32 // per law
	chapterNear, chapterWord []float32 // per chapter
	chapterVec               []float32
	spelt                    []rune // the characters of the question
	runs                     [2][]int16
	touched                  []int32
	byKey                    [][]int32
	vector, answer           []float32
	blend                    []float32
	best                     []scored
	topLexical, topCosine    float32
	topTitle, topHeading     float32
	topBlend                 []float32 // per law
}

func newLook(x *Corpus) *look {
	n := len(x.places)
	l := &look{byKey: make([][]int32, x.keys), title: make([]float32, len(x.titles.texts)), heading: make([]float32, len(x.headings.texts))}
	for _, p := range []*[]float32{&l.lexical, &l.cover, &l.cosine, &l.echo, &l.near, &l.around, &l.most, &l.blend} {
		*p = make([]float32, n)
	}
	for _, p := range []*[]float32{&l.lawNear, &l.lawWord, &l.lawVec, &l.topBlend} {
		*p = make([]float32, x.laws)
	}
	for _, p := range []*[]float32{&l.chapterNear, &l.chapterWord, &l.chapterVec} {
		*p = make([]float32, len(x.chapters))
	}
	for i, p := range x.places {
		l.byKey[p.key] = append(l.byKey[p.key], int32(i))
	}
	return l
}

// scored is a provision with its score.
type scored struct {
	doc   uint32
	score float32
}

// better orders by score, then by place.
func better(a, b scored) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc, b.doc))
}

// Blend weights choose the candidates; the ranker orders them. Coarse on
// purpose.
const (
	blendWord   = .5
	blendVector = .5
	blendEcho   = .3
	blendLaw    = .3
	blendNear   = .6
	blendAround = .2
	blendPart   = .15 // near questions for the chapter
	blendCover  = .8
	blendShelf  = .03 // how often the law answers, logarithm
	blendAsked  = .06 // how often the provision answers, logarithm
	blendTaste  = .01
)

// Plain is what words and vectors alone say for a candidate: its blend without
// what was confirmed.
func Plain(c *Candidate) float64 {
	return float64(blendWord*c.Features[0] + blendCover*c.Features[2] + blendVector*max(c.Features[5], 0))
}

// Look returns the k provisions that most speaks for, best first, one for each
// key: its best version of those that may answer.
func (x *Corpus) Look(question string, v Vectors, m Recollection, may May, k int) []Candidate {
	l := x.pool.Get().(*look)
	defer x.pool.Put(l)
	l.hear(x, question)
	l.spell(question)
	l.remember(x, v, m)
	l.vectors(x, v, question)
	l.laws(x)
	l.choose(x, m, may, k)
	all := make([]Candidate, len(l.best))
	for rank, s := range l.best {
		all[rank] = Candidate{Provision: int(s.doc), Blend: s.score}
		l.describe(x, &all[rank], rank, v, m)
	}
	places(all)
	company(x, v, all)
	l.forget()
	return all
}

// choose fills best with the k of the highest blend, one a key.
func (l *look) choose(x *Corpus, m Recollection, may May, k int) {
	clear(l.topBlend)
	mass := max(float32(l.mass), 1e-6)
	for d, p := range x.places {
		l.blend[d] = blendWord*l.lexical[d]/l.topLexical + blendCover*l.cover[d]/mass + blendVector*max(l.cosine[d], 0) + blendEcho*max(l.echo[d], 0) +
			blendLaw*l.lawNear[p.law] + blendNear*l.near[d] + blendAround*l.around[d] + blendPart*l.chapterNear[p.chapter] + blendShelf*count(m.Laws, p.law) + blendAsked*count(m.Asked, p.key) + blendTaste*taste(m.Taste, d)
		l.topBlend[p.law] = max(l.topBlend[p.law], l.blend[d])
	}
	l.best = l.best[:0]
	for d := range x.places {
		if may == nil || may(d) {
			l.best = append(l.best, scored{doc: uint32(d), score: l.blend[d]})
		}
	}
	l.best = oneOfEach(x, l.best, k)
}

// oneOfEach sorts by score and keeps the first k, of each key the first.
func oneOfEach(x *Corpus, all []scored, k int) []scored {
	all = topOf(all, 4*k)
	slices.SortFunc(all, better)
	seen := map[int32]bool{}
	kept := all[:0]
	for _, s := range all {
		if key := x.places[s.doc].key; !seen[key] && len(kept) < k {
			seen[key] = true
			kept = append(kept, s)
		}
	}
	return kept
}

// topOf leaves the n best in front, in no order.
func topOf(all []scored, n int) []scored {
	if len(all) <= n {
		return all
	}
	floor := nth(all, n)
	kept := all[:0]
	for _, s := range all {
		if s.score >= floor {
			kept = append(kept, s)
		}
	}
	return kept
}

// nth returns the n-th highest score, in one pass with a heap of n whose root is
// the lowest; there are more than n.
func nth(all []scored, n int) float32 {
	heap := make([]float32, 0, n)
	for _, s := range all {
		if len(heap) < n {
			heap = append(heap, s.score)
			if len(heap) == n {
				slices.SortFunc(heap, cmp.Compare)
			}
			continue
		}
		if s.score > heap[0] {
			heap[0] = s.score
			for i := 0; ; {
				c := 2*i + 1
				if c+1 < n && heap[c+1] < heap[c] {
					c++
				}
				if c >= n || heap[i] <= heap[c] {
					break
				}
				heap[i], heap[c] = heap[c], heap[i]
				i = c
			}
		}
	}
	return heap[0]
}
