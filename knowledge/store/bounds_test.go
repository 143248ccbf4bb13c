package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db/dbtest"
)

// refusals are the steps of the trail about what was refused to a person.
func (o *office) refusals(who string) (all []string) {
	o.t.Helper()
	steps, err := o.Audit(o.t.Context(), "")
	o.must(err)
	for _, s := range steps {
		if s.Action == "refused" && s.Actor == who {
			all = append(all, s.Subject+" "+s.Detail)
		}
	}
	return all
}

func (o *office) wantRefusals(who string, want ...string) {
	o.t.Helper()
	got := o.refusals(who)
	for i, w := range want {
		if i >= len(got) || !strings.HasPrefix(got[i], w) || len(got) != len(want) {
			o.t.Errorf("refused to %s: %q, want %q", who, got, want)
			return
		}
	}
}

// What somebody may not do is refused, and the trail keeps that they tried.
func TestI45WhatIsRefusedIsKept(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.publish(parts(4, 10))
		if got := o.refusals(writer); len(got) != 0 {
			t.Errorf("nothing was refused, the trail has %q", got)
		}
		_, err := o.Draft(ctx, store.Import{By: health, Why: "x", Parts: onlyPolice()})
		o.want("Draft of another department's item", err, store.ErrForeign)
		e := o.draft(onlyPolice())
		o.want("Amend of another department's item", o.amend(health, e.Number, item("C0000", "公安局", 5)), store.ErrForeign)
		o.want("Submit by a reviewer", o.Submit(ctx, checker, e.Number, "x"), store.ErrRole)
		o.want("Submit by nobody", o.Submit(ctx, "路人", e.Number, "x"), store.ErrNobody)
		o.wantRefusals(health, "import draft：不在您负责的部门", "edition 2 amend：不在您负责的部门")
		o.wantRefusals(checker, "edition 2 submit：没有这个权限")
		o.wantRefusals("路人")
		_, _, err = o.VerifyAudit(ctx)
		o.must(err)
	})
}

// The role goes while the page on which a record is changed is open.
func TestI46ARoleThatGoesBeforeTheSaveStopsIt(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx, e := t.Context(), o.draft(parts(2, 20))
		_, seen, err := o.Version(ctx, e.Number, knowledge.KindItem, "C0000")
		o.must(err)
		save := store.Amendment{By: second, Draft: e.Number, Seen: seen, Record: record(t, item("C0000", "公安局", 21))}
		o.must(o.SetPerson(ctx, chief, store.Person{Name: second, Active: true, Roles: []store.Role{store.Reviewer}}))
		o.want("Amend without the role", o.Amend(ctx, save), store.ErrRole)
		o.must(o.SetPerson(ctx, chief, store.Person{Name: second, Roles: []store.Role{store.Curator}}))
		o.want("Amend by somebody switched off", o.Amend(ctx, save), store.ErrNobody)
		o.wantRefusals(second, "edition 1 amend：没有这个权限", "edition 1 amend：没有这个人")
		if now := o.edition(e.Number); now.ID != e.ID {
			t.Errorf("the draft became %s, want %s unchanged", now.ID, e.ID)
		}
	})
}

// A script that makes drafts without end meets a bound; none of them is made
// ready to answer.
func TestI37DraftsWithoutEndMeetABound(t *testing.T) {
	o := newOffice(t, dbtest.Another(t, ""))
	for i := range 50 {
		o.draft(parts(1, float64(i+1)))
	}
	_, err := o.Draft(t.Context(), store.Import{By: writer, Why: "x", Parts: parts(1, 99)})
	o.want("Draft number 51", err, store.ErrQuota)
	o.wantRefusals(writer, "import draft：您没有办完的草稿太多了")
	ctx, stop := context.WithCancel(t.Context())
	o.Follow(ctx, func(n store.News) {
		if n.Err != nil || n.Next != 0 || n.Serving.Seq != 0 {
			t.Errorf("with fifty drafts there is the news %+v, want nothing to make ready", n)
		}
		stop()
	})
	_, err = o.Draft(t.Context(), store.Import{By: second, Why: "x", Parts: parts(1, 99)})
	o.must(err) // somebody else goes on
	o.must(o.Withdraw(t.Context(), writer, 1, "不要了"))
	o.draft(parts(1, 98))
}

// Many records go only when two people have written down how many, and come
// back in one step.
func TestI47AMassWithdrawalNeedsTwoWhoKnowTheNumber(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		full := o.publish(parts(400, 10))
		e := o.draft(parts(50, 10))
		o.want("Submit of what withdraws 350", o.Submit(ctx, writer, e.Number, "清理"), store.ErrMass)
		o.want("Submit with another number", o.Submit(ctx, writer, e.Number, "撤下 35 条"), store.ErrMass)
		o.must(o.Submit(ctx, writer, e.Number, "机构撤并，撤下 350 条"))
		o.want("Approve without the number", o.Approve(ctx, checker, e.Number, "好"), store.ErrMass)
		o.want("Approve by the author", o.Approve(ctx, writer, e.Number, "撤下350条"), store.ErrOwn)
		o.wantState(e.Number, store.Review)
		o.must(o.Approve(ctx, checker, e.Number, "核对过文件，撤下350条"))
		_, err := o.Examine(ctx, checker, e.Number)
		o.must(err)
		_, err = o.Publish(ctx, checker, e.Number, time.Time{}, "发布")
		o.must(err)
		_, err = o.Rollback(ctx, checker, full.Number, "撤错了")
		o.must(err)
		if back, err := o.Load(ctx, o.serving()); err != nil || len(back.Items) != 400 {
			t.Errorf("after the rollback %d items serve, %v, want 400", len(back.Items), err)
		}
	})
}

// A hundred of many may go like any other change.
func TestI47AnUsualWithdrawalNeedsNoNumber(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.publish(parts(400, 10))
		o.publish(parts(300, 10))
	})
}

// An edition of which something is gone is not brought back.
func TestI48ARollbackToWhatIsNotWholeIsRefused(t *testing.T) {
	for name, statement := range map[string]string{
		"a record is gone":     "DELETE FROM entry WHERE edition = 1 AND code = 'C0001'",
		"a record was altered": "UPDATE version SET body = replace(body, '10', '1') WHERE code = 'C0001'",
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, o *office) {
				first, now := o.publish(parts(4, 10)), o.publish(parts(4, 20))
				o.raw(statement)
				_, err := o.Rollback(t.Context(), checker, first.Number, "退回")
				o.want("Rollback", err, store.ErrDamaged)
				if err != nil && !strings.Contains(err.Error(), "备份") {
					t.Errorf("Rollback = %v, want it to say what to do", err)
				}
				if o.serving() != now.Number {
					t.Errorf("edition %d serves, want %d", o.serving(), now.Number)
				}
			})
		})
	}
}
