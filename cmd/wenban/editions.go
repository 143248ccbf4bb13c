package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alecthomas/kong"

	"wenban/knowledge"
	"wenban/knowledge/ingest"
	"wenban/knowledge/store"
)

// chosen is one edition that a command is about.
type chosen struct {
	stored
	Edition string `arg:"" help:"版次的编号，或者 e- 开头的名称"`
}

// on runs f with the edition.
func (c chosen) on(ctx context.Context, f func(*store.Store, store.Edition) error) error {
	return c.with(ctx, func(s *store.Store) error {
		e, err := s.Find(ctx, c.Edition)
		if err != nil {
			return err
		}
		return f(s, e)
	})
}

// step is something that a person does to an edition.
type step struct {
	chosen
	signed
}

// take runs f with the edition when it is signed.
func (c step) take(ctx context.Context, f func(*store.Store, store.Edition) error) error {
	return c.on(ctx, func(s *store.Store, e store.Edition) error {
		if err := c.named(ctx, s, ""); err != nil {
			return err
		}
		return f(s, e)
	})
}

// editionsCommand lists editions.
type editionsCommand struct {
	stored
	Limit int `help:"最多列出几个，0 是全部" default:"20"`
}

// Run lists the newest first.
func (c editionsCommand) Run(ctx context.Context) error {
	return c.with(ctx, func(s *store.Store) error {
		all, err := s.Editions(ctx, c.Limit)
		for _, e := range all {
			fmt.Println(e)
		}
		if len(all) == 0 {
			fmt.Println("还没有版次，现在用的是样例城市。导入：wenban import 文件夹 --as 姓名 --why 原因")
		}
		return err
	})
}

// diffCommand shows what an edition changes.
type diffCommand struct {
	chosen
	Against string `arg:"" optional:"" help:"和哪个版次比；不写就是它所依据的版次"`
	All     bool   `help:"全部列出，不只前 50 条"`
}

// Run compares from the older to the newer.
func (c diffCommand) Run(ctx context.Context) error {
	return c.on(ctx, func(s *store.Store, e store.Edition) error {
		from := e.Base
		if c.Against != "" {
			other, err := s.Find(ctx, c.Against)
			if err != nil {
				return err
			}
			from = other.Number
		}
		changes, err := s.Diff(ctx, from, e.Number)
		if err != nil {
			return err
		}
		most := 50
		if c.All {
			most = 1 << 30
		}
		printChanges(changes, most)
		return nil
	})
}

// printChanges prints what changed: who reviews must see what goes, then what
// changes, then what is new.
func printChanges(c ingest.Changes, most int) {
	fmt.Printf("新增 %d，变更 %d，撤下 %d，不变 %d\n", len(c.Added), len(c.Changed), len(c.Withdrawn), c.Unchanged)
	for _, group := range []struct {
		sign string
		all  []ingest.Change
	}{{"撤下", c.Withdrawn}, {"变更", c.Changed}, {"新增", c.Added}} {
		for i, x := range group.all {
			if i == most {
				fmt.Printf("%s另有 %d 条，用 wenban diff 版次 --all 查看\n", group.sign, len(group.all)-most)
				break
			}
			fmt.Printf("%s %s %s %s\n", group.sign, x.Kind, x.ID, x.Name)
			for _, f := range x.Fields {
				fmt.Printf("    %s：%s → %s\n", f.Element, shownValue(f.Old), shownValue(f.New))
			}
		}
	}
}

// shownValue is one side of a change as a person reads it.
func shownValue(v string) string {
	const most = 80
	if r := []rune(v); len(r) > most {
		return string(r[:most]) + "…"
	}
	if v == "" {
		return "（没有）"
	}
	return v
}

// submitCommand hands a draft in.
type submitCommand struct{ step }

// Run hands a draft in for review.
func (c submitCommand) Run(ctx context.Context) error {
	return c.take(ctx, func(s *store.Store, e store.Edition) error {
		if err := s.Submit(ctx, c.As, e.Number, c.Why); err != nil {
			return err
		}
		fmt.Printf("版次 %d 已提交审核。下一步由另一个人：wenban review %d，核对后 wenban review %d --approve --as 姓名 --why 依据\n", e.Number, e.Number, e.Number)
		return nil
	})
}

