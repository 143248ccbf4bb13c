package read

import (
	"slices"
	"strings"
	"unicode/utf8"

	"wenban/knowledge/sieve"
)

var (
	turning = sieve.Compile(`(?:[,。!?;\s]+还有(?:就是|一个|个|一件事|个事)?|[,。!?;\s]*(?:另外|顺便(?:再|也)?(?:问一?下|问问)?|再(?:问一?下|请问|问问|问)|第二个问题|第二件事?|第三个问题|对了|还想(?:问|问问|知道|办)|同时(?:还)?(?:想|要)|以及(?:想|问)))[,是,:\s]*`)
	listed  = sieve.Compile(`[,。;:\s]*(?:一是|二是|三是|第一(?:个|件)?(?:问题|是)?[,、]|第二(?:个|件)?(?:问题|是)?[,、]|第三(?:个|件)?(?:问题|是)?[,、]|(?:^|[\s,。;])[1-9][.、])`)
)

// needs splits a message with two or more requests into them; nil when it has
// one. Each side must be a request of its own, long enough to be searched.
func needs(text string) []string {
	text = firstRunes(text, headLimit)
	for _, by := range []*sieve.Pattern{listed, turning} {
		parts := by.Split(text, 6)
		parts = slices.DeleteFunc(parts, func(s string) bool { return strings.Trim(s, ",。!?;:、 ") == "" })
		if by == listed && len(parts) > 1 && !request(parts[0]) {
			parts = parts[1:]
		}
		if len(parts) > 1 && !slices.ContainsFunc(parts, func(s string) bool { return !request(s) }) {
			for i := range parts {
				parts[i] = strings.TrimPrefix(strings.Trim(parts[i], ",。;:、 "), "问")
			}
			return parts
		}
	}
	return nil
}

// later puts aside the clauses of all needs but the first: one is answered at a
// time.
func later(clauses []Clause, needs []string) {
	for i, c := range clauses {
		if len(needs) > 1 && !strings.Contains(needs[0], c.Text) {
			clauses[i].Negated, clauses[i].Weight = true, 0.1
		}
	}
}

// request reports whether a part of a message can stand as a need: at least
// four characters and a word that asks or names something to be done.
func request(part string) bool {
	return utf8.RuneCountInString(strings.Trim(part, ",。!?;:、 ")) >= 5 &&
		containsAny(part, "办 证 怎么 咋 如何 申请 补 换 领 登记 户口 社保 医保 公积金 护照 证明 落户 注销 查 报 多少 哪 要 能 想 点样 开")
}
