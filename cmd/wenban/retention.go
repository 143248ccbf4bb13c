package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"wenban/assistant/ledger"
	"wenban/cmd/wenban/config"
)

// retentionCommand erases what is older than it may be kept.
type retentionCommand struct {
	stored
	DryRun bool `name:"dry-run" help:"只数有多少到期，不删除"`
}

// Run erases, or counts, by every rule.
func (c retentionCommand) Run(ctx context.Context, set config.Config) error {
	if !c.exists() {
		fmt.Println("还没有数据")
		return nil
	}
	keys, err := c.keys()
	if err != nil {
		return err
	}
	d, err := c.open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(c.each(ctx, ledger.New(d, keys), set.Retention.Days(), time.Now()), d.Close())
}

func (c retentionCommand) each(ctx context.Context, l *ledger.Database, days map[string]int, now time.Time) error {
	for _, r := range ledger.Rules {
		before, ok := expiry(r, days, now)
		if !ok {
			fmt.Printf("%s：一直保留\n", r.What)
			continue
		}
		n, did, err := 0, "到期", error(nil)
		if c.DryRun {
			n, err = l.Overdue(ctx, r, before)
		} else {
			did = "删除"
			n, err = l.Enforce(ctx, r, before, now)
		}
		if err != nil {
			return err
		}
		fmt.Printf("%s：保存 %d 天，%s %d 条\n", r.What, days[r.Name], did, n)
	}
	return nil
}

// expiry is before when something must have been for a rule to erase it; ok is
// false when it is kept for ever.
func expiry(r ledger.Rule, days map[string]int, now time.Time) (before time.Time, ok bool) {
	n := days[r.Name]
	return now.AddDate(0, 0, -n), n > 0
}

// retainEvery is how often it is looked for what is due.
const retainEvery = 6 * time.Hour

// retain erases what is due, now and then, until stop is called.
func retain(ctx context.Context, l *ledger.Database, days map[string]int) (stop func()) {
	return repeat(ctx, retainEvery, func(ctx context.Context) {
		now := time.Now()
		for _, r := range ledger.Rules {
			before, ok := expiry(r, days, now)
			if !ok {
				continue
			}
			if n, err := l.Enforce(ctx, r, before, now); err != nil && ctx.Err() == nil {
				slog.Error("erase what is due", "rule", r.Name, "error", err)
			} else if n > 0 {
				slog.Info("erased what is due", "rule", r.Name, "count", n)
			}
		}
	})
}
