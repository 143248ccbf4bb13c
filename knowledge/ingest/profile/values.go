package profile

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"wenban/knowledge/ingest/policy"
)

// fault says why a cell cannot be read, and what to write instead.
type fault struct{ reason, fix string }

func (f *fault) Error() string { return f.reason }

func wrong(reason, fix string) error { return &fault{reason, fix} }

// reader reads the text of a cell that is not empty. unit is what the header or
// the profile says of bare numbers. The value is nil where the cell says that
// there is nothing.
type reader func(text, unit string) (any, error)

// readers are how elements are read that are not plain text.
var readers = map[string]reader{
	"aliases": list, "themes": list, "audience": list, "conditions": paragraphs, "exclusions": paragraphs,
	"handling.channels": list, "related": list, "supersedes": list, "items": list, "situations.options.cues": list,
	"handling.visits": whole, "materials.copies": whole,
	"handling.appointment": yesNo, "handling.delivery": yesNo, "fees.given": yesNo,
	"time_limit.statutory": span, "time_limit.promised": span, "time_limit.statutory.days": whole, "time_limit.promised.days": whole,
	"fees.amount": money, "effective.from": date, "effective.to": date, "published": date, "phrasings.confirmed": date,
	"consult_phone": phone, "complaint_phone": phone, "places.phone": phone,
	"basis": grounds, "region": region, "places.region": region, "code": code, "steps": steps,
}

func read(path, text, unit string) (any, error) {
	if m := cellError.FindString(text); m != "" {
		return nil, wrong("单元格是 Excel 的错误值 "+m, "改好公式,或者填上值")
	}
	if r, ok := readers[path]; ok {
		return r(text, unit)
	}
	return strings.TrimSpace(text), nil
}

var cellError = regexp.MustCompile(`^#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)$`)

// entries are the usual marks between the entries of a list.
const entries = "、,，;；^|｜\n"

func list(text, _ string) (any, error) { return cut(text, entries), nil }

