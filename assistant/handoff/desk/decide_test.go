package desk

import (
	"errors"
	"strings"
	"testing"
	"time"

	"wenban/assistant/handoff"
)

var morning = time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC)

// plain are the options of a desk that knows nothing of its house.
var plain = New(nil, nil, Options{}).Options

// TestWhatIsMissingIsSaid: each field that an act needs, and its bounds.
func TestWhatIsMissingIsSaid(t *testing.T) {
	working := Case{State: handoff.Working, Department: city, Assigned: morning.Add(-time.Hour), Due: morning.Add(time.Hour), Version: 3}
	assigned := working
	assigned.State = handoff.Assigned
	stale := assigned
	stale.Assigned = morning.Add(-25 * time.Hour)
	submitted := Case{State: handoff.Submitted, Version: 3}
	long := strings.Repeat("长", mostText+1)
	for _, c := range []struct {
		name  string
		c     Case
		p     Person
		a     Act
		field string // "": it is right
	}{
		{"a reply without words", working, li, Act{Action: handoff.Reply}, "words"},
		{"a reply that is too long", working, li, Act{Action: handoff.Reply, Words: long}, "words"},
		{"a reply", working, li, Act{Action: handoff.Reply, Words: "好"}, ""},
		{"an extension without a reason", working, li, Act{Action: handoff.Extend, Due: morning.Add(48 * time.Hour)}, "words"},
		{"an extension without a time", working, li, Act{Action: handoff.Extend, Words: "要检测"}, "due"},
		{"an extension into the past", working, li, Act{Action: handoff.Extend, Words: "要检测", Due: morning.Add(-time.Hour)}, "due"},
		{"an extension that is shorter", working, li, Act{Action: handoff.Extend, Words: "要检测", Due: morning.Add(time.Minute)}, "due"},
		{"an extension of years (A20)", working, li, Act{Action: handoff.Extend, Words: "要检测", Due: morning.AddDate(7000, 0, 0)}, "due"},
		{"an extension", working, li, Act{Action: handoff.Extend, Words: "要检测", Due: morning.Add(48 * time.Hour)}, ""},
		{"an assignment to nobody", submitted, boss, Act{Action: handoff.Assign}, "department"},
		{"help from who is in charge", submitted, boss, Act{Action: handoff.Assign, Department: city, Helpers: []string{city}}, "helpers"},
		{"an assignment", submitted, boss, Act{Action: handoff.Assign, Department: city}, ""},
		{"a return without a reason", assigned, li, Act{Action: handoff.Return}, "remark"},
		{"a return that is too late", stale, li, Act{Action: handoff.Return, Remark: "不归我们"}, "remark"},
		{"a return", assigned, li, Act{Action: handoff.Return, Remark: "不归我们"}, ""},
		{"an objection that is too late", stale, li, Act{Action: handoff.Object, Remark: "不归我们"}, "remark"},
		{"a refusal without a reason", submitted, boss, Act{Action: handoff.Decline}, "words"},
		{"a call without a result", working, boss, Act{Action: handoff.Contact, Remark: "打了"}, "result"},
		{"an end without a reply or words", working, boss, Act{Action: handoff.Close}, "words"},
		{"recusal of who is at work", working, boss, Act{Action: Recuse, Department: city, Remark: "亲属"}, "department"},
	} {
		c.a.Version = 3
		_, _, err := decide(c.c, c.p, c.a, morning, plain)
		var f Fault
		if errors.As(err, &f); f.Field != c.field || (err == nil) != (c.field == "") {
			t.Errorf("%s: decide(%s) = %v, want a fault in %q", c.name, c.a.Action, err, c.field)
		}
	}
}

