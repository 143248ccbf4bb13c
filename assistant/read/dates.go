package read

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"wenban/knowledge/sieve"
)

var (
	dateSaid = sieve.Compile(`((?:19|20)\d\d)(?:年|[-/.])(\d{1,2})(?:月|[-/.])?(?:(\d{1,2})(?:日|号)?)?`)
	yearSaid = sieve.Compile(`((?:19|20)\d\d)年`)
	relative = sieve.Compile(`大前天|前天|昨天|昨日|今天|今日|明天|后天|上上个月|上个月|上月|这个月|本月|下个月|下月|大前年|前年|去年|今年|明年|后年`)
)

// dates lists the days, months and years that are said, in the order of the
// text. Relative words count where the day of the question is known.
func dates(text, now string) (out []string) {
	text = firstRunes(text, headLimit)
	type found struct {
		at    int
		value string
	}
	var all []found
	taken := map[int]bool{}
	for _, m := range dateSaid.FindAllStringSubmatchIndex(text, 8) {
		if v := calendar(text, m); v != "" {
			all, taken[m[0]] = append(all, found{m[0], v}), true
		}
	}
	for _, m := range yearSaid.FindAllStringSubmatchIndex(text, 8) {
		if !taken[m[0]] {
			all = append(all, found{m[0], text[m[2]:m[3]]})
		}
	}
	if today, ok := day(now); ok {
		for _, m := range relative.FindAllStringSubmatchIndex(text, 8) {
			all = append(all, found{m[0], shift(today, text[m[0]:m[1]])})
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return a.at - b.at })
	for _, f := range all {
		if !slices.Contains(out, f.value) {
			out = append(out, f.value)
		}
	}
	return out
}

// calendar writes a date that was said as YYYY-MM or YYYY-MM-DD, or "" when
// there is no such day.
func calendar(text string, m []int) string {
	year, month := text[m[2]:m[3]], text[m[4]:m[5]]
	mm, _ := strconv.Atoi(month)
	if mm < 1 || mm > 12 {
		return ""
	}
	if m[6] < 0 {
		return fmt.Sprintf("%s-%02d", year, mm)
	}
	dd, _ := strconv.Atoi(text[m[6]:m[7]])
	date := fmt.Sprintf("%s-%02d-%02d", year, mm, dd)
	if _, ok := day(date); !ok {
		return ""
	}
	return date
}

func day(s string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, s)
	return t, err == nil
}

// shift says what a relative word means on a day. Months are counted from the
// first, so that 上个月 of 31 March is February.
func shift(today time.Time, word string) string {
	first := time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, time.UTC)
	days := map[string]int{"大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1, "后天": 2}
	months := map[string]int{"上上个月": -2, "上个月": -1, "上月": -1, "这个月": 0, "本月": 0, "下个月": 1, "下月": 1}
	years := map[string]int{"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
	if n, ok := days[word]; ok {
		return today.AddDate(0, 0, n).Format(time.DateOnly)
	}
	if n, ok := months[word]; ok {
		return first.AddDate(0, n, 0).Format("2006-01")
	}
	return first.AddDate(years[word], 0, 0).Format("2006")
}
