package memory

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"wenban/knowledge"
	"wenban/knowledge/embed"
	"wenban/knowledge/index"
)

// Library finds the provisions (条文) that answer a question, in a corpus of
// laws or of a province's policy documents, from their words and from the
// questions that were confirmed for them. It never changes and is safe for use
// by several goroutines at once.
type Library struct {
	corpus  *index.Corpus
	model   *embed.Model
	vectors index.Vectors
	memory  *Passages
	advice  index.Recollection // what is the same for every question
	ranker  *index.Ranker
	config  LibraryConfig
}

// LibraryConfig says how a Library learns. Zero fields mean the defaults.
type LibraryConfig struct {
	Seed       uint64
	Candidates int                                 // provisions that the ranker orders; 300
	Near       int                                 // confirmed questions that are recalled; 30
	Folds      int                                 // parts of the confirmed questions that the ranker is learned on in turn; 4
	Tune       embed.Config                        // 8 epochs
	Learn      index.LearnConfig                   // 200 trees; below 0: none
	Progress   func(stage string, done, total int) // nil: not told
}

func (c LibraryConfig) withDefaults() LibraryConfig {
	set := func(v *int, def int) {
		if *v <= 0 {
			*v = def
		}
	}
	set(&c.Candidates, 300)
	set(&c.Near, 30)
	set(&c.Folds, 4)
	set(&c.Tune.Epochs, 8)
	if c.Learn.Trees == 0 {
		c.Learn.Trees = 200
	}
	c.Learn.Seed = c.Seed
	c.Tune.Seed = c.Seed
	if c.Progress == nil {
		c.Progress = func(string, int, int) {}
	}
	return c
}

// Language is how the documents of a corpus put things: an embedder that learned
// it from them alone, and what it learned from.
type Language struct {
	corpus *index.Corpus
	model  *embed.Model
	pairs  []embed.Pair
}

// LearnLanguage goes on from an embedder with what the documents of a corpus
// teach, see ProvisionPairs. Half a minute for sixty thousand provisions and two
// epochs. progress may be nil.
func LearnLanguage(corpus *index.Corpus, base *embed.Model, c embed.Config, progress func(done, total int)) *Language {
	pairs := ProvisionPairs(corpus, c.Seed)
	return &Language{corpus, embed.Tune(base, pairs, c, progress), pairs}
}

// Vectors embeds the provisions of the corpus by its language alone.
func (n *Language) Vectors() index.Vectors { return n.corpus.Vectors(n.model) }

// beside is how many pairs of the documents are learned beside each of a
// confirmed question. They keep what the documents taught, and they are the
// strangers that a question must be told from: with none the questions are told
// from each other's answers alone, and recall@10 by vectors alone was .54 and not
// .60 on a thousand questions over sixty thousand provisions.
const beside = 4

// tune goes on with confirmed questions.
func (n *Language) tune(all []Confirmed, c LibraryConfig) *embed.Model {
	pairs := confirmedPairs(n.corpus, all)
	if len(pairs) == 0 {
		return n.model
	}
	rng := rand.New(rand.NewPCG(c.Seed, 9))
	for range beside * len(pairs) {
		p := n.pairs[rng.IntN(len(n.pairs))]
		p.Group = -p.Group // apart from those of questions
		pairs = append(pairs, p)
	}
	if c.Tune.Batch <= 0 {
		c.Tune.Batch = min(max(len(pairs)/40, 32), 256) // few pairs are learned in as many steps
	}
	return embed.Tune(n.model, pairs, c.Tune, nil)
}

// LearnLibrary learns from confirmed questions: the embedder goes on from the
// language of the documents with them, and the ranker from how those of each part
// are found with the others alone, so that it does not believe what it knows by
// heart. About half a minute a part for sixty thousand provisions and a thousand
// questions. With hardly any question the ranker is the blend that chooses the
// candidates.
func LearnLibrary(n *Language, all []Confirmed, c LibraryConfig) *Library {
	return learnFrom(JudgeInTurn(n, all, c), n, all, c)
}

func learnFrom(rows []index.Judged, n *Language, all []Confirmed, c LibraryConfig) *Library {
	l := NewLibrary(n, all, c)
	l.ranker = index.LearnRanker(rows, l.config.Learn)
	return l
}

// Wins reports whether a ranker that is learned from half of the questions orders
// the candidates of the other half better than words and vectors alone: by the
// mean of 1/place of the first right one. rows are those of JudgeInTurn.
func Wins(rows []index.Judged, c LibraryConfig) bool {
	c = c.withDefaults()
	part := Parts(len(rows), 2, c.Seed)
	var learned, plain float64
	for half := range 2 {
		var learn, test []index.Judged
		for i, j := range rows {
			if part[i] == half {
				test = append(test, j)
			} else {
				learn = append(learn, j)
			}
		}
		r := index.LearnRanker(learn, c.Learn)
		for _, j := range test {
			learned += firstRight(j, r.Score)
			plain += firstRight(j, index.Plain)
		}
	}
	return learned > plain
}

// firstRight is 1/place of the first right candidate by a score, 0 where there is
// none; of equal ones the wrong one counts as before.
func firstRight(j index.Judged, score func(*index.Candidate) float64) float64 {
	best := math.Inf(-1)
	for i := range j.Candidates {
		if j.Right[i] {
			best = max(best, score(&j.Candidates[i]))
		}
	}
	if math.IsInf(best, -1) {
		return 0
	}
	place := 1.0
	for i := range j.Candidates {
		if !j.Right[i] && score(&j.Candidates[i]) >= best {
			place++
		}
	}
	return 1 / place
}

