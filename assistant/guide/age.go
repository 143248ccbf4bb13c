package guide

import (
	"strconv"
	"strings"

	"wenban/knowledge"
	"wenban/knowledge/sieve"
)

var ageLabel = sieve.Compile(`(未满|不满|已满|年满|满|达到)?([〇零一二三四五六七八九十百\d]+)(?:至([〇零一二三四五六七八九十百\d]+))?周岁(以上|以下|及以上)?`)

// ageFits compares an age with a label such as 未满十六周岁 or 九十至九十九周岁:
// Open when the label says nothing of an age.
func ageFits(question, label string, age int) knowledge.Truth {
	if strings.Contains(question, "退休年龄") {
		return retires(label, age)
	}
	g := ageLabel.FindStringSubmatch(label)
	if g == nil {
		return knowledge.Open
	}
	low, ok := number(g[2])
	if !ok {
		return knowledge.Open
	}
	high, both := number(g[3])
	fits := age >= low
	switch {
	case both:
		fits = age >= low && age <= high
	case g[1] == "未满" || g[1] == "不满" || g[4] == "以下":
		fits = age < low
	}
	if fits {
		return knowledge.Yes
	}
	return knowledge.No
}

// retires compares an age with 已达到 or 未达到 of the age of retirement, which
// lies between 50 and 63 years: in between it depends on more than the age.
func retires(label string, age int) knowledge.Truth {
	if age >= 50 && age < 63 {
		return knowledge.Open
	}
	if strings.HasPrefix(label, "未") == (age < 50) {
		return knowledge.Yes
	}
	return knowledge.No
}

// number reads a whole number below 1000, in Chinese or Arabic digits.
func number(s string) (int, bool) {
	if n, err := strconv.Atoi(s); err == nil {
		return n, true
	}
	digits := map[rune]int{'〇': 0, '零': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
	n, last, seen := 0, 0, false
	for _, r := range s {
		switch d, isDigit := digits[r]; {
		case isDigit:
			last = d
		case r == '十':
			n, last = n+max(last, 1)*10, 0
		case r == '百':
			n, last = n+max(last, 1)*100, 0
		default:
			return 0, false
		}
		seen = true
	}
	return n + last, seen
}
