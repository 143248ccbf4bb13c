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

// I66, I62: whatever is done to the trail past the program shows, with the place.
func TestATrailThatWasTouchedShows(t *testing.T) {
	for name, c := range map[string]struct {
		do    []string
		place string
	}{
		"a row altered":        {[]string{"UPDATE audit SET actor = 'x' WHERE seq = 4"}, "第 4 条"},
		"a time altered":       {[]string{"UPDATE audit SET at = at + 1 WHERE seq = 4"}, "第 4 条"},
		"a row removed":        {[]string{"DELETE FROM audit WHERE seq = 4"}, "第 4 条"},
		"two rows swapped":     {[]string{"UPDATE audit SET seq = 99 WHERE seq = 4", "UPDATE audit SET seq = 4 WHERE seq = 5", "UPDATE audit SET seq = 5 WHERE seq = 99"}, "第 4 条"},
		"the end cut off":      {[]string{"DELETE FROM audit WHERE seq > 5"}, "第 6 条"},
		"a row added":          {[]string{"INSERT INTO audit (seq, at, actor, action, subject, detail, hash) SELECT max(seq) + 1, 1, 'x', 'x', 'x', 'x', 'x' FROM audit"}, ""},
		"everything taken out": {[]string{"DELETE FROM audit"}, "第 1 条"},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, o *office) {
				o.publish(parts(2, 10))
				n, hash, err := o.VerifyAudit(t.Context())
				if err != nil || n < 10 || hash == "" {
					t.Fatalf("VerifyAudit of an untouched trail = %d, %q, %v", n, hash, err)
				}
				for _, s := range c.do {
					o.raw(s)
				}
				_, _, err = o.VerifyAudit(t.Context())
				o.want("VerifyAudit", err, store.ErrTrail)
				if err == nil || !strings.Contains(err.Error(), c.place) {
					t.Errorf("VerifyAudit = %v, want it to name %s", err, c.place)
				}
			})
		})
	}
}

func TestKnowledgeThatWasTouchedNeverAnswers(t *testing.T) {
	for name, statement := range map[string]string{
		"a fee altered in a version":          `UPDATE version SET body = replace(body, '10', '1')`,
		"an entry pointed at another version": `UPDATE entry SET hash = (SELECT hash FROM version v WHERE v.kind = entry.kind AND v.code = entry.code AND v.hash <> entry.hash) WHERE edition = 1 AND code = 'C0000'`,
		"an entry removed":                    `DELETE FROM entry WHERE edition = 1 AND code = 'C0001'`,
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, o *office) {
				e := o.publish(parts(2, 10))
				o.publish(parts(2, 20))
				_, err := o.Load(t.Context(), e.Number)
				o.must(err)
				o.raw(statement)
				_, err = o.Load(t.Context(), e.Number)
				o.want("Load", err, store.ErrDamaged)
			})
		})
	}
}

func TestExaminationsAreKept(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		bad := parts(2, 10)
		bad.Items[0].Department, bad.Items[0].Related = "公安局", []string{"NOWHERE"}
		bad.Items[0].Situations = []knowledge.Situation{{ID: "s", Question: "谁办", Options: []knowledge.Option{{ID: "a", Label: "本人", Redirect: "NOWHERE"}}}}
		e := o.draft(bad)
		o.must(o.Submit(ctx, writer, e.Number, "x"))
		o.must(o.Approve(ctx, checker, e.Number, "x"))
		_, err := o.Examine(ctx, checker, e.Number)
		o.must(err)
		found, err := o.Examinations(ctx, e.Number)
		o.must(err)
		if len(found) != 2 || found[0].Name != store.CheckName || found[0].Passed || len(found[0].Detail) == 0 || !found[1].Passed {
			t.Errorf("Examinations = %+v, want a failed check that says what is wrong, and a passed regression", found)
		}
		_, err = o.Publish(ctx, checker, e.Number, time.Time{}, "发布")
		o.want("Publish of what has errors", err, store.ErrUnexamined)
	})
}

func TestQuestionsGoToTheRegression(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		q := []store.Question{{ID: "b", Body: []byte(`{"q":"乙"}`)}, {ID: "a", Body: []byte(`{"q":"甲"}`)}}
		o.must(o.SetQuestions(ctx, writer, q))
		o.want("SetQuestions by nobody", o.SetQuestions(ctx, "nobody", q), store.ErrNobody)
		if err := o.SetQuestions(ctx, writer, append(q, q[0])); err == nil {
			t.Error("SetQuestions with an id twice = nil, want an error")
		}
		got, err := o.Questions(ctx)
		if err != nil || len(got) != 2 || got[0].ID != "a" || string(got[1].Body) != `{"q":"乙"}` {
			t.Errorf("Questions = %s, %v, want the two that were set", got, err)
		}
		base := o.publish(parts(2, 10))
		var saw struct{ before, after string }
		s := store.New(o.db, store.Options{Now: o.now, Regression: func(_ context.Context, before, after *knowledge.Edition, q []store.Question) (store.Examination, error) {
			saw.before, saw.after = before.ID, after.ID
			return store.Examination{Passed: len(q) != 2, Summary: "答错一道", Detail: []string{"甲"}}, nil
		}})
		next := o.draft(parts(2, 20))
		found, err := s.Examine(ctx, checker, next.Number)
		o.must(err)
		if saw.before != base.ID || saw.after != next.ID || found[1].Passed || found[1].Name != store.RegressionName {
			t.Errorf("Examine asked %+v and found %+v, want both editions and a failure", saw, found[1])
		}
	})
}

