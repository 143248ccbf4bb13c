package booking_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"wenban/assistant/booking"
	"wenban/knowledge"
	"wenban/knowledge/calendar"
	"wenban/knowledge/sample"
)

const line = `{"hall":"H","desk":"综合窗口","from":"09:00","to":"10:45","minutes":30,"capacity":2}`

func TestSlotsOfADay(t *testing.T) {
	p, err := booking.Read(strings.NewReader(line + "\n# 说明\n\n" + strings.Replace(line, `"09:00","to":"10:45"`, `"14:00","to":"15:00"`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]string{
		"2026-11-25": "[09:00 09:30 10:00 14:00 14:30]", // Wednesday; 10:30 would end after 10:45
		"2026-11-28": "[]",                              // Saturday
		"2026-10-01": "[]",                              // national day
		"2026-10-10": "[09:00 09:30 10:00 14:00 14:30]", // a Saturday that is worked for it
	} {
		at, _ := time.ParseInLocation(time.DateOnly, day, knowledge.Zone)
		got := []string{}
		for _, s := range p.Slots("H", "综合窗口", at.Add(12*time.Hour), calendar.China().Working) {
			got = append(got, s.Begins.In(knowledge.Zone).Format("15:04"))
		}
		if fmt.Sprint(got) != want {
			t.Errorf("Slots(%s) = %v, want %s", day, got, want)
		}
	}
	var none *booking.Plan
	if len(none.Desks("H")) != 0 || len(p.Desks("H")) != 1 || len(p.Desks("X")) != 0 {
		t.Errorf("Desks: %v and %v, want one of H and none of X", p.Desks("H"), p.Desks("X"))
	}
}

func TestAWrongPlanIsRefusedByLine(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON": "综合窗口 9:00", "an unknown field": `{"hall":"H","desk":"D","day":1}`, "no desk": strings.Replace(line, "综合窗口", "", 1),
		"no time": strings.Replace(line, "09:00", "9点", 1), "backwards": strings.Replace(line, `"to":"10:45"`, `"to":"08:00"`, 1),
		"too short": strings.Replace(line, ":30,", ":1,", 1), "too many": strings.Replace(line, `"capacity":2`, `"capacity":501`, 1), "twice": line + "\n" + line,
	} {
		if _, err := booking.Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), "行") {
			t.Errorf("Read(%s) = %v, want an error with the line", name, err)
		}
	}
}

func TestThePlanOfTheSampleCity(t *testing.T) {
	p, err := booking.Read(strings.NewReader(sample.Appointments))
	if err != nil {
		t.Fatal(err)
	}
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, h := range e.Halls {
		n += len(p.Desks(h.ID))
	}
	if n != 5 {
		t.Errorf("desks at halls of the edition: %d, want 5", n)
	}
}

func TestTheReminderFitsAndTellsNothing(t *testing.T) {
	a := booking.Appointment{Code: "123456789012", Desk: strings.Repeat("窗", 60), Name: "王秀兰", Phone: "13800138000", Item: "离婚登记", Begins: time.Date(2026, 11, 26, 1, 30, 0, 0, time.UTC)}
	for _, hall := range []string{"云东区政务服务中心", strings.Repeat("中心", 40)} {
		text := booking.Reminder(a, hall)
		if n := utf8.RuneCountInString(text); n > 70 || !strings.Contains(text, "123456789012") || !strings.Contains(text, "9:30") {
			t.Errorf("Reminder = %q of %d characters, want the time and the code in 70", text, n)
		}
		if strings.Contains(text, "王") || strings.Contains(text, "离婚") {
			t.Errorf("Reminder = %q tells who or what for", text)
		}
	}
}

func TestTheCalendarFileIsWellFormed(t *testing.T) {
	a := booking.Appointment{ID: "1", Code: "123456789012", Desk: "综合;窗口,一", Begins: time.Date(2026, 11, 26, 1, 30, 0, 0, time.UTC), Ends: time.Date(2026, 11, 26, 2, 0, 0, 0, time.UTC)}
	text := booking.Calendar(a, strings.Repeat("长", 60), knowledge.Hall{Name: "云东区政务服务中心", Address: "朝晖路118号\r\nEND:VCALENDAR"}, a.Begins)
	for _, l := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(l) > 75 || strings.ContainsAny(l, "\r\n") || !utf8.ValidString(l) {
			t.Errorf("line %q has %d bytes, want at most 75 of whole characters", l, len(l))
		}
	}
	for _, want := range []string{"DTSTART:20261126T013000Z\r\n", "DTEND:20261126T020000Z\r\n", `综合\;窗口\,一`} {
		if !strings.Contains(strings.ReplaceAll(text, "\r\n ", ""), want) {
			t.Errorf("Calendar has no %q:\n%s", want, text)
		}
	}
	if strings.Count(text, "\r\nEND:VCALENDAR") != 1 {
		t.Error("an address breaks out of its line")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(line)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := booking.Read(strings.NewReader(text))
		if err != nil {
			return
		}
		day := time.Date(2026, 11, 25, 12, 0, 0, 0, knowledge.Zone)
		for _, d := range p.Desks("H") {
			for _, s := range p.Slots("H", d, day, calendar.China().Working) {
				if !s.Ends.After(s.Begins) || s.Capacity < 1 {
					t.Errorf("Read(%q) gives the slot %+v", text, s)
				}
			}
		}
	})
}

func FuzzCode(f *testing.F) {
	f.Add("1234 5678 9012")
	f.Fuzz(func(t *testing.T, text string) {
		if got := booking.Code(text); got != "" && len(got) != 12 {
			t.Errorf("Code(%q) = %q, want twelve digits or nothing", text, got)
		}
	})
}
