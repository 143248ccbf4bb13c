package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"wenban/eval/speed"
	"wenban/eval/synthetic"
)

// retrievalCommand measures retrieval over synthetic items of several sizes.
type retrievalCommand struct {
	Sizes    []count            `help:"多少个事项，逗号分开；10k 是一万，1M 是一百万（要几 GB 内存、十几分钟）" default:"2k,10k,100k"`
	Layouts  []synthetic.Layout `help:"事项怎样分布：region 按省市县，flat 不分区划" enum:"region,flat" default:"region,flat"`
	Blocks   int                `help:"测多少段，每段 50 问" default:"15"`
	Exact    int                `help:"拿多少问与逐项浮点计算核对" default:"300"`
	BleveMax count              `help:"多于这么多事项就不建 bleve" default:"100k"`
	BruteMax count              `help:"多于这么多事项就不测逐项计算的速度" default:"100k"`
	Seed     uint64             `help:"随机种子；同一个种子，同样的事项和问题" default:"2026"`
	JSON     bool               `name:"json" help:"以 JSON 输出"`
	Resident bool               `help:"只量一个进程的内存" hidden:""`
}

// count is a number of items: 10000, 10k, 1M.
type count int

// maxItems keeps a slip of the finger from filling the memory.
const maxItems = 10_000_000

// UnmarshalText reads a count.
func (c *count) UnmarshalText(text []byte) error {
	digits, times := string(text), 1
	for suffix, n := range map[string]int{"k": 1000, "M": 1_000_000} {
		if d, ok := strings.CutSuffix(digits, suffix); ok {
			digits, times = d, n
			break
		}
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > maxItems/times {
		return fmt.Errorf("%q 不是事项数：请写 1 到 10M 之间的数，如 2000、10k、1M", text)
	}
	*c = count(n * times)
	return nil
}

// Run prints the report as tables.
func (c retrievalCommand) Run(ctx context.Context) error {
	if c.Resident {
		return c.resident(ctx)
	}
	if c.Blocks < 1 || c.Exact < 0 {
		return fmt.Errorf("--blocks 至少是 1，--exact 不能是负数")
	}
	bar := newProgress("")
	r, err := speed.Retrieval(ctx, c.config(ctx, bar))
	bar.done()
	if err != nil {
		return fmt.Errorf("measure retrieval: %w", err)
	}
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(r)
	}
	return r.Markdown(os.Stdout)
}

func (c retrievalCommand) config(ctx context.Context, bar *progress) speed.Config {
	var sizes []int
	for _, n := range c.Sizes {
		sizes = append(sizes, int(n))
	}
	slices.Sort(sizes)
	return speed.Config{
		Sizes: slices.Compact(sizes), Layouts: c.Layouts, PeerMax: int(c.BleveMax), BruteMax: int(c.BruteMax), Blocks: c.Blocks, Exact: c.Exact, Seed: c.Seed,
		Resident: func(s synthetic.Config) (*speed.Resident, error) { return residentOf(ctx, s) }, Progress: bar.stage,
	}
}

// residentOf has another process build and serve an index, and tell its memory.
func residentOf(ctx context.Context, c synthetic.Config) (*speed.Resident, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	child := exec.CommandContext(ctx, self, "bench", "retrieval", "--resident", "--sizes", strconv.Itoa(c.Items), "--layouts", string(c.Layout), "--seed", strconv.FormatUint(c.Seed, 10))
	child.Stderr = os.Stderr
	out, err := child.Output()
	if err != nil {
		return nil, fmt.Errorf("measure memory in another process: %w", err)
	}
	r := new(speed.Resident)
	if err := json.Unmarshal(out, r); err != nil {
		return nil, fmt.Errorf("read what the other process measured: %w", err)
	}
	return r, nil
}

// resident is what the other process does.
func (c retrievalCommand) resident(ctx context.Context) error {
	if len(c.Sizes) != 1 || len(c.Layouts) != 1 {
		return fmt.Errorf("--resident 只量一种大小、一种分布")
	}
	r, err := speed.MeasureResident(ctx, synthetic.Config{Items: int(c.Sizes[0]), Layout: c.Layouts[0], Seed: c.Seed})
	if err != nil {
		return fmt.Errorf("measure memory: %w", err)
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}
