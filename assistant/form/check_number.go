package form

import (
	"math/big"
	"regexp"
	"strings"
	"time"

	"golang.org/x/text/width"

	"wenban/knowledge/personal"
)

// idCard checks an identity number (公民身份号码, GB 11643): the day of birth in
// digits 7 to 14 and the last character, which is computed from the others
// (ISO 7064, MOD 11-2). Old numbers of 15 digits are written with 18. The region
// in the first six digits is not checked: codes change and stay in old numbers.
func idCard(text string, today time.Time) (string, error) {
	s := strings.ToUpper(folded(text))
	if len(s) == 15 && digits(s) {
		s = longer(s)
	}
	switch n := runes(s); {
	case n != 18:
		return "", wrong("身份证号应为18位，现在是%d位", n)
	case !digits(s[:17]) || strings.Trim(s[17:], "0123456789X") != "":
		return "", wrong("身份证号应是17位数字，加一位数字或者字母X")
	case !born(s[6:14], today):
		return "", wrong("身份证号第7至14位应是出生日期，现在的不是，请对照证件核对")
	case !personal.IDCard(s):
		return "", wrong("身份证号的数字对不上，可能有一位写错了，请对照证件核对")
	}
	return s, nil
}

// longer writes a number of 15 digits, given out before 1999, with 18.
func longer(s string) string {
	s = s[:6] + "19" + s[6:]
	last, _ := personal.IDCheck(s) // it has 17 digits
	return s + string(last)
}

// born reports whether eight digits are a day on which somebody who needs a
// paper can have been born.
func born(s string, today time.Time) bool {
	t, err := time.Parse("20060102", s)
	return err == nil && t.Year() >= 1850 && (today.IsZero() || !t.After(today))
}

// usccAlphabet are the characters of a 统一社会信用代码: no I, O, S, V, Z.
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var usccWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// uscc checks a 统一社会信用代码 (GB 32100): 18 characters, the last computed
// from the others.
func uscc(text string) (string, error) {
	s := strings.ToUpper(folded(text))
	if n := runes(s); n != 18 {
		return "", wrong("统一社会信用代码应为18位，现在是%d位", n)
	}
	if strings.Trim(s, usccAlphabet) != "" {
		return "", wrong("统一社会信用代码只有数字和大写字母，没有字母I、O、S、V、Z，请看看是不是数字1、0、5、2")
	}
	sum := 0
	for i, w := range usccWeights {
		sum += strings.IndexByte(usccAlphabet, s[i]) * w
	}
	if usccAlphabet[(31-sum%31)%31] != s[17] {
		return "", wrong("统一社会信用代码的数字对不上，可能有一位写错了，请对照营业执照核对")
	}
	return s, nil
}

var (
	landline = regexp.MustCompile(`^(010|02\d|0[3-9]\d{2})([2-9]\d{6,7})$`)
	service  = regexp.MustCompile(`^[48]00\d{7}$`)
)

// phone checks a mobile number, a landline with its area code, or a 400 number.
func phone(text string) (string, error) {
	s := strings.NewReplacer("(", "", ")", "", ".", "").Replace(folded(text))
	s = strings.TrimPrefix(strings.TrimPrefix(s, "+"), "0086")
	if len(s) == 13 {
		s = strings.TrimPrefix(s, "86")
	}
	switch {
	case personal.Mobile(s) || service.MatchString(s):
		return s, nil
	case landline.MatchString(s):
		m := landline.FindStringSubmatch(s)
		return m[1] + "-" + m[2], nil
	case !digits(s):
		return "", wrong("电话号码应全是数字")
	case s[0] == '1':
		return "", mobileWrong(s)
	case s[0] == '0':
		return "", wrong("固定电话应是区号加7至8位号码，例如0990-82200100")
	}
	return "", wrong("请写11位手机号，或者区号加固定电话号码")
}

func mobileWrong(s string) error {
	if len(s) != 11 {
		return wrong("手机号应为11位，现在是%d位", len(s))
	}
	return wrong("手机号的前三位不对，请核对")
}

var (
	amount = regexp.MustCompile(`^(\d{1,3}(?:,\d{3})+|\d{1,13})(\.\d{1,10})?(亿|万|千|百)?$`)
	unitOf = regexp.MustCompile(`（([^）]+)）$`)
	counts = regexp.MustCompile(`^(人|名|间|张|本|个|月|年|份|户|次)$|(人数|月数|间数|位数|数)$`)
)

