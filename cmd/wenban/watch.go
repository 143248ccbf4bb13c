package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/alecthomas/kong"

	"wenban/knowledge"
	"wenban/knowledge/store"
	"wenban/knowledge/watch"
)

// watchCommand looks for knowledge that has gone wrong since it was entered.
type watchCommand struct {
	source
	At    string `help:"按哪一天看，如 2027-03-01；不写就是今天"`
	JSON  bool   `name:"json" help:"以 JSON 输出，一行一条"`
	Tasks bool   `help:"每一处记为责任部门的待办；记过的不重复记（适合每天定时运行）"`
}

// Run prints every finding with its deadline and who has to settle it.
func (c watchCommand) Run(ctx context.Context, call *kong.Context) error {
	at, err := dayGiven(c.At)
	if err != nil {
		return err
	}
	if c.Tasks && (len(c.KB) > 0 || c.Number != "" || !c.exists()) {
		return errors.New("--tasks 只能用于数据库里现行的版次：先 wenban import 和 publish，并去掉 --kb 和 --edition")
	}
	e, err := c.edition(ctx)
	if err != nil {
		return err
	}
	found := watch.Watch(e, at)
	if c.Tasks {
		if err := c.with(ctx, func(s *store.Store) error { return assign(ctx, s, e, found) }); err != nil {
			return err
		}
	}
	if c.JSON {
		out := json.NewEncoder(call.Stdout)
		out.SetEscapeHTML(false)
		for _, f := range found {
			if err := out.Encode(f); err != nil {
				return err
			}
		}
		return nil
	}
	for _, f := range found {
		fmt.Fprint(call.Stdout, f)
	}
	if c.Tasks {
		fmt.Fprintln(call.Stdout, "已记为待办（记过的不重复）：wenban task list 查看，wenban task assign 交给人")
	}
	_, err = fmt.Fprintf(call.Stdout, "看了 %d 个事项、%d 份政策文件：%d 处要处理\n", len(e.Items), len(e.Documents), len(found))
	return err
}

// assign makes a task of each finding for each department that has to settle
// it; a finding that was a task before is none again.
func assign(ctx context.Context, s *store.Store, e *knowledge.Edition, found []watch.Finding) error {
	for _, f := range found {
		for _, owner := range f.Owners {
			if _, err := s.Report(ctx, taskOf(e, f, owner)); err != nil {
				return fmt.Errorf("open a task for %s: %w", f.ID, err)
			}
		}
	}
	return nil
}

func taskOf(e *knowledge.Edition, f watch.Finding, owner string) store.Task {
	t := store.Task{Kind: "watch", Edition: e.ID, Words: f.What + " " + f.Do, Reporter: "自动巡查", Origin: "watch:" + f.ID + "/" + owner, Department: owner}
	if len(f.Spots) > 0 {
		t.Code, t.Element = f.Spots[0].Item, f.Spots[0].Element
		t.Subject = kindOf(e, t.Code)
	}
	if due, err := time.ParseInLocation(time.DateOnly, f.Due, knowledge.Zone); err == nil {
		t.Due = due.AddDate(0, 0, 1) // the end of that day
	}
	return t
}

func kindOf(e *knowledge.Edition, code string) knowledge.Kind {
	if _, ok := e.Item(code); ok {
		return knowledge.KindItem
	}
	if _, ok := e.Document(code); ok {
		return knowledge.KindDocument
	}
	return ""
}

// dayGiven reads a day; "" is now.
func dayGiven(s string) (time.Time, error) {
	if s == "" {
		return time.Now(), nil
	}
	at, err := time.ParseInLocation(time.DateOnly, s, knowledge.Zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("--at %q 不是日期，请写成 2027-03-01 这样", s)
	}
	return at, nil
}
