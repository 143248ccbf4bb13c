// Package speed measures how fast items are found: ours, a peer's and brute
// force's search in one process, over the same items and the same questions, in
// turns (RETRIEVAL.md B, How to measure).
package speed

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// BlockSize is how many queries a contender runs at a stretch. Contenders take
// turns in the order A B C D D C B A, so that what slows the machine for a while
// slows them all; the ratio is taken within each block.
const BlockSize = 50

// Query is a raw question, where it is asked, and the items that are right.
type Query struct {
	Text   string
	Region string // code; "" = anywhere
	Gold   []string
}

// Contender appends to dst the codes of the items it finds for a question. Find is
// called from several goroutines at once.
type Contender struct {
	Name string
	Find func(ctx context.Context, dst []string, q Query) ([]string, error)
}

// Lane is a contender with the questions it is asked.
type Lane struct {
	Contender
	Queries []Query
}

// Record is what a lane took.
type Record struct {
	Name    string
	wall    []float64 // ms, of each query
	medians []float64 // ms, of each block
	cpu     float64   // ms of all threads, over all queries
	hits    int
}

// Standing is how one contender did.
type Standing struct {
	Name      string   `json:"name"`
	P50       float64  `json:"p50_ms"`
	P99       float64  `json:"p99_ms"`
	CPU       float64  `json:"cpu_ms"`                    // processor time a query, collection of garbage included
	PerSecond float64  `json:"per_second,omitempty"`      // queries, on all cores at once
	At10      float64  `json:"hit_at_10"`                 // share of the queries whose item is among the first ten; of a turn, the candidates
	Ratios    []Spread `json:"peers_over_this,omitempty"` // median time of each peer over that of this one, block by block
}

// Spread is a median and the range it lies in.
type Spread struct {
	Median float64 `json:"median"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
}

// Run lets the lanes take turns, block by block, after a first block that counts
// for nothing: it fills caches and pools. Lanes have equally many questions.
func Run(ctx context.Context, lanes []Lane, progress func(done, total int)) ([]Record, error) {
	records := make([]Record, len(lanes))
	for i, l := range lanes {
		records[i].Name = l.Name
		if err := new(Record).block(ctx, l, 0); err != nil {
			return nil, err
		}
	}
	blocks := len(lanes[0].Queries) / BlockSize
	for b := range blocks {
		for _, i := range palindrome(len(lanes)) {
			if err := records[i].block(ctx, lanes[i], b); err != nil {
				return nil, err
			}
		}
		for i := range records {
			r := &records[i]
			r.medians = append(r.medians, percentile(r.wall[len(r.wall)-2*BlockSize:], 50))
		}
		progress(b+1, blocks)
	}
	return records, nil
}

// block times each query of a block and counts those whose item was found.
func (r *Record) block(ctx context.Context, l Lane, b int) (err error) {
	var codes []string
	cpu := cpuTime()
	for _, q := range l.Queries[b*BlockSize : (b+1)*BlockSize] {
		if err := ctx.Err(); err != nil {
			return err
		}
		began := time.Now()
		codes, err = l.Find(ctx, codes[:0], q)
		r.wall = append(r.wall, milliseconds(time.Since(began)))
		if err != nil {
			return fmt.Errorf("%s, %q: %w", l.Name, q.Text, err)
		}
		if slices.ContainsFunc(codes, func(code string) bool { return slices.Contains(q.Gold, code) }) {
			r.hits++
		}
	}
	r.cpu += milliseconds(cpuTime() - cpu)
	return nil
}

// Standings sums records up. The last ones are the peers of the others.
func Standings(records []Record, peers int) []Standing {
	var all []Standing
	first := len(records) - peers
	for i, r := range records {
		n := float64(len(r.wall))
		s := Standing{Name: r.Name, P50: percentile(r.wall, 50), P99: percentile(r.wall, 99), CPU: r.cpu / n, At10: float64(r.hits) / n}
		if i < first {
			for _, peer := range records[first:] {
				s.Ratios = append(s.Ratios, ratios(peer.medians, r.medians))
			}
		}
		all = append(all, s)
	}
	return all
}

// crowd is how many queries Throughput asks.
const crowd = 4 * BlockSize

// Throughput is how many queries a second are answered by as many goroutines as
// there are cores, over the first few blocks.
func Throughput(ctx context.Context, l Lane) (float64, error) {
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var wait sync.WaitGroup
	queries := l.Queries[:min(crowd, len(l.Queries))]
	began := time.Now()
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			var codes []string
			var err error
			for i := next.Add(1) - 1; int(i) < len(queries) && err == nil; i = next.Add(1) - 1 {
				if codes, err = l.Find(ctx, codes[:0], queries[i]); err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	wait.Wait()
	if err := failed.Load(); err != nil {
		return 0, fmt.Errorf("%s: %w", l.Name, *err)
	}
	return float64(len(queries)) / time.Since(began).Seconds(), nil
}

// palindrome returns 0 1 … n-1 n-1 … 1 0.
func palindrome(n int) (order []int) {
	for i := range n {
		order = append(order, i)
	}
	for i := range n {
		order = append(order, n-1-i)
	}
	return order
}

// ratios compares two contenders block by block.
func ratios(peer, own []float64) Spread {
	var all []float64
	for i := range peer {
		all = append(all, peer[i]/own[i])
	}
	return spreadOf(all)
}

func spreadOf(all []float64) Spread {
	return Spread{percentile(all, 50), slices.Min(all), slices.Max(all)}
}

// percentile is by nearest rank; the values need no order.
func percentile(values []float64, p float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	i := int(math.Ceil(p/100*float64(len(sorted)))) - 1
	return sorted[max(0, min(i, len(sorted)-1))]
}

func milliseconds(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }
