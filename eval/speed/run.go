package speed

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"

	"wenban/eval/synthetic"
	"wenban/knowledge/index"
)

// Config says what to measure.
type Config struct {
	Sizes    []int // ascending
	Layouts  []synthetic.Layout
	PeerMax  int    // items up to which the peer is built
	BruteMax int    // items up to which brute force is timed
	Blocks   int    // of BlockSize questions
	Exact    int    // questions compared with the reference
	Seed     uint64 // of the items; the questions have another
	Dir      string // for what the peer keeps on disk; "" is the system's

	Resident func(synthetic.Config) (*Resident, error) // measures memory in a process of its own; nil: not measured
	Progress func(stage string, done, total int)       // nil: not told
}

// Report is what was measured.
type Report struct {
	Seed      uint64   `json:"seed"`
	Cores     int      `json:"cores"`
	Machine   string   `json:"machine"`
	Blocks    int      `json:"blocks"` // each contender runs every block twice
	LoadStart string   `json:"load_start,omitempty"`
	LoadEnd   string   `json:"load_end,omitempty"`
	Stands    []Result `json:"stands"`
	Growth    []Growth `json:"growth"`
}

// Result is what was measured of one stand.
type Result struct {
	Built
	Exact     Exactness  `json:"exact_words"`             // words alone, against BM25F
	ExactBoth Exactness  `json:"exact_words_and_vectors"` // the whole score
	Standings []Standing `json:"standings"`
	Decided   float64    `json:"turn_to_decision_p50_ms"` // of the whole turn: read, find, decide
	Allocs    float64    `json:"allocations_a_query"`     // of a search by words and vectors, in the steady state
}

// Growth is how time grows with the number of items: to the power of Exponent.
type Growth struct {
	Layout   synthetic.Layout `json:"layout"`
	Name     string           `json:"name"`
	From     int              `json:"from"`
	To       int              `json:"to"`
	Exponent Spread           `json:"exponent"`
	Factor   Spread           `json:"factor"` // time at To over time at From
}

// Retrieval measures every size in every layout. Of two sizes both are in memory
// when the growth between them is measured, and take turns.
func Retrieval(ctx context.Context, c Config) (Report, error) {
	r := Report{Seed: c.Seed, Cores: runtime.NumCPU(), Machine: runtime.GOOS + "/" + runtime.GOARCH + " " + runtime.Version(), Blocks: c.Blocks, LoadStart: LoadAverage()}
	if c.Progress == nil {
		c.Progress = func(string, int, int) {}
	}
	for _, layout := range c.Layouts {
		if err := r.layout(ctx, c, layout); err != nil {
			return r, err
		}
	}
	r.LoadEnd = LoadAverage()
	return r, nil
}

func (r *Report) layout(ctx context.Context, c Config, layout synthetic.Layout) (err error) {
	var before *Stand
	defer func() { err = errors.Join(err, before.close()) }()
	for _, n := range c.Sizes {
		st, err := newStand(ctx, synthetic.Config{Items: n, Layout: layout, Seed: c.Seed}, c.PeerMax, c.Dir, c.Progress)
		if err != nil {
			return err
		}
		if before != nil {
			err = r.grow(ctx, c, before, st)
		}
		err = errors.Join(err, before.close())
		before = st
		if err == nil {
			err = r.measure(ctx, c, st)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// measure is correctness first, then speed, then memory.
func (r *Report) measure(ctx context.Context, c Config, st *Stand) (err error) {
	one := Result{Built: st.Built}
	title := fmt.Sprintf("%s %d：", st.Layout, st.Items)
	check, compared := st.queries(c.Exact, c.Seed+2), stage(c.Progress).named(title+"与逐项对照比较")
	if one.Exact, err = st.exactness(ctx, st.lexical, st.plain.With(0, 0, 0), check, compared); err != nil {
		return err
	}
	if one.ExactBoth, err = st.exactness(ctx, st.both, st.plain, check, compared); err != nil {
		return err
	}
	if err := one.time(ctx, c, st, title); err != nil {
		return err
	}
	one.Allocs = st.allocs(ctx, check)
	if c.Resident != nil {
		c.Progress(title+"内存", 0, 1)
		if one.Resident, err = c.Resident(synthetic.Config{Items: st.Items, Layout: st.Layout, Seed: c.Seed}); err != nil {
			return err
		}
	}
	r.Stands = append(r.Stands, one)
	return nil
}

func (one *Result) time(ctx context.Context, c Config, st *Stand, title string) error {
	queries := st.queries(c.Blocks*BlockSize, c.Seed+1)
	var lanes []Lane
	for _, x := range st.contenders(c.BruteMax) {
		lanes = append(lanes, Lane{x, queries})
	}
	st.decided.all = nil
	records, err := Run(ctx, lanes, stage(c.Progress).named(title+"测速"))
	if err != nil {
		return err
	}
	one.Standings = Standings(records, len(st.peers))
	one.Decided = percentile(st.decided.all, 50)
	for i, l := range lanes {
		if one.Standings[i].PerSecond, err = Throughput(ctx, l); err != nil {
			return err
		}
	}
	return nil
}

// allocs counts what a search allocates that is handed its query and a slice for
// its hits.
func (st *Stand) allocs(ctx context.Context, queries []Query) float64 {
	var prepared []index.Query
	for _, q := range queries {
		prepared = append(prepared, asQuery(q))
	}
	dst := make([]index.Hit, 0, 100)
	return allocations(len(prepared), func(run int) {
		dst, _ = search(ctx, st.both, dst[:0], prepared[run])
	})
}

// grow measures how the time of ours grows from one stand to the next, the two
// taking turns.
func (r *Report) grow(ctx context.Context, c Config, small, large *Stand) error {
	qs, ql := small.queries(c.Blocks*BlockSize, c.Seed+3), large.queries(c.Blocks*BlockSize, c.Seed+3)
	ours := large.ours()
	title := fmt.Sprintf("%s %d 到 %d：增长", small.Layout, small.Items, large.Items)
	for i, x := range small.ours() {
		records, err := Run(ctx, []Lane{{x, qs}, {ours[i], ql}}, stage(c.Progress).named(title))
		if err != nil {
			return err
		}
		factors := ratios(records[1].medians, records[0].medians)
		r.Growth = append(r.Growth, Growth{small.Layout, x.Name, small.Items, large.Items, exponents(factors, small.Items, large.Items), factors})
	}
	return nil
}

// exponents turns factors of time into powers of the number of items.
func exponents(f Spread, from, to int) Spread {
	power := func(factor float64) float64 { return math.Log(factor) / math.Log(float64(to)/float64(from)) }
	return Spread{power(f.Median), power(f.Low), power(f.High)}
}
