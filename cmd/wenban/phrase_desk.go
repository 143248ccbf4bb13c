package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"wenban/assistant"
	"wenban/knowledge/phrase"
)

// desk is where a curator reviews suggestions, one key each.
type desk struct {
	keys keys
	out  io.Writer
	try  func(ctx context.Context, code, q string) (assistant.Tried, error)
	log  *review
	by   string
}

// keys is what the curator types.
type keys interface {
	key() (string, error)                    // one key; io.EOF ends the review
	line(prompt, old string) (string, error) // a line of text; "" leaves the old one
}

const help = "  y 收  e 改  n 弃  s 跳过  u 撤销上一个  q 存下并退出 > "

// run shows the suggestions one by one until they, or the keys, end.
func (d *desk) run(ctx context.Context, all []phrase.Suggestion) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if len(all) == 0 {
		fmt.Fprintln(d.out, "没有待审的建议。多一些对话，或者用 --each 放宽每个事项的条数")
		return nil
	}
	ahead := d.ahead(ctx, all)
	var seen []trial
	undo := []bool{} // per suggestion passed: a decision was written
	for i := 0; i < len(all); {
		for len(seen) <= i {
			t, ok := <-ahead
			if !ok {
				return ctx.Err()
			}
			seen = append(seen, t)
		}
		if seen[i].err != nil {
			return seen[i].err
		}
		fmt.Fprintf(d.out, "[%d/%d] %s\n", i+1, len(all), all[i].Name)
		move, decided, err := d.one(ctx, all[i], seen[i].tried)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case move < 0 && i == 0:
			fmt.Fprintln(d.out, "  前面没有可以撤销的")
			continue
		case move < 0:
			if undo[i-1] {
				if err := d.log.add(phrase.Decision{Verdict: phrase.Undone, By: d.by, At: today()}); err != nil {
					return err
				}
			}
			undo = undo[:i-1]
		default:
			undo = append(undo, decided)
		}
		i += move
	}
	fmt.Fprintln(d.out, "都看完了")
	return nil
}

// trial is a suggestion that was searched for ahead of time.
type trial struct {
	tried assistant.Tried
	err   error
}

// ahead searches for the next suggestions while the curator reads this one.
func (d *desk) ahead(ctx context.Context, all []phrase.Suggestion) <-chan trial {
	out := make(chan trial, 2)
	go func() {
		defer close(out)
		for _, s := range all {
			t, err := d.try(ctx, s.Item, s.Q)
			select {
			case out <- trial{t, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// one asks about one suggestion: 1 goes on, -1 back. decided tells that a
// decision was written down.
func (d *desk) one(ctx context.Context, s phrase.Suggestion, t assistant.Tried) (move int, decided bool, err error) {
	text := s.Q
	for {
		fmt.Fprint(d.out, shown(s, text, t), help)
		k, err := d.keys.key()
		if err != nil {
			fmt.Fprintln(d.out)
			return 0, false, err
		}
		switch k {
		case "y", "收":
			return 1, true, d.decide(s, phrase.Accepted, text)
		case "n", "弃":
			return 1, true, d.decide(s, phrase.Rejected, s.Q)
		case "s", "跳":
			return 1, false, nil
		case "u", "撤":
			return -1, false, nil
		case "q", "退":
			return 0, false, io.EOF
		case "e", "改":
			if text, t, err = d.edit(ctx, s, text, t); err != nil {
				return 0, false, err
			}
		default:
			fmt.Fprintln(d.out, "  没有这个键")
		}
	}
}

func (d *desk) decide(s phrase.Suggestion, v phrase.Verdict, text string) error {
	decision := phrase.Decision{Suggestion: s, Verdict: v, By: d.by, At: today()}
	if text != s.Q {
		decision.Edited = text
	}
	return d.log.add(decision)
}

// edit takes another wording and searches for it. What cannot be a phrasing is
// said and leaves the old one.
func (d *desk) edit(ctx context.Context, s phrase.Suggestion, text string, t assistant.Tried) (string, assistant.Tried, error) {
	next, err := d.keys.line("  改成：", text)
	if err != nil {
		return text, t, err
	}
	next = strings.TrimSpace(next)
	if flaw := phrase.Flaw(next); next == "" || flaw != "" {
		fmt.Fprintf(d.out, "  没有改：%s\n", flaw)
		return text, t, nil
	}
	t, err = d.try(ctx, s.Item, next)
	return next, t, err
}

// origins says where a suggestion comes from.
var origins = map[string]string{phrase.FromTalk: "市民确认过的对话", phrase.FromMemory: "各地常问", phrase.FromTemplate: "按句式拟的"}

// shown is a suggestion as the curator reads it.
func shown(s phrase.Suggestion, text string, t assistant.Tried) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  问法：%s（%s）\n  现在搜：%s；收下以后：%s\n", text, origins[s.From], place(t.Before, t.First), place(t.After, ""))
	for _, d := range t.Drawn {
		fmt.Fprintf(&b, "  注意：会分走“%s”的问法“%s”\n", d.Name, d.Q)
	}
	return b.String()
}

func place(n int, first string) string {
	switch {
	case n == 0 && first != "":
		return "前十里没有，第一是“" + first + "”"
	case n == 0:
		return "前十里没有"
	case n > 1 && first != "":
		return fmt.Sprintf("第 %d，第一是“%s”", n, first)
	}
	return fmt.Sprintf("第 %d", n)
}