func TestReportsBecomeTasks(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.publish(parts(2, 10))
		report := store.Task{Kind: "error", Subject: knowledge.KindItem, Code: "C0001", Element: "fees", Words: "窗口收20元", Reporter: "市民", Origin: "T1/2"}
		n, err := o.Report(ctx, report)
		o.must(err)
		if again, err := o.Report(ctx, report); err != nil || again != n {
			t.Errorf("Report of the same turn = %d, %v, want %d", again, err, n)
		}
		tasks, err := o.Tasks(ctx, false)
		o.must(err)
		if len(tasks) != 1 || tasks[0].Department != "卫健委" || tasks[0].Owner != health || !tasks[0].Due.Equal(o.now().Add(5*24*time.Hour).UTC()) {
			t.Fatalf("Tasks = %+v, want one of 卫健委 for %s in five days", tasks, health)
		}
		due := o.now().Add(time.Hour)
		o.must(o.Assign(ctx, checker, n, writer, due))
		o.want("Close without an outcome", o.Close(ctx, writer, n, ""), store.ErrWhy)
		o.must(o.Close(ctx, writer, n, "已改为20元"))
		o.want("Close twice", o.Close(ctx, writer, n, "x"), store.ErrNoTask)
		if open, err := o.Tasks(ctx, false); err != nil || len(open) != 0 {
			t.Errorf("Tasks(open) = %v, %v, want none", open, err)
		}
		all, err := o.Tasks(ctx, true)
		if err != nil || len(all) != 1 || all[0].Owner != writer || all[0].Outcome != "已改为20元" || !all[0].Due.Equal(due) {
			t.Errorf("Tasks(all) = %+v, %v", all, err)
		}
		police, err := o.Report(ctx, store.Task{Kind: "error", Subject: knowledge.KindItem, Code: "C0000", Words: "x", Reporter: "坐席"})
		o.must(err)
		o.want("Close of another department's task", o.Close(ctx, health, police, "x"), store.ErrForeign)
	})
}

// Every process on the database hears of a publication: each has a handle of
// its own.
func TestFollowersHear(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx, stop := context.WithCancel(t.Context())
		const followers = 3
		heard := make([]chan store.News, followers)
		for i := range heard {
			heard[i] = make(chan store.News, 100)
			s := store.New(dbtest.Open(t, o.url), store.Options{Now: o.now})
			ended := make(chan bool)
			go func() { s.Follow(ctx, func(n store.News) { heard[i] <- n }); close(ended) }()
			t.Cleanup(func() { <-ended })
		}
		t.Cleanup(stop)
		until := func(what string, ok func(store.News) bool) {
			began := time.Now()
			for i := range heard {
				for n := range heard[i] {
					if n.Err != nil {
						t.Fatalf("follower %d: %v", i, n.Err)
					}
					if ok(n) {
						break
					}
				}
			}
			t.Logf("%s: the last of %d heard after %v", what, followers, time.Since(began))
		}
		until("nothing", func(n store.News) bool { return n.Serving.Seq == 0 && n.Next == 0 })
		e := o.approve(o.draft(parts(2, 10)))
		until("what comes next", func(n store.News) bool { return n.Next == e.Number })
		_, err := o.Publish(ctx, checker, e.Number, time.Time{}, "发布")
		o.must(err)
		until("a publication", func(n store.News) bool { return n.Serving.ID == e.ID })
		later := o.approve(o.draft(parts(2, 20)))
		_, err = o.Publish(ctx, checker, later.Number, o.now().Add(time.Hour), "定时")
		o.must(err)
		until("what is scheduled", func(n store.News) bool { return n.Next == later.Number && n.Serving.ID == e.ID })
		o.pass(time.Hour)
		until("its time", func(n store.News) bool { return n.Serving.ID == later.ID })
		_, err = o.Rollback(ctx, checker, e.Number, "退回")
		o.must(err)
		until("a rollback", func(n store.News) bool { return n.Serving.ID == e.ID })
		history, err := o.History(ctx, later.Number)
		if got := actions(history); err != nil || got[len(got)-1] != "effective" {
			t.Errorf("History of the scheduled one = %q, %v, want it to end with effective, once", got, err)
		}
	})
}

// Whoever reads the trail reads Chinese: no name of an action or a subject is
// left as it is stored.
func TestTheTrailIsReadInChinese(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.publish(parts(2, 10))
		err := o.SetPerson(t.Context(), writer, store.Person{Name: "丁", Active: true, Roles: []store.Role{store.Reviewer}})
		o.want("SetPerson by a writer", err, store.ErrRole) // it leaves a step of its own
		steps, err := o.Audit(t.Context(), "")
		if err != nil || len(steps) == 0 {
			t.Fatalf("Audit = %d steps, %v", len(steps), err)
		}
		for _, s := range steps {
			shown, _, _ := strings.Cut(s.String(), "：")
			if kind, _, _ := strings.Cut(s.Subject, " "); strings.Contains(shown, s.Action) || strings.Contains(shown, kind) {
				t.Errorf("step %d = %q, want neither %q nor %q in it", s.Seq, shown, s.Action, kind)
			}
		}
		if last := steps[len(steps)-1].String(); !strings.Contains(last, "没有准许 丁：登记：") {
			t.Errorf("the step of a refusal = %q, want 没有准许 丁：登记：… in it", last)
		}
	})
}