// reviewCommand shows what is to be reviewed, and takes the decision.
type reviewCommand struct {
	step
	Approve bool `help:"审核通过" xor:"decision"`
	Return  bool `help:"退回修改" xor:"decision"`
	Examine bool `help:"重新检验内容和回归问题" xor:"decision"`

	Of []string `help:"逐个要素列出这些编码的内容，新增的要这样核对；可多次给出" placeholder:"编码" sep:"none" xor:"decision"`
}

// Run shows an edition, or decides about it.
func (c reviewCommand) Run(ctx context.Context) error {
	switch {
	case c.Approve:
		return c.take(ctx, func(s *store.Store, e store.Edition) error { return c.approve(ctx, s, e) })
	case c.Return:
		return c.take(ctx, func(s *store.Store, e store.Edition) error { return c.giveBack(ctx, s, e) })
	case c.Examine:
		return c.take(ctx, func(s *store.Store, e store.Edition) error {
			_, err := examine(ctx, s, c.As, e)
			return err
		})
	case len(c.Of) > 0:
		return c.on(ctx, func(s *store.Store, e store.Edition) error { return c.whole(ctx, s, e) })
	}
	return c.on(ctx, func(s *store.Store, e store.Edition) error { return show(ctx, s, e) })
}

// whole prints all elements of records: of what is new a list of changes shows
// only the name.
func (c reviewCommand) whole(ctx context.Context, s *store.Store, e store.Edition) error {
	content, err := s.Load(ctx, e.Number)
	if err != nil {
		return err
	}
	for _, code := range c.Of {
		elements := elementsOf(content, code)
		if len(elements) == 0 {
			return fmt.Errorf("版次 %d 里没有编码是 %q 的事项、政策文件或者一件事", e.Number, code)
		}
		fmt.Println(code)
		for _, f := range elements {
			fmt.Printf("    %s：%s\n", f.Element, f.New)
		}
	}
	return nil
}

// elementsOf returns every element that the item, document or life event with a
// code has, none when there is no such record.
func elementsOf(e *knowledge.Edition, code string) []ingest.FieldChange {
	for _, x := range e.Items {
		if x.Code == code {
			return ingest.CompareRecords(knowledge.Item{}, x)
		}
	}
	for _, x := range e.Documents {
		if x.ID == code {
			return ingest.CompareRecords(knowledge.Document{}, x)
		}
	}
	for _, x := range e.Events {
		if x.ID == code {
			return ingest.CompareRecords(knowledge.LifeEvent{}, x)
		}
	}
	return nil
}

func (c reviewCommand) giveBack(ctx context.Context, s *store.Store, e store.Edition) error {
	if err := s.Return(ctx, c.As, e.Number, c.Why); err != nil {
		return err
	}
	fmt.Printf("版次 %d 已退回，改好后再提交\n", e.Number)
	return nil
}

func (c reviewCommand) approve(ctx context.Context, s *store.Store, e store.Edition) error {
	if err := s.Approve(ctx, c.As, e.Number, c.Why); err != nil {
		return err
	}
	open, err := s.Open(ctx, e.Number)
	if err != nil {
		return err
	}
	if len(open) > 0 {
		fmt.Println("您负责的部分已通过，还有：")
		printOpen(open)
		return nil
	}
	fmt.Printf("版次 %d 审核通过。下一步：wenban publish %d --as 姓名 --why 原因，可加 --at \"2026-12-01 00:00:00\"\n", e.Number, e.Number)
	return nil
}

// show prints all that a reviewer needs: where it comes from, what it changes,
// what was found, who has approved.
func show(ctx context.Context, s *store.Store, e store.Edition) error {
	fmt.Println(e)
	changes, err := s.Diff(ctx, e.Base, e.Number)
	if err != nil {
		return err
	}
	printChanges(changes, 50)
	if len(changes.Added) > 0 {
		fmt.Printf("新增的逐个要素核对：wenban review %d --of 编码\n", e.Number)
	}
	found, err := s.Examinations(ctx, e.Number)
	if err != nil {
		return err
	}
	printFound(found)
	if err := printDoubts(ctx, s, e); err != nil {
		return err
	}
	open, err := s.Open(ctx, e.Number)
	if err != nil {
		return err
	}
	printOpen(open)
	steps, err := s.History(ctx, e.Number)
	for _, step := range steps {
		fmt.Println(step)
	}
	return err
}

