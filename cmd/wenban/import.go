package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"wenban/knowledge"
	"wenban/knowledge/ingest"
	"wenban/knowledge/store"
)

// importCommand makes a draft of files.
type importCommand struct {
	stored
	signed
	DryRun  bool     `help:"只检查，不接收"`
	Add     bool     `help:"只更新这一批，其余不动"`
	Replace bool     `help:"这一批就是全部，其余的撤下"`
	JSON    bool     `name:"json" help:"以 JSON 输出报告"`
	Files   []string `arg:"" help:"文件或文件夹：交换格式、xlsx、csv、docx、pdf、html、txt" type:"path"`
	intake
}

// Run checks everything first: an import is accepted whole or not at all, and
// what is accepted is a draft that serves nobody yet.
func (c importCommand) Run(ctx context.Context) error {
	if (c.Add || c.Full) && c.Replace {
		return errors.New("--replace 不能和 --add、--full 一起写")
	}
	o, base, err := c.options(ctx, c.stored, c.Add)
	if err != nil {
		return err
	}
	bar := newProgress("读取")
	o.Progress = bar.set
	e, report, err := ingest.Load(ctx, c.Files, o)
	bar.done()
	if ctx.Err() != nil {
		return ctx.Err() // nothing was taken
	}
	if printed := c.print(report); printed != nil {
		return printed
	}
	switch {
	case errors.Is(err, ingest.ErrRefused): // the report says why
		return errors.New("没有接收任何内容，原有知识不变")
	case err != nil:
		return fmt.Errorf("没有接收任何内容：%w", err)
	case c.DryRun:
		return nil
	}
	if err := c.with(ctx, func(s *store.Store) error { return c.draft(ctx, s, e, base) }); err != nil {
		return fmt.Errorf("没有接收任何内容：%w", err)
	}
	return nil
}

func (c importCommand) print(r ingest.Report) error {
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(r)
	}
	_, err := fmt.Print(r.String())
	return err
}

// absent says what becomes of what the files do not have.
func (c importCommand) absent(base int64) store.Absent {
	switch {
	case c.Replace || base != 0: // what the files do not have was put with them already
		return store.Drop
	case c.Add || c.Full:
		return store.Keep
	}
	return store.Ask
}

// draft stores what was read. base is the edition that it was put on top of, 0
// for none.
func (c importCommand) draft(ctx context.Context, s *store.Store, e *knowledge.Edition, base int64) error {
	if err := c.named(ctx, s, "wenban serve --kb "+c.Files[0]); err != nil {
		return err
	}
	bar := newProgress("写入草稿")
	defer bar.done()
	d, err := s.Draft(ctx, store.Import{By: c.As, Why: c.Why, Parts: takenApart(e), On: base, Absent: c.absent(base), Progress: bar.steps})
	if err != nil {
		return err
	}
	changes, err := s.Diff(ctx, d.Base, d.Number)
	if err != nil || c.JSON {
		return err
	}
	bar.done()
	if base == 0 { // else the report of the import told them
		printChanges(changes, 20)
	}
	fmt.Printf("已存为草稿：%s\n", d)
	fmt.Printf("下一步：wenban ask --edition %d “问一句” 试试看；wenban submit %d --as %s --why 原因，提交给另一个人审核\n", d.Number, d.Number, c.As)
	return nil
}

// takenApart takes an edition apart.
func takenApart(e *knowledge.Edition) knowledge.Parts {
	return knowledge.Parts{Items: e.Items, Documents: e.Documents, Events: e.Events, Regions: e.Regions.All, Halls: e.Halls, Overrides: e.Overrides}
}
