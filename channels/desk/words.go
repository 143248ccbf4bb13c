package desk

import (
	"fmt"
	"html/template"
	"time"

	"wenban/assistant/handoff/desk"
	"wenban/knowledge"
)

// exact is a time to the minute, as it stands in the row of a table.
func exact(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(knowledge.Zone).Format("2006-01-02 15:04")
}

// when is a time in words, the exact one on hover. Both are in the page: on
// paper the exact one is shown.
func (s *Server) when(t time.Time) template.HTML {
	if t.IsZero() {
		return "–"
	}
	return timeTag(t, ago(s.Now(), t))
}

// left is how much is left of a time limit, in words.
func (s *Server) left(c desk.Case) template.HTML {
	words := remaining(c, s.Now())
	if c.Due.IsZero() {
		return template.HTML(template.HTMLEscapeString(words))
	}
	return timeTag(c.Due, words)
}

func timeTag(t time.Time, words string) template.HTML {
	at := t.In(knowledge.Zone)
	return template.HTML(fmt.Sprintf(`<time datetime="%s" title="%s">%s</time>`, at.Format(time.RFC3339), exact(t), template.HTMLEscapeString(words)))
}

// ago is how long ago a time was, in words; times to come are exact.
func ago(now, t time.Time) string {
	since := now.Sub(t)
	switch {
	case since < 0, since >= 30*24*time.Hour:
		return exact(t)
	case since < time.Minute:
		return "刚刚"
	}
	return long(since) + "前"
}

// long is a length of time in words: one unit, or two where the first is days.
func long(d time.Duration) string {
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%d 分钟", max(1, int(d.Minutes())))
	case d < 24*time.Hour:
		return fmt.Sprintf("%d 小时", int(d.Hours()))
	case d < 7*24*time.Hour && int(d.Hours())%24 > 0:
		return fmt.Sprintf("%d 天 %d 小时", int(d.Hours())/24, int(d.Hours())%24)
	}
	return fmt.Sprintf("%d 天", int(d.Hours())/24)
}

// remaining says in words how a case stands towards its time limit.
func remaining(c desk.Case, now time.Time) string {
	switch c.Light(now) {
	case desk.NoLimit:
		return "没有期限"
	case desk.Paused:
		return "等市民补正，不计时"
	case desk.OnTime:
		return "按时"
	case desk.Late:
		if c.State.Final() || !c.Replied.IsZero() && c.Replied.After(c.Due) {
			return "超期办完"
		}
		return "超期 " + long(now.Sub(c.Due))
	}
	return "还有 " + long(c.Due.Sub(now))
}

// size is the length of a file in words; n is in bytes.
func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d 字节", n)
	case n < 1e6:
		return fmt.Sprintf("%d KB", n/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
