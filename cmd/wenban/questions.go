package main

import (
	"context"
	"encoding/json"
	"fmt"

	"wenban/eval"
	"wenban/knowledge/store"
)

// questionsCommand sets the regression questions.
type questionsCommand struct {
	stored
	As    string   `help:"谁在操作（姓名）" placeholder:"姓名" required:""`
	Files []string `arg:"" help:"问题文件（每行一个 JSON）" type:"existingfile"`
}

// Run replaces the regression questions by those of the files.
func (c questionsCommand) Run(ctx context.Context) error {
	cases, err := eval.LoadCases(c.Files...)
	if err != nil {
		return err
	}
	var all []store.Question
	for _, one := range cases {
		body, err := json.Marshal(one)
		if err != nil {
			return err
		}
		all = append(all, store.Question{ID: one.ID, Body: body})
	}
	return c.with(ctx, func(s *store.Store) error {
		if err := s.SetQuestions(ctx, c.As, all); err != nil {
			return err
		}
		fmt.Printf("回归问题 %d 道，发布前都要答得不比现行版次差\n", len(all))
		return nil
	})
}

// auditCommand shows and verifies the audit trail.
type auditCommand struct {
	stored
	Verify bool `help:"核对审计记录、每条内容和每个版次有没有被改动"`
}

// Run prints every step, or whether they are what was written.
func (c auditCommand) Run(ctx context.Context) error {
	return c.with(ctx, func(s *store.Store) error {
		if c.Verify {
			return verify(ctx, s)
		}
		steps, err := s.Audit(ctx, "")
		for _, step := range steps {
			fmt.Println(step.Seq, step)
		}
		return err
	})
}

// verify holds everything in the database against itself.
func verify(ctx context.Context, s *store.Store) error {
	n, hash, err := s.VerifyAudit(ctx)
	if err != nil {
		return err
	}
	if err := s.Verify(ctx); err != nil {
		return err
	}
	fmt.Printf("审计记录 %d 条，完整；版次和内容与登记的相符。末条摘要 %s，请抄存在别处\n", n, hash)
	return nil
}
