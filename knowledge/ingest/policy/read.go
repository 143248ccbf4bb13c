package policy

import (
	"regexp"
	"strings"
)

// What the usual forms look like (党政机关公文格式 GB/T 9704-2012: the number, the
// title, the text, the name of the organ and the date stand on lines of their own).
var (
	articleLine = regexp.MustCompile(`^第[一二三四五六七八九十百千零〇两\d]{1,10}[编章节条]`)
	titleEnd    = regexp.MustCompile(`(?:法|法典|条例|办法|规定|决定|通知|意见|细则|规则|准则|方案|公告|通告|批复|标准|目录|解释|规范|规程|规划|纲要|指南|函|令|复函|制度|清单|章程|守则|若干措施|措施|政策|手册|答复)(?:（[^（）]{1,20}）)*$`)
	headLine    = regexp.MustCompile(`^[\p{Han}、（）]{2,60}文件$`)

	numberText = `[\p{Han}A-Za-z]{1,16}\s*[〔\[【（(﹝]\s*(?:19|20)\d{2}\s*[〕\]】）)﹞]\s*(?:第\s*)?\d{1,5}\s*号`
	decreeText = `[\p{Han}、]{2,40}令\s*[（(]?第\s*[\d一二三四五六七八九十百零〇]{1,6}\s*号`
	numberLine = regexp.MustCompile(`^[（(]?(?:发文字号|文号|发文号|文件编号|文件号)?\s*[:：]?\s*(` + numberText + `|` + decreeText + `)[）)]?$`)
	labelled   = regexp.MustCompile(`(?:发文字号|文号|发文号|文件编号)\s*[】\]]?\s*[:：｜]\s*(` + numberText + `|` + decreeText + `)`)
	cells      = regexp.MustCompile(`[|｜]|\s{2,}`)
	decreeIn   = regexp.MustCompile(decreeText)

	organEnd     = `(?:人民政府|办公厅|办公室|委员会|管委会|常委会|局|厅|部|院|署|会|中心|银行|支队|总队|大队|街道办事处|公司)`
	organLine    = regexp.MustCompile(`^[\p{Han}\s　、（）]{2,60}` + organEnd + `$`)
	organLabel   = regexp.MustCompile(`(?:发文机关|发布机构|制定机关|发文机构|发布单位|发文单位)\s*[】\]]?\s*[:：｜]\s*([\p{Han}、 （）]{2,60}?)(?:[\s｜]|$)`)
	organCouncil = regexp.MustCompile(`((?:中华人民共和国)?国务院|[\p{Han}]{2,20}?(?:人民政府|部|委员会|总局|局|厅))令`)
	organCourt   = regexp.MustCompile(`(最高人民法院|最高人民检察院)`)
	organIssued  = regexp.MustCompile(`\d日\s*([\p{Han}、]{2,40}?)(?:第\s*\d+\s*号令?)?(?:发布|公布|印发|批准|制定)`)
	organMeeting = regexp.MustCompile(`([\p{Han}]{0,20}?)(?:第[一二三四五六七八九十]{1,4}届)?((?:全国)?人民代表大会(?:常务委员会)?)第[一二三四五六七八九十\d]{1,4}次会议[^\n]{0,120}?(?:通过|修订|修正)`)

	historyLine = regexp.MustCompile(`\d{4}年\d{1,2}月\d{1,2}日.{0,80}(?:通过|公布|发布|修订|修正|批准|施行|印发)`)
)

// title returns the first line that ends as titles do, with the lines above that
// it goes on from. A head such as 云溪市人民政府文件 is none. The line above that
// was left out is returned too: it may be a part of the title that does not show.
func title(lines []string) (title, above string) {
	first := lines[:min(len(lines), 15)]
	for i, line := range first {
		switch {
		case headLine.MatchString(line), numberLine.MatchString(line), strings.ContainsAny(line, "。；｜:："):
			continue
		case articleLine.MatchString(line):
			return "", ""
		case titleEnd.MatchString(line) && len(line) <= 360:
			return joined(first, i)
		}
	}
	return "", ""
}

