package read

import (
	"strings"

	"wenban/knowledge/sieve"
)

var (
	paperSaid = sieve.Compile(`(只用带|只要|只带|只用|只需要?|(?:可以|能)?不用带|可以不带|能不带|可不可以不带|不带|没带|忘带|忘了带|没有|不用|可以不交|不交|不提供|要不要带?|需不需要|带不带|用不用带?|还?需要带?|还?要带|要交|要提供|还要)([\p{Han}]{2,12}?)(?:就|可以|行|能|也|的话|办|吗|么|吧|对|是|,|。|$)`)
	asksYesNo = sieve.Compile(`吗|么|吧|行不行|可不可以|能不能|能办不|是不是|是或否|是还是否|就行|就可以|就能|就好|要不要|需不需要|带不带|用不用|对不对`)
)

// paper returns the paper of which a text asks whether it is needed (不带户口本
// 可以吗), or claims that it is all (只要身份证就行).
func paper(text string) (name string, only bool) {
	if !bringing.In(text) || !asksYesNo.MatchString(text) {
		return "", false
	}
	m := paperSaid.FindStringSubmatch(firstRunes(text, headLimit))
	if m == nil || !isPaper(m[2]) {
		return "", false
	}
	return m[2], strings.HasPrefix(m[1], "只")
}

// bringing are words of which any such question has one.
var bringing = sieve.List("带 只 没有 不用 不交 不提供 需要 要不要 要交 要提供 还要")

// isPaper reports whether a word is that of something to hand in.
func isPaper(word string) bool {
	return endsWith(word, "证 簿 本 书 报告 表 照片 复印件 证明 合同 单 卡 照 原件 发票 章")
}
