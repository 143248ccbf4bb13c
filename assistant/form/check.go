package form

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/width"

	"wenban/knowledge"
	"wenban/knowledge/personal"
)

// Wrong is what is wrong with an entry, as a sentence that tells the citizen
// what to put right. It never repeats what they typed.
type Wrong string

func (w Wrong) Error() string { return string(w) }

func wrong(format string, args ...any) error { return Wrong(fmt.Sprintf(format, args...)) }

// Limits of entries, in characters.
const (
	maxText     = 100
	maxTextarea = 1000
	maxAddress  = 150
	minAddress  = 4
	maxEntry    = 4000 // more is not read at all
)

// Checker checks entries against the type of their field.
type Checker struct {
	Today   time.Time          // the day of the citizen, for 今天 and for days that cannot be in the future
	Regions []knowledge.Region // the regions to choose from; nil: any name of a place will do
}

// Check returns the entry of a field in the form it is kept in, or a Wrong that
// says what to put right. What it returns it accepts again unchanged.
//
// id_card and uscc: 18 characters, capital X; 15-digit identity numbers become
// 18. phone: digits, a landline as 0990-82200100. date: YYYY-MM-DD. number: a
// decimal in the unit of the label. select: one of the options. bool: 是 or 否.
// region: the name. Others: the text without control characters.
func (c Checker) Check(x knowledge.FormField, text string) (string, error) {
	if len(text) > maxEntry*4 {
		return "", wrong("“%s”太长了，请写短一些", x.Label)
	}
	text = clean(text, x.Type == "textarea")
	if text == "" {
		return "", wrong("“%s”还没有填", x.Label)
	}
	switch x.Type {
	case "id_card":
		return idCard(text, c.Today)
	case "uscc":
		return uscc(text)
	case "phone":
		return phone(text)
	case "date":
		return date(x.Label, text, c.Today)
	case "number":
		return number(x.Label, text)
	case "select":
		return option(x.Options, text)
	case "bool":
		return yesNo(text)
	case "region":
		return region(text, c.Regions)
	case "address":
		return address(text)
	}
	return words(x, text)
}

// clean takes away what cannot be seen, and white space around and, on one
// line, doubled within.
func clean(text string, lines bool) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && lines:
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	if lines {
		return strings.TrimSpace(text)
	}
	return strings.Join(strings.Fields(text), " ")
}

func blank(text string) bool { return clean(text, false) == "" }

// folded writes full-width letters and digits half-width and leaves out the
// blanks and hyphens with which numbers are grouped.
func folded(text string) string {
	return strings.NewReplacer(" ", "", "-", "", "－", "", "—", "", "–", "").Replace(width.Fold.String(text))
}

func runes(s string) int { return len([]rune(s)) }

// words checks free text.
func words(x knowledge.FormField, text string) (string, error) {
	limit := maxText
	if x.Type == "textarea" {
		limit = maxTextarea
	}
	switch n := runes(text); {
	case n > limit:
		return "", wrong("“%s”最多写%d个字，现在是%d个字", x.Label, limit, n)
	case strings.HasSuffix(x.Label, "姓名"):
		return name(text)
	case strings.Contains(x.Label, "银行卡号"):
		return bankCard(text)
	}
	return text, nil
}

// name checks the name of a person.
func name(text string) (string, error) {
	if strings.ContainsFunc(text, unicode.IsDigit) {
		return "", wrong("姓名里不应有数字，请按身份证上的姓名填写")
	}
	if !strings.ContainsFunc(text, unicode.IsLetter) || runes(text) > 50 {
		return "", wrong("请按身份证上的姓名填写，最多50个字")
	}
	return text, nil
}

// bankCard checks the number of a bank card: 16 to 19 digits with the check
// digit of ISO/IEC 7812.
func bankCard(text string) (string, error) {
	s := folded(text)
	switch {
	case !digits(s):
		return "", wrong("银行卡号应全是数字")
	case len(s) < 16 || len(s) > 19:
		return "", wrong("银行卡号应为16至19位，现在是%d位", len(s))
	case !personal.Luhn(s):
		return "", wrong("银行卡号的数字对不上，请对照卡面核对")
	}
	return s, nil
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// address checks an address.
func address(text string) (string, error) {
	switch n := runes(text); {
	case n > maxAddress:
		return "", wrong("地址最多写%d个字，现在是%d个字", maxAddress, n)
	case n < minAddress, !strings.ContainsFunc(text, han):
		return "", wrong("地址请写到街道（乡镇）、小区（村）和门牌号")
	}
	return text, nil
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

// option finds the option that is meant: named, numbered from 1, or the only
// one whose name holds the text or is held by it.
func option(options []string, text string) (string, error) {
	if slices.Contains(options, text) {
		return text, nil
	}
	for i, o := range options {
		if folded(text) == fmt.Sprint(i+1) {
			return o, nil
		}
	}
	var near []string
	for _, o := range options {
		if runes(text) > 1 && (strings.Contains(o, text) || strings.Contains(text, o)) {
			near = append(near, o)
		}
	}
	if len(near) != 1 {
		return "", wrong("请在这几项里选一项：%s", strings.Join(options, "、"))
	}
	return near[0], nil
}

var yesNoWords = map[string]string{
	"是": "是", "是的": "是", "有": "是", "对": "是", "需要": "是", "要": "是", "已": "是", "true": "是", "yes": "是", "y": "是", "1": "是", "on": "是",
	"否": "否", "不是": "否", "没有": "否", "无": "否", "不需要": "否", "不要": "否", "不": "否", "未": "否", "false": "否", "no": "否", "n": "否", "0": "否",
}

func yesNo(text string) (string, error) {
	if said := yesNoWords[strings.ToLower(text)]; said != "" {
		return said, nil
	}
	return "", wrong("请选“是”或者“否”")
}

// region finds the region that is meant by name, everyday name or code.
func region(text string, all []knowledge.Region) (string, error) {
	for _, r := range all {
		if text == r.Name || text == r.Code || slices.Contains(r.Aliases, text) {
			return r.Name, nil
		}
	}
	if !strings.ContainsFunc(text, han) || strings.ContainsFunc(text, unicode.IsDigit) || runes(text) < 2 || runes(text) > 40 {
		return "", wrong("请写地名，例如“云岭省云溪市云东区”的写法：省、市、区县")
	}
	return text, nil
}
