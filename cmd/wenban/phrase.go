package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/term"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/knowledge"
	"wenban/knowledge/lexicon"
	"wenban/knowledge/phrase"
)

// phraseCommand lets a curator review everyday questions for items: suggested
// from templates, from what is asked everywhere, and from talks whose citizen
// confirmed the item. What is accepted is written into the knowledge files.
type phraseCommand struct {
	KB []string `name:"kb" help:"要写入的知识文件或文件夹（交换格式），可多次给出" type:"path" sep:"none" required:""`
	stored
	As       string   `help:"审阅人，写进收下的问法"`
	Item     []string `help:"只看这些事项（实施编码），可多次给出" sep:"none"`
	Each     int      `help:"每个事项最多建议几条" default:"8"`
	Limit    int      `help:"最多建议几条，0 为不限"`
	List     bool     `help:"不审阅，只列出建议（每行一个 JSON）"`
	Articles bool     `help:"不审阅，只列出市民确认过有用的条款和他的问法（每行一个 JSON，核对后抄进 policies.jsonl 的 asked）"`
	Accept   string   `help:"收下这个文件里的问法（--list 的格式，可以删改）" type:"existingfile"`
}

// Run lists, accepts a file, or reviews on the terminal.
func (c phraseCommand) Run(ctx context.Context) (err error) {
	if c.Articles {
		return c.listCited(ctx, os.Stdout)
	}
	if c.As == "" && !c.List {
		return errors.New("请用 --as 写明审阅人，例如 --as 王芳；只想看建议用 --list")
	}
	e, err := load(ctx, c.KB)
	if err != nil {
		return err
	}
	log, err := openReview(filepath.Join(c.Data, "phrase", "reviewed.jsonl"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	bar := newProgress("")
	trial, err := assistant.NewTrial(cache(), e, bar.stage)
	bar.done()
	if err != nil {
		return err
	}
	switch {
	case c.Accept != "":
		return c.accept(ctx, e, trial, log)
	case c.List:
		return c.list(ctx, e, trial, log.log, os.Stdout)
	}
	return c.review(ctx, e, trial, log)
}

// suggestions drafts what is not decided yet.
func (c phraseCommand) suggestions(ctx context.Context, e *knowledge.Edition, trial *assistant.Trial, log phrase.Log) ([]phrase.Suggestion, error) {
	for _, code := range c.Item {
		if _, ok := e.Item(code); !ok {
			return nil, fmt.Errorf("没有实施编码是 %s 的事项", code)
		}
	}
	told, err := c.told(ctx)
	if err != nil {
		return nil, err
	}
	all := phrase.Draft(e, trial.Bank(), lexicon.Default(), phrase.Options{
		Each: c.Each, Told: told, Done: log.Done(),
		Only: func(code string) bool { return len(c.Item) == 0 || slices.Contains(c.Item, code) },
	})
	if c.Limit > 0 {
		all = all[:min(c.Limit, len(all))]
	}
	return all, nil
}

// told reads the talks whose citizen confirmed an item.
func (c phraseCommand) told(ctx context.Context) (out []phrase.Suggestion, err error) {
	d, err := c.open(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	err = ledger.New(d, nil).Confirmed(ctx, func(turns []assistant.Turn) error {
		if code, text, ok := assistant.Heard(turns); ok {
			out = append(out, phrase.Suggestion{Item: code, Q: text, From: phrase.FromTalk, Source: "citizen"})
		}
		return nil
	})
	return out, err
}

// tried is a suggestion with what the search says of it, as --list prints it.
type tried struct {
	phrase.Suggestion
	assistant.Tried
}

func (c phraseCommand) list(ctx context.Context, e *knowledge.Edition, trial *assistant.Trial, log phrase.Log, out io.Writer) error {
	all, err := c.suggestions(ctx, e, trial, log)
	if err != nil {
		return err
	}
	bar := newProgress("试搜")
	defer bar.done()
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for i, s := range all {
		t, err := trial.Try(ctx, s.Item, s.Q)
		if err != nil {
			return err
		}
		if err := enc.Encode(tried{s, t}); err != nil {
			return err
		}
		bar.steps(i+1, len(all))
	}
	return nil
}

// accept takes the suggestions of a file for accepted. A warning stops nothing:
// whoever hands in the file has decided.
func (c phraseCommand) accept(ctx context.Context, e *knowledge.Edition, trial *assistant.Trial, log *review) error {
	f, err := os.Open(c.Accept)
	if err != nil {
		return err
	}
	defer f.Close()
	all, err := phrase.Read(f)
	if err != nil {
		return fmt.Errorf("%s 没有收下任何一条：%w", c.Accept, err)
	}
	for i, s := range all {
		if _, ok := e.Item(s.Item); !ok {
			return fmt.Errorf("%s 没有收下任何一条：第%d条的事项 %s 不在知识里", c.Accept, i+1, s.Item)
		}
	}
	bar := newProgress("试搜")
	defer bar.done()
	for i, s := range all {
		t, err := trial.Try(ctx, s.Item, s.Q)
		if err != nil {
			return err
		}
		for _, d := range t.Drawn {
			fmt.Fprintf(os.Stderr, "注意：“%s”会分走“%s”的问法“%s”\n", s.Q, d.Name, d.Q)
		}
		if err := log.add(phrase.Decision{Suggestion: s, Verdict: phrase.Accepted, By: c.As, At: today()}); err != nil {
			return err
		}
		bar.steps(i+1, len(all))
	}
	return c.write(log.log, os.Stdout)
}

// write puts what was accepted into the knowledge files.
func (c phraseCommand) write(log phrase.Log, out io.Writer) error {
	w, err := phrase.AddTo(c.KB, log.Accepted(), time.Now().In(knowledge.Zone))
	if err != nil {
		return fmt.Errorf("收下的问法都记着，还没有全部写入：%w", err)
	}
	for _, code := range w.Missing {
		fmt.Fprintf(out, "事项 %s 不在这些文件里，它的问法留在审阅记录里\n", code)
	}
	for i, f := range w.Files {
		fmt.Fprintf(out, "已写入 %s，原文件留作 %s\n", f, filepath.Base(w.Kept[i]))
	}
	fmt.Fprintf(out, "新写入问法 %d 条。", w.Added)
	if w.Added > 0 {
		fmt.Fprint(out, "下一步：wenban check --kb 检查，再用 wenban import 接收")
	}
	fmt.Fprintln(out)
	return nil
}

func today() string { return time.Now().In(knowledge.Zone).Format(time.DateOnly) }

// review asks on the terminal, or line by line where there is none.
func (c phraseCommand) review(ctx context.Context, e *knowledge.Edition, trial *assistant.Trial, log *review) error {
	all, err := c.suggestions(ctx, e, trial, log.log)
	if err != nil {
		return err
	}
	d := &desk{keys: keysOf(os.Stdin), out: os.Stdout, try: trial.Try, log: log, by: c.As}
	if term.IsTerminal(int(os.Stdin.Fd())) {
		d.keys = newTerminal(os.Stdin, os.Stdout)
	}
	asked := d.run(ctx, all)
	return errors.Join(asked, c.write(log.log, os.Stdout))
}
