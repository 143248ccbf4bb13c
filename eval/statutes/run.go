package statutes

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"wenban/eval"
	"wenban/knowledge/embed"
	"wenban/knowledge/index"
	"wenban/knowledge/memory"
)

// Config says how to measure. Zero fields mean the defaults.
type Config struct {
	Folds    int // 5
	Seed     uint64
	Base     embed.Config // of the training on the laws alone; 2 epochs
	Library  memory.LibraryConfig
	Peers    []Peer
	Parts    bool                                // measure what is lost without each part
	Ordinary bool                                // measure the search that answers without a library too
	Shares   []float64                           // of the known questions: what each teaches is measured; nil: not
	Progress func(stage string, done, total int) // nil: not told
}

// Peer makes a plain text search over provisions, whose codes are their numbers
// in Data, and what frees it. Peers are made and measured one after the other:
// their indexes need not fit beside each other.
type Peer func(all []index.Provision) (eval.Ranker, func() error, error)

func (c Config) withDefaults() Config {
	if c.Folds <= 0 {
		c.Folds = 5
	}
	if c.Base.Epochs <= 0 {
		c.Base.Epochs = 2
	}
	if c.Progress == nil {
		c.Progress = func(string, int, int) {}
	}
	c.Base.Seed, c.Library.Seed = c.Seed, c.Seed
	return c
}

// run is the work of one measurement.
type run struct {
	Config
	data      Data
	corpus    *index.Corpus
	language  *memory.Language
	baseTime  time.Duration
	learnTime time.Duration // of the folds, together
	folds     []fold
	peerRows  []Row
	ordinary  ordinary

	ordinaryRows, curve []Row
	finding             []time.Duration // per question, of Library.Find
}

// fold is what one part of the questions is scored with: everything in it was
// learned from the other parts.
type fold struct {
	asked     []int              // the questions that are scored
	confirmed []memory.Confirmed // those of the other parts, shuffled
	known     map[int]bool       // keys that answer a question of the other parts
	rows      []index.Judged     // of the other parts, to learn a ranker from
	tests     []index.Judged     // of asked
	ranker    *index.Ranker
}

// Run measures by cross-validation: no question that is scored is known to
// anything that finds its answers.
func Run(ctx context.Context, d Data, c Config) (Report, error) {
	r := &run{Config: c.withDefaults(), data: d}
	r.corpus = index.NewCorpus(d.Provisions, func(done, total int) { r.Progress("建索引", done, total) })
	if err := r.peers(ctx); err != nil {
		return Report{}, err
	}
	r.learnBase()
	part := memory.Parts(len(d.Questions), r.Folds, r.Seed)
	r.finding = make([]time.Duration, len(d.Questions))
	for f := range r.Folds {
		if err := ctx.Err(); err != nil {
			return Report{}, fmt.Errorf("measure statutes: %w", err)
		}
		r.fold(f, part)
		r.Progress("交叉验证", f+1, r.Folds)
	}
	if err := r.measureCurve(ctx); err != nil {
		return Report{}, err
	}
	if r.Ordinary {
		if err := r.measureOrdinary(ctx); err != nil {
			return Report{}, err
		}
	}
	return r.report(), nil
}

// learnBase learns the language of the laws, from the laws alone and from how
// services are asked for everywhere.
func (r *run) learnBase() {
	began := time.Now()
	r.language = memory.LearnLanguage(r.corpus, memory.Base(), r.Base, func(done, total int) { r.Progress("学法条用词", done, total) })
	r.baseTime = time.Since(began)
}

// fold learns from all parts but one, and looks for the questions of that one.
func (r *run) fold(n int, part []int) {
	f := fold{known: map[int]bool{}}
	var known []memory.Confirmed
	for q, p := range part {
		if p == n {
			f.asked = append(f.asked, q)
			continue
		}
		known = append(known, r.confirmed(q))
		for _, g := range r.data.Questions[q].Gold {
			f.known[r.corpus.Key(g)] = true
		}
	}
	began := time.Now()
	f.rows = memory.JudgeInTurn(r.language, known, r.Library)
	l := memory.NewLibrary(r.language, known, r.Library)
	f.ranker = index.LearnRanker(f.rows, r.Library.Learn)
	r.learnTime += time.Since(began)
	for _, q := range f.asked {
		began := time.Now()
		j := l.Judge(r.confirmed(q))
		f.ranker.Sort(append([]index.Candidate{}, j.Candidates...))
		r.finding[q] = time.Since(began)
		f.tests = append(f.tests, j)
	}
	f.confirmed = slices.Clone(known)
	rand.New(rand.NewPCG(r.Seed, 7)).Shuffle(len(known), func(i, j int) { f.confirmed[i], f.confirmed[j] = f.confirmed[j], f.confirmed[i] })
	r.folds = append(r.folds, f)
}

// curveFolds is how many folds the learning curve and the ordinary index are
// measured on: a library is learned for each share of each.
const curveFolds = 2

func (r *run) curved() []fold { return r.folds[:min(curveFolds, len(r.folds))] }

// measureCurve learns from a part of the known questions.
func (r *run) measureCurve(ctx context.Context) error {
	for _, share := range r.Shares {
		var s sums
		for n, f := range r.curved() {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("measure the learning curve: %w", err)
			}
			l := memory.LearnLibrary(r.language, part(f.confirmed, share), r.Library)
			for _, q := range f.asked {
				s.add(q, r.keys(l.Find(r.data.Questions[q].Text, nil, deep)), r.gold(q))
			}
			r.Progress("学习曲线", n+1, len(r.curved()))
		}
		r.curve = append(r.curve, s.row(fmt.Sprintf("问办,确认过 %d 个问题", int(share*float64(len(r.folds[0].confirmed))))))
	}
	return nil
}

func (r *run) confirmed(q int) memory.Confirmed {
	return memory.Confirmed{Question: r.data.Questions[q].Text, Passages: r.data.Questions[q].Gold}
}
