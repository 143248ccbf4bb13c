package main

import (
	"context"
	"fmt"
	"os"
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
	Trees int    `help:"在权重表之外加几棵树；0 为只用权重表" default:"120"`
	Peers bool   `help:"同时量普通检索作对照" default:"true" negatable:""`
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
	if c.Peers {
		peers, free, err := plainSearches(d)
		if err != nil {
			return err
		}
		defer free()
		config.Peers = peers
	}
	r, err := statutes.Run(ctx, d, config)
	if err != nil {
		return err
	}
	bar.done()
	return r.Text(os.Stdout)
}

// plainSearches indexes the provisions for bleve and for plain BM25. They stand
// in the one field that both weigh once.
func plainSearches(d statutes.Data) ([]eval.Ranker, func() error, error) {
	items := make([]knowledge.Item, len(d.Provisions))
	for i, p := range d.Provisions {
		items[i] = knowledge.Item{Code: strconv.Itoa(i), Catalog: p.Title + "\n" + p.Heading + "\n" + p.Text}
	}
	e := knowledge.NewEdition("statutes", knowledge.Parts{Items: items})
	bleve, closeBleve, err := baseline.Bleve(e)
	if err != nil {
		return nil, nil, fmt.Errorf("index provisions for bleve: %w", err)
	}
	return []eval.Ranker{bleve, baseline.Bigrams(e)}, closeBleve, nil
}
