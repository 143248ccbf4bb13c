package assistant

import (
	"cmp"
	"slices"
	"strings"

	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/segment"
	"wenban/knowledge/sieve"
)

// mark is what the name of a service says of the few whom it is for. Who is one
// of them says so; who does not say so means the service beside it that has no
// mark, however like each other the two names are.
type mark struct {
	named []string                // words of names
	said  *sieve.Words            // words of citizens
	meant func(read.Reading) bool // or it is heard otherwise; nil: it is not
}

var marks = []mark{
	{named: words("进度查询"),
		said:  sieve.List("进度 进展 查询 查一下 查下 查查 怎么查 哪查 哪里查 查到 能查 想查 状态 结果 审到 批了 批下来 批没批 到哪 好了没 好没 办好 办下来 下来没 出来没 催 多久能拿"),
		meant: func(r read.Reading) bool { return r.Intent == read.Progress }},
	{named: words("外国人 外籍"),
		said:  sieve.List("外国 外籍 老外 外教 外商 foreign 留学生 签证 居留 洋人"),
		meant: func(r read.Reading) bool { return r.Country != "" }},
	{named: words("外交人员"), said: sieve.List("外交 使馆 领馆 领事")},
	{named: words("港澳台居民 港澳居民 香港居民 澳门居民 台湾居民 台湾地区居民 行政区居民"), said: sieve.List("香港 澳门 台湾 港澳 港人 澳人 台胞 回乡证")},
	{named: words("现役军人 现役武警 退役军人 退役武警"), said: sieve.List("军 部队 武警 当兵 退伍 退役 转业 士官 士兵 战士 复员")},
}

func words(list string) []string { return strings.Fields(list) }

const (
	unasked = 0.6 // what is left of the score of a service for others than the citizen
	kin     = 0.6 // share of a name, without its mark, that the service beside it has
)

// marked is which items bear a mark in their names.
func marked(e *knowledge.Edition) map[string]bool {
	all := map[string]bool{}
	for _, it := range e.Items {
		if slices.ContainsFunc(marks, func(m mark) bool { return markIn(it.Name, m.named) != "" }) {
			all[it.Code] = true
		}
	}
	return all
}

// unmarked puts the services back that are for others, where the one for
// everybody was found too. The order is by score again.
func unmarked(know *Knowledge, r read.Reading, q index.Query, hits []index.Hit) []index.Hit {
	if !know.has(Marks) || !slices.ContainsFunc(hits, func(h index.Hit) bool { return know.marked[h.ID] }) {
		return hits
	}
	names := make([]string, len(hits))
	for i, h := range hits {
		names[i], _ = know.Edition.NameOf(h.ID)
	}
	unsaid := unsaid(r, q)
	out := slices.Clone(hits)
	for i, name := range names {
		if word := markIn(name, unsaid); word != "" && hasPlain(names, strings.Replace(name, word, "", 1), unsaid) {
			out[i].Score *= unasked
		}
	}
	slices.SortStableFunc(out, func(a, b index.Hit) int { return cmp.Compare(b.Score, a.Score) })
	return out
}

// unsaid lists the words of the marks of which nothing was said.
func unsaid(r read.Reading, q index.Query) (rest []string) {
	for _, m := range marks {
		said := slices.ContainsFunc(q.Parts, func(p index.Part) bool { return m.said.In(p.Text) })
		if !said && (m.meant == nil || !m.meant(r)) {
			rest = append(rest, m.named...)
		}
	}
	return rest
}

// markIn returns the first of the words that a name has, or "".
func markIn(name string, words []string) string {
	i := slices.IndexFunc(words, func(w string) bool { return strings.Contains(name, w) })
	if i < 0 {
		return ""
	}
	return words[i]
}

// hasPlain reports whether one of the names is the name of a service but for
// its mark, and has none.
func hasPlain(names []string, rest string, unsaid []string) bool {
	var room [2][64]segment.Gram
	all := segment.AppendGrams(room[0][:0], rest)
	return slices.ContainsFunc(names, func(name string) bool {
		return name != "" && markIn(name, unsaid) == "" && float64(common(all, segment.AppendGrams(room[1][:0], name))) >= kin*float64(len(all))
	})
}

// common counts the grams that others have too.
func common(grams, others []segment.Gram) (n int) {
	for _, t := range grams {
		if slices.Contains(others, t) {
			n++
		}
	}
	return n
}
