package form

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/width"
)

var (
	fullDate  = regexp.MustCompile(`^(\d{4})[年/.\-](\d{1,2})[月/.\-](\d{1,2})[日号]?$`)
	plainDate = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	noYear    = regexp.MustCompile(`^\d{1,2}[月/.\-]\d{1,2}[日号]?$`)
	noDay     = regexp.MustCompile(`^\d{4}[年/.\-](\d{1,2}月?)?$`)
	shortYear = regexp.MustCompile(`^\d{2}[年/.\-]\d{1,2}[月/.\-]\d{1,2}[日号]?$`)
	lunar     = regexp.MustCompile(`农历|阴历|正月|冬月|腊月|初[一二三四五六七八九十]|大年|闰`)
	yearWord  = regexp.MustCompile(`^[零〇○一二三四五六七八九]{4}年`)
	dayWord   = regexp.MustCompile(`[一二三四五六七八九十]{1,3}[月日号]`)
)

// relativeDays are the words for a day that need no calendar.
var relativeDays = map[string]int{"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "大前天": -3, "明天": 1, "后天": 2}

// date reads a day of the common calendar: 2024-3-5, 2024年3月5日, 3月5号 with
// its year, 二〇二四年三月五日, 昨天. What it cannot be sure of it asks for.
func date(label, text string, today time.Time) (string, error) {
	s := arabic(strings.ReplaceAll(width.Fold.String(text), " ", ""))
	if n, ok := relativeDays[s]; ok && !today.IsZero() {
		return timely(label, today.AddDate(0, 0, n), today)
	}
	switch {
	case lunar.MatchString(s):
		return "", wrong("请写公历（阳历）日期，例如2024年3月5日")
	case noYear.MatchString(s):
		return "", wrong("请写上年份，例如2024年3月5日")
	case shortYear.MatchString(s):
		return "", wrong("年份请写四位，例如2024年3月5日")
	case noDay.MatchString(s):
		return "", wrong("请写到哪一天，例如2024年3月5日")
	}
	m := fullDate.FindStringSubmatch(s)
	if m == nil {
		m = plainDate.FindStringSubmatch(s)
	}
	if m == nil {
		return "", wrong("请写年、月、日，例如2024年3月5日")
	}
	day, err := time.Parse("2006-1-2", m[1]+"-"+trimZero(m[2])+"-"+trimZero(m[3]))
	if err != nil || day.Year() < 1850 || day.Year() > 2200 {
		return "", wrong("没有这一天，请核对年、月、日")
	}
	return timely(label, day, today)
}

func trimZero(s string) string { return strings.TrimPrefix(s, "0") }

// arabic writes the numerals of a date as digits.
func arabic(s string) string {
	s = yearWord.ReplaceAllStringFunc(s, func(y string) string {
		var b strings.Builder
		for _, r := range strings.NewReplacer("〇", "零", "○", "零").Replace(strings.TrimSuffix(y, "年")) {
			b.WriteString(strconv.Itoa(strings.IndexRune(numerals, r) / len("零")))
		}
		return b.String() + "年"
	})
	return dayWord.ReplaceAllStringFunc(s, func(w string) string {
		r := []rune(w)
		return chinese(string(r[:len(r)-1])) + string(r[len(r)-1])
	})
}

// happened are the words of labels whose day cannot lie ahead.
var happened = regexp.MustCompile(`出生日期|死亡|丢失|遗失|失业|发证|登记日期|注册日期|免疫|分娩|情形发生|首次参加工作`)

// timely checks that what has happened has not a day in the future.
func timely(label string, day, today time.Time) (string, error) {
	if !today.IsZero() && happened.MatchString(label) && !strings.Contains(label, "拟") && day.Format(time.DateOnly) > today.Format(time.DateOnly) {
		return "", wrong("“%s”不能晚于今天（%s）", label, fmt.Sprintf("%d年%d月%d日", today.Year(), today.Month(), today.Day()))
	}
	return day.Format(time.DateOnly), nil
}
