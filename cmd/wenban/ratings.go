package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"wenban/assistant/ledger"
	"wenban/assistant/rating"
	"wenban/knowledge/calendar"
	"wenban/knowledge/store/db"
)

// ratingsCommand counts what citizens thought.
type ratingsCommand struct {
	stored
	By    string `help:"按什么统计：item 事项、department 部门、region 区划" enum:"item,department,region" default:"department"`
	Since string `help:"从什么时候起，北京时间；不写是从头" placeholder:"时间"`
	Until string `help:"到什么时候止（不含），北京时间；不写是到现在" placeholder:"时间"`
}

// Run prints the ratings by level, and their mean.
func (c ratingsCommand) Run(ctx context.Context) error {
	since, err := moment(c.Since)
	if err != nil {
		return err
	}
	until, err := moment(c.Until)
	if err != nil {
		return err
	}
	if until.IsZero() {
		until = time.Now()
	}
	if since.IsZero() {
		since = time.UnixMicro(0)
	}
	if !c.exists() {
		fmt.Println("还没有评价")
		return nil
	}
	d, err := c.open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(c.print(ctx, d, since, until), d.Close())
}

func (c ratingsCommand) print(ctx context.Context, d *db.DB, since, until time.Time) error {
	figures, err := ledger.New(d, nil).Figures(ctx, c.By, since, until)
	if err != nil || len(figures) == 0 {
		fmt.Println("还没有评价")
		return err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, map[string]string{"item": "事项", "department": "部门", "region": "区划"}[c.By]+"\t评价数\t非常满意\t满意\t基本满意\t不满意\t非常不满意\t平均分\t差评率")
	for _, f := range figures {
		fmt.Fprintf(w, "%s\t%d", nameless(f.Of), f.All())
		for _, l := range rating.Levels {
			fmt.Fprintf(w, "\t%d", f.Counts[l])
		}
		fmt.Fprintf(w, "\t%.2f\t%.1f%%\n", f.Mean(), 100*float64(f.Bad())/float64(f.All()))
	}
	return w.Flush()
}

func nameless(of string) string {
	if of == "" {
		return "（没有）"
	}
	return of
}

// reworkDue is when a bad rating must be answered: so many working days later.
func reworkDue(days int) func(time.Time) time.Time {
	return func(from time.Time) time.Time { return calendar.China().AddWorkingDays(from, days).At }
}
