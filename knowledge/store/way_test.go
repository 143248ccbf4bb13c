package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/sample"
	"wenban/knowledge/store"
)

func TestTheWayOfAnEdition(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		if o.serving() != 0 {
			t.Errorf("an empty store serves edition %d, want none", o.serving())
		}
		e := o.draft(parts(600, 20)) // more than two batches
		if e.State != store.Draft || e.Changes != 600 || e.Base != 0 || e.Author != writer {
			t.Errorf("Draft = %+v, want a draft of 600 changes by %s", e, writer)
		}
		o.must(o.Submit(ctx, writer, e.Number, "请审核"))
		o.wantState(e.Number, store.Review)
		o.must(o.Approve(ctx, checker, e.Number, "好"))
		o.wantState(e.Number, store.Approved)
		_, err := o.Publish(ctx, checker, e.Number, time.Time{}, "发布")
		o.want("Publish before the examination", err, store.ErrUnexamined)
		_, err = o.Examine(ctx, checker, e.Number)
		o.must(err)
		p, err := o.Publish(ctx, checker, e.Number, time.Time{}, "发布")
		o.must(err)
		if p.ID != e.ID || o.serving() != e.Number {
			t.Errorf("Publish = %+v, serving %d, want %s", p, o.serving(), e.ID)
		}
		o.wantState(e.Number, store.Serving)
		next := o.publish(parts(600, 30))
		o.wantState(e.Number, store.Superseded)
		o.wantState(next.Number, store.Serving)
		history, err := o.History(ctx, e.Number)
		o.must(err)
		if got := actions(history); !sameStrings(got, []string{"draft", "submit", "approve", "examine", "examine", "publish"}) {
			t.Errorf("History = %q", got)
		}
		for _, s := range history {
			if s.Actor == "" || s.Detail == "" || s.At.IsZero() {
				t.Errorf("step %+v lacks who, when or why", s)
			}
		}
	})
}

func TestWhatIsLoadedIsWhatWasImported(t *testing.T) {
	city, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, o *office) {
		e := o.draft(knowledge.Parts{Items: city.Items, Documents: city.Documents, Events: city.Events, Regions: city.Regions.All, Halls: city.Halls, Overrides: city.Overrides})
		got, err := o.Load(t.Context(), e.Number)
		o.must(err)
		if e.ID != city.ID || got.ID != city.ID || len(got.Items) != len(city.Items) || len(got.Documents) != len(city.Documents) {
			t.Errorf("Load(%d) = %s with %d items, want %s with %d", e.Number, got.ID, len(got.Items), city.ID, len(city.Items))
		}
		if got.Regions.Root() != city.Regions.Root() {
			t.Errorf("Root() = %s, want %s", got.Regions.Root(), city.Regions.Root())
		}
		_, err = o.Draft(t.Context(), store.Import{By: writer, Why: "再来一次", Parts: knowledge.Parts{Items: got.Items}, Absent: store.Drop})
		o.must(err)
	})
}

func TestEveryStepWantsAReason(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx, e := t.Context(), o.draft(parts(2, 20))
		_, err := o.Draft(ctx, store.Import{By: writer, Why: " ", Parts: parts(3, 1), Absent: store.Drop})
		o.want("Draft", err, store.ErrWhy)
		o.want("Submit", o.Submit(ctx, writer, e.Number, ""), store.ErrWhy)
		o.want("Approve", o.Approve(ctx, checker, e.Number, "\x00"), store.ErrWhy)
		o.want("Withdraw", o.Withdraw(ctx, writer, e.Number, ""), store.ErrWhy)
	})
}

func TestOnlyWhatDiffersIsANewVersion(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		first := o.publish(parts(300, 20))
		_, err := o.Draft(t.Context(), store.Import{By: writer, Why: "同样的", Parts: parts(300, 20)})
		o.want("Draft of the same", err, store.ErrSame)
		changed := parts(300, 20)
		changed.Items[7].Fees[0].Amount = 25
		changed.Items = append(changed.Items, item("NEW", "公安局", 1))
		e := o.draft(changed)
		if e.Changes != 2 {
			t.Errorf("Changes = %d, want 2", e.Changes)
		}
		diff, err := o.Diff(t.Context(), first.Number, e.Number)
		o.must(err)
		if len(diff.Added) != 1 || len(diff.Changed) != 1 || len(diff.Withdrawn) != 0 || diff.Unchanged != 299 {
			t.Fatalf("Diff = %+v, want 1 added, 1 changed, 299 unchanged", diff)
		}
		f := diff.Changed[0].Fields
		if len(f) != 1 || f[0].Old != "20" || f[0].New != "25" || !strings.Contains(f[0].Element, "收费") {
			t.Errorf("Fields = %+v, want the fee from 20 to 25, by its Chinese name", f)
		}
		var versions int
		o.must(o.db.Reader().QueryRow("SELECT count(*) FROM version").Scan(&versions))
		if versions != 302 {
			t.Errorf("there are %d versions, want 302", versions)
		}
	})
}

