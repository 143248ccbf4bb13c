package lexicon

import (
	"cmp"
	"slices"
	"strings"
)

// antonyms are words that no row may take for each other: who asks for one
// must not be shown the other.
var antonyms = [][2]string{
	{"免费", "收费"}, {"结婚", "离婚"}, {"首次", "补领"}, {"首次", "换领"}, {"出生", "死亡"}, {"设立", "注销"},
	{"开业", "停业"}, {"迁入", "迁出"}, {"转入", "转出"}, {"买房", "卖房"}, {"入学", "退学"}, {"参保", "停保"},
	{"雇主", "雇员"}, {"出租", "承租"}, {"收养", "送养"}, {"抵押登记", "抵押注销"}, {"申领", "注销"}, {"男", "女"},
	{"开户", "销户"}, {"入职", "离职"}, {"批准", "不予批准"}, {"登记", "注销登记"}, {"恢复", "中止"},
}

// Check returns what is doubtful in a lexicon: rows that could not be read,
// words that stand twice in a row or in the same meaning twice, rows that lead
// in a circle, opposites taken for each other. Patterns and words are always
// literal, so what looks like an expression is named too.
func Check(l *Lexicon) []Problem {
	found := slices.Clone(l.problems)
	for word, uses := range l.eachWord() {
		found = append(found, l.repeats(word, uses)...)
		found = append(found, l.circles(word, uses)...)
		found = append(found, l.opposites(word, uses)...)
		found = append(found, l.expressions(word, uses)...)
	}
	slices.SortStableFunc(found, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line)
	})
	return slices.Compact(found)
}

// eachWord returns the words with their uses. It walks the trie by its rows:
// Check is for the desk, not for a question.
func (l *Lexicon) eachWord() func(yield func(string, []use) bool) {
	return func(yield func(string, []use) bool) {
		for n, word := range l.words.All() {
			if !yield(word, l.uses[n]) {
				return
			}
		}
	}
}

// repeats finds an everyday word that a second row gives the same meaning, or
// that stands twice in one row.
func (l *Lexicon) repeats(word string, uses []use) (found []Problem) {
	for i, u := range uses {
		for _, before := range uses[:i] {
			a, b := &l.groups[before.group], &l.groups[u.group]
			if a.official[0] == b.official[0] && !before.official && !u.official && sameContext(a, b) {
				found = append(found, b.at.problem(column(u), "“"+word+"”已经写过,见 "+a.at.String(), "留下一处"))
				break
			}
		}
	}
	return found
}

func sameContext(a, b *group) bool {
	return slices.EqualFunc(a.context, b.context, func(x, y condition) bool {
		return slices.Equal(x.any, y.any) && slices.Equal(x.not, y.not)
	})
}

// circles finds A said for B in one row and B said for A in another, without
// any row that says they are equal.
func (l *Lexicon) circles(word string, uses []use) (found []Problem) {
	for _, u := range uses {
		if u.official {
			continue
		}
		g := &l.groups[u.group]
		for _, to := range g.official {
			if to != word && !slices.Contains(g.official, word) && l.says(to, word) {
				found = append(found, g.at.problem(2, "“"+word+"”和“"+to+"”互相指向", "意思相同就写在同一行第 1 列,不同就删去一个方向"))
			}
		}
	}
	return found
}

// says reports whether a row gives the official term to for an everyday word.
func (l *Lexicon) says(everyday, to string) bool {
	m, ok := l.words.Longest(everyday, 0)
	if !ok || m.End != len(everyday) {
		return false
	}
	return slices.ContainsFunc(l.uses[m.Value], func(u use) bool {
		official := l.groups[u.group].official
		return !u.official && slices.Contains(official, to) && !slices.Contains(official, everyday)
	})
}

// opposites finds a word taken for its opposite.
func (l *Lexicon) opposites(word string, uses []use) (found []Problem) {
	for _, u := range uses {
		g := &l.groups[u.group]
		for _, to := range g.official {
			if pair, ok := opposite(word, to); ok {
				found = append(found, g.at.problem(column(u), "“"+word+"”和“"+to+"”意思相反("+pair[0]+"/"+pair[1]+")", "拆成两行"))
			}
		}
	}
	return found
}

func opposite(a, b string) (pair [2]string, ok bool) {
	for _, p := range antonyms {
		if only(a, p[0], p[1]) && only(b, p[1], p[0]) || only(a, p[1], p[0]) && only(b, p[0], p[1]) {
			return p, true
		}
	}
	return pair, false
}

// only reports whether s has one word and not the other.
func only(s, has, hasNot string) bool {
	return strings.Contains(s, has) && !strings.Contains(strings.ReplaceAll(s, has, ""), hasNot) &&
		!(strings.Contains(hasNot, has) && strings.Contains(s, hasNot))
}

// expressions finds words that somebody wrote as a regular expression.
func (l *Lexicon) expressions(word string, uses []use) (found []Problem) {
	if !strings.ContainsAny(word, `*+?[]{}\^$`) && !strings.Contains(word, ".*") {
		return nil
	}
	for _, u := range uses {
		found = append(found, l.groups[u.group].at.problem(column(u), "“"+word+"”里的符号按字面匹配,不是正则", "写成完整的词"))
	}
	return found
}

func column(u use) int {
	if u.official {
		return 1
	}
	return 2
}
