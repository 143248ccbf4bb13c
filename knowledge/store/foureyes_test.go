package store_test

import (
	"strings"
	"testing"
	"time"

	"wenban/knowledge/store"
)

// I43: two people are needed, on every way there is through the store.
func TestNobodyPublishesAChangeOfTheirOwn(t *testing.T) {
	ways := map[string]struct {
		way  func(o *office, e store.Edition) error
		want error
	}{
		"the author approves": {func(o *office, e store.Edition) error {
			o.must(o.Submit(o.t.Context(), writer, e.Number, "x"))
			return o.Approve(o.t.Context(), writer, e.Number, "x")
		}, store.ErrOwn},
		"the author approves under a name written otherwise": {func(o *office, e store.Edition) error {
			o.must(o.Submit(o.t.Context(), writer, e.Number, "x"))
			return o.Approve(o.t.Context(), "\u00a0"+writer+" ", e.Number, "x")
		}, store.ErrOwn},
		"the author publishes a draft": {func(o *office, e store.Edition) error {
			_, err := o.Publish(o.t.Context(), writer, e.Number, time.Time{}, "x")
			return err
		}, store.ErrState},
		"the author publishes what was only submitted": {func(o *office, e store.Edition) error {
			o.must(o.Submit(o.t.Context(), writer, e.Number, "x"))
			_, err := o.Publish(o.t.Context(), writer, e.Number, time.Time{}, "x")
			return err
		}, store.ErrState},
		"the state is set in the database": {func(o *office, e store.Edition) error {
			o.raw("UPDATE edition SET state = 'approved' WHERE number = $1", e.Number)
			_, err := o.Examine(o.t.Context(), writer, e.Number)
			o.must(err)
			_, err = o.Publish(o.t.Context(), writer, e.Number, time.Time{}, "x")
			return err
		}, store.ErrOwn},
		"the author's approval is set in the database": {func(o *office, e store.Edition) error {
			o.raw("UPDATE edition SET state = 'approved' WHERE number = $1", e.Number)
			o.raw("INSERT INTO approval (edition, person, department, at) VALUES ($1, $2, '*', 1)", e.Number, writer)
			_, err := o.Examine(o.t.Context(), writer, e.Number)
			o.must(err)
			_, err = o.Publish(o.t.Context(), writer, e.Number, time.Time{}, "x")
			return err
		}, store.ErrOwn},
		"the author rolls back to a draft": {func(o *office, e store.Edition) error {
			o.must(o.Withdraw(o.t.Context(), writer, e.Number, "x"))
			_, err := o.Rollback(o.t.Context(), writer, e.Number, "x")
			return err
		}, store.ErrNever},
		"the author changes what was approved": {func(o *office, e store.Edition) error {
			return o.amend(writer, o.approve(e).Number, item("C0000", "公安局", 77))
		}, store.ErrFrozen},
		"somebody with a hand in every change approves": {func(o *office, e store.Edition) error {
			o.must(o.amend(second, e.Number, item("C0000", "公安局", 77)))
			o.must(o.amend(second, e.Number, item("C0001", "卫健委", 77)))
			o.must(o.Submit(o.t.Context(), writer, e.Number, "x"))
			return o.Approve(o.t.Context(), second, e.Number, "x")
		}, store.ErrOwn},
		"the first author, after somebody touched the change": {func(o *office, e store.Edition) error {
			o.must(o.amend(second, e.Number, item("C0000", "公安局", 77)))
			o.must(o.amend(second, e.Number, item("C0001", "卫健委", 77)))
			o.must(o.Submit(o.t.Context(), second, e.Number, "x"))
			return o.Approve(o.t.Context(), writer, e.Number, "x")
		}, store.ErrOwn},
		"a curator who is no reviewer": {func(o *office, e store.Edition) error {
			o.must(o.Submit(o.t.Context(), writer, e.Number, "x"))
			o.must(o.SetPerson(o.t.Context(), chief, store.Person{Name: second, Active: true, Roles: []store.Role{store.Curator}}))
			return o.Approve(o.t.Context(), second, e.Number, "x")
		}, store.ErrRole},
		"an admin who is no reviewer": {func(o *office, e store.Edition) error {
			o.must(o.Submit(o.t.Context(), writer, e.Number, "x"))
			return o.Approve(o.t.Context(), chief, e.Number, "x")
		}, store.ErrRole},
		"somebody who was switched off": {func(o *office, e store.Edition) error { // I46
			o.must(o.Submit(o.t.Context(), writer, e.Number, "x"))
			o.must(o.SetPerson(o.t.Context(), chief, store.Person{Name: checker, Roles: []store.Role{store.Reviewer}}))
			return o.Approve(o.t.Context(), checker, e.Number, "x")
		}, store.ErrNobody},
	}
	each(t, func(t *testing.T, o *office) {
		for name, w := range ways {
			t.Run(name, func(t *testing.T) {
				o := o.again(t)
				o.want(name, w.way(o, o.draft(parts(2, 20))), w.want)
				if o.serving() != 0 {
					t.Errorf("edition %d serves, want none", o.serving())
				}
			})
		}
	})
}

