package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"

	"wenban/assistant/form"
	"wenban/assistant/form/licencetest"
	"wenban/knowledge"
	"wenban/knowledge/sample"
)

// formCommand describes forms, and measures those of the sample city.
type formCommand struct {
	source
	Share  bool   `help:"示例市民登录后，各张申请表有多少栏是自动带出的" xor:"what" required:""`
	Schema string `help:"输出这个事项的申请表的 JSON Schema" xor:"what" required:"" placeholder:"事项编码"`
	Empty  bool   `help:"和 --share 一起用：列出每张表带不出的栏目"`
}

// Run prints a schema, or how much of the forms of the sample city is prefilled.
func (c formCommand) Run(ctx context.Context) error {
	if c.Schema != "" {
		return c.tellSchema(ctx)
	}
	e, err := sample.Load()
	if err != nil {
		return err
	}
	library, err := licencetest.New()
	if err != nil {
		return err
	}
	all, err := shares(ctx, e, library)
	if err != nil {
		return err
	}
	tellShares(os.Stdout, all, c.Empty)
	return nil
}

func (c formCommand) tellSchema(ctx context.Context) error {
	e, err := c.edition(ctx)
	if err != nil {
		return err
	}
	it, ok := e.Item(c.Schema)
	if !ok || it.Form == nil {
		return fmt.Errorf("没有编码为 %s 的事项，或者它没有申请表", c.Schema)
	}
	schema, err := form.Schema(it)
	if err != nil {
		return err
	}
	fmt.Println(string(schema))
	return nil
}

// share is how much of one form is prefilled for its applicants.
type share struct {
	item knowledge.Item
	form.Share
}

// shares prefills the form of every item for the sample citizens who would apply
// for it, signed in, with all consents, having said nothing but the answers to
// the situations.
func shares(ctx context.Context, e *knowledge.Edition, l licencetest.Library) ([]share, error) {
	var out []share
	check := form.Checker{Today: sampleDay, Regions: e.Regions.All}
	for _, it := range e.Items {
		if it.Form == nil {
			continue
		}
		cast, err := castOf(ctx, l, it)
		if err != nil {
			return nil, err
		}
		out = append(out, share{it, form.Measure(it, cast.of, everything, check)})
	}
	return out, nil
}

// sampleDay is the day on which the people of the sample live.
var sampleDay = time.Date(2026, 11, 25, 0, 0, 0, 0, knowledge.Zone)

// everything is the consent of a citizen who has nothing against it.
var everything = form.Consent{Identity: true, Licences: true, Earlier: true, Talk: true}

// role is one applicant for an item and what is known of them.
type role struct {
	when knowledge.When
	form.Sources
}

type roles []role

// castOf returns the applicants for an item.
func castOf(ctx context.Context, l licencetest.Library, it knowledge.Item) (out roles, err error) {
	for _, a := range l.People.Applicants {
		if a.Item != it.Code {
			continue
		}
		s, err := l.Sources(ctx, a.Citizen, a.Enterprise, everything)
		if err != nil {
			return nil, err
		}
		out = append(out, role{a.When, s})
	}
	return out, nil
}

// of returns what is known of the applicant who is in a situation.
func (r roles) of(a knowledge.Answers) form.Sources {
	for _, one := range r {
		if one.when.Holds(a) {
			return one.Sources
		}
	}
	return form.Sources{}
}

// tellShares prints a line for each form, the least prefilled first, and the
// sum, which it returns.
func tellShares(w io.Writer, all []share, empty bool) form.Share {
	sum := form.Share{By: map[string]float64{}}
	slices.SortStableFunc(all, func(a, b share) int { return cmp.Compare(a.Part(), b.Part()) })
	for _, s := range all {
		fmt.Fprintf(w, "%3.0f%%  %4.1f/%4.1f 栏  %s\n", 100*s.Part(), s.Filled, s.Fields, s.item.Name)
		if empty {
			tellEmpty(w, s)
		}
		sum.Add(s.Share)
	}
	for _, kind := range slices.SortedFunc(maps.Keys(sum.By), func(a, b string) int { return cmp.Compare(sum.By[b], sum.By[a]) }) {
		fmt.Fprintf(w, "%5.1f%%  %s\n", 100*sum.By[kind]/sum.Fields, sourceNames[kind])
	}
	fmt.Fprintf(w, "%d 张申请表，按每种情形平均 %.1f 栏，其中自动带出 %.1f 栏：%.1f%%\n", len(all), sum.Fields, sum.Filled, 100*sum.Part())
	return sum
}

var sourceNames = map[string]string{
	"identity": "登录的实名信息", "enterprise": "登录的单位信息", "licence": "电子证照", "earlier": "以前的申请",
	"situation": "对情形的回答", "answer": "对话里说的话",
}

// tellEmpty prints the fields that were left empty, with the part of the ways in
// which they were.
func tellEmpty(w io.Writer, s share) {
	for _, x := range s.item.Form.Fields {
		if n := s.Empty[x.ID]; n > 0 {
			fmt.Fprintf(w, "        %3.0f%%  %s %s %v\n", 100*n, x.ID, x.Label, x.Prefill)
		}
	}
}
