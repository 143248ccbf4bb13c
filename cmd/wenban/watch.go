package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/alecthomas/kong"

	"wenban/knowledge"
	"wenban/knowledge/watch"
)

// watchCommand looks for knowledge that has gone wrong since it was entered.
type watchCommand struct {
	source
	At   string `help:"按哪一天看，如 2027-03-01；不写就是今天"`
	JSON bool   `name:"json" help:"以 JSON 输出，一行一条"`
}

// Run prints every finding with its deadline and who has to settle it.
func (c watchCommand) Run(ctx context.Context, call *kong.Context) error {
	at, err := dayGiven(c.At)
	if err != nil {
		return err
	}
	e, err := c.edition(ctx)
	if err != nil {
		return err
	}
	found := watch.Watch(e, at)
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
	_, err = fmt.Fprintf(call.Stdout, "看了 %d 个事项、%d 份政策文件：%d 处要处理\n", len(e.Items), len(e.Documents), len(found))
	return err
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
