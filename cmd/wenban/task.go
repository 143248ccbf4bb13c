package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"

	"wenban/assistant"
	"wenban/knowledge"
	"wenban/knowledge/store"
)

// reporting is the ledger of a server with one thing added: an answer that a
// citizen calls wrong becomes a task of the department.
type reporting struct {
	assistant.Ledger
	store *store.Store
	know  func() *assistant.Knowledge
}

// Feedback stores what the citizen thought of a turn. The task comes after it:
// what the citizen said is kept even when there can be none.
//
// PRIVACY: the comment was masked before it came here, and nothing else of the
// talk goes into the task but its id.
func (r reporting) Feedback(ctx context.Context, talk string, seq int, feedback, comment string) error {
	if err := r.Ledger.Feedback(ctx, talk, seq, feedback, comment); err != nil || feedback != "wrong" {
		return err
	}
	if err := r.report(ctx, talk, seq, comment); err != nil {
		slog.Error("a report of a citizen did not become a task", "error", err)
	}
	return nil
}

func (r reporting) report(ctx context.Context, talk string, seq int, comment string) error {
	turns, err := r.Turns(ctx, talk, seq-1)
	if err != nil || len(turns) == 0 {
		return err
	}
	reply := turns[0].Reply
	t := store.Task{Kind: "error", Edition: reply.Edition, Words: comment, Reporter: "市民", Origin: fmt.Sprintf("%s/%d", talk, seq)}
	t.Subject, t.Code = about(r.know().Edition, reply)
	_, err = r.store.Report(ctx, t)
	return err
}

// about is the record that a reply is about; "" for none.
func about(e *knowledge.Edition, r assistant.Reply) (knowledge.Kind, string) {
	code := r.Focus
	for i := 0; code == "" && i < len(r.Sources); i++ {
		code = r.Sources[i].ID
	}
	if _, ok := e.Item(code); ok {
		return knowledge.KindItem, code
	}
	if _, ok := e.Document(code); ok {
		return knowledge.KindDocument, code
	}
	if _, ok := e.Event(code); ok {
		return knowledge.KindEvent, code
	}
	return "", ""
}

// taskCommand keeps what somebody must see to.
type taskCommand struct {
	List   taskList   `cmd:"" help:"列出待办，先到期的在前"`
	Report taskReport `cmd:"" help:"报告一处错误"`
	Assign taskAssign `cmd:"" help:"交给某人，定期限"`
	Close  taskClose  `cmd:"" help:"办结，写明结果"`
}

type taskList struct {
	stored
	All bool `help:"连办结的一起列出"`
}

// Run lists tasks.
func (c taskList) Run(ctx context.Context) error {
	return c.with(ctx, func(s *store.Store) error {
		all, err := s.Tasks(ctx, c.All)
		for _, t := range all {
			fmt.Println(taskLine(t))
		}
		if err == nil && len(all) == 0 {
			fmt.Println("没有待办")
		}
		return err
	})
}

func taskLine(t store.Task) string {
	line := fmt.Sprintf("%d %s 前办结，%s，%s %s：%s（%s 报告）", t.Number, store.Shown(t.Due), cmp.Or(t.Owner, "还没有人负责"), t.Department, t.Code, t.Words, t.Reporter)
	if !t.Closed.IsZero() {
		line += fmt.Sprintf("；%s 由%s办结：%s", store.Shown(t.Closed), t.ClosedBy, t.Outcome)
	}
	return line
}

type taskReport struct {
	stored
	As      string         `help:"谁报告的（姓名）" placeholder:"姓名" required:""`
	Kind    knowledge.Kind `help:"是什么：item 事项、document 政策文件、event 一件事" enum:"item,document,event" default:"item"`
	Element string         `help:"哪个要素，如 fees、materials.m1"`
	Due     string         `help:"期限，北京时间；不写是五天" placeholder:"时间"`
	Code    string         `arg:"" help:"事项编码，或文件、一件事的编号"`
	Words   string         `arg:"" help:"哪里不对"`
}

// Run opens a task.
func (c taskReport) Run(ctx context.Context) error {
	due, err := moment(c.Due)
	if err != nil {
		return err
	}
	return c.with(ctx, func(s *store.Store) error {
		now, err := s.Serving(ctx)
		if err != nil {
			return err
		}
		n, err := s.Report(ctx, store.Task{Kind: "error", Subject: c.Kind, Code: c.Code, Element: c.Element, Edition: now.ID, Words: c.Words, Reporter: c.As, Due: due})
		if err == nil {
			fmt.Printf("待办 %d\n", n)
		}
		return err
	})
}

type taskAssign struct {
	stored
	As     string `help:"谁在操作（姓名）" placeholder:"姓名" required:""`
	Due    string `help:"期限，北京时间；不写不变" placeholder:"时间"`
	Number int64  `arg:"" help:"待办的编号"`
	Owner  string `arg:"" help:"交给谁（姓名）"`
}

// Run gives a task to somebody.
func (c taskAssign) Run(ctx context.Context) error {
	due, err := moment(c.Due)
	if err != nil {
		return err
	}
	return c.with(ctx, func(s *store.Store) error { return s.Assign(ctx, c.As, c.Number, c.Owner, due) })
}

type taskClose struct {
	stored
	As      string `help:"谁在操作（姓名）" placeholder:"姓名" required:""`
	Number  int64  `arg:"" help:"待办的编号"`
	Outcome string `arg:"" help:"结果"`
}

// Run closes a task.
func (c taskClose) Run(ctx context.Context) error {
	return c.with(ctx, func(s *store.Store) error { return s.Close(ctx, c.As, c.Number, c.Outcome) })
}
