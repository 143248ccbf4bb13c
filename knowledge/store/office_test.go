package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/db/dbtest"
)

func TestMain(m *testing.M) {
	if runChild() {
		return
	}
	os.Exit(dbtest.Main(m))
}

// office is a store with people in it and a clock that the test sets.
type office struct {
	*store.Store
	t   *testing.T
	db  *db.DB
	url string
	mu  sync.Mutex
	at  time.Time
}

// The people of an office.
const (
	chief   = "管理员"
	writer  = "编写人"
	second  = "第二编写人"
	checker = "审核人"
	health  = "卫健审核人" // of one department only
)

// each runs a test in an office on both engines.
func each(t *testing.T, test func(t *testing.T, o *office)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, url string) {
		t.Parallel() // they wait for the disk most of the time
		test(t, newOffice(t, url))
	})
}

func newOffice(t *testing.T, url string) *office {
	t.Helper()
	o := &office{t: t, url: url, db: dbtest.Open(t, url), at: time.Date(2026, 11, 25, 9, 0, 0, 0, knowledge.Zone)}
	o.Store = store.New(o.db, store.Options{Now: o.now, Regression: passes})
	o.must(o.SetPerson(t.Context(), "", store.Person{Name: chief, Active: true, Roles: []store.Role{store.Admin}}))
	for _, p := range []store.Person{
		{Name: writer, Roles: []store.Role{store.Curator, store.Reviewer}}, // may review, but not the own
		{Name: second, Roles: []store.Role{store.Curator, store.Reviewer}},
		{Name: checker, Roles: []store.Role{store.Reviewer}},
		{Name: health, Roles: []store.Role{store.Curator, store.Reviewer}, Departments: []string{"卫健委"}},
	} {
		p.Active = true
		o.must(o.SetPerson(t.Context(), chief, p))
	}
	return o
}

// passes is a regression that finds nothing.
func passes(_ context.Context, _, _ *knowledge.Edition, q []store.Question) (store.Examination, error) {
	return store.Examination{Passed: true, Summary: fmt.Sprint(len(q), " 道")}, nil
}

func (o *office) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.at
}

func (o *office) pass(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.at = o.at.Add(d)
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// want fails unless an error is the one that was asked for.
func (o *office) want(call string, got, want error) {
	o.t.Helper()
	if !errors.Is(got, want) {
		o.t.Errorf("%s = %v, want %v", call, got, want)
	}
}

// item is an item that passes every check.
func item(code, department string, fee float64) knowledge.Item {
	return knowledge.Item{
		Code: code, Name: "事项" + code, Summary: "给需要的人办" + code, Type: "公共服务", Audience: []string{"自然人"}, Department: department,
		Fees: []knowledge.Fee{{Name: "工本费", Amount: fee, Unit: "元/证", Basis: "发改价格〔2017〕1号"}},
	}
}

// parts are n items of two departments, all with the same fee.
func parts(n int, fee float64) (p knowledge.Parts) {
	for i := range n {
		p.Items = append(p.Items, item(fmt.Sprintf("C%04d", i), []string{"公安局", "卫健委"}[i%2], fee))
	}
	return p
}

func (o *office) draft(p knowledge.Parts) store.Edition {
	o.t.Helper()
	e, err := o.Draft(o.t.Context(), store.Import{By: writer, Why: "更新", Parts: p, Absent: store.Drop})
	o.must(err)
	return e
}

// approve takes a draft to where it can be published.
func (o *office) approve(e store.Edition) store.Edition {
	o.t.Helper()
	o.must(o.Submit(o.t.Context(), writer, e.Number, "请审核"))
	o.must(o.Approve(o.t.Context(), checker, e.Number, "核对过文件"))
	found, err := o.Examine(o.t.Context(), checker, e.Number)
	o.must(err)
	for _, x := range found {
		if !x.Passed {
			o.t.Fatalf("Examine: %s %q", x, x.Detail)
		}
	}
	return o.edition(e.Number)
}

// publish makes an edition of parts serve now.
func (o *office) publish(p knowledge.Parts) store.Edition {
	o.t.Helper()
	e := o.approve(o.draft(p))
	_, err := o.Publish(o.t.Context(), checker, e.Number, time.Time{}, "发布")
	o.must(err)
	return o.edition(e.Number)
}

func (o *office) edition(number int64) store.Edition {
	o.t.Helper()
	e, err := o.Edition(o.t.Context(), number)
	o.must(err)
	return e
}

func (o *office) serving() int64 {
	o.t.Helper()
	p, err := o.Serving(o.t.Context())
	o.must(err)
	return p.Edition
}

func (o *office) wantState(number int64, want store.State) {
	o.t.Helper()
	if got := o.edition(number).State; got != want {
		o.t.Errorf("edition %d is %q, want %q", number, got, want)
	}
}

// record returns the record that a value of package knowledge is.
func record(t *testing.T, it knowledge.Item) (r knowledge.Record) {
	t.Helper()
	if err := (knowledge.Parts{Items: []knowledge.Item{it}}).Records(func(x knowledge.Record) error { r = x; return nil }); err != nil {
		t.Fatal(err)
	}
	return r
}

// amend changes an item in a draft.
func (o *office) amend(by string, draft int64, it knowledge.Item) error {
	o.t.Helper()
	_, seen, err := o.Version(o.t.Context(), draft, knowledge.KindItem, it.Code)
	o.must(err)
	return o.Amend(o.t.Context(), store.Amendment{By: by, Draft: draft, Seen: seen, Record: record(o.t, it)})
}

// raw runs a statement past the store, as somebody with the database could.
func (o *office) raw(statement string, values ...any) {
	o.t.Helper()
	d, err := openRaw(o.url)
	o.must(err)
	_, err = d.Exec(statement, values...)
	o.must(errors.Join(err, d.Close()))
}

func actions(steps []store.Step) (all []string) {
	for _, s := range steps {
		all = append(all, s.Action)
	}
	return all
}

func sameStrings(a, b []string) bool { return slices.Equal(a, b) }

// again is another office on the same engine.
func (o *office) again(t *testing.T) *office {
	t.Helper()
	return newOffice(t, dbtest.Another(t, o.url))
}

// empty is a store without anybody, on the same engine.
func (o *office) empty(t *testing.T) *store.Store {
	t.Helper()
	return store.New(dbtest.Open(t, dbtest.Another(t, o.url)), store.Options{Now: o.now})
}

// onlyPolice changes what serves in items of one department.
func onlyPolice() knowledge.Parts {
	p := parts(4, 10)
	p.Items[0].Fees[0].Amount = 33
	return p
}