// TestWhoMayDoWhat: roles, and the first reason against an act.
func TestWhoMayDoWhat(t *testing.T) {
	c := Case{State: handoff.Replied, Department: city, Helpers: []string{market}, Replier: judge.Name, Version: 3, Kind: handoff.Complaint}
	working := c
	working.State = handoff.Working
	for _, x := range []struct {
		name string
		c    Case
		p    Person
		a    Act
		want error
	}{
		{"who replied does not approve", c, judge, Act{Action: handoff.Approve, Version: 3}, ErrRight},
		{"another does", c, boss, Act{Action: handoff.Approve, Version: 3}, nil},
		{"a handler does not assign", working, li, Act{Action: handoff.Assign, Department: market, Version: 3}, ErrRight},
		{"a dispatcher does not reply", working, boss, Act{Action: handoff.Reply, Words: "好", Version: 3}, ErrRight},
		{"who helps does not reply", working, wang, Act{Action: handoff.Reply, Words: "好", Version: 3}, ErrRight},
		{"who helps may note", working, wang, Act{Action: handoff.Note, Remark: "好", Version: 3}, nil},
		{"a stranger sees nothing", working, chen, Act{Action: handoff.Note, Remark: "好", Version: 3}, ErrNone},
		{"a department does not close a complaint", working, li, Act{Action: handoff.Close, Words: "好", Version: 3}, ErrRight},
		{"nobody rates at the desk", c, boss, Act{Action: handoff.Rate, Version: 3}, ErrRight},
		{"what one saw is old", working, li, Act{Action: handoff.Reply, Words: "好", Version: 2}, ErrConflict},
		{"not in this state", working, boss, Act{Action: handoff.Accept, Version: 3}, handoff.ErrTransition},
		{"an action that is none", working, boss, Act{Action: "drop", Version: 3}, ErrRight},
	} {
		if _, _, err := decide(x.c, x.p, x.a, morning, plain); !errors.Is(err, x.want) {
			t.Errorf("%s: decide(%s by %s) = %v, want %v", x.name, x.a.Action, x.p.Name, err, x.want)
		}
	}
}

// TestEveryActCanBeDone: each act of the desk has a name, somebody who may do it,
// and a state in which it is possible.
func TestEveryActCanBeDone(t *testing.T) {
	for _, a := range Acts {
		possible := false
		for _, s := range handoff.States {
			_, err := next(s, a)
			possible = possible || err == nil
		}
		if NameOf(a) == "" || len(rights[a]) == 0 || !possible {
			t.Errorf("%s: name %q, rights %v, possible %v", a, NameOf(a), rights[a], possible)
		}
	}
}

func TestLight(t *testing.T) {
	due := morning.Add(48 * time.Hour)
	for _, c := range []struct {
		name string
		c    Case
		at   time.Time
		want Light
	}{
		{"no limit", Case{State: handoff.Working}, morning, NoLimit},
		{"two days left", Case{State: handoff.Working, Due: due}, morning, InTime},
		{"an hour left", Case{State: handoff.Working, Due: due}, due.Add(-time.Hour), Soon},
		{"over", Case{State: handoff.Working, Due: due}, due.Add(time.Second), Late},
		{"it waits for the citizen", Case{State: handoff.Lacking, Due: due}, due.Add(time.Hour), Paused},
		{"replied in time, reviewed after", Case{State: handoff.Reviewed, Due: due, Replied: morning}, due.Add(time.Hour), OnTime},
		{"replied too late", Case{State: handoff.Replied, Due: due, Replied: due.Add(time.Hour)}, due.Add(2 * time.Hour), Late},
		{"to be done again", Case{State: handoff.Redo, Due: due, Replied: morning}, due.Add(time.Hour), Late},
		{"closed in time", Case{State: handoff.Closed, Due: due, Done: morning}, due.Add(time.Hour), OnTime},
	} {
		if got := c.c.Light(c.at); got != c.want {
			t.Errorf("%s: Light = %q, want %q", c.name, got, c.want)
		}
	}
}

func TestTextIsKeptAsItIsRead(t *testing.T) {
	for in, want := range map[string]string{" a\r\nb ": "a\nb", "x\x00y\u202ez\u200b": "xyz", "\xff": "\uFFFD"} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}
