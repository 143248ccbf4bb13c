package desk

import (
	"testing"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/desk"
	"wenban/knowledge"
)

func TestTimesInWords(t *testing.T) {
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, knowledge.Zone)
	for since, want := range map[time.Duration]string{
		time.Second: "刚刚", 3 * time.Minute: "3 分钟前", 59 * time.Minute: "59 分钟前", 5 * time.Hour: "5 小时前", 25 * time.Hour: "1 天 1 小时前", 48 * time.Hour: "2 天前",
		10*24*time.Hour + time.Hour: "10 天前", 40 * 24 * time.Hour: "2026-10-16 09:00", -time.Hour: "2026-11-25 10:00",
	} {
		if got := ago(now, now.Add(-since)); got != want {
			t.Errorf("ago(%v before) = %q, want %q", since, got, want)
		}
	}
}

func TestRemaining(t *testing.T) {
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, knowledge.Zone)
	for want, c := range map[string]desk.Case{
		"没有期限":        {State: handoff.Working},
		"还有 2 天 3 小时": {State: handoff.Working, Due: now.Add(51 * time.Hour)},
		"还有 40 分钟":    {State: handoff.Working, Due: now.Add(40 * time.Minute)},
		"超期 5 小时":     {State: handoff.Working, Due: now.Add(-5 * time.Hour)},
		"等市民补正，不计时":   {State: handoff.Lacking, Due: now.Add(-5 * time.Hour)},
		"按时":          {State: handoff.Closed, Due: now, Replied: now.Add(-time.Hour)},
		"超期办完":        {State: handoff.Replied, Due: now.Add(-time.Hour), Replied: now},
	} {
		if got := remaining(c, now); got != want {
			t.Errorf("remaining(%+v) = %q, want %q", c.State, got, want)
		}
	}
}

func TestTimesAreRead(t *testing.T) {
	for in, want := range map[string]string{"2026-12-02T17:30": "2026-12-02 17:30", "2026-12-02 17:30": "2026-12-02 17:30", "2026-12-02": "2026-12-02 23:59", "明天": "", "2026-13-02T17:30": "", "": ""} {
		got, ok := readTime(in)
		if exact(got) != want || ok != (want != "") {
			t.Errorf("readTime(%q) = %q, %v, want %q", in, exact(got), ok, want)
		}
	}
}

func FuzzReadTime(f *testing.F) {
	f.Add("2026-12-02T17:30")
	f.Add("9999-12-31T23:59:59")
	f.Fuzz(func(t *testing.T, s string) {
		if at, ok := readTime(s); ok && (at.Year() < 0 || at.Year() > 9999+1) {
			t.Errorf("readTime(%q) = %v", s, at)
		}
	})
}
