package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"wenban/knowledge"
)

// blockSize is how many queries a contender runs at a stretch. Contenders take
// turns in the order A B C D D C B A, so that what slows the machine for a while
// slows them all; the ratio is taken within each block.
const blockSize = 50

// benchQuery is a raw question and the items that are right.
type benchQuery struct {
	text string
	gold []string
}

// wrappings are what citizens say around the name of a thing.
var wrappings = []string{
	"%s", "我想办%s", "%s怎么办", "请问%s需要什么材料", "%s去哪里办", "你好，咨询一下%s要多少钱", "帮我看看%s几天能办好",
	"我要给家里老人办%s，要带什么", "%s在网上能办吗？", "不知道%s还要不要跑一趟",
}

// benchQueries draws n questions from the names and everyday names of the
// items, always the same ones for the same items.
func benchQueries(e *knowledge.Edition, n int) []benchQuery {
	gold := map[string][]string{}
	var names []string
	for _, it := range e.Items {
		for _, name := range append([]string{it.Name}, it.Aliases...) {
			if gold[name] == nil {
				names = append(names, name)
			}
			gold[name] = append(gold[name], it.Code)
		}
	}
	rng := rand.New(rand.NewPCG(2026, 11))
	queries := make([]benchQuery, n)
	for i := range queries {
		name := names[rng.IntN(len(names))]
		queries[i] = benchQuery{fmt.Sprintf(wrappings[rng.IntN(len(wrappings))], name), gold[name]}
	}
	return queries
}

// measure runs the blocks. The last contender is the peer of the others.
func (r *benchReport) measure(ctx context.Context, queries []benchQuery, all []contender) error {
	r.Queries = len(queries)
	for _, c := range all { // warm up: caches, pools, the first growth of the heap
		if _, err := c.run(ctx, queries[:min(blockSize, len(queries))], new([]float64)); err != nil {
			return err
		}
	}
	times, blocks, hits := make([][]float64, len(all)), make([][]float64, len(all)), make([]int, len(all))
	bar := newProgress("测速")
	defer bar.done()
	for block := range slices.Chunk(queries, blockSize) {
		spent := make([][]float64, len(all))
		for _, i := range palindrome(len(all)) {
			found, err := all[i].run(ctx, block, &spent[i])
			if err != nil {
				return err
			}
			hits[i] += found
		}
		for i := range all {
			times[i] = append(times[i], spent[i]...)
			blocks[i] = append(blocks[i], percentile(spent[i], 50))
		}
		r.Blocks++
		bar.steps(r.Blocks*blockSize, len(queries))
	}
	peer := len(all) - 1
	for i, c := range all {
		s := standing{Name: c.name, P50: percentile(times[i], 50), P99: percentile(times[i], 99), At10: float64(hits[i]) / float64(2*len(queries))}
		if i != peer {
			s.Ratio = ratios(blocks[peer], blocks[i])
		}
		r.Standings = append(r.Standings, s)
	}
	return nil
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

// run times each query of a block and counts those whose item was found.
func (c contender) run(ctx context.Context, block []benchQuery, spent *[]float64) (found int, err error) {
	for _, q := range block {
		if err := ctx.Err(); err != nil {
			return found, err
		}
		began := time.Now()
		codes, err := c.find(ctx, q.text)
		*spent = append(*spent, float64(time.Since(began).Nanoseconds())/1e6)
		if err != nil {
			return found, fmt.Errorf("%s, %q: %w", c.name, q.text, err)
		}
		if slices.ContainsFunc(codes, func(code string) bool { return slices.Contains(q.gold, code) }) {
			found++
		}
	}
	return found, nil
}

// ratios compares two contenders block by block.
func ratios(peer, own []float64) *spread {
	var all []float64
	for i := range peer {
		all = append(all, peer[i]/own[i])
	}
	return &spread{percentile(all, 50), slices.Min(all), slices.Max(all)}
}

// percentile is by nearest rank; the values need no order.
func percentile(values []float64, p float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	i := int(math.Ceil(p/100*float64(len(sorted)))) - 1
	return sorted[max(0, min(i, len(sorted)-1))]
}
