package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"wenban/knowledge/ingest"
)

// importCommand takes interchange files over as the knowledge that serves.
type importCommand struct {
	Data   string   `name:"data" help:"数据文件夹" default:"var" type:"path" key:"data"`
	DryRun bool     `help:"只检查，不接收"`
	JSON   bool     `name:"json" help:"以 JSON 输出报告"`
	Files  []string `arg:"" help:"交换格式的文件或文件夹" type:"path"`
}

// Run checks everything first: an import is accepted whole or not at all.
func (c importCommand) Run(ctx context.Context) error {
	bar := newProgress("导入")
	e, report, err := ingest.Load(ctx, c.Files, ingest.Options{Progress: bar.set})
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
	if err := editions(filepath.Join(c.Data, "knowledge")).install(e); err != nil {
		return fmt.Errorf("没有接收任何内容，写入数据文件夹失败：%w", err)
	}
	if !c.JSON {
		fmt.Printf("已接收，版次 %s：事项 %d，政策文件 %d，一件事 %d\n", e.ID, len(e.Items), len(e.Documents), len(e.Events))
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