// What each hand did not do, the other may approve: two who changed different
// things review each other.
func TestTwoAuthorsMayApproveEachOther(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		e := o.draft(parts(2, 20))
		o.must(o.amend(second, e.Number, item("EXTRA", "公安局", 1)))
		o.must(o.Submit(ctx, writer, e.Number, "x"))
		o.must(o.Approve(ctx, second, e.Number, "编写人的改动"))
		o.wantState(e.Number, store.Review)
		open, err := o.Open(ctx, e.Number)
		if err != nil || len(open) != 1 || open[0] != (store.Open{Department: "公安局", Changes: 1}) {
			t.Errorf("Open = %v, %v, want the one change of %s", open, err, second)
		}
		o.must(o.Approve(ctx, writer, e.Number, "第二编写人的改动"))
		o.wantState(e.Number, store.Approved)
	})
}

func TestWhoeverReturnsForgetsTheApprovals(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		e := o.approve(o.draft(parts(2, 20)))
		o.must(o.Return(ctx, checker, e.Number, "收费不对"))
		o.must(o.amend(writer, e.Number, item("C0000", "公安局", 21)))
		o.must(o.Submit(ctx, writer, e.Number, "改好了"))
		o.wantState(e.Number, store.Review)
		o.must(o.Approve(ctx, checker, e.Number, "好"))
		_, err := o.Publish(ctx, checker, e.Number, time.Time{}, "发布")
		o.want("Publish with the examination of the content before", err, store.ErrUnexamined)
	})
}

// I45, and per-department ownership.
func TestI45Departments(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		base := o.publish(parts(4, 10))
		changed := parts(4, 10)
		changed.Items[0].Fees[0].Amount = 11 // 公安局
		_, err := o.Draft(ctx, store.Import{By: health, Why: "x", Parts: changed})
		o.want("Draft of another department's item", err, store.ErrForeign)
		stolen := parts(4, 10)
		stolen.Items[0].Department = "卫健委"
		_, err = o.Draft(ctx, store.Import{By: health, Why: "x", Parts: stolen})
		o.want("Draft that takes another department's item over", err, store.ErrForeign)
		gone := parts(4, 10)
		gone.Items = gone.Items[1:]
		_, err = o.Draft(ctx, store.Import{By: health, Why: "x", Parts: gone, Absent: store.Drop})
		o.want("Draft that withdraws another department's item", err, store.ErrForeign)
		mine := parts(4, 10)
		mine.Items[1].Fees[0].Amount = 12 // 卫健委
		e, err := o.Draft(ctx, store.Import{By: health, Why: "x", Parts: mine})
		o.must(err)
		o.want("Amend of another department's item", o.amend(health, e.Number, item("C0000", "公安局", 5)), store.ErrForeign)
		if all, err := o.Editions(ctx, 0); err != nil || len(all) != 2 || all[1].Number != base.Number {
			t.Errorf("Editions = %v, %v, want the base and one draft", all, err)
		}
		both := o.draft(parts(4, 20))
		o.must(o.Submit(ctx, writer, both.Number, "x"))
		o.must(o.Approve(ctx, health, both.Number, "本部门的"))
		o.wantState(both.Number, store.Review)
		open, err := o.Open(ctx, both.Number)
		if err != nil || len(open) != 1 || open[0].Department != "公安局" || open[0].Changes != 2 {
			t.Errorf("Open after one department = %v, %v, want two of 公安局", open, err)
		}
		o.must(o.Approve(ctx, checker, both.Number, "其余的"))
		o.wantState(both.Number, store.Approved)
		alone := o.draft(onlyPolice())
		o.must(o.Submit(ctx, writer, alone.Number, "x"))
		o.want("Approve without anything of the department", o.Approve(ctx, health, alone.Number, "x"), store.ErrForeign)
	})
}

