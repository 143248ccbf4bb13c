package main

import (
	"context"
	"os"
	"runtime/debug"
	"strconv"

	"wenban/eval"
	"wenban/eval/baseline"
	"wenban/eval/statutes"
	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/memory"
)

// statutesCommand measures how well articles of law are found.
type statutesCommand struct {
	Dir   string `arg:"" help:"数据文件夹，里面有 laws 和 stard" type:"existingdir"`
	Folds int    `help:"分几折交叉验证" default:"5"`
	Seed  uint64 `help:"随机种子" default:"1"`
	Trees int    `help:"在权重表之外加几棵树；-1 为只用权重表" default:"200"`
	Peers bool   `help:"同时量普通检索作对照" default:"true" negatable:""`

	Ordinary bool `help:"同时量确认的问题不够时用的平常索引（前两折）"`
	Curve    bool `help:"同时量确认过 1/20、1/10、1/4、1/2、全部的问题时怎么样（前两折）"`
	Parts    bool `help:"同时量少了哪一部分各差多少" default:"true" negatable:""`
}

// Run measures and prints the report.
func (c statutesCommand) Run(ctx context.Context) error {
	d, err := statutes.Load(c.Dir)
	if err != nil {
		return err
	}
	bar := newProgress("")
	defer bar.done()
	config := statutes.Config{
		Folds: c.Folds, Seed: c.Seed, Progress: bar.stage,
		Library: memory.LibraryConfig{Learn: index.LearnConfig{Trees: c.Trees}},
	}
	config.Ordinary, config.Parts = c.Ordinary, c.Parts
	if c.Curve {
		config.Shares = []float64{.05, .1, .25, .5, 1}
	}
	if c.Peers {
		config.Peers = []statutes.Peer{bleveSearch, bigramSearch}
	}
	debug.SetMemoryLimit(maxMeasuring)
	r, err := statutes.Run(ctx, d, config)
	if err != nil {
		return err
	}
	bar.done()
	return r.Text(os.Stdout)
}

// maxMeasuring is how many bytes the measurement should keep within.
const maxMeasuring = 1700 << 20

func bleveSearch(all []index.Provision) (eval.Ranker, func() error, error) {
	return baseline.Bleve(asItems(all))
}

func bigramSearch(all []index.Provision) (eval.Ranker, func() error, error) {
	return baseline.Bigrams(asItems(all)), func() error { return nil }, nil
}

// asItems makes an edition for plain text search: the words of a provision stand
// in the one field that it weighs once.
func asItems(all []index.Provision) *knowledge.Edition {
	items := make([]knowledge.Item, len(all))
	for i, p := range all {
		items[i] = knowledge.Item{Code: strconv.Itoa(i), Catalog: p.Title + "\n" + p.Heading + "\n" + p.Text}
	}
	return knowledge.NewEdition("statutes", knowledge.Parts{Items: items})
}
