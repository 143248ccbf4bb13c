package read

import (
	"strings"
	"unicode"

	"wenban/knowledge/sieve"
)

// maxClauses is how many clauses of a message are told apart; the rest of a
// longer one is one clause.
const maxClauses = 60

// split cuts a text after its punctuation marks; a clause that is said again is
// left out.
func split(text string) (out []string) {
	seen := map[string]bool{"": true}
	for len(out) < maxClauses-1 {
		i := strings.IndexFunc(text, mark)
		if i < 0 {
			break
		}
		if s := strings.TrimSpace(text[:i]); !seen[s] {
			out, seen[s] = append(out, s), true
		}
		text = strings.TrimLeftFunc(text[i:], func(r rune) bool { return mark(r) || unicode.IsSpace(r) })
	}
	if s := strings.TrimSpace(text); !seen[s] {
		out = append(out, s)
	}
	return out
}

func mark(r rune) bool { return strings.ContainsRune(",，。!！?？;；、~…\n", r) }

// What makes a clause the request, and what makes it the story around it.
var (
	asking     = sieve.List("怎么 咋 如何 点样 点办 想 要 能不能 可不可以 可以吗 能 请问 需要 哪 多少 办 申请 领 吗 么 什么 啥 补 换 开 查 how what where can apply 求 该 得 行不行 咩 边度")
	background = sieve.List("我爸 我妈 我老公 我老婆 去年 前年 上个月 以前 之前 当时 那时 后来 因为 由于 在…上班 上班 打工 出生 听说 他说 她说 他们说 说是 结果 本来 原来 那会 那年 一直 已经 从小 现在")
	feeling    = sieve.List("急 着急 烦 累 难 哭 气死 崩溃 头疼 头大 郁闷 伤心 难过 担心 害怕 真是 唉 哎 谢谢 感谢 你好 您好 在吗 辛苦 拜托 麻烦 好人 求求 麻木 不容易 没办法")
)

// clauses cuts a text into clauses, with how much each is the request, and
// lists what is said not to be the case.
func clauses(text string, v *verdict) (out []Clause, negated []string) {
	parts := split(text)
	for i, part := range parts {
		c := Clause{Text: withoutPlace(part), Weight: weight(part, i == len(parts)-1)}
		what, ok := denied(part, i+1 < len(parts))
		if !ok && i+1 < len(parts) && instead.MatchString(parts[i+1]) {
			what, ok = undone(part)
		}
		if ok {
			c.Negated, c.Weight = true, 0.2
			negated = append(negated, what)
		}
		if orders.MatchString(part) || absent.MatchString(part) || opener.MatchString(part) || unsure.MatchString(part) && containsAny(part, "有没有 是不是 是否 算不算") {
			c.Negated, c.Weight = true, 0.1
		}
		out = append(out, c)
	}
	if len(out) == 1 && !out[0].Negated {
		out[0].Weight = 1
	}
	return out, negated
}

// orders matches a clause that wants the list changed: what it names is not
// what the citizen needs, and no list is changed by asking.
var orders = sieve.Compile(`(材料|清单|列表|表)(里|上|中)?(再|还|也)?(帮我|给我)?(加|添|增加|补)(上|一|个|条)`)

// lostAt matches where something was lost: 在公交车上弄丢了 is about no bus.
var lostAt = sieve.Compile(`在[\p{Han}]{1,6}(?:上|里|里面|旁边|中)((?:给|被|不小心|)(?:弄丢|搞丢|丢|掉|遗失|被偷|被盗|不见|搞掉|搞落|落下))`)

func withoutPlace(clause string) string {
	return lostAt.ReplaceAllString(clause, "$1")
}

// absent matches a clause that says that the holder does not come: 她本人没空 is
// not "本人".
var absent = sieve.Compile(`(本人|自己|他|她)(没空|没时间|没法|来不了|去不了|来不成|去不成|不在|不方便|走不开|不能来|不能去|出不了门|动不了)`)

// opener matches a clause that only announces another matter: 还有 is no answer
// to whether there are debts.
var opener = sieve.Compile(`^(对了|另外|还有|再|顺便|然后|那)?(再|还)?(有|问|想问|问下|问一下|说)?(个|一个|件|一件|别的|其他|其它|另外的|另一个|另一件)+(事|事情|问题|事儿)(想问|想问下|要问|请教)?$`)

// unsure matches what somebody does not know: 不清楚有没有遗嘱 is neither.
var unsure = sieve.Compile(`^(我|这个|这|那个|那|他|她|也|还|都|真的?|确实)*(不知道|不清楚|不晓得|不确定|说不清|记不清|搞不清|拿不准|唔知)`)

// weight is between 0.1 for a greeting and 1 for the last clause that asks.
func weight(clause string, last bool) float64 {
	w := 0.5
	switch {
	case asking.In(clause):
		w = 0.85
	case feeling.In(clause):
		return 0.1
	}
	if background.In(clause) {
		w -= 0.2
	}
	if last {
		w += 0.15
	}
	return min(1, w)
}

// denials introduce what is not the case. Those that need a correction after
// them are everyday words otherwise (不是吗, 没有).
var denials = []struct {
	words string
	pair  bool // only when another clause follows
}{
	{"我不是要 不是要 不是想 不是说 我说的不是 不是问 我不是问 我不是想 不是去 不要 不想", false},
	{"不是 唔系 并非 没有 没 又不是 也不是", true},
}

// instead begins what is wanted in place of what was just put aside.
var instead = sieve.Compile(`^(我|我们|俺|人家)?(就是|只是|而是|单纯|纯粹|光是|就想|只想|就要|只要|是)`)

// notDone matches a clause of things that are not to be done or were not: 不改名不换地方.
var notDone = sieve.Compile(`^(我|我们|俺|也|又|都|既|并)*(不|没有?|冇|唔)((改|换|变|变更|卖|搬|转|注销|补|迁|买|贷|租|过户|离|结|停|退|开|加|减)\p{Han}{0,4}((，|也|又)*(不|没有?|冇|唔)\p{Han}{1,5})*)$`)

// undone returns what such a clause names.
func undone(clause string) (string, bool) {
	m := notDone.FindStringSubmatch(clause)
	if m == nil || containsAny(m[3], "了 吗 么 怎 哪 行") {
		return "", false
	}
	return m[3], true
}

// denied returns what a clause says not to be the case: 换证 of "不是换证,是丢了".
func denied(clause string, follows bool) (string, bool) {
	clause = strings.TrimPrefix(clause, "我")
	for _, d := range denials {
		if d.pair && !follows {
			continue
		}
		for w := range strings.SplitSeq(d.words, " ") {
			what, ok := strings.CutPrefix(clause, strings.TrimPrefix(w, "我"))
			if ok && what != "" && !containsAny(what, "吗 么 怎么 什么 哪 多少 知道 清楚 办法 时间 人管 关系 事") && len([]rune(what)) <= 10 {
				return what, true
			}
		}
	}
	return "", false
}
