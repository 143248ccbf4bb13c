package read

import (
	"strings"
	"time"

	"wenban/knowledge/personal"
)

// A number is said in groups (138 1234 5678, 110105-19491231-002X, or as
// Chinese digits). numbers joins neighbouring groups as long as the whole is a
// number of a known kind.

// group is a run of digits: runes from..to, the digits in ASCII.
type group struct {
	from, to int
	digits   string
	chinese  bool
}

const (
	maxGroups = 20 // groups one number may be said in
	maxDigits = 21 // digits of the longest number that is looked for
)

// numbers finds the personal numbers of a text, from left to right.
func numbers(text []rune) (out []private) {
	run := []group{}
	flush := func() {
		out = append(out, joined(text, run)...)
		run = run[:0]
	}
	for i := 0; i < len(text); {
		g, ok := groupAt(text, i)
		if !ok {
			i++
			continue
		}
		if len(run) > 0 && !separated(text[run[len(run)-1].to:g.from]) {
			flush()
		}
		run = append(run, g)
		i = g.to
	}
	flush()
	return out
}

// separated reports whether what stands between two groups may stand inside a
// number: nothing but up to three spaces, dashes and dots.
func separated(between []rune) bool {
	if len(between) > 3 {
		return false
	}
	for _, r := range between {
		if !strings.ContainsRune(" -.—–_·,，、\n\r\t", r) {
			return false
		}
	}
	return true
}

// groupAt reads the digits at i. An x counts as the last digit when seventeen
// or two or three digits stand before it, which joined checks.
func groupAt(text []rune, i int) (group, bool) {
	g := group{from: i}
	var b strings.Builder
	for ; i < len(text) && b.Len() < maxDigits+1; i++ {
		d, chinese, ok := digit(text[i])
		if !ok {
			break
		}
		g.chinese = g.chinese || chinese
		b.WriteByte(d)
	}
	if b.Len() == 0 {
		return g, false
	}
	if i < len(text) && (text[i] == 'x' || text[i] == 'X') && (i+1 == len(text) || !alnum(text[i+1])) {
		b.WriteByte('x')
		i++
	}
	g.to, g.digits = i, b.String()
	return g, true
}

func alnum(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// digit reads one digit, ASCII, full-width or Chinese.
func digit(r rune) (d byte, chinese, ok bool) {
	switch {
	case r >= '0' && r <= '9':
		return byte(r), false, true
	case r >= '０' && r <= '９':
		return byte('0' + r - '０'), false, true
	}
	switch r {
	case '零', '〇':
		d = '0'
	case '一', '幺', '壹':
		d = '1'
	case '二':
		d = '2'
	case '三':
		d = '3'
	case '四':
		d = '4'
	case '五':
		d = '5'
	case '六':
		d = '6'
	case '七':
		d = '7'
	case '八':
		d = '8'
	case '九':
		d = '9'
	}
	return d, d != 0, d != 0
}

func digitsOf(text []rune) string {
	var b strings.Builder
	for _, r := range text {
		if d, _, ok := digit(r); ok {
			b.WriteByte(d)
		} else if r == 'x' || r == 'X' {
			b.WriteByte('x')
		}
	}
	return b.String()
}

// joined finds the personal numbers in groups that stand side by side: the
// longest first, but a group that is a number by itself stays one.
func joined(text []rune, run []group) (out []private) {
	for i := 0; i < len(run); {
		best, next := private{}, i
		digits := ""
		for j := i; j < len(run) && j < i+maxGroups; j++ {
			alone := kindOf(text, run[j].from, run[j].digits)
			if alone != "" && j > i {
				break
			}
			if digits += run[j].digits; len(digits) > maxDigits {
				break
			}
			if kind := kindOf(text, run[i].from, digits); kind != "" {
				best, next = private{kind, digits, run[i].from, run[j].to}, j+1
			}
			if alone != "" {
				break
			}
		}
		if best.kind == "" {
			i++
			continue
		}
		out = append(out, best)
		i = next
	}
	return out
}

// kindOf names the kind of personal number that digits at a place are, or "".
func kindOf(text []rune, from int, digits string) string {
	if from > 0 && alnum(text[from-1]) && text[from-1] != '+' && digits[0] != '1' {
		return ""
	}
	before := string(text[max(0, from-12):from])
	identity := containsAny(before, "身份证 证件号 身份号 公民身份 id sfz")
	official := containsAny(before, "办件 受理 回执 编号 工单 流水 业务号 订单 单号 案号 申请号 查询码 信用代码 文号 代码 号文 件号 取件 邮编 税号 房产证号 合同") && !identity
	switch n := len(digits); {
	case n == 18 && birthday(digits[6:14]) && (personal.IDCard(digits) || !official):
		return "id_card"
	case n == 15 && birthday("19"+digits[6:12]) && province(digits) && !official:
		return "id_card"
	case identity && n >= 14 && n <= 19:
		return "id_card"
	case strings.Contains(digits, "x"):
		return ""
	case mobile(digits) && !(official && n > 11):
		return "phone"
	case identity && n > 8 && n < 14 && containsAny(before, "证号 件号 份号 号码") && !containsAny(before, "电话 热线 座机"):
		return "id_card" // a part: the rest may come in the next message
	case official:
		return ""
	case n >= 16 && n <= 19 && (strings.IndexByte("34569", digits[0]) >= 0 && personal.Luhn(digits) || containsAny(before, "卡号 银行卡 储蓄卡 信用卡 账号 帐号 账户 工资卡 农行 工行 建行 中行 邮储")):
		return "bank_card"
	case landline(digits) && privately(before):
		return "landline"
	}
	return ""
}

// mobile reports whether digits are a mobile number, with or without 86.
func mobile(digits string) bool {
	for _, prefix := range []string{"", "86", "086", "0086", "0"} {
		if d, ok := strings.CutPrefix(digits, prefix); ok && personal.Mobile(d) {
			return true
		}
	}
	return false
}

// landline reports whether digits are an area code and a number of 7 or 8.
func landline(digits string) bool {
	return len(digits) >= 10 && len(digits) <= 12 && digits[0] == '0' && digits[1] != '0' ||
		(len(digits) == 7 || len(digits) == 8) && digits[0] >= '2' && digits[0] <= '8'
}

// privately reports whether words before a number say that it is somebody's
// own: 12345 and the numbers of offices are not.
func privately(before string) bool {
	return containsAny(before, "我家 我的 家里 座机 我电话 打我 联系我 回我 我老 固话 宅电 我们家 我妈 我爸") &&
		!containsAny(before, "你们 窗口 咨询 派出所 大厅 热线 投诉 政务")
}

func province(digits string) bool { return digits[0] >= '1' && digits[0] <= '8' && digits[1] <= '6' }

// birthday reports whether eight digits are a day on which a living person, or
// one whose papers are still asked for, can have been born.
func birthday(digits string) bool {
	t, err := time.Parse("20060102", digits)
	return err == nil && t.Year() >= 1850 && t.Year() <= 2099
}
