package desk

import (
	"context"
	"testing"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/handofftest"
	"wenban/knowledge/store/db/dbtest"
)

func TestTheDeskIsACaseSystem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		handofftest.Run(t, func(t *testing.T, _ *handofftest.Book) handofftest.Subject {
			o := newOffice(t, dbtest.Another(t, url), func(x *Options) { x.Now = time.Now })
			return handofftest.Subject{System: o.Desk, Desk: people{o}}
		})
	})
}

// people are the staff of a desk, to handofftest.
type people struct{ *office }

// Act does what u says by somebody who may.
func (p people) Act(ctx context.Context, number string, u handoff.Update) error {
	who := boss
	if p.view(boss, number).Department != "" {
		who = Person{Name: first(u.Actor, "承办"), Handler: true, Departments: []string{p.view(boss, number).Department}}
	}
	if !p.view(boss, number).may(who, u.Action, p.Parts) {
		who = boss
	}
	_, err := p.Do(ctx, who, Act{
		Number: number, Version: p.version(number), Action: u.Action, Words: u.Text, Remark: first(u.Text, "意见"),
		Department: u.Department, Due: u.Due, Result: Results[0],
	})
	return err
}

// Taken returns the cases of the desk.
func (p people) Taken(ctx context.Context) (all []handofftest.Taken, err error) {
	for _, id := range []string{"all", "done"} {
		q, _ := QueueOf(id)
		cases, _, err := p.List(ctx, boss, q, "")
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			s, err := p.View(ctx, boss, c.Number)
			if err != nil {
				return nil, err
			}
			all = append(all, handofftest.Taken{Number: c.Number, What: s.Content.What, Secret: s.Secret})
		}
	}
	return all, nil
}
