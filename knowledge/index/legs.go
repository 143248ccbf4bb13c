package index

import "math"

// hear fills the lexical legs: text, title, chapter.
func (l *look) hear(x *Corpus, question string) {
	parts := bounded([]Part{{Text: question, Weight: 1}})
	l.topTitle = l.label(x.titles.words, parts, l.title)
	l.topHeading = l.label(x.headings.words, parts, l.heading)
	x.text.read(&l.words, parts)
	x.text.dense(&l.words, defaults.K1, l.lexical, l.cover)
	l.topLexical = highest(l.lexical)
}

// label fills in BM25 of every label, and returns the best.
func (l *look) label(p *postings, parts []Part, scores []float32) float32 {
	p.read(&l.words, parts)
	p.dense(&l.words, defaults.K1, scores, l.cover[:len(scores)])
	return highest(scores)
}

// highest is what a leg is divided by: never 0.
func highest(leg []float32) float32 {
	top := float32(1e-6)
	for _, x := range leg {
		top = max(top, x)
	}
	return top
}

// spread is how far an answer speaks for its neighbours in the law.
const spread = 5

// remember spreads the near questions over what they were confirmed for.
func (l *look) remember(x *Corpus, v Vectors, m Recollection) {
	l.answer = append(l.answer[:0], make([]float32, v.dim)...)
	var sum float64
	for _, n := range m.Near {
		sum += weightOf(n)
	}
	for _, n := range m.Near {
		share := float32(weightOf(n) / max(sum, 1e-9))
		for _, g := range n.Provisions {
			l.speak(x, g, share, float32(n.Likeness))
			if v.dim > 0 {
				axpy(l.answer, share/float32(len(n.Provisions)), v.row(g))
			}
			l.lawNear[x.places[g].law] += share / float32(len(n.Provisions))
			l.chapterNear[x.places[g].chapter] += share / float32(len(n.Provisions))
		}
	}
	unit(l.answer)
}

// weightOf is steep: the likest questions decide.
func weightOf(n Near) float64 { return math.Pow(max(n.Likeness, 0), 3) }

// speak notes an answer in all its versions, and its neighbours there.
func (l *look) speak(x *Corpus, g int, share, likeness float32) {
	for _, c := range l.byKey[x.places[g].key] {
		l.near[c] += share
		l.most[c] = max(l.most[c], likeness)
		for d := max(c-spread, 0); d <= min(c+spread, int32(len(x.places))-1); d++ {
			if x.places[d].version == x.places[c].version {
				l.around[d] += share * float32(math.Pow(.6, math.Abs(float64(d-c))))
				l.touched = append(l.touched, d)
			}
		}
	}
}

// forget clears what the memory wrote.
func (l *look) forget() {
	for _, d := range l.touched {
		l.near[d], l.around[d], l.most[d] = 0, 0, 0
	}
	l.touched = l.touched[:0]
	clear(l.lawNear)
	clear(l.chapterNear)
}

// vectors fills the cosines with the question and with what answered the near
// ones.
func (l *look) vectors(x *Corpus, v Vectors, question string) {
	l.vector = append(l.vector[:0], make([]float32, v.dim)...)
	l.topCosine = 1e-6
	if v.dim == 0 {
		clear(l.cosine)
		clear(l.echo)
		return
	}
	part := make([]float32, v.dim)
	addText(l.vector, part, v.embedder, question, 1)
	unit(l.vector)
	for d := range x.places {
		row := v.row(d)
		l.cosine[d], l.echo[d] = dot(row, l.vector), dot(row, l.answer)
		l.topCosine = max(l.topCosine, l.cosine[d])
	}
}

func (v vectors) row(d int) []float32 { return v.data[d*v.dim : (d+1)*v.dim] }

func axpy(v []float32, w float32, x []float32) {
	x = x[:len(v)]
	for i := range v {
		v[i] += w * x[i]
	}
}

// laws finds how well each law, and each chapter, answers as a whole: the mean
// of its three best provisions, by words and by vector.
func (l *look) laws(x *Corpus) {
	clear(l.lawWord)
	clear(l.lawVec)
	for _, s := range x.spans {
		law := x.places[s.from].law
		l.lawWord[law] = max(l.lawWord[law], mean3(l.lexical[s.from:s.to]))
		l.lawVec[law] = max(l.lawVec[law], mean3(l.cosine[s.from:s.to]))
	}
	for c, s := range x.chapters {
		l.chapterWord[c], l.chapterVec[c] = mean3(l.lexical[s.from:s.to]), mean3(l.cosine[s.from:s.to])
	}
}

// mean3 is the mean of the three highest values.
func mean3(leg []float32) float32 {
	var top [3]float32
	for _, v := range leg {
		best3(&top, v)
	}
	return (top[0] + top[1] + top[2]) / 3
}

func best3(top *[3]float32, v float32) {
	switch {
	case v > top[0]:
		top[0], top[1], top[2] = v, top[0], top[1]
	case v > top[1]:
		top[1], top[2] = v, top[1]
	case v > top[2]:
		top[2] = v
	}
}
