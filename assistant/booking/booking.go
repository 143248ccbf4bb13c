// Package booking is appointments (预约) at the halls: which slots there are, by
// a plan that is data, and what an appointment says. It is pure; the ledger
// keeps appointments and counts who has which slot.
//
// A plan is JSON Lines, a line for a stretch of a day at one desk:
//
//	{"hall":"H-YD","desk":"综合窗口","from":"09:00","to":"12:00","minutes":30,"capacity":4}
//
// hall is the id of a hall of the edition, desk the desk (服务窗口) as it is
// written there, from and to HH:MM on every working day of the calendar
// (holidays and their substitute days included), minutes the length of a slot
// (5 to 240) and capacity how many people one slot takes (1 to 500).
package booking

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"wenban/knowledge"
)

// Stretch is one line of a plan.
type Stretch struct {
	Hall     string `json:"hall"`
	Desk     string `json:"desk"`
	From     string `json:"from"`
	To       string `json:"to"`
	Minutes  int    `json:"minutes"`
	Capacity int    `json:"capacity"`

	from, to time.Duration // after midnight
}

// Plan is when which halls take appointments. It never changes after Read; nil
// takes none.
type Plan struct{ stretches []Stretch }

// maxStretches bounds a plan; a province has some thousand desks.
const maxStretches = 100_000

// Read reads a plan. The error names the first line that is wrong.
func Read(r io.Reader) (*Plan, error) {
	p := &Plan{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\ufeff")))
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		s, err := stretch(line)
		if err == nil {
			err = p.clash(s)
		}
		if err != nil {
			return nil, fmt.Errorf("预约计划第 %d 行：%w", n, err)
		}
		if p.stretches = append(p.stretches, s); len(p.stretches) > maxStretches {
			return nil, fmt.Errorf("预约计划最多 %d 行", maxStretches)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("读预约计划：%w", err)
	}
	return p, nil
}

func stretch(line []byte) (s Stretch, err error) {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil || d.More() {
		return s, errors.New(`要写成一个 JSON，如 {"hall":"H-YD","desk":"综合窗口","from":"09:00","to":"12:00","minutes":30,"capacity":4}，不能有别的字段`)
	}
	if s.from, err = clock(s.From); err != nil {
		return s, err
	}
	if s.to, err = clock(s.To); err != nil {
		return s, err
	}
	switch {
	case s.Hall == "" || s.Desk == "":
		return s, errors.New("hall 和 desk 不能空着")
	case s.Minutes < 5 || s.Minutes > 240:
		return s, fmt.Errorf("minutes 应是 5 到 240，现在是 %d", s.Minutes)
	case s.Capacity < 1 || s.Capacity > 500:
		return s, fmt.Errorf("capacity 应是 1 到 500，现在是 %d", s.Capacity)
	case s.to-s.from < time.Duration(s.Minutes)*time.Minute:
		return s, fmt.Errorf("从 %s 到 %s 放不下一个 %d 分钟的时段", s.From, s.To, s.Minutes)
	}
	return s, nil
}

func clock(text string) (time.Duration, error) {
	t, err := time.Parse("15:04", text)
	if err != nil {
		return 0, fmt.Errorf("“%s”不是时间，应写成 09:00", text)
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}

// clash refuses two stretches of a desk that lie over each other.
func (p *Plan) clash(s Stretch) error {
	for _, o := range p.stretches {
		if o.Hall == s.Hall && o.Desk == s.Desk && s.from < o.to && o.from < s.to {
			return fmt.Errorf("%s %s 的 %s-%s 和前面的 %s-%s 重叠", s.Hall, s.Desk, s.From, s.To, o.From, o.To)
		}
	}
	return nil
}

// Slot (时段) is when a desk takes people.
type Slot struct {
	Hall     string
	Desk     string
	Begins   time.Time
	Ends     time.Time
	Capacity int
	Taken    int
}

// Free is how many people a slot still takes.
func (s Slot) Free() int { return max(0, s.Capacity-s.Taken) }

// Desks returns the desks of a hall that take appointments, in the order of the
// plan.
func (p *Plan) Desks(hall string) (out []string) {
	if p == nil {
		return nil
	}
	for _, s := range p.stretches {
		if s.Hall == hall && !slices.Contains(out, s.Desk) {
			out = append(out, s.Desk)
		}
	}
	return out
}

// Working reports whether a day is worked; known is false for a year without a
// table of holidays. calendar.Calendar has one.
type Working func(day time.Time) (working, known bool)

// Slots returns the slots of a desk on the day of day, none on a day that is not
// worked. They are as the plan has them: who has taken which is not in it.
func (p *Plan) Slots(hall, desk string, day time.Time, worked Working) (out []Slot) {
	if open, _ := worked(day); p == nil || !open {
		return nil
	}
	y, m, d := day.In(knowledge.Zone).Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, knowledge.Zone)
	for _, s := range p.stretches {
		if s.Hall != hall || s.Desk != desk {
			continue
		}
		length := time.Duration(s.Minutes) * time.Minute
		for at := s.from; at+length <= s.to; at += length {
			out = append(out, Slot{Hall: hall, Desk: desk, Begins: midnight.Add(at), Ends: midnight.Add(at + length), Capacity: s.Capacity})
		}
	}
	slices.SortFunc(out, func(a, b Slot) int { return a.Begins.Compare(b.Begins) })
	return out
}

// Slot returns the slot of a desk that begins at a time; ok is false for none.
func (p *Plan) Slot(hall, desk string, begins time.Time, worked Working) (s Slot, ok bool) {
	for _, s := range p.Slots(hall, desk, begins, worked) {
		if s.Begins.Equal(begins) {
			return s, true
		}
	}
	return s, false
}

// Days returns the next n days on which appointments are taken, from the day
// after the one of now.
func Days(now time.Time, n int, worked Working) (out []time.Time) {
	day := now.In(knowledge.Zone)
	for range 60 { // no holiday is as long
		if len(out) == n {
			break
		}
		day = day.AddDate(0, 0, 1)
		if open, _ := worked(day); open {
			out = append(out, day)
		}
	}
	return out
}

// At returns the hall of a plan in which an item is handled at a place; ok is
// false when none is.
func At(halls []knowledge.Hall, p knowledge.Place) (h knowledge.Hall, ok bool) {
	for _, h := range halls {
		if h.Name != "" && strings.HasPrefix(p.Name, h.Name) {
			return h, true
		}
	}
	return h, false
}
