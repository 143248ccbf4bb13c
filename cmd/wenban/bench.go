package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/eval/baseline"
	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/segment"
)

// benchCommand measures speed beside a plain text search, in one process.
type benchCommand struct {
	source
	N    int  `help:"用多少条不同的查询" default:"2000"`
	JSON bool `name:"json" help:"以 JSON 输出"`
}

// Run builds everything, then lets the contenders take turns.
func (c benchCommand) Run(ctx context.Context) error {
	e, err := c.edition(ctx)
	if err != nil {
		return err
	}
	if len(e.Items) == 0 || c.N < blockSize {
		return fmt.Errorf("至少需要一个事项和 %d 条查询", blockSize)
	}
	r, err := bench(ctx, e, c.N)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(r)
	}
	return r.text(os.Stdout)
}

// benchReport is what was measured. Times are milliseconds, sizes megabytes.
type benchReport struct {
	Edition   string       `json:"edition"`
	Items     int          `json:"items"`
	Queries   int          `json:"queries"`
	Blocks    int          `json:"blocks"` // each contender runs every block twice
	Cores     int          `json:"cores"`
	Ours      construction `json:"ours"`
	Peer      construction `json:"peer"`
	Standings []standing   `json:"standings"`
	LoadStart string       `json:"load_start,omitempty"` // load averages of 1, 5 and 15 minutes
	LoadEnd   string       `json:"load_end,omitempty"`
}

// construction is what it took to get ready.
type construction struct {
	Millis float64 `json:"build_ms"`
	Heap   float64 `json:"heap_mb"` // that stayed, after a collection
}

// standing is how one contender did.
type standing struct {
	Name  string  `json:"name"`
	P50   float64 `json:"p50_ms"`
	P99   float64 `json:"p99_ms"`
	At10  float64 `json:"hit_at_10"`                // share of the queries whose item is among the first ten; of a turn, the candidates
	Ratio *spread `json:"peer_over_this,omitempty"` // median time of the peer over that of this one, block by block
}

// spread is a median and the range it lies in.
type spread struct {
	Median float64 `json:"median"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
}

func bench(ctx context.Context, e *knowledge.Edition, n int) (benchReport, error) {
	r := benchReport{Edition: e.ID, Items: len(e.Items), Cores: runtime.NumCPU(), LoadStart: loadAverage()}
	var k *assistant.Knowledge
	var err error
	r.Ours = construct(func() { k, err = know(e) })
	if err != nil {
		return r, err
	}
	var peer contender
	var done func() error
	r.Peer = construct(func() { peer, done, err = bleveContender(e) })
	if err != nil {
		return r, err
	}
	queries := benchQueries(e, n)
	err = r.measure(ctx, queries, []contender{indexContender(k), searchContender(k), turnContender(k), peer})
	r.LoadEnd = loadAverage()
	return r, errors.Join(err, done())
}

// construct runs a construction and measures it.
func construct(build func()) construction {
	before := heap()
	began := time.Now()
	build()
	c := construction{Millis: float64(time.Since(began).Microseconds()) / 1000}
	c.Heap = heap() - before
	return c
}

func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

// loadAverage is "" where the system does not tell.
func loadAverage() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	return strings.Join(strings.Fields(string(b))[:3], " ")
}

// contender answers a question with the codes of the items it found.
type contender struct {
	name string
	find func(ctx context.Context, question string) ([]string, error)
}

// indexContender does what the peer does and no more: normal form, words, vectors.
func indexContender(k *assistant.Knowledge) contender {
	return contender{"问办索引", func(ctx context.Context, q string) (codes []string, err error) {
		hits, err := k.Finder.Items(ctx, index.Query{Parts: []index.Part{{Text: segment.Normal(q), Weight: 1}}, At: time.Now()})
		for _, h := range hits {
			codes = append(codes, h.ID)
		}
		return codes, err
	}}
}

// searchContender reads the question and adds what the lexicon knows first.
func searchContender(k *assistant.Knowledge) contender {
	return contender{"问办检索", func(ctx context.Context, q string) ([]string, error) { return k.Rank(ctx, q, 10), nil }}
}

// turnContender takes a whole turn of a new talk: read, find, decide, say, check, save.
func turnContender(k *assistant.Knowledge) contender {
	a := &assistant.Assistant{Knowledge: func() *assistant.Knowledge { return k }, Ledger: ledger.NewMemory()}
	return contender{"问办整轮", func(ctx context.Context, q string) ([]string, error) {
		reply, err := a.Ask(ctx, assistant.Question{Text: q, Channel: "cli"})
		codes := []string{reply.Focus}
		for _, x := range reply.Items {
			codes = append(codes, x.Code)
		}
		return codes, err
	}}
}

func bleveContender(e *knowledge.Edition) (contender, func() error, error) {
	ranker, done, err := baseline.Bleve(e)
	if err != nil {
		return contender{}, nil, fmt.Errorf("build the peer: %w", err)
	}
	return contender{ranker.Name, func(_ context.Context, q string) ([]string, error) { return ranker.Rank(q, 10), nil }}, done, nil
}

func (r benchReport) text(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "测速  版次 %s  %d 个事项  %d 条查询 × 2，%d 段交替  %d 核\n", r.Edition, r.Items, r.Queries, r.Blocks, r.Cores)
	fmt.Fprintf(&b, "问办：建立 %.0f 毫秒，内存 %.1f MB；对照：建立 %.0f 毫秒，内存 %.1f MB\n", r.Ours.Millis, r.Ours.Heap, r.Peer.Millis, r.Peer.Heap)
	for _, s := range r.Standings {
		fmt.Fprintf(&b, "%s：p50 %.3f 毫秒，p99 %.3f 毫秒，前十 %.3f", s.Name, s.P50, s.P99, s.At10)
		if s.Ratio != nil {
			fmt.Fprintf(&b, "，对照用时是它的 %.2f 倍（各段 %.2f–%.2f）", s.Ratio.Median, s.Ratio.Low, s.Ratio.High)
		}
		b.WriteString("\n")
	}
	if r.LoadStart != "" {
		fmt.Fprintf(&b, "系统负载：开始 %s，结束 %s\n", r.LoadStart, r.LoadEnd)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
