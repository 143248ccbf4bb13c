package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/knowledge"
)

// askCommand asks on the command line, with no server and no database.
type askCommand struct {
	placed
	dispatching
	Region   string   `help:"区划代码，如 990102"`
	Talk     bool     `help:"从标准输入逐行读取，一行一轮"`
	JSON     bool     `name:"json" help:"输出 JSON，一轮一行"`
	Trace    bool     `help:"显示这一轮是怎么得出的"`
	Question []string `arg:"" optional:"" help:"要问的话"`
}

// Run answers the question, or every line of standard input.
func (c askCommand) Run(ctx context.Context) error {
	e, err := c.edition(ctx)
	if err != nil {
		return err
	}
	if err := known(e.Regions, c.Region); err != nil {
		return err
	}
	k, leave, err := c.elsewhere.know(ctx, e) // asking writes nothing
	if err != nil {
		return err
	}
	defer leave()
	if err := c.to(k); err != nil {
		return err
	}
	a := &assistant.Assistant{Knowledge: func() *assistant.Knowledge { return k }, Ledger: ledger.NewMemory()}
	if c.Talk {
		return c.converse(ctx, a, os.Stdin, os.Stdout)
	}
	if len(c.Question) == 0 {
		return errors.New("请在命令后写上要问的话，或者用 --talk 从标准输入逐行读取")
	}
	_, err = c.turn(ctx, a, "", strings.Join(c.Question, " "), os.Stdout)
	return err
}

// known refuses a region that the knowledge does not have, and names those it
// has, at most twenty; "" is the whole of it.
func known(all knowledge.Regions, code string) error {
	if _, ok := all.Region(code); ok || code == "" || len(all.All) == 0 {
		return nil
	}
	var names []string
	for _, r := range all.All[:min(len(all.All), 20)] {
		names = append(names, r.Code+" "+r.Name)
	}
	return fmt.Errorf("这里没有区划 %q，有：%s", code, strings.Join(names, "、"))
}

// converse takes a turn per line until the input ends.
func (c askCommand) converse(ctx context.Context, a *assistant.Assistant, in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	talk := ""
	for lines.Scan() {
		reply, err := c.turn(ctx, a, talk, lines.Text(), out)
		if err != nil {
			return err
		}
		talk = reply.Talk
	}
	return lines.Err()
}

func (c askCommand) turn(ctx context.Context, a *assistant.Assistant, talk, text string, out io.Writer) (assistant.Reply, error) {
	reply, err := a.Ask(ctx, assistant.Question{Talk: talk, Text: text, Region: c.Region, Channel: "cli", Explain: c.Trace})
	if err != nil {
		return reply, err
	}
	trace := reply.Trace
	if !c.Trace {
		reply.Trace = nil
	}
	if c.JSON {
		return reply, json.NewEncoder(out).Encode(reply)
	}
	fmt.Fprintf(out, "%s\n\n", reply.Text)
	if c.Trace {
		b, err := json.MarshalIndent(trace, "", "  ")
		if err != nil {
			return reply, fmt.Errorf("print the trace: %w", err)
		}
		fmt.Fprintf(out, "%s\n\n", b)
	}
	return reply, nil
}