func cut(text, marks string) []any {
	var out []any
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(marks, r) }) {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// paragraphs are parted by line ends alone: sentences hold all other marks.
func paragraphs(text, _ string) (any, error) { return cut(text, "\n\r"), nil }

// long matches a number that a spreadsheet shortened.
var long = regexp.MustCompile(`^\d(?:\.\d+)?[Ee]\+?\d{2,}$`)

func code(text, _ string) (any, error) {
	text = strings.TrimSpace(text)
	if long.MatchString(text) {
		return nil, wrong("编码被表格软件当成数字,后几位已经丢失("+text+")", "把这一列设为文本格式,重新填写编码")
	}
	return text, nil
}

var counted = regexp.MustCompile(`^(\d{1,6})(?:\.0+)?\s*(?:次|份|个|张|天|日)?$`)

func whole(text, _ string) (any, error) {
	text = half(text)
	if m := counted.FindStringSubmatch(text); m != nil {
		n, err := strconv.Atoi(m[1])
		return n, err
	}
	if n, ok := chineseNumber(strings.TrimRight(text, "次份个张")); ok {
		return n, nil
	}
	return nil, wrong("“"+short(text)+"”不是整数", "填阿拉伯数字")
}

// half makes full-width characters half-width and cuts blanks.
func half(s string) string { return strings.TrimSpace(norm.NFKC.String(s)) }

var yesWords = []string{"是", "支持", "有", "1", "true", "y", "yes", "√", "需要", "收费", "可以"}
var noWords = []string{"否", "不支持", "无", "0", "false", "n", "no", "×", "不需要", "不收费", "免费", "不可以", "不提供"}

func yesNo(text, _ string) (any, error) {
	switch text := strings.ToLower(half(text)); {
	case slices.Contains(yesWords, text):
		return true, nil
	case slices.Contains(noWords, text):
		return false, nil
	}
	return nil, wrong("“"+short(text)+"”不是“是”或者“否”", "填“是”或者“否”")
}

var (
	spanForm = regexp.MustCompile(`^(?:法定|承诺)?(?:办结)?(?:时限|期限)?\s*[:：]?\s*(\d{1,4}|[一二两三四五六七八九十百]{1,5})?\s*个?\s*\(?\s*(工作日|自然日|日|天|小时|个?月|年)?\s*(?:\((工作日|自然日)\)|\))?(?:内|内办结|办结)?$`)
	onSpot   = []string{"当场", "当场办结", "即办", "即时", "即时办结", "即时办理", "马上办", "当场办理", "即来即办"}
)

// span reads a limit of time: 20个工作日, 30(自然日), 当场. A bare number needs a
// unit from its header; months and hours have no sure length in days.
func span(text, unit string) (any, error) {
	text = half(text)
	if slices.Contains(onSpot, text) || text == "0" || text == "0(工作日)" {
		return days(0, "工作日"), nil
	}
	m := spanForm.FindStringSubmatch(text)
	if m == nil || m[1] == "" {
		return nil, wrong("时限“"+short(text)+"”读不出来", "写成“20个工作日”“30个自然日”或者“当场”")
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		n, _ = chineseNumber(m[1]) // the form allows nothing else
	}
	for _, u := range []string{m[3], m[2], unit} {
		if u == "工作日" || u == "自然日" {
			return days(n, u), nil
		}
	}
	switch m[2] {
	case "", "日", "天":
		return nil, wrong("时限“"+short(text)+"”没有写明是工作日还是自然日", "写成“"+m[1]+"个工作日”或者“"+m[1]+"个自然日”")
	}
	return nil, wrong("时限的单位“"+m[2]+"”不能换算成日", "写成工作日或者自然日")
}

func days(n int, unit string) map[string]any { return map[string]any{"days": n, "unit": unit} }

var (
	moneyForm = regexp.MustCompile(`^(?:人民币|RMB|[¥$]|\x{ffe5})?\s*(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,9}(?:\.\d{1,2})?|[零〇一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟]{1,12})\s*(元|圆)?整?\s*(?:(?:/|每)\s*([\p{Han}A-Za-z·]{1,8}))?$`)
	free      = []string{"免费", "不收费", "免收", "无", "不收取", "0", "0元", "零", "不收取费用"}
	notSure   = regexp.MustCompile(`起|左右|约|以上|以下|以内|不超过|不等|至|~|—|-\s*\d|按.*(?:标准|规定)`)
)

// money reads one charge: 10元/本, 1,000.50, 壹佰元. What is not one certain
// amount is an error: a citizen would be told a wrong one.
func money(text, unit string) (any, error) {
	text = half(text)
	if slices.Contains(free, text) {
		return map[string]any{"amount": 0.0, "unit": ""}, nil
	}
	m := moneyForm.FindStringSubmatch(text)
	switch {
	case strings.HasPrefix(text, "-") || strings.HasPrefix(text, "负"):
		return nil, wrong("金额“"+short(text)+"”小于0", "核对金额")
	case notSure.MatchString(text):
		return nil, wrong("“"+short(text)+"”不是确定的金额", "按情形分成几行,每行一个金额")
	case m == nil:
		return nil, wrong("金额“"+short(text)+"”读不出来", "写成“10元/本”的样式,一行一个收费项目")
	}
	amount, err := strconv.ParseFloat(strings.ReplaceAll(m[1], ",", ""), 64)
	if err != nil {
		n, ok := chineseNumber(m[1])
		if !ok {
			return nil, wrong("金额“"+short(text)+"”读不出来", "写成阿拉伯数字")
		}
		amount = float64(n)
	}
	if m[3] != "" {
		unit = "元/" + m[3]
	}
	return map[string]any{"amount": amount, "unit": unit}, nil
}

// chineseNumber reads a whole number below a hundred million in Chinese,
// everyday or financial: 二十, 壹佰零叁, 一万二千.
func chineseNumber(s string) (int, bool) {
	s = strings.NewReplacer("壹", "一", "贰", "二", "两", "二", "叁", "三", "肆", "四", "伍", "五", "陆", "六", "柒", "七", "捌", "八", "玖", "九", "拾", "十", "佰", "百", "仟", "千", "〇", "零").Replace(s)
	if s == "" {
		return 0, false
	}
	total, section, digit := 0, 0, -1
	for _, r := range s {
		if d := strings.IndexRune("零一二三四五六七八九", r); d >= 0 {
			if digit > 0 {
				return 0, false // 二三: digits one by one are no number of this kind
			}
			digit = d / len("零")
			continue
		}
		scale := map[rune]int{'十': 10, '百': 100, '千': 1000, '万': 10000}[r]
		switch {
		case scale == 0:
			return 0, false
		case scale == 10000:
			total, section = (total+section+max(digit, 0))*scale, 0
		default:
			if digit < 0 {
				digit = 1
			}
			section += digit * scale
		}
		digit = -1
	}
	return total + section + max(digit, 0), true
}

var serialDay = regexp.MustCompile(`^\d{4,5}(?:\.\d+)?$`)

// Epochs of the serial days of spreadsheets.
var (
	epoch1900 = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	epoch1904 = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
)

// date reads a day as people write it, or as the serial day of a spreadsheet:
// unit says from when that counts, "1904" or not. Open ends are no day.
func date(text, unit string) (any, error) {
	text = half(text)
	switch text {
	case "长期", "长期有效", "永久", "无期限", "无", "至今", "-":
		return nil, nil
	}
	if d := policy.Date(text); d != "" {
		return d, nil
	}
	if len(text) == 8 && policy.Date(text[:4]+"-"+text[4:6]+"-"+text[6:]) != "" {
		return policy.Date(text[:4] + "-" + text[4:6] + "-" + text[6:]), nil
	}
	if d := serial(text, unit == "1904"); d != "" {
		return d, nil
	}
	return nil, wrong("“"+short(text)+"”不是日期", "写成 2025-01-31 的样式,没有截止日的写“长期”")
}

// serial reads a serial day between 1950 and 2150; day 60 of 1900, which never
// was, is far outside.
func serial(text string, from1904 bool) string {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !serialDay.MatchString(text) {
		return ""
	}
	epoch := epoch1900
	if from1904 {
		epoch = epoch1904
	}
	t := epoch.AddDate(0, 0, int(math.Floor(n)))
	if t.Year() < 1950 || t.Year() > 2150 {
		return ""
	}
	return t.Format(time.DateOnly)
}

var dialled = regexp.MustCompile(`\d[\d\-()—－转]*`)

// phone reads telephone numbers as text, half-width; a run of digits longer than
// any number is an error.
func phone(text, _ string) (any, error) {
	text = half(text)
	if long.MatchString(text) {
		return nil, wrong("电话被表格软件当成数字,已经写不全("+text+")", "把这一列设为文本格式,重新填写")
	}
	for _, run := range dialled.FindAllString(text, -1) {
		digits := 0
		for _, r := range run {
			if r >= '0' && r <= '9' {
				digits++
			}
		}
		if !strings.Contains(run, "转") && digits > 16 {
			return nil, wrong("电话“"+short(text)+"”的位数太多", "核对号码;几个号码用顿号分开")
		}
	}
	if strings.TrimFunc(text, func(r rune) bool { return r < '0' || r > '9' }) == "" && text != "" && text != "无" {
		return nil, wrong("电话“"+short(text)+"”里没有号码", "填号码,没有的留空")
	}
	if text == "无" {
		return nil, nil
	}
	return text, nil
}

var regionForm = regexp.MustCompile(`^(\d{6})(?:(\d{3})(\d{3})?)?(?:\.0)?$`)

// region reads a code of GB/T 2260, which stands with 6, 9 or 12 digits: zeros
// that only fill up are left out.
func region(text, _ string) (any, error) {
	m := regionForm.FindStringSubmatch(half(text))
	switch {
	case m == nil:
		return nil, wrong("区划代码“"+short(text)+"”应为6位、9位或者12位数字", "按 GB/T 2260 填写")
	case m[2] == "" || m[2] == "000":
		return m[1], nil
	}
	return m[1] + m[2], nil
}

var cited = regexp.MustCompile(`《([^《》]{2,120})》(?:[（(][^（）()]{2,40}[）)])?\s*[,，:：]?\s*((?:第[一二三四五六七八九十百千零〇两\d]{1,10}条(?:之[一二三四五])?(?:第[一二三四五六七八九十\d]{1,4}款)?(?:第?[(（]?[一二三四五六七八九十\d]{1,4}[)）]?项)?[、和及,，]?)*)`)

// grounds reads the legal grounds of an item: every 《…》 with the articles behind it.
func grounds(text, _ string) (any, error) {
	var out []any
	seen := map[string]bool{}
	for _, m := range cited.FindAllStringSubmatch(text, -1) {
		article := strings.TrimRight(m[2], "、和及,，")
		if key := m[1] + article; !seen[key] {
			seen[key] = true
			out = append(out, map[string]any{"title": m[1], "article": article})
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	text = strings.TrimSpace(text)
	if len([]rune(text)) > 100 {
		return nil, wrong("设定依据里没有书名号《》,读不出是哪部法", "写成《法律全称》第几条")
	}
	return []any{map[string]any{"title": text, "article": ""}}, nil
}

var stepMark = regexp.MustCompile(`^\s*(?:\d{1,2}[.、．)）]|[（(][一二三四五六七八九十\d]{1,2}[)）]|[一二三四五六七八九十]{1,2}、|第[一二三四五六七八九十]步)\s*`)

// steps reads one step a line: 受理:窗口核对材料.
func steps(text, _ string) (any, error) {
	var out []any
	for _, l := range cut(text, "\n\r→") {
		s := stepMark.ReplaceAllString(fmt.Sprint(l), "")
		name, detail, found := strings.Cut(strings.Replace(s, ":", "：", 1), "：")
		if !found || len([]rune(name)) > 20 {
			name, detail = s, ""
		}
		out = append(out, map[string]any{"name": strings.TrimSpace(name), "detail": strings.TrimSpace(detail)})
	}
	return out, nil
}
