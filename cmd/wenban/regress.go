package main

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/eval"
	"wenban/knowledge"
	"wenban/knowledge/store"
)

// regression asks the regression questions of a new edition and of the one it
// would replace. Both are made ready to answer for that, so it also shows that
// the new one can be, and leaves what was learned for whoever serves it.
func regression(ctx context.Context, before, after *knowledge.Edition, questions []store.Question) (store.Examination, error) {
	next, err := know(after)
	if err != nil {
		return store.Examination{}, fmt.Errorf("make the edition ready: %w", err)
	}
	cases, err := regressionCases(questions)
	if err != nil {
		return store.Examination{}, err
	}
	if len(cases) == 0 {
		return store.Examination{Passed: true, Summary: "还没有回归问题，用 wenban questions 文件 录入"}, nil
	}
	at := time.Now()
	now, err := played(ctx, next, cases, at)
	if err != nil {
		return store.Examination{}, err
	}
	x := store.Examination{Passed: true, Summary: fmt.Sprintf("%d 道，之前没有版次可比", len(cases))}
	if before == nil {
		return x, nil
	}
	old, err := know(before)
	if err != nil {
		return store.Examination{}, fmt.Errorf("make the edition before ready: %w", err)
	}
	was, err := played(ctx, old, cases, at)
	if err != nil {
		return store.Examination{}, err
	}
	x.Detail = eval.Regressed(was, now)
	x.Passed, x.Summary = len(x.Detail) == 0, fmt.Sprintf("%d 道，比现行版次答差的 %d 道", len(cases), len(x.Detail))
	return x, nil
}

func regressionCases(questions []store.Question) ([]eval.Case, error) {
	var lines bytes.Buffer
	for _, q := range questions {
		lines.Write(q.Body)
		lines.WriteByte('\n')
	}
	return eval.ReadCases(&lines, "回归问题")
}

// played plays the cases with an edition, all at one time.
func played(ctx context.Context, k *assistant.Knowledge, cases []eval.Case, at time.Time) (eval.Report, error) {
	bar := newProgress("回归问题")
	defer bar.done()
	a := &assistant.Assistant{Knowledge: func() *assistant.Knowledge { return k }, Ledger: ledger.NewMemory()}
	return eval.Run(ctx, eval.Config{Edition: k.Edition, Asker: a, Cases: cases, Progress: bar.steps, At: at})
}