// I44: two editors change one record.
func TestI44ASecondEditorOverwritesNothing(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		e := o.draft(parts(2, 20))
		_, seen, err := o.Version(ctx, e.Number, "item", "C0000")
		o.must(err)
		o.must(o.amend(second, e.Number, item("C0000", "公安局", 21)))
		late := store.Amendment{By: writer, Draft: e.Number, Seen: seen, Record: record(t, item("C0000", "公安局", 22))}
		o.want("Amend of what somebody else changed", o.Amend(ctx, late), store.ErrConflict)
		loaded, err := o.Load(ctx, e.Number)
		o.must(err)
		if got := loaded.Items[0].Fees[0].Amount; got != 21 {
			t.Errorf("the fee is %v, want 21 of the first who saved", got)
		}
		if now := o.edition(e.Number); now.ID == e.ID {
			t.Errorf("an amended draft is still named %s", now.ID)
		}
	})
}

func TestAChangeTakenBackIsNoChange(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		base := o.publish(parts(2, 20))
		p := parts(2, 20)
		p.Items[0].Fees[0].Amount = 30
		e := o.draft(p)
		o.must(o.amend(writer, e.Number, item("C0000", "公安局", 20)))
		if now := o.edition(e.Number); now.Changes != 0 || now.ID != base.ID {
			t.Errorf("after taking the change back: %d changes, %s, want none and %s", now.Changes, now.ID, base.ID)
		}
		o.want("Submit of nothing", o.Submit(t.Context(), writer, e.Number, "x"), store.ErrSame)
		gone := store.Amendment{By: writer, Draft: e.Number, Seen: record(t, item("C0001", "卫健委", 20)).Hash(), Record: record(t, item("C0001", "卫健委", 20))}
		gone.Record.Body = nil
		o.must(o.Amend(t.Context(), gone))
		loaded, err := o.Load(t.Context(), e.Number)
		if err != nil || len(loaded.Items) != 1 || o.edition(e.Number).Changes != 1 {
			t.Errorf("after a withdrawal: %v, %v, %d changes, want one item and one change", loaded, err, o.edition(e.Number).Changes)
		}
	})
}

func TestPeople(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		set := func(by, name string, roles ...store.Role) error {
			return o.SetPerson(ctx, by, store.Person{Name: name, Active: true, Roles: roles})
		}
		o.want("SetPerson by no admin", set(writer, "甲", store.Reviewer), store.ErrRole)
		o.want("SetPerson by nobody", set("", "甲", store.Admin), store.ErrNobody)
		for _, name := range []string{"", "a b", "张\u200b三", "x\ny", strings.Repeat("长", 41)} {
			o.want("SetPerson "+name, set(chief, name, store.Curator), store.ErrName)
		}
		if err := set(chief, "甲", "owner"); err == nil {
			t.Error("SetPerson with an unknown role = nil, want an error")
		}
		if err := set(chief, chief, store.Curator); err == nil {
			t.Error("SetPerson that takes the last admin away = nil, want an error")
		}
		all, err := o.People(ctx)
		if err != nil || len(all) != 5 {
			t.Errorf("People = %v, %v, want five", all, err)
		}
	})
	each(t, func(t *testing.T, o *office) {
		empty := o.empty(t)
		o.want("the first person without the role", empty.SetPerson(t.Context(), "", store.Person{Name: "甲", Active: true, Roles: []store.Role{store.Curator}}), store.ErrFirst)
	})
}
