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

	"wenban/assistant"
	"wenban/eval/baseline"
	"wenban/eval/speed"
	"wenban/knowledge"
	"wenban/knowledge/index"
)

// benchCommands measure speed.
type benchCommands struct {
	Turn      benchCommand     `cmd:"" default:"withargs" help:"用自己的知识测整轮的速度（不写子命令就是它）"`
	Retrieval retrievalCommand `cmd:"" help:"用合成的事项测检索：速度、内存、增长，与 bleve 和逐项计算对照"`
}

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
	if len(e.Items) == 0 || c.N < speed.BlockSize {
		return fmt.Errorf("至少需要一个事项和 %d 条查询", speed.BlockSize)
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
	Edition   string             `json:"edition"`
	Items     int                `json:"items"`
	Queries   int                `json:"queries"`
	Blocks    int                `json:"blocks"` // each contender runs every block twice
	Cores     int                `json:"cores"`
	Ours      speed.Construction `json:"ours"`
	Peer      speed.Construction `json:"peer"`
	Standings []speed.Standing   `json:"standings"`
	LoadStart string             `json:"load_start,omitempty"` // load averages of 1, 5 and 15 minutes
	LoadEnd   string             `json:"load_end,omitempty"`
}

func bench(ctx context.Context, e *knowledge.Edition, n int) (r benchReport, err error) {
	r = benchReport{Edition: e.ID, Items: len(e.Items), Queries: n - n%speed.BlockSize, Blocks: n / speed.BlockSize, Cores: runtime.NumCPU(), LoadStart: speed.LoadAverage()}
	var k *assistant.Knowledge
	if r.Ours, err = speed.Construct(func() (err error) { k, err = know(e); return err }); err != nil {
		return r, err
	}
	var peer speed.Contender
	var done func() error
	if r.Peer, err = speed.Construct(func() (err error) { peer, done, err = bleveContender(e); return err }); err != nil {
		return r, err
	}
	x, ok := k.Finder.(*index.Index)
	if !ok {
		return r, errors.New("只能测本机的索引")
	}
	r.Standings, err = race(ctx, benchQueries(e, r.Queries), speed.Index("问办索引", x), speed.Search("问办检索", k), speed.Turn("问办整轮", k, nil), peer)
	r.LoadEnd = speed.LoadAverage()
	return r, errors.Join(err, done())
}

// race lets contenders take turns on the same questions; the last is the peer.
func race(ctx context.Context, queries []speed.Query, all ...speed.Contender) ([]speed.Standing, error) {
	var lanes []speed.Lane
	for _, c := range all {
		lanes = append(lanes, speed.Lane{Contender: c, Queries: queries})
	}
	bar := newProgress("测速")
	defer bar.done()
	records, err := speed.Run(ctx, lanes, bar.steps)
	if err != nil {
		return nil, err
	}
	return speed.Standings(records, 1), nil
}

func bleveContender(e *knowledge.Edition) (speed.Contender, func() error, error) {
	ranker, done, err := baseline.Bleve(e)
	if err != nil {
		return speed.Contender{}, nil, fmt.Errorf("build the peer: %w", err)
	}
	return speed.Contender{Name: ranker.Name, Find: func(_ context.Context, dst []string, q speed.Query) ([]string, error) {
		return append(dst, ranker.Rank(q.Text, 10)...), nil
	}}, done, nil
}

func (r benchReport) text(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "测速  版次 %s  %d 个事项  %d 条查询 × 2，%d 段交替  %d 核\n", r.Edition, r.Items, r.Queries, r.Blocks, r.Cores)
	fmt.Fprintf(&b, "问办：建立 %.0f 毫秒，内存 %.1f MB；对照：建立 %.0f 毫秒，内存 %.1f MB\n", r.Ours.Millis, r.Ours.Heap, r.Peer.Millis, r.Peer.Heap)
	for _, s := range r.Standings {
		fmt.Fprintf(&b, "%s：p50 %.3f 毫秒，p99 %.3f 毫秒，前十 %.3f", s.Name, s.P50, s.P99, s.At10)
		for _, r := range s.Ratios {
			fmt.Fprintf(&b, "，对照用时是它的 %.2f 倍（各段 %.2f–%.2f）", r.Median, r.Low, r.High)
		}
		b.WriteString("\n")
	}
	if r.LoadStart != "" {
		fmt.Fprintf(&b, "系统负载：开始 %s，结束 %s\n", r.LoadStart, r.LoadEnd)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
