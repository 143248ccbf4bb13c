package eval

import (
	"regexp"
	"strconv"
	"strings"
)

// A token is one statement in a text that must come from a field, in a form
// that does not depend on how it is written: "20 个工作日" and "二十个工作日"
// are the same.
type token struct {
	kind  string // amount, span, phone, url, date, percent, times, clock, title
	value string
}

// A rule finds tokens of one kind. value returns "" for what is none after all.
type rule struct {
	kind  string
	at    *regexp.Regexp
	value func(groups []string) string
}

const (
	digits = `\d+(?:,\d{3})*(?:\.\d+)?`
	number = `(?:` + digits + `[万亿千百]?|[零〇一二两三四五六七八九十百千万]+)`
)

// rules in the order in which they take their part of the text: what one has
// taken the next ones do not see, so that the year in a title is no date and
// the digits of a phone are no amount.
var rules = []rule{
	{"url", regexp.MustCompile(`https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+`), func(g []string) string { return strings.TrimRight(g[0], ".,;:)!?'") }},
	{"title", regexp.MustCompile(`《([^《》]+)》`), func(g []string) string { return squeeze(g[1]) }},
	{"date", regexp.MustCompile(`((?:19|20)\d{2})\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})日?`), dashed},
	{"date", regexp.MustCompile(`((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月`), dashed},
	{"date", regexp.MustCompile(`(\d{1,2})\s*月\s*(\d{1,2})\s*日`), dashed},
	{"phone", regexp.MustCompile(`400-?\d{3}-?\d{4}|0\d{2,3}[-－ ]?\d{7,8}|1[3-9]\d{9}`), func(g []string) string { return onlyDigits(g[0]) }},
	{"percent", regexp.MustCompile(`(` + digits + `)\s*[%％]`), func(g []string) string { return g[1] }},
	{"percent", regexp.MustCompile(`百分之(` + number + `)`), func(g []string) string { return count(g[1]) }},
	{"amount", regexp.MustCompile(`(` + number + `)\s*(?:元|圆|块钱)`), func(g []string) string { return count(g[1]) }},
	{"amount", regexp.MustCompile(`[¥￥]\s*(` + digits + `[万亿]?)`), func(g []string) string { return count(g[1]) }},
	{"span", regexp.MustCompile(`(` + number + `)\s*个?(工作日)`), spanOf},
	{"span", regexp.MustCompile(`(\d+)\s*个?(自然日|天|日|月|小时|分钟)`), spanOf},
	// In Chinese figures 日 and 月 alone are dates: 十月一日.
	{"span", regexp.MustCompile(`(` + number + `)\s*(?:个?(自然日|天|小时|分钟)|个(月|日))`), spanInWords},
	{"times", regexp.MustCompile(`(\d+)\s*[次趟]`), func(g []string) string { return count(g[1]) }},
	{"clock", regexp.MustCompile(`(\d{1,2})[:：](\d{2})`), func(g []string) string { return count(g[1]) + ":" + g[2] }},
	{"phone", regexp.MustCompile(`\d+[号条款项年月份人名件张个位届类级度.\-〕]?`), shortNumber},
}

// tokens returns the tokens of a text, rule by rule.
func tokens(text string) []token {
	var found []token
	rest := []byte(fold(text))
	for _, r := range rules {
		for _, m := range r.at.FindAllSubmatchIndex(rest, -1) {
			groups := make([]string, len(m)/2)
			for i := range groups {
				if m[2*i] >= 0 {
					groups[i] = string(rest[m[2*i]:m[2*i+1]])
				}
			}
			if v := r.value(groups); v != "" {
				found = append(found, token{r.kind, v})
			}
			for i := m[0]; i < m[1]; i++ {
				rest[i] = ' '
			}
		}
	}
	return found
}

func dashed(g []string) string {
	for i := range g {
		g[i] = strings.TrimLeft(g[i], "0")
	}
	return strings.Join(g[1:], "-")
}

// spanOf treats 自然日, 天 and 日 as the same.
func spanOf(g []string) string {
	unit := g[2]
	if unit == "自然日" || unit == "日" {
		unit = "天"
	}
	return count(g[1]) + unit
}

func spanInWords(g []string) string { return spanOf([]string{g[0], g[1], g[2] + g[3]}) }

// shortNumber keeps the service numbers of three and five digits.
func shortNumber(g []string) string {
	if g[0] == onlyDigits(g[0]) && shortPhone.MatchString(g[0]) {
		return g[0]
	}
	return ""
}

var shortPhone = regexp.MustCompile(`^(?:11[0-9]|12[0-2]|1[02]\d{3}|9[56]\d{3})$`)

// national are the numbers of emergency and of public service lines that are
// the same in the whole country: knowing them needs no field.
var national = map[string]bool{
	"110": true, "119": true, "120": true, "122": true, "12110": true, "96110": true,
	"12345": true, "12338": true, "12348": true, "12356": true, "12315": true, "12333": true, "12329": true,
	"12366": true, "12367": true, "12393": true, "12388": true, "12389": true, "12309": true, "12368": true,
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// count writes a number in digits: 1,000 · 5万 · 二十 become 1000 · 50000 · 20.
func count(s string) string {
	s = strings.ReplaceAll(s, ",", "")
	unit := 1.0
	if s != "" && s[0] >= '0' && s[0] <= '9' {
		for name, n := range map[string]float64{"亿": 1e8, "万": 1e4, "千": 1e3, "百": 100} {
			if before, ok := strings.CutSuffix(s, name); ok {
				s, unit = before, n
			}
		}
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return s
		}
		return strconv.FormatFloat(x*unit, 'f', -1, 64)
	}
	return strconv.Itoa(chinese(s))
}

// chinese reads 二十, 一百零五, 两万三千.
func chinese(s string) int {
	total, section, digit := 0, 0, 0
	for _, r := range s {
		switch n := strings.IndexRune("零一二三四五六七八九", r) / 3; {
		case r == '〇':
			digit = 0
		case r == '两':
			digit = 2
		case r == '万':
			total, section, digit = (section+digit)*10000, 0, 0
		case strings.ContainsRune("十百千", r):
			unit := map[rune]int{'十': 10, '百': 100, '千': 1000}[r]
			section += max(digit, 1) * unit
			digit = 0
		default:
			digit = digit*10*min(digit, 1) + n
		}
	}
	return total + section + digit
}
