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
)

// evalCommand measures quality with question files.
type evalCommand struct {
	source
	Cases     []string `help:"问题文件（每行一个 JSON），可多次给出" type:"existingfile" sep:"none"`
	Aliases   string   `help:"日常用语文件（TSV），只量检索" type:"existingfile" optional:""`
	Baselines bool     `help:"同时量普通检索作对照"`
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
	k, err := know(e)
	if err != nil {
		return err
	}
	cases, err := eval.LoadCases(c.Cases...)
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
	if !c.Baselines && c.Aliases == "" {
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
	sets := []eval.Comparison{{Title: "问题（只看检索）", Queries: eval.Queries(cases)}}
	if c.Aliases != "" {
		names, err := readAliases(c.Aliases)
		if err != nil {
			return nil, err
		}
		sets = append(sets, eval.Comparison{Title: "日常用语（只看检索）", Queries: names})
	}
	for i := range sets {
		var err error
		if sets[i].Standings, err = eval.Compare(ctx, sets[i].Queries, rankers); err != nil {
			return nil, err
		}
	}
	return sets, nil
}

func readAliases(path string) ([]eval.Labelled, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return eval.ReadAliases(f, path)
}
