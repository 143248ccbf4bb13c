package desk

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"wenban/assistant/handoff"
	"wenban/knowledge"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/db/dbtest"
	"wenban/knowledge/store/seal"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// The departments and people of the tests.
const (
	city   = "云东区城市管理局"
	market = "云东区市场监督管理局"
	water  = "云东区水务局"
)

var (
	boss  = Person{Name: "派单员甲", Dispatcher: true}
	judge = Person{Name: "派单员乙", Dispatcher: true}
	li    = Person{Name: "李建国", Handler: true, Departments: []string{city}}
	zhao  = Person{Name: "赵敏", Handler: true, Departments: []string{city}}
	wang  = Person{Name: "王芳", Handler: true, Departments: []string{market}}
	chen  = Person{Name: "陈晨", Handler: true, Departments: []string{water}}
)

// office is a desk, its clock and its database.
type office struct {
	*Desk
	t   testing.TB
	db  *db.DB
	mu  sync.Mutex
	at  time.Time
	new int
}

func newOffice(t testing.TB, url string, change ...func(*Options)) *office {
	t.Helper()
	var none *seal.Ring
	o := &office{t: t, db: dbtest.Open(t, url), at: time.Date(2026, 11, 25, 9, 0, 0, 0, knowledge.Zone)}
	options := Options{
		Now: o.now, Prefix: "云",
		Due: func(_ Case, from time.Time) time.Time { return from.AddDate(0, 0, 5) },
	}
	for _, f := range change {
		f(&options)
	}
	o.Desk = New(o.db, none.Next(), options)
	return o
}

func each(t *testing.T, test func(t *testing.T, o *office), change ...func(*Options)) {
	dbtest.Each(t, func(t *testing.T, url string) { test(t, newOffice(t, url, change...)) })
}

func (o *office) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.at
}

func (o *office) later(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.at = o.at.Add(d)
}

// message is a case as it is delivered.
func (o *office) message(change ...func(*handoff.Case)) handoff.Message {
	o.new++
	c := handoff.Case{
		ID: fmt.Sprintf("CASE%04d", o.new), Receipt: handoff.NewReceipt(o.now()), Kind: handoff.Complaint, State: handoff.Submitted,
		Region: "990102", Title: "夜间施工噪声", Opened: o.now(),
		Content: handoff.Content{Name: "王秀兰", Phone: "13800138000", What: "楼下工地半夜施工", Where: "青年路 12 号", Talk: []string{"半夜还在施工"}},
	}
	for _, f := range change {
		f(&c)
	}
	return handoff.Message{Key: c.ID + "/1", Act: handoff.Opened, Case: c, Digest: c.Digest()}
}

// opened delivers a case and returns its number.
func (o *office) opened(change ...func(*handoff.Case)) string {
	o.t.Helper()
	a, err := o.Deliver(o.t.Context(), o.message(change...))
	o.must(err)
	return a.Number
}

// do does something to a case as it stands.
func (o *office) do(p Person, number string, a Act) Case {
	o.t.Helper()
	c, err := o.try(p, number, a)
	if err != nil {
		o.t.Fatalf("Do(%s, %s, %s) = %v, want nil", p.Name, number, a.Action, err)
	}
	return c
}

func (o *office) try(p Person, number string, a Act) (Case, error) {
	a.Number, a.Version = number, o.version(number)
	return o.Do(o.t.Context(), p, a)
}

func (o *office) version(number string) (v int64) {
	o.t.Helper()
	o.must(o.db.Reader().QueryRow("SELECT version FROM desk_case WHERE number = $1", number).Scan(&v))
	return v
}

func (o *office) view(p Person, number string) Sheet {
	o.t.Helper()
	s, err := o.View(o.t.Context(), p, number)
	if err != nil {
		o.t.Fatalf("View(%s, %s) = %v, want nil", p.Name, number, err)
	}
	return s
}

// updates returns all that Updates tells, page by page.
func (o *office) updates() (all []handoff.Update) {
	o.t.Helper()
	for cursor := ""; ; {
		some, next, err := o.Updates(o.t.Context(), cursor)
		o.must(err)
		all = append(all, some...)
		if next == cursor {
			return all
		}
		cursor = next
	}
}

// assigned is a case that the city department has signed for.
func (o *office) assigned(change ...func(*handoff.Case)) string {
	o.t.Helper()
	number := o.opened(change...)
	o.do(boss, number, Act{Action: handoff.Accept})
	o.do(boss, number, Act{Action: handoff.Assign, Department: city})
	return number
}

func (o *office) signed(change ...func(*handoff.Case)) string {
	o.t.Helper()
	number := o.assigned(change...)
	o.do(li, number, Act{Action: handoff.Sign})
	return number
}

// trail returns who did what to a case, as the audit trail has it.
func (o *office) trail(number string) (all []string) {
	o.t.Helper()
	s := store.New(o.db, store.Options{Now: o.now})
	_, _, err := s.VerifyAudit(o.t.Context())
	o.must(err)
	steps, err := s.Audit(o.t.Context(), "case "+number)
	o.must(err)
	for _, x := range steps {
		all = append(all, x.Actor+" "+x.Action)
	}
	return all
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) want(call string, err, want error) {
	o.t.Helper()
	if !errors.Is(err, want) {
		o.t.Errorf("%s = %v, want %v", call, err, want)
	}
}