func TestWhatAnImportLacks(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		base := o.publish(parts(10, 20))
		some := knowledge.Parts{Items: []knowledge.Item{item("C0001", "卫健委", 99)}}
		draft := func(a store.Absent) (store.Edition, error) {
			return o.Draft(t.Context(), store.Import{By: writer, Why: "部分", Parts: some, Absent: a})
		}
		_, err := draft(store.Ask)
		var lacks store.AbsentError
		if !errors.As(err, &lacks) || lacks.Count != 9 {
			t.Errorf("Draft of one item of ten = %v, want AbsentError of 9", err)
		}
		for a, want := range map[store.Absent][2]int{store.Keep: {1, 0}, store.Drop: {1, 9}} {
			e, err := draft(a)
			o.must(err)
			diff, err := o.Diff(t.Context(), base.Number, e.Number)
			o.must(err)
			if got := [2]int{len(diff.Changed), len(diff.Withdrawn)}; got != want {
				t.Errorf("Draft with Absent %q changes and withdraws %v, want %v", a, got, want)
			}
			loaded, err := o.Load(t.Context(), e.Number)
			o.must(err)
			if len(loaded.Items) != 10-want[1] {
				t.Errorf("Load with Absent %q has %d items, want %d", a, len(loaded.Items), 10-want[1])
			}
		}
	})
}

func TestI25AnImportThatIsCutOffLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		stop := errors.New("stop")
		func() {
			defer func() { _ = recover() }() // the process "dies" in the middle
			_, _ = o.Draft(t.Context(), store.Import{By: writer, Why: "x", Parts: parts(2000, 1), Progress: func(done, _ int) {
				if done > 500 {
					panic(stop)
				}
			}})
		}()
		all, err := o.Editions(t.Context(), 0)
		if err != nil || len(all) != 0 {
			t.Errorf("Editions = %v, %v, want none", all, err)
		}
		var rows int
		count := func() int {
			o.must(o.db.Reader().QueryRow("SELECT count(*) FROM entry").Scan(&rows))
			return rows
		}
		if count() == 0 {
			t.Error("the import was cut off before it wrote anything: the test shows nothing")
		}
		o.pass(time.Hour)
		if e := o.draft(parts(3, 1)); e.Changes != 3 || count() != 3 {
			t.Errorf("after another import there are %d entries of %+v, want 3: what was left must be swept away", rows, e)
		}
	})
}

// I46: the role goes while the import is under way.
func TestI46ARoleThatGoesDuringAnImportStopsIt(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		taken := false
		_, err := o.Draft(t.Context(), store.Import{By: writer, Why: "x", Parts: parts(600, 1), Progress: func(int, int) {
			if !taken {
				taken = true
				o.must(o.SetPerson(t.Context(), chief, store.Person{Name: writer, Active: true, Roles: []store.Role{store.Reviewer}}))
			}
		}})
		o.want("Draft", err, store.ErrRole)
		var rows int
		o.must(o.db.Reader().QueryRow("SELECT count(*) FROM edition").Scan(&rows))
		if !taken || rows != 0 {
			t.Errorf("the role was taken: %v; %d editions are there, want none", taken, rows)
		}
	})
}

func TestI49DatesOfPublication(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		first := o.publish(parts(4, 10))
		next := o.approve(o.draft(parts(4, 20)))
		publish := func(n int64, at time.Time) error {
			_, err := o.Publish(ctx, checker, n, at, "按时发布")
			return err
		}
		o.want("Publish in the past", publish(next.Number, o.now().Add(-time.Second)), store.ErrPast)
		o.want("Publish in a hundred years", publish(next.Number, o.now().AddDate(100, 0, 0)), store.ErrFar)
		at := o.now().Add(36*time.Hour + 500*time.Millisecond).UTC() // told in another zone
		o.must(publish(next.Number, at))
		o.wantState(next.Number, store.Scheduled)
		if e := o.edition(next.Number); !e.Effective.Equal(at.Truncate(time.Second)) || o.serving() != first.Number {
			t.Errorf("scheduled for %v, serving %d, want %v and %d", e.Effective, o.serving(), at.Truncate(time.Second), first.Number)
		}
		o.pass(36*time.Hour - time.Second)
		if o.serving() != first.Number {
			t.Errorf("a second before its time edition %d serves, want %d", o.serving(), first.Number)
		}
		o.pass(time.Second)
		if o.serving() != next.Number {
			t.Errorf("at its time edition %d serves, want %d", o.serving(), next.Number)
		}
		o.wantState(next.Number, store.Serving)
		o.wantState(first.Number, store.Superseded)
	})
}

func TestNobodyPublishesOverWhatTheyHaveNotSeen(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		base := o.publish(parts(4, 10))
		one, other := o.approve(o.draft(parts(4, 20))), o.approve(o.draft(parts(4, 30)))
		_, err := o.Publish(ctx, checker, one.Number, o.now().Add(time.Hour), "定时")
		o.must(err)
		_, err = o.Publish(ctx, checker, other.Number, time.Time{}, "插队")
		o.want("Publish before what is scheduled", err, store.ErrQueue)
		o.must(o.Withdraw(ctx, checker, one.Number, "先不发"))
		o.wantState(one.Number, store.Approved)
		_, err = o.Publish(ctx, checker, other.Number, time.Time{}, "现在")
		o.must(err)
		_, err = o.Publish(ctx, checker, one.Number, time.Time{}, "现在")
		o.want("Publish on a base that was replaced", err, store.ErrStale)
		if o.serving() != other.Number || base.Number == other.Number {
			t.Errorf("edition %d serves, want %d", o.serving(), other.Number)
		}
	})
}

