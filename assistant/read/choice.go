package read

import (
	"strings"

	"wenban/knowledge/sieve"
)

var (
	pickSaid = sieve.Compile(`^(?:我)?(?:选|要|就|就选|我选|就要|选择|那就|是|应该是|点)?(?:第)?([一二三四五六七八九十两]|\d{1,2}|[a-d])(?:个|项|条|种|号|那个|这个)?(?:选项)?(?:吧|啊|呢|呀|的|嘛|了)?。?$`)
	lastSaid = sieve.Compile(`^(?:我)?(?:选|要|就|就选|我选|就要|那就|是|应该是)?(最后(?:面)?(?:那|这|一)?(?:一)?个|末尾那个|最下面(?:那|的|一)?个?|后面(?:那|这|一)(?:一)?个|后(?:一|边那|者)个?|前面(?:那|这|一)(?:一)?个|前(?:一|边那|者)个?|上面(?:那|这|一)(?:一)?个|下面(?:那|这|一)(?:一)?个|最上面(?:那|的|一)?个?|头一个|最前面(?:那|的)?个?|中间(?:那|的|这)?个?)(?:吧|啊|呢|呀|的)?。?$`)
)

// choice returns which of the choices of the last reply is picked, from 1, or
// 0. A bare number, letter or 第二个 counts only when something was asked.
func choice(text string, c Context) int {
	text = strings.TrimRight(firstRunes(text, 40), "。，. ")
	if !c.Asked && len(c.Choices) == 0 {
		if !strings.HasPrefix(text, "第") && !strings.HasPrefix(text, "选") {
			return 0
		}
	}
	if m := pickSaid.FindStringSubmatch(text); m != nil {
		return ordinal(m[1], text, c)
	}
	if m := lastSaid.FindStringSubmatch(text); m != nil {
		return relativeChoice(m[1], len(c.Choices))
	}
	return labelled(text, c.Choices)
}

// ordinal reads 二, 2 or b; 0 when there are choices and none has that number.
func ordinal(said, text string, c Context) int {
	n := 0
	switch {
	case said >= "a" && said <= "d":
		n = int(said[0]-'a') + 1
	default:
		n = number(said)
	}
	alone := strings.TrimLeft(text, "我就选要") == said && said >= "一" && !strings.HasPrefix(text, "选")
	if len(c.Choices) > 0 && n > len(c.Choices) || alone && len(c.Choices) == 0 || n < 0 {
		return 0
	}
	return n
}

func relativeChoice(word string, n int) int {
	switch {
	case strings.HasPrefix(word, "中间"):
		return (n + 1) / 2
	case strings.HasPrefix(word, "前"), strings.HasPrefix(word, "上"), strings.HasPrefix(word, "最上"), strings.HasPrefix(word, "头"), strings.HasPrefix(word, "最前"):
		return min(1, n)
	}
	return n
}

// labelled returns the choice whose label is said word for word, or 0.
func labelled(text string, labels []string) int {
	for i, label := range labels {
		if l := strings.TrimRight(string(plain(label)), "。"); l != "" && l == text {
			return i + 1
		}
	}
	return 0
}

var (
	receiptNamed = sieve.Compile(`(?:受理|办件|回执|申请|业务|工单|流水|查询|案件|登记|受理单|订单|件|单|编)(?:编|单)?号码?(?:是|为|:|，|,| )*([a-z0-9][a-z0-9-]{4,31})`)
	receiptLong  = sieve.Compile(`(?:号码?(?:是|为|:|，|,| )*|^)(\d{14,24})(?:\D|$)`)
	receiptForm  = sieve.Compile(`(?:^|[^a-z0-9])([a-z]{1,6}-?\d{6,20}(?:-\d{1,6}){0,3})(?:[^a-z0-9]|$)`)
	receiptOnly  = sieve.Compile(`^\P{Han}*\p{Han}{0,4}\P{Han}*$`)
	longNumber   = sieve.Compile(`(?:^|\D)(\d{14,24})(?:\D|$)`) // of a case elsewhere; identity and bank numbers are masked before
)

// receipt returns the receipt or case number that is given in a masked text,
// or "".
func receipt(text string) string {
	text = strings.ToLower(firstRunes(text, headLimit))
	for _, form := range []*sieve.Pattern{receiptNamed, receiptLong, receiptForm} {
		if m := form.FindStringSubmatch(text); m != nil && strings.ContainsAny(m[1], "0123456789") {
			return strings.ToUpper(m[1])
		}
	}
	return ""
}

// bareReceipt returns the number of a message that is a receipt or case number
// and says next to nothing else, so that the number is what it is about; or "".
func bareReceipt(text, receipt string) string {
	if !receiptOnly.MatchString(text) {
		return ""
	}
	if m := longNumber.FindStringSubmatch(text); m != nil && receipt == "" {
		return m[1]
	}
	return receipt
}
