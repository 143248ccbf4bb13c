package policy

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"wenban/knowledge"
)

const dateText = `(?:\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[一二〇○零九八七六五四三]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)`

var (
	dateIn     = regexp.MustCompile(dateText)
	dateLine   = regexp.MustCompile(`^[（(]?(` + dateText + `)[）)]?(?:印发|发布)?$`)
	digitsDate = regexp.MustCompile(`^(\d{4})[-/.年]\s*(\d{1,2})[-/.月]\s*(\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$`)
	dateLabel  = regexp.MustCompile(`(?:成文日期|公布日期|发布日期|发文日期|印发日期|发布时间)\s*[】\]]?\s*[:：｜]\s*(` + dateText + `|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})`)

	begins     = regexp.MustCompile(`(?:自|于|从)(` + dateText + `)起?(?:正式)?(?:施行|实施|执行|生效|试行|实行)`)
	beginsThen = regexp.MustCompile(`自(?:公布|发布|印发|颁布|下发|发文|批准|通过)之?日起?(?:满?\s*(\d{1,3}|[一二三四五六七八九十]{1,3})(日|个月)后?)?起?(?:正式)?(?:施行|实施|执行|生效|试行|实行)`)
	inHistory  = regexp.MustCompile(`自?(` + dateText + `)\s*(?:起)?施行`)
	lasts      = regexp.MustCompile(`有效期(?:限)?(?:为)?\s*(\d{1,2}|[一二三四五六七八九十]{1,2})年`)
	until      = regexp.MustCompile(`(?:有效期(?:限)?(?:截?至|到)|(?:施行|执行|实施|试行)(?:期限)?至|起至)\s*(` + dateText + `)`)
	changed    = regexp.MustCompile(`(` + dateText + `)[^\n]{0,200}?(?:通过|公布|发布|修订|修正|批准|印发)`)
)

// Date reads a date in the forms people write, and returns it as YYYY-MM-DD, or
// "" where it is none: 2025-1-31, 2025/01/31, 2025年1月31日, 二〇二五年一月三十一日.
func Date(s string) string {
	s = strings.TrimSpace(s)
	if m := digitsDate.FindStringSubmatch(s); m != nil {
		return day(m[1], m[2], m[3])
	}
	if dateIn.FindString(s) != s || s == "" {
		return ""
	}
	year, rest, _ := strings.Cut(strings.Join(strings.Fields(s), ""), "年")
	month, rest, _ := strings.Cut(rest, "月")
	return day(yearOf(year), numberOf(month), numberOf(strings.TrimSuffix(rest, "日")))
}

func day(year, month, date string) string {
	y, err1 := strconv.Atoi(year)
	m, err2 := strconv.Atoi(month)
	d, err3 := strconv.Atoi(date)
	s := fmt.Sprintf("%04d-%02d-%02d", y, m, d)
	if _, err := time.Parse(time.DateOnly, s); err != nil || err1 != nil || err2 != nil || err3 != nil || y < 1900 || y > 2200 {
		return ""
	}
	return s
}

// yearOf reads a year digit by digit: 二〇二五.
func yearOf(s string) string {
	return strings.NewReplacer("〇", "0", "○", "0", "零", "0", "一", "1", "二", "2", "三", "3", "四", "4", "五", "5", "六", "6", "七", "7", "八", "8", "九", "9").Replace(s)
}

// numberOf reads a number up to 99 in digits or Chinese: 三十一.
func numberOf(s string) string {
	if _, err := strconv.Atoi(s); err == nil {
		return s
	}
	tens, ones, has := strings.Cut(s, "十")
	if !has {
		return yearOf(s)
	}
	n := 10
	if tens != "" {
		t, _ := strconv.Atoi(yearOf(tens))
		n = 10 * t
	}
	if ones != "" {
		o, _ := strconv.Atoi(yearOf(ones))
		n += o
	}
	return strconv.Itoa(n)
}

// published returns the day of issue: behind its name, on the line at the end,
// or the last one in the history.
func published(lines []string, history string) string {
	for _, line := range ends(lines, 20, 6) {
		if m := dateLabel.FindStringSubmatch(line); m != nil {
			return Date(m[1])
		}
	}
	if all := changed.FindAllStringSubmatch(history, -1); all != nil {
		latest := ""
		for _, m := range all {
			latest = max(latest, Date(m[1]))
		}
		return latest
	}
	if at := dateLineAt(lines); at > 0 {
		return Date(dateLine.FindStringSubmatch(lines[at])[1])
	}
	return ""
}

// dateLineAt returns where the date stands alone among the last lines, or else
// among the first ones below the title, or -1.
func dateLineAt(lines []string) int {
	for i := len(lines) - 1; i >= max(0, len(lines)-8); i-- {
		if dateLine.MatchString(lines[i]) {
			return i
		}
	}
	for i := 1; i < min(len(lines), 8); i++ {
		if dateLine.MatchString(lines[i]) {
			return i
		}
	}
	return -1
}

// period reads when a document begins and ends. A version that was changed
// later than the text says it began is in force from the change on.
func period(body, history, published string) (p knowledge.Period) {
	own := ownSentences(body)
	switch from := last(own, begins); {
	case from != "":
		p.From = Date(from)
	case beginsThen.MatchString(own):
		p.From = after(published, beginsThen.FindStringSubmatch(own))
	}
	if p.From == "" {
		p.From = Date(last(history, inHistory))
	}
	if p.From != "" && published > p.From && changed.MatchString(history) {
		p.From = published
	}
	p.To = end(own, p.From)
	return p
}

// ownSentences returns the sentences in which a document speaks of its own
// beginning and end: 本办法自…起施行. How long a certificate is valid that it
// speaks of is none of them.
func ownSentences(body string) string {
	var out []string
	for sentence := range strings.FieldsFuncSeq(body, func(r rune) bool { return r == '。' || r == '\n' }) {
		if own.MatchString(sentence) {
			out = append(out, sentence)
		}
	}
	return strings.Join(out, "\n")
}

var own = regexp.MustCompile(`(?:本[\p{Han}（）《》]{1,24}?|^(?:第[一二三四五六七八九十百]{1,6}条[\s　]*)?|[，、；])(?:自|于|从)[^；]{2,30}?(?:施行|实施|执行|生效|试行|实行)` +
	`|本(?:法|条例|办法|规定|细则|意见|通知|决定|规则|方案|政策|标准|通告|公告|规范|措施|目录|清单)[\p{Han}]{0,6}有效期`)

func last(text string, pattern *regexp.Regexp) string {
	all := pattern.FindAllStringSubmatch(text, -1)
	if all == nil {
		return ""
	}
	return all[len(all)-1][1]
}

// after adds what stands behind "自公布之日起" to the day of issue.
func after(published string, m []string) string {
	t, err := time.Parse(time.DateOnly, published)
	if err != nil {
		return ""
	}
	n, _ := strconv.Atoi(numberOf(m[1])) // "" is no delay
	if m[2] == "个月" {
		return t.AddDate(0, n, 0).Format(time.DateOnly)
	}
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}

// end returns the last day in force, or "" for open.
func end(own, from string) string {
	if s := last(own, until); s != "" {
		return Date(s)
	}
	years, _ := strconv.Atoi(numberOf(last(own, lasts)))
	t, err := time.Parse(time.DateOnly, from)
	if err != nil || years == 0 {
		return ""
	}
	return t.AddDate(years, 0, -1).Format(time.DateOnly)
}
