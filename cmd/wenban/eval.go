package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/eval"
	"wenban/eval/baseline"
	"wenban/knowledge"
)

// evalCommand measures quality with question files.
type evalCommand struct {
	source
	Cases     []string `help:"问题文件（每行一个 JSON），可多次给出" type:"existingfile" sep:"none"`
	Aliases   string   `help:"日常用语文件（TSV），只量检索" type:"existingfile" optional:""`
	Baselines bool     `help:"同时量普通检索作对照"`
	Phrasings bool     `help:"只量检索：把这些问题当作记住的问法，五折交叉验证"`
	Ablate    bool     `help:"逐个去掉检索的一个部分，看它值多少"`
	JSON      bool     `name:"json" help:"输出 JSON"`
	HTML      string   `name:"html" help:"另写一份带图的网页报告" type:"path"`
	Out       string   `help:"另写每题一行的结果" type:"path"`
	Workers   int      `help:"同时量几题；时间只在 1 时可比" default:"1"`
}

// Run plays every case and prints the report.
func (c evalCommand) Run(ctx context.Context) error {
	if len(c.Cases) == 0 && c.Aliases == "" {
		return errors.New("请用 --cases 给出问题文件，或者用 --aliases 给出日常用语文件")
	}
	e, err := c.edition(ctx)
	if err != nil {
		return err
	}
	cases, err := eval.LoadCases(c.Cases...)
	if err != nil {
		return err
	}
	if c.Phrasings {
		return c.remembered(ctx, e, cases)
	}
	if c.Ablate {
		return c.ablate(ctx, e, cases)
	}
	k, err := know(e)
	if err != nil {
		return err
	}
	report, err := c.play(ctx, k, cases)
	if err != nil {
		return err
	}
	if report.Comparisons, err = c.compare(ctx, k, cases); err != nil {
		return err
	}
	return c.write(report)
}

func (c evalCommand) play(ctx context.Context, k *assistant.Knowledge, cases []eval.Case) (eval.Report, error) {
	bar := newProgress("答题")
	defer bar.done()
	a := &assistant.Assistant{Knowledge: func() *assistant.Knowledge { return k }, Ledger: ledger.NewMemory()}
	return eval.Run(ctx, eval.Config{
		Edition: k.Edition, Asker: a, Cases: cases, Workers: c.Workers,
		Progress: bar.steps,
	})
}

func (c evalCommand) write(r eval.Report) error {
	print := r.Text
	if c.JSON {
		print = r.JSON
	}
	return errors.Join(print(os.Stdout), toFile(c.HTML, r.HTML), toFile(c.Out, r.WriteCases))
}

// toFile writes a file, or nothing for the path "".
func toFile(path string, write func(io.Writer) error) (err error) {
	if path == "" {
		return nil
	}
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return write(f)
}

// compare ranks the questions, and the everyday names, by the assistant's search
// alone and by plain text search, in one run.
func (c evalCommand) compare(ctx context.Context, k *assistant.Knowledge, cases []eval.Case) ([]eval.Comparison, error) {
	if !c.Baselines && !c.Ablate && c.Aliases == "" {
		return nil, nil
	}
	rankers := []eval.Ranker{{Name: "问办", Rank: func(q string, n int) []string { return k.Rank(ctx, q, n) }}}
	if c.Baselines {
		peers, free, err := baseline.All(k.Edition)
		if err != nil {
			return nil, fmt.Errorf("build the baselines: %w", err)
		}
		defer free()
		rankers = append(rankers, peers...)
	}
	sets, err := c.sets(cases)
	if err != nil {
		return nil, err
	}
	for i := range sets {
		var err error
		if sets[i].Standings, err = eval.Compare(ctx, sets[i].Queries, rankers); err != nil {
			return nil, err
		}
	}
	return sets, nil
}

// sets are the queries that search alone is measured with.
func (c evalCommand) sets(cases []eval.Case) ([]eval.Comparison, error) {
	sets := []eval.Comparison{{Title: "问题（只看检索）", Queries: eval.Queries(cases)}}
	if c.Aliases == "" {
		return sets, nil
	}
	names, err := readAliases(c.Aliases)
	return append(sets, eval.Comparison{Title: "日常用语（只看检索）", Queries: names}), err
}

// ablate prints what is left of the quality without each part of the search.
func (c evalCommand) ablate(ctx context.Context, e *knowledge.Edition, cases []eval.Case) error {
	bar := newProgress("")
	defer bar.done()
	without := assistant.Leave(cache(), e, bar.stage)
	var all []eval.Ablation
	for _, p := range append([]assistant.Part{""}, assistant.AllParts...) {
		k, err := without(p)
		if err != nil {
			return fmt.Errorf("leave out %s: %w", p, err)
		}
		r, err := c.play(ctx, k, cases)
		if err != nil {
			return err
		}
		if r.Comparisons, err = c.compare(ctx, k, cases); err != nil {
			return err
		}
		all = append(all, eval.Ablation{Part: string(p), Report: r})
	}
	bar.done()
	return eval.AblationText(os.Stdout, all)
}

// remembered prints what phrasings are worth, and whether items without any
// pay for it.
func (c evalCommand) remembered(ctx context.Context, e *knowledge.Edition, cases []eval.Case) error {
	sets, err := c.sets(cases)
	if err != nil {
		return err
	}
	bar := newProgress("")
	defer bar.done()
	sets, err = eval.Remembered(ctx, e, sets, eval.Folding{Learn: func(e *knowledge.Edition) (eval.Ranker, error) {
		k, err := assistant.Learn(e, bar.stage)
		return eval.Ranker{Rank: func(q string, n int) []string { return k.Rank(ctx, q, n) }}, err
	}})
	if err != nil {
		return err
	}
	bar.done()
	return eval.Report{Edition: e.ID, Comparisons: sets}.Text(os.Stdout)
}

func readAliases(path string) ([]eval.Labelled, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return eval.ReadAliases(f, path)
}
