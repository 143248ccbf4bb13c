package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/deliver"
	"wenban/assistant/ledger"
	"wenban/knowledge/store"
)

// outboxCommand shows what is on its way to the case system.
type outboxCommand struct {
	List  outboxList  `cmd:"" help:"列出没有送到的，停下来的在前"`
	Show  outboxShow  `cmd:"" help:"一个回执号的全部消息"`
	Retry outboxRetry `cmd:"" help:"把停下来的重新送出；先问工单系统有没有收到过"`
}

// book opens the ledger for as long as f runs. It needs no keys: nothing that is
// sealed is read.
func (s stored) book(ctx context.Context, f func(*ledger.Database) error) error {
	d, err := s.open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(f(ledger.New(d, nil)), d.Close())
}

// number is a receipt number as it was typed.
type number struct {
	Receipt string `arg:"" help:"回执号，如 WB261125-1234-5674"`
}

func (n number) read() (string, error) {
	receipt, ok := handoff.Receipt(n.Receipt)
	if !ok {
		return "", fmt.Errorf("%q 不是回执号，应是 WB 和 14 位数字，最后一位是校验位", n.Receipt)
	}
	return receipt, nil
}

type outboxList struct {
	stored
	Most int `help:"最多列出几条" default:"100"`
}

// Run lists what was not sent.
func (c outboxList) Run(ctx context.Context) error {
	return c.book(ctx, func(l *ledger.Database) error {
		all, err := l.Unsent(ctx, c.Most)
		printMessages(all)
		if err == nil && len(all) == 0 {
			fmt.Println("都送到了")
		}
		return err
	})
}

type outboxShow struct {
	stored
	number
}

// Run shows the messages of one receipt number.
func (c outboxShow) Run(ctx context.Context) error {
	receipt, err := c.read()
	if err != nil {
		return err
	}
	return c.book(ctx, func(l *ledger.Database) error {
		all, err := l.Posted(ctx, receipt)
		printMessages(all)
		if err == nil && len(all) == 0 {
			return fmt.Errorf("没有回执号 %s", handoff.Grouped(receipt))
		}
		return err
	})
}

type outboxRetry struct {
	stored
	number
}

// Run sets dead messages going again.
func (c outboxRetry) Run(ctx context.Context) error {
	receipt, err := c.read()
	if err != nil {
		return err
	}
	return c.book(ctx, func(l *ledger.Database) error {
		n, err := l.Retry(ctx, receipt)
		if err == nil {
			fmt.Printf("%s：%d 条重新送出，服务运行时马上就送\n", handoff.Grouped(receipt), n)
		}
		return err
	})
}

func printMessages(all []ledger.Unsent) {
	for _, u := range all {
		fmt.Println(messageLine(u))
	}
}

// messageLine says where a message is, and nothing of what it says.
func messageLine(u ledger.Unsent) string {
	line := fmt.Sprintf("%s 第%d条（%s） %s收下，", handoff.Grouped(u.Receipt), u.Seq, acts[u.Act], store.Shown(u.Added))
	switch u.State {
	case ledger.Sent:
		return line + "已送到"
	case ledger.Dead:
		return line + fmt.Sprintf("停下来了：%s。送过 %d 次", whyNot(u.Why), u.Tries)
	}
	if u.Tries == 0 {
		return line + "还没有送"
	}
	return line + fmt.Sprintf("送过 %d 次：%s；%s再送", u.Tries, cmp.Or(whyNot(u.Why), "正在送"), store.Shown(u.Next))
}

var acts = map[handoff.Act]string{handoff.Opened: "新工单", handoff.Supplemented: "补充", handoff.Withdrawn: "撤回", handoff.Rated: "评价"}

// reasons say the codes of a delivery in words.
var reasons = map[string]string{
	deliver.Down: "工单系统没有响应", deliver.Slow: "工单系统没有按时回答", deliver.Busy: "工单系统让过一会儿再送",
	deliver.Refuses: "工单系统拒收，请和对方核对格式和类别", deliver.Altered: "工单系统里的内容或者工单号和这里的不一致，请人工核对",
	deliver.NoOne: "工单系统没有给出工单号", deliver.Broken: "内容解不开：密钥环里缺了钥匙", deliver.Panic: "接口程序出错，见日志", deliver.Stopped: "停机时没有送完",
}

func whyNot(code string) string { return cmp.Or(reasons[code], code) }
