package web

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	notes    = regexp.MustCompile(`（[^）]*）|\([^)]*\)`)
	clock    = regexp.MustCompile(`(\d{1,2})[:：](\d{2})\s*[-—–~至]+\s*(\d{1,2})[:：](\d{2})`)
	weekdays = regexp.MustCompile(`周([一二三四五六日天])(?:\s*[至到-]\s*周([一二三四五六日天]))?`)
)

// openAt reads published hours ("周一至周五 9:00-12:00，13:30-17:30；周六
// 9:00-12:00") and reports whether they contain t, which is in the time zone of
// the place. known is false where they cannot be read. Public holidays are not
// known here; the hours themselves say that they are excepted.
func openAt(hours string, t time.Time) (open, known bool) {
	if strings.HasPrefix(hours, "全天") || strings.HasPrefix(hours, "24小时") {
		return true, true
	}
	days := everyDay
	for _, part := range strings.FieldsFunc(notes.ReplaceAllString(hours, ""), func(r rune) bool { return strings.ContainsRune("，；,;、", r) }) {
		if d, ok := daysOf(part); ok {
			days = d
		}
		for _, c := range clock.FindAllStringSubmatch(part, -1) {
			known = true
			at := t.Hour()*60 + t.Minute()
			if days[t.Weekday()] && at >= minutes(c[1], c[2]) && at < minutes(c[3], c[4]) {
				open = true
			}
		}
	}
	return open, known
}

type week [7]bool

var everyDay = week{true, true, true, true, true, true, true}

// daysOf reads the days that a part of the hours begins with.
func daysOf(part string) (days week, ok bool) {
	if strings.Contains(part, "每日") || strings.Contains(part, "每天") {
		return everyDay, true
	}
	for _, m := range weekdays.FindAllStringSubmatch(part, -1) {
		ok = true
		from := weekday(m[1])
		to := from
		if m[2] != "" {
			to = weekday(m[2])
		}
		for d := from; ; d = (d + 1) % 7 {
			days[d] = true
			if d == to {
				break
			}
		}
	}
	return days, ok
}

func weekday(name string) int {
	return map[string]int{"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 0, "天": 0}[name]
}

func minutes(h, m string) int {
	a, _ := strconv.Atoi(h) // only digits match
	b, _ := strconv.Atoi(m)
	return a*60 + b
}
