package triage

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	whenSaid = regexp.MustCompile(`(?:\d{1,4}年)?\d{1,2}月(?:\d{1,2}[日号])?|(?:今天|今日|昨天|昨日|前天|大前天|今晚|昨晚|前晚|今早|刚才|刚刚|现在|此刻|当天|上周[一二三四五六日天末]?|这周[一二三四五六日天末]?|本周[一二三四五六日天末]?|上个月|这个月|本月|去年|前年|今年|周末|节假日|过年|春节|国庆|最近|这几天|前几天|这两天|这段时间|一直)(?:的?(?:早上|上午|中午|下午|傍晚|晚上|半夜|深夜|凌晨|夜里))?(?:\d{1,2}|[一二三四五六七八九十]{1,3})?(?:点半|点多|点钟|点)?|(?:每天|天天|每晚|晚晚|每周|每到|一到|早上|上午|中午|下午|傍晚|晚上|半夜|深夜|凌晨|夜里|通宵)(?:早上|上午|中午|下午|晚上|半夜|深夜|凌晨)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})?(?:点半|点多|点钟|点)?(?:(?:到|至)(?:凌晨|晚上|半夜)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})点)?|(?:连续|连着|已经|快|都|有)?(?:\d{1,3}|[一二两三四五六七八九十半几好]{1,3})(?:个多?|多个?|来)?(?:天|周|星期|礼拜|月|年)(?:半|多)?(?:了)?`)
	wishSaid = regexp.MustCompile(`^(?:我|我们|本人)?(?:就|只)?(?:希望|要求|请求|请|恳请|强烈要求|建议|盼|盼望|麻烦|求求?|能不能|可不可以|能否|想让|想要)(?:你们|政府|有关部门|相关部门|领导|部门)?.{2,40}`)
	clauseOf = regexp.MustCompile(`[，,。！!？?；;、~…\n]+`)
)

// maxWhen is how many times are taken from one message.
const maxWhen = 3

// When is when it happened, in the citizen's words, or "".
func When(text string) string {
	var all []string
	for _, m := range whenSaid.FindAllString(text, 8) {
		if m != "一直" && len(all) < maxWhen && !strings.Contains(strings.Join(all, "，"), m) {
			all = append(all, m)
		}
	}
	return strings.Join(all, "，")
}

// Wish is what the citizen wants done, in their words, or "".
func Wish(text string) string {
	for _, clause := range clauseOf.Split(text, 40) {
		if wish := wishSaid.FindString(strings.TrimSpace(clause)); wish != "" && !onlyComplains.MatchString(wish) {
			return wish
		}
	}
	return ""
}

// onlyComplains matches what begins like a wish and is none.
var onlyComplains = regexp.MustCompile(`^(我|我们)?(想|要)?(要|求)?(投诉|举报|反映)|请问|能不能(告诉|问)|谁管`)

// Empty reports whether words tell nothing but that there is a complaint.
func Empty(text string) bool {
	rest := chaff.ReplaceAllString(text, "")
	rest = nothing.ReplaceAllString(rest, "")
	return utf8.RuneCountInString(rest) < 2
}

var nothing = regexp.MustCompile(`[\s\p{P}\p{S}]|我|要|想|投诉|举报|反映|反应|情况|问题|一下|一个|个|事|件事|有|怎么|如何|在哪|哪里|可以|吗|呢|啊|了|你们|这里|这|能|去|打|电话|意见|建议|提|求助|帮|帮忙|帮我|登记|维权|表扬`)

// Title is a matter in one line of at most 40 characters. It takes masked words.
func Title(category, text string) string {
	text = strings.TrimSpace(strings.Join(strings.Fields(clauseOf.ReplaceAllString(text, " ")), " "))
	if category != "" {
		text = category + "：" + text
	}
	if r := []rune(text); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return text
}
