package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"wenban/assistant/read"
	"wenban/assistant/triage"
)

// triageCommand tries the dispatch list: on words, on examples whose category is
// known.
type triageCommand struct {
	source
	dispatching
	Text      string `arg:"" optional:"" help:"一段诉求，看分到哪一类、转给谁"`
	Cases     string `help:"已知类别的例子（TSV：组、类别编号、内容），量准确率" type:"existingfile" placeholder:"文件"`
	Questions string `help:"问题文件，看其中的投诉各走哪一条路" type:"existingfile" placeholder:"文件"`
	Wrong     bool   `help:"列出首位不对的例子"`
}

// Run prints what is proposed.
func (c triageCommand) Run(ctx context.Context) error {
	p, err := c.proposer()
	if err != nil {
		return err
	}
	switch {
	case c.Cases != "":
		return c.measure(p)
	case c.Questions != "":
		return c.branches(ctx)
	case c.Text != "":
		return c.show(ctx, p)
	}
	fmt.Printf("%s：%d 个类别，合格\n", p.List.Title, len(p.List.Categories))
	return nil
}

func (c triageCommand) measure(p *triage.Proposer) error {
	f, err := os.Open(c.Cases)
	if err != nil {
		return err
	}
	defer f.Close()
	all, err := triage.ReadExamples(f, p.List)
	if err != nil {
		return err
	}
	fmt.Printf("%s：%d 个类别\n", p.List.Title, len(p.List.Categories))
	fmt.Println("组      题数  类别首位  类别前三  部门首位  部门前三  有把握(其中对)  没把握")
	for _, a := range triage.Measure(p, all) {
		share := func(n int) float64 { return float64(n) / float64(a.N) }
		fmt.Printf("%-6s %5d %9.3f %9.3f %9.3f %9.3f %6d (%.3f) %9d\n", a.Group, a.N, share(a.First), share(a.Three), share(a.Office), share(a.OfficeThree),
			a.Sure, float64(a.SureFirst)/float64(max(a.Sure, 1)), a.Unsure)
		for _, m := range a.Wrong {
			if c.Wrong {
				fmt.Printf("  应为 %s：%s\n%s", strings.Join(m.Example.Categories, "、"), m.Example.Text, proposals(p.List, m.Got))
			}
		}
	}
	return nil
}

func proposals(l *triage.List, got triage.Proposal) string {
	var b strings.Builder
	for _, x := range got.Best {
		found, _ := l.Category(x.ID)
		fmt.Fprintf(&b, "    %.2f %s %s\n", x.Score, x.ID, found.Name)
	}
	return b.String()
}

// show tells the branch of a text, and whose case it would be.
func (c triageCommand) show(ctx context.Context, p *triage.Proposer) error {
	e, err := c.edition(ctx)
	if err != nil {
		return err
	}
	days, err := c.days()
	if err != nil {
		return err
	}
	now := time.Now()
	clerk := triage.NewClerk(e, p, days)
	r := read.New(e.Regions).Read(c.Text, read.Context{})
	v := triage.Decide(triage.Matter{Reading: r, Place: clerk.Places.Find(r.Text, r.Region)})
	d, w := clerk.Begin(v.Kind, v.Hidden, nil, triage.Said{Reading: r, Raw: c.Text, At: now})
	cs, guessed := clerk.Case(d, w, e.Regions.Root(), now)
	got := p.Propose(r.Text)
	fmt.Printf("分流：%s %s\n类别（%s）：\n%s", v.Branch, v.Reason, got.Confidence, proposals(p.List, got))
	fmt.Printf("类型：%s\n承办：%s\n地点：%s %s\n时间：%s\n诉求：%s\n办理期限：%s", v.Kind.Name(), cs.Department, clerk.Places.Name(d.Region), d.Where, d.When, d.Wish,
		cs.Due.Format("2006-01-02 15:04"))
	if guessed {
		fmt.Print("（没有那一年的节假日表，只扣除周末）")
	}
	fmt.Printf("\n接着要问：%s\n", clerk.Next(d))
	return nil
}