func TestOfPublishersAtOnceOneWins(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.publish(parts(4, 1))
		var all []store.Edition
		for i := range 6 {
			all = append(all, o.approve(o.draft(parts(4, float64(10+i)))))
		}
		var wg sync.WaitGroup
		errs := make([]error, len(all))
		for i, e := range all {
			wg.Go(func() { _, errs[i] = o.Publish(t.Context(), checker, e.Number, time.Time{}, "发布") })
		}
		wg.Wait()
		won := 0
		for i, err := range errs {
			if err == nil {
				won++
				if o.serving() != all[i].Number {
					t.Errorf("edition %d was published, %d serves", all[i].Number, o.serving())
				}
			} else {
				o.want(fmt.Sprintf("Publish number %d", i), err, store.ErrStale)
			}
		}
		if won != 1 {
			t.Errorf("%d of six were published at once, want 1", won)
		}
	})
}

func TestRollback(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		good, bad := o.publish(parts(4, 10)), o.publish(parts(4, 99))
		planned := o.approve(o.draft(parts(4, 50)))
		_, err := o.Publish(ctx, checker, planned.Number, o.now().Add(time.Hour), "定时")
		o.must(err)
		_, err = o.Rollback(ctx, checker, bad.Number, "错")
		o.want("Rollback to what serves", err, store.ErrAlready)
		_, err = o.Rollback(ctx, writer+"x", good.Number, "错")
		o.want("Rollback by nobody", err, store.ErrNobody)
		_, err = o.Rollback(ctx, health, good.Number, "错")
		o.want("Rollback by a reviewer of one department", err, store.ErrForeign)
		draft := o.draft(parts(4, 77))
		_, err = o.Rollback(ctx, checker, draft.Number, "错")
		o.want("Rollback to a draft", err, store.ErrState)
		o.must(o.Withdraw(ctx, writer, draft.Number, "不要了"))
		_, err = o.Rollback(ctx, checker, draft.Number, "错")
		o.want("Rollback to what never served", err, store.ErrNever)
		p, err := o.Rollback(ctx, checker, good.Number, "收费写错了")
		o.must(err)
		if p.Kind != "rollback" || o.serving() != good.Number {
			t.Errorf("Rollback = %+v, edition %d serves, want %d", p, o.serving(), good.Number)
		}
		o.wantState(bad.Number, store.Withdrawn)
		o.wantState(planned.Number, store.Approved)
		o.pass(2 * time.Hour)
		if o.serving() != good.Number {
			t.Errorf("at the time of what was scheduled %d serves, want %d: a rollback takes it back", o.serving(), good.Number)
		}
		_, err = o.Publish(ctx, checker, planned.Number, time.Time{}, "发布")
		o.want("Publish of what was made from what was taken back", err, store.ErrStale)
	})
}

// A clock that is set is told to whoever serves, and the order of publications
// does not depend on it.
func TestI64AClockThatIsSetIsTold(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.publish(parts(4, 10))
		ctx, stop := context.WithCancel(t.Context())
		heard := make(chan store.News)
		go func() {
			defer close(heard)
			o.Follow(ctx, func(n store.News) { heard <- n })
		}()
		if n := <-heard; n.Jump != 0 || n.Serving.Seq != 1 {
			t.Errorf("before the clock was set the news is %+v, want no jump and publication 1", n)
		}
		const year = 365 * 24 * time.Hour
		for _, by := range []time.Duration{year, -24 * time.Hour, 24 * time.Hour} {
			o.pass(by)
			if n := <-heard; (n.Jump-by).Abs() > time.Minute || n.Serving.Seq != 1 {
				t.Errorf("with the clock set by %v the news is %+v, want it told and publication 1", by, n)
			}
		}
		go func() {
			for range heard { // until it ends
			}
		}()
		o.publish(parts(4, 20))
		if p, err := o.Serving(ctx); err != nil || p.Seq != 2 {
			t.Errorf("Serving after another publication = %+v, %v, want number 2", p, err)
		}
		_, _, err := o.VerifyAudit(ctx)
		o.must(err)
		stop()
	})
}

// I64: a clock that jumps.
func TestI64AClockSetBackBringsNothingBack(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		first := o.publish(parts(4, 10))
		o.pass(time.Hour)
		second := o.publish(parts(4, 20))
		draft := o.draft(parts(4, 30))
		o.pass(-24 * time.Hour)
		if o.serving() != second.Number {
			t.Errorf("with the clock set back a day %d serves, want %d, not %d", o.serving(), second.Number, first.Number)
		}
		o.want("Submit with the clock set back", o.Submit(t.Context(), writer, draft.Number, "x"), store.ErrClock)
	})
}