// units are what may stand behind a number without a meaning of its own.
var units = []string{"平方米", "平米", "㎡", "m2", "个月", "个人", "块钱", "元", "块", "人", "名", "间", "张", "本", "年", "月", "个", "份", "户", "次", "位"}

var factors = map[string]int64{"": 1, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}

// number reads a number below 10^13 with up to six decimals, also 3.5万
// or 二十, and writes it in the unit of the label: 50万元 is 50 under
// “金额（万元）” and 500000 under “金额（元）”. What is counted is whole.
func number(label, text string) (string, error) {
	s := strings.NewReplacer(" ", "", "，", ",").Replace(width.Fold.String(text))
	if strings.HasPrefix(s, "-") || strings.HasPrefix(s, "负") {
		return "", wrong("“%s”不能是负数", label)
	}
	yuan := strings.HasSuffix(s, "元") || strings.HasSuffix(s, "块") || strings.HasSuffix(s, "块钱")
	s = chinese(bare(s))
	m := amount.FindStringSubmatch(s)
	if m == nil {
		return "", wrong("“%s”请写数字，例如%s", label, example(label))
	}
	n, ok := new(big.Rat).SetString(strings.ReplaceAll(m[1], ",", "") + m[2])
	if !ok {
		return "", wrong("“%s”请写数字", label)
	}
	n.Mul(n, factor(label, m[3], yuan))
	return written(label, n)
}

// written writes a number that is not too large or too fine for its label.
func written(label string, n *big.Rat) (string, error) {
	fine := new(big.Rat).Mul(n, big.NewRat(1_000_000, 1))
	switch {
	case unitWanted(label).countable && !n.IsInt():
		return "", wrong("“%s”应是整数", label)
	case !fine.IsInt():
		return "", wrong("“%s”最多写六位小数", label)
	case n.Cmp(big.NewRat(1e13, 1)) >= 0:
		return "", wrong("“%s”的数字太大了，请核对", label)
	}
	return decimal(n), nil
}

// factor turns what was said into the unit of the label.
func factor(label, said string, yuan bool) *big.Rat {
	f := big.NewRat(factors[said], 1)
	if unitWanted(label).ten000 && (said != "" || yuan) {
		f.Quo(f, big.NewRat(10_000, 1))
	}
	return f
}

// unit is what the label of a number says about its unit.
type unit struct{ ten000, countable bool }

func unitWanted(label string) unit {
	m := unitOf.FindStringSubmatch(label)
	if m == nil {
		return unit{countable: counts.MatchString(label)}
	}
	return unit{strings.HasPrefix(m[1], "万"), counts.MatchString(m[1])}
}

func example(label string) string {
	if unitWanted(label).ten000 {
		return "50（单位是万元）"
	}
	return "50"
}

// bare takes the unit off.
func bare(s string) string {
	for _, u := range units {
		if rest, ok := strings.CutSuffix(s, u); ok && rest != "" {
			return rest
		}
	}
	return s
}

// decimal writes a number without needless zeros.
func decimal(n *big.Rat) string {
	s := n.FloatString(6)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

const numerals = "零一二三四五六七八九"

// chinese writes numerals below a hundred million as digits: 二十, 一百二十,
// 三万五千. Anything else it returns as it is, also 一百二, which people say for
// 120 and which may be read as 102.
func chinese(s string) string {
	total, section, digit, last := int64(0), int64(0), int64(-1), int64(1)
	for _, r := range strings.NewReplacer("两", "二", "〇", "零", "○", "零").Replace(s) {
		switch {
		case r == '零' && digit < 0:
			digit, last = 0, 1
		case strings.ContainsRune(numerals, r) && digit <= 0:
			digit = int64(strings.IndexRune(numerals, r) / len("零"))
		case tens[r] > 0 && (digit > 0 || r == '十' && section == 0):
			section, digit, last = section+max(digit, 1)*tens[r], -1, tens[r]
		case r == '万' && total == 0 && section+max(digit, 0) > 0:
			total, section, digit, last = (section+max(digit, 0))*10_000, 0, -1, 10_000
		default:
			return s
		}
	}
	if s == "" || digit > 0 && last > 10 {
		return s
	}
	return big.NewInt(total + section + max(digit, 0)).String()
}

var tens = map[rune]int64{'十': 10, '百': 100, '千': 1000}