// joined puts the lines before a line to it that a long title was broken into.
func joined(lines []string, i int) (t, above string) {
	t = lines[i]
	for j := i - 1; j >= max(0, i-2); j-- {
		before := lines[j]
		if headLine.MatchString(before) || numberLine.MatchString(before) || titleEnd.MatchString(before) ||
			strings.ContainsAny(before, "。；｜:：,， 0123456789") || len(before) > 120 {
			return t, ""
		}
		if !continues(t, before) {
			return t, before
		}
		t = before + t
	}
	return t, ""
}

// continues reports whether a line is the end of a title whose beginning stands
// above: alone it says nothing, or its brackets do not close.
func continues(t, before string) bool {
	return strings.HasPrefix(t, "关于") || strings.HasPrefix(t, "“") || strings.HasPrefix(t, "的") || strings.Contains(before, "关于") || strings.Count(t, "》") > strings.Count(t, "《") || len([]rune(t)) < 5
}

// number returns the 发文字号 that stands on a line of its own near the beginning
// or the end, or behind its name.
func number(lines []string) string {
	for _, line := range ends(lines, 15, 6) {
		for _, cell := range cells.Split(line, -1) {
			if m := numberLine.FindStringSubmatch(strings.TrimSpace(cell)); m != nil {
				return normal(m[1])
			}
		}
		if m := labelled.FindStringSubmatch(line); m != nil {
			return normal(m[1])
		}
	}
	return ""
}

// decree returns the number of the decree that made a rule known, as the
// history gives it.
func decree(history string) string {
	return normal(behind(decreeIn.FindString(history), "日"))
}

// normal writes a 发文字号 in the one form of the standard: 云政发〔2025〕3号.
func normal(s string) string {
	s = strings.NewReplacer("[", "〔", "]", "〕", "【", "〔", "】", "〕", "﹝", "〔", "﹞", "〕", " ", "", "　", "").Replace(s)
	if !strings.Contains(s, "令") {
		s = strings.NewReplacer("（", "〔", "）", "〕", "(", "〔", ")", "〕").Replace(s)
	}
	return s
}

// ends returns the first n lines and the last m that are not among them.
func ends(lines []string, n, m int) []string {
	first := lines[:min(len(lines), n)]
	return append(append([]string{}, first...), lines[max(len(first), len(lines)-m):]...)
}

// issuer returns the organ that is named as such, that signed at the end, whose
// paper it is, or that passed the rule first.
func issuer(lines []string, history string) string {
	for _, line := range ends(lines, 20, 0) {
		if m := organLabel.FindStringSubmatch(line); m != nil {
			return strings.TrimSpace(m[1])
		}
	}
	if s := signature(lines); s != "" {
		return s
	}
	if len(lines) > 0 && headLine.MatchString(lines[0]) {
		return strings.TrimSuffix(lines[0], "文件")
	}
	return passedBy(history)
}

// signature returns the organs on the lines above the date at the end.
func signature(lines []string) string {
	at := dateLineAt(lines)
	var organs []string
	for i := at - 1; i >= max(0, at-4) && organLine.MatchString(lines[i]); i-- {
		organs = append([]string{strings.Join(strings.Fields(lines[i]), " ")}, organs...)
	}
	return strings.Join(organs, "、")
}

func passedBy(history string) string {
	if m := organMeeting.FindStringSubmatch(history); m != nil {
		place := strings.TrimPrefix(behind(m[1], "日"), "中华人民共和国")
		return strings.TrimSuffix(place, "第") + m[2]
	}
	if m := organCouncil.FindStringSubmatch(history); m != nil {
		return strings.TrimPrefix(behind(m[1], "日"), "中华人民共和国")
	}
	if s := organCourt.FindString(history); s != "" {
		return s
	}
	if m := organIssued.FindStringSubmatch(history); m != nil {
		return m[1]
	}
	return ""
}

// behind returns what stands behind the last mark, or all.
func behind(s, mark string) string {
	if i := strings.LastIndex(s, mark); i >= 0 {
		return s[i+len(mark):]
	}
	return s
}