func printOpen(open []store.Open) {
	for _, o := range open {
		department := o.Department
		if department == "" {
			department = "没有写明部门的内容"
		}
		fmt.Printf("待审核：%s %d 条\n", department, o.Changes)
	}
}

func printFound(found []store.Examination) {
	for _, x := range found {
		fmt.Println(x)
		for _, line := range x.Detail {
			fmt.Println("    " + line)
		}
	}
}

// examine has an edition examined and prints what was found.
func examine(ctx context.Context, s *store.Store, by string, e store.Edition) (passed bool, err error) {
	found, err := s.Examine(ctx, by, e.Number)
	printFound(found)
	passed = true
	for _, x := range found {
		passed = passed && x.Passed
	}
	return passed, err
}

// release is a step that makes an edition serve; where indexes are on a Qdrant
// server, its own must be there first.
type release struct {
	step
	elsewhere
}

// AfterApply takes what is secret from the configuration, see placed.
func (c *release) AfterApply(call *kong.Context, all *settings) error {
	return errors.Join(c.configure(call, all), c.step.AfterApply(call, all))
}

// index puts the index of the edition on the server, where there is one.
func (c release) index(ctx context.Context, s *store.Store, e store.Edition) error {
	if c.Qdrant == "" {
		return nil
	}
	content, err := s.Load(ctx, e.Number)
	if err != nil {
		return err
	}
	keep, err := needed(ctx, s)
	if err != nil {
		return err
	}
	return c.ready(ctx, content, keep)
}

// publishCommand makes an edition serve.
type publishCommand struct {
	release
	At string `help:"生效时间，北京时间，如 \"2026-12-01 00:00:00\"；不写就是现在" placeholder:"时间"`
}

// Run examines an edition, unless this very content was, and publishes it.
func (c publishCommand) Run(ctx context.Context) error {
	at, err := moment(c.At)
	if err != nil {
		return err
	}
	return c.take(ctx, func(s *store.Store, e store.Edition) error {
		if e.State == store.Approved { // nothing else is going to be published
			if err := c.index(ctx, s, e); err != nil {
				return err
			}
		}
		p, err := s.Publish(ctx, c.As, e.Number, at, c.Why)
		if errors.Is(err, store.ErrUnexamined) {
			if passed, err := examine(ctx, s, c.As, e); err != nil || !passed {
				return errors.Join(err, store.ErrUnexamined)
			}
			p, err = s.Publish(ctx, c.As, e.Number, at, c.Why)
		}
		if err != nil {
			return err
		}
		fmt.Printf("版次 %d（%s）%s 起生效；出错时：wenban rollback 编号 --as 姓名 --why 原因\n", p.Edition, p.ID, store.Shown(p.Effective))
		return nil
	})
}

// moment reads a time in Asia/Shanghai; "" is the zero time.
func moment(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateTime, "2006-01-02T15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, knowledge.Zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("看不懂时间 %q，请写成北京时间，如 \"2026-12-01 00:00:00\"", text)
}

// withdrawCommand takes back what does not serve yet.
type withdrawCommand struct{ step }

// Run takes a schedule, or an edition that was never published, back.
func (c withdrawCommand) Run(ctx context.Context) error {
	return c.take(ctx, func(s *store.Store, e store.Edition) error {
		if err := s.Withdraw(ctx, c.As, e.Number, c.Why); err != nil {
			return err
		}
		now, err := s.Edition(ctx, e.Number)
		fmt.Println(now)
		return err
	})
}

// rollbackCommand brings an earlier edition back.
type rollbackCommand struct{ release }

// Run makes an edition that served before serve again, at once.
func (c rollbackCommand) Run(ctx context.Context) error {
	return c.take(ctx, func(s *store.Store, e store.Edition) error {
		p, err := s.Rollback(ctx, c.As, e.Number, c.Why)
		if err != nil {
			return err
		}
		fmt.Printf("已回退到版次 %d（%s），现在生效。哪些对话听到过错的内容：wenban recall\n", p.Edition, p.ID)
		if err := c.index(ctx, s, e); err != nil { // a rollback waits for nobody
			return fmt.Errorf("已经回退，但是它的索引不在 Qdrant 上，在此之前还用原来的版次；修好后运行 wenban qdrant sync --edition %d：%w", e.Number, err)
		}
		return nil
	})
}
