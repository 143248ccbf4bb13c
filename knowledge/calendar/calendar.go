// Package calendar counts working days (工作日) with the holiday table that the
// State Council publishes for each year, 调休 included. Days begin and end in
// Asia/Shanghai. It is pure: the table is data, the clock is the caller's.
package calendar

import (
	"time"

	"wenban/knowledge"
)

// Calendar knows which days are worked. It never changes after Read.
type Calendar struct {
	years  map[int]string  // the notice each year is taken from
	days   map[string]bool // YYYY-MM-DD → worked, where that differs from the day of the week
	opens  time.Duration   // after midnight
	closes time.Duration
}

// Unit is what a limit is counted in.
type Unit string

// The units.
const (
	WorkingDays Unit = "工作日"
	Days        Unit = "自然日"
	Hours       Unit = "小时"
)

// Limit is a time limit (时限), as 5 工作日.
type Limit struct {
	N    int  `json:"n"`
	Unit Unit `json:"unit"`
}

// Valid reports whether a limit is one: at least 1, at most a thousand, of a
// known unit.
func (l Limit) Valid() bool {
	return l.N >= 1 && l.N <= maxDays && (l.Unit == WorkingDays || l.Unit == Days || l.Unit == Hours)
}

// Due is when a limit ends.
type Due struct {
	At      time.Time
	Guessed bool // a year without a table was counted by weekends alone
}

// maxDays bounds a count: no limit of an office is as long.
const maxDays = 1000

// Working reports whether a day is worked. known is false for a year without a
// table: weekends are then all that is known.
func (c *Calendar) Working(day time.Time) (working, known bool) {
	day = day.In(knowledge.Zone)
	_, known = c.years[day.Year()]
	if worked, ok := c.days[day.Format(time.DateOnly)]; ok {
		return worked, known
	}
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday, known
}

// Covers reports whether there is a table for a year.
func (c *Calendar) Covers(year int) bool {
	_, ok := c.years[year]
	return ok
}

// End returns when a limit that begins at from ends. Hours run on day and
// night; days end when offices close.
func (c *Calendar) End(from time.Time, l Limit) Due {
	n := max(0, min(l.N, maxDays))
	switch l.Unit {
	case Hours:
		return Due{At: from.Add(time.Duration(n) * time.Hour)}
	case Days:
		return Due{At: c.closing(from.In(knowledge.Zone).AddDate(0, 0, n))}
	}
	return c.AddWorkingDays(from, n)
}

// AddWorkingDays returns the close of office on the n-th working day after
// from. The day on which something comes in does not count; what comes in after
// office hours, or on a day that is not worked, counts as come in on the next
// working day. n is at most 1,000.
func (c *Calendar) AddWorkingDays(from time.Time, n int) Due {
	day, guessed := c.received(from)
	for left := max(0, min(n, maxDays)); left > 0; {
		day = day.AddDate(0, 0, 1)
		working, known := c.Working(day)
		guessed = guessed || !known
		if working {
			left--
		}
	}
	return Due{At: c.closing(day), Guessed: guessed}
}

// received is the working day on which what came in at t counts as come in.
func (c *Calendar) received(t time.Time) (day time.Time, guessed bool) {
	day = t.In(knowledge.Zone)
	working, known := c.Working(day)
	guessed = !known
	if day.After(c.closing(day)) {
		working = false
	}
	for !working {
		day = day.AddDate(0, 0, 1)
		working, known = c.Working(day)
		guessed = guessed || !known
	}
	return day, guessed
}

// closing is when offices close on the day of t.
func (c *Calendar) closing(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, knowledge.Zone).Add(c.closes)
}

// Open reports whether offices are open at t.
func (c *Calendar) Open(t time.Time) bool {
	t = t.In(knowledge.Zone)
	working, _ := c.Working(t)
	y, m, d := t.Date()
	since := t.Sub(time.Date(y, m, d, 0, 0, 0, 0, knowledge.Zone))
	return working && since >= c.opens && since < c.closes
}