// JudgeInTurn returns, for every confirmed question, its candidates as found
// with the questions of the other parts alone.
func JudgeInTurn(n *Language, all []Confirmed, c LibraryConfig) []index.Judged {
	c = c.withDefaults()
	part := Parts(len(all), c.Folds, c.Seed)
	rows := make([]index.Judged, len(all))
	for f := range c.Folds {
		var known []Confirmed
		var asked []int
		for i, q := range all {
			if part[i] == f {
				asked = append(asked, i)
			} else {
				known = append(known, q)
			}
		}
		l := NewLibrary(n, known, c)
		two(len(asked), func(i int) { rows[asked[i]] = l.Judge(all[asked[i]]) })
		c.Progress("学排序", f+1, c.Folds)
	}
	return rows
}

// Parts deals n things into as even parts as can be, by seed.
func Parts(n, parts int, seed uint64) []int {
	of := make([]int, n)
	for i, p := range rand.New(rand.NewPCG(seed, 4)).Perm(n) {
		of[p] = i % parts
	}
	return of
}

// two runs f over [0, n) on two goroutines.
func two(n int, f func(i int)) {
	run := func(from, to int) {
		for i := from; i < to; i++ {
			f(i)
		}
	}
	var wg sync.WaitGroup
	wg.Go(func() { run(0, n/2) })
	run(n/2, n)
	wg.Wait()
}

// NewLibrary is a Library that has learned all but a ranker: candidates come in
// the order of their blend.
func NewLibrary(n *Language, all []Confirmed, c LibraryConfig) *Library {
	c = c.withDefaults()
	return stand(n.corpus, n.tune(all, c), all, c)
}

// stand makes a library with an embedder that has learned all.
func stand(corpus *index.Corpus, model *embed.Model, all []Confirmed, c LibraryConfig) *Library {
	l := &Library{corpus: corpus, model: model, vectors: corpus.Vectors(model), memory: NewPassages(all, model), config: c}
	l.advice = index.Recollection{Asked: make([]float32, corpus.Len()), Laws: make([]float32, corpus.Len()), Chapters: make([]float32, corpus.Len())}
	var right []int
	for _, q := range all {
		for _, p := range q.Passages {
			// Per thousand questions: what few know weighs as what many know.
			l.advice.Asked[corpus.Key(p)] += 1000 / float32(len(all))
			l.advice.Laws[corpus.Law(p)] += 1000 / float32(len(all))
			l.advice.Chapters[corpus.Chapter(p)] += 1000 / float32(len(all))
			right = append(right, p)
		}
	}
	l.advice.Taste = l.vectors.Separate(right, c.Seed)
	return l
}

// Recall returns what the memory says to a question.
func (l *Library) Recall(question string) index.Recollection {
	r := l.advice
	for _, n := range l.memory.Nearest(question, l.config.Near) {
		r.Near = append(r.Near, index.Near{Likeness: n.Likeness, Provisions: l.memory.confirmed[n.Question].Passages})
	}
	return r
}

// Find returns the best k provisions that may answer, best first, one of each
// number.
func (l *Library) Find(question string, may index.May, k int) []index.Candidate {
	known := l.Recall(question)
	found := l.corpus.Look(question, l.vectors, known, may, l.config.Candidates)
	if l.ranker != nil {
		l.ranker.Sort(found)
	}
	if len(known.Near) > 0 && known.Near[0].Likeness >= verbatim {
		l.promote(found, known.Near[0].Provisions)
	}
	return found[:min(k, len(found))]
}

// verbatim is the likeness from which a question is the confirmed one. A ranker
// learns from questions that are not known word for word and cannot judge of it.
const verbatim = .97

// promote puts the answers of the very question first.
func (l *Library) promote(found []index.Candidate, answers []int) {
	answer := func(c index.Candidate) bool {
		return slices.ContainsFunc(answers, func(p int) bool { return l.corpus.Key(p) == l.corpus.Key(c.Provision) })
	}
	slices.SortStableFunc(found, func(a, b index.Candidate) int {
		switch x, y := answer(a), answer(b); {
		case x == y:
			return 0
		case x:
			return -1
		}
		return 1
	})
}

// Passage returns a provision as the corpus was made with it.
func (l *Library) Passage(i int) knowledge.Passage { return l.corpus.Passage(i) }

// Why returns what decided for a candidate, the strongest first.
func (l *Library) Why(c index.Candidate) []index.Reason {
	if l.ranker == nil {
		return nil
	}
	return l.ranker.Why(&c)
}

// Judge marks the candidates of a confirmed question: any version is right.
func (l *Library) Judge(q Confirmed) index.Judged {
	found := l.corpus.Look(q.Question, l.vectors, l.Recall(q.Question), nil, l.config.Candidates)
	j := index.Judged{Candidates: found, Right: make([]bool, len(found))}
	for i, c := range found {
		j.Right[i] = slices.ContainsFunc(q.Passages, func(p int) bool { return l.corpus.Key(p) == l.corpus.Key(c.Provision) })
	}
	return j
}
