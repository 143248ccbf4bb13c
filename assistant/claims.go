package assistant

import (
	"fmt"
	"slices"
	"strings"

	"wenban/assistant/guide"
	"wenban/knowledge"
	"wenban/knowledge/lexicon"
	"wenban/knowledge/sieve"
)

// claims answers what the citizen takes for granted or asks with yes or no: no
// charge, a paper left out, a sum, a day of the calendar. It says only what the
// fields of the item show; where they show nothing it says that it cannot tell.
func (v voice) claims(it knowledge.Item) string {
	text := v.know.Lexicon.Standard(v.reading.Text)
	return v.free(it, text) + v.sum(it, text) + v.papers(it) + workday(text)
}

// free corrects the belief that a charge, or none, is taken.
func (v voice) free(it knowledge.Item, text string) string {
	if _, stated := it.Element("fees"); !stated {
		return ""
	}
	if len(it.Fees) == 0 && mentions(text, "听说", "据说", "网上说", "有人说", "都说", "说是", "说要") && charge.MatchString(text) {
		return "不对，这件事不收费。"
	}
	if !mentions(text, "不要钱", "不用钱", "不收费", "不收钱", "免费", "不花钱", "不用交钱", "不用交费") || mentions(text, "要不要钱", "收不收费") {
		return ""
	}
	switch due, open := guide.Fees(it, v.plan.Answers); {
	case len(due) > 0:
		return "这件事要收费，不是免费的。"
	case len(open) > 0:
		return "有的情况要收费，见下面的费用。"
	}
	return "是的，不收费。"
}

// charge matches the belief that something is charged.
var charge = sieve.Compile(`(收|交|要|花|付)(好|)[0-9一二三四五六七八九十百千几两]{1,6}(块|元|百|千|多)?(钱)?|收费|要钱|交钱|手续费|工本费`)

// sum refuses to add up: how many pieces there will be is for the counter to say.
func (v voice) sum(it knowledge.Item, text string) string {
	if len(it.Fees) == 0 || !mentions(text, "一共", "总共", "合计", "加起来", "总价") || !mentions(text, "钱", "费", "元") {
		return ""
	}
	return "下面是公布的单价和每人的份数，合计要看实际办几件，以窗口核定为准，我不替您估算。"
}

// papers answers whether a paper may be left out, by the list alone.
func (v voice) papers(it knowledge.Item) string {
	word := v.reading.Paper
	lines := guide.List(it, v.plan.Answers)
	i := slices.IndexFunc(lines, func(l guide.Line) bool { return v.means(word, l.Material.Name) })
	switch {
	case word == "":
		return ""
	case v.reading.Only:
		return v.only(word, lines)
	case i >= 0:
		return needed(word, lines[i])
	}
	return fmt.Sprintf("公布的材料清单里没有“%s”，以清单为准。", word)
}

// means reports whether an everyday word (户口本) names a material of the list
// (居民户口簿).
func (v voice) means(word, material string) bool {
	if strings.Contains(material, word) {
		return true
	}
	return slices.ContainsFunc(v.know.Lexicon.Expand(word), func(x lexicon.Expansion) bool { return strings.Contains(material, x.To) })
}

// needed says what the list holds for one paper that was asked about.
func needed(word string, l guide.Line) string {
	name := l.Material.Name
	switch {
	case l.Open != "":
		return fmt.Sprintf("“%s”要看情况：%s，就要提供%s。", word, l.Open, name)
	case l.Material.Licence != "":
		return fmt.Sprintf("清单里有“%s”；有电子证照的可以不带，没有的要带。", name)
	case l.Material.Necessity != "" && l.Material.Necessity != "必要":
		return fmt.Sprintf("清单里有“%s”，属于%s。", name, l.Material.Necessity)
	}
	return fmt.Sprintf("不可以不带，清单里有“%s”。", name)
}

// only names what the list holds beside the one paper that was said to do.
func (v voice) only(word string, lines []guide.Line) string {
	var more []string
	for _, l := range lines {
		if l.Open == "" && !v.means(word, l.Material.Name) {
			more = append(more, l.Material.Name)
		}
	}
	if len(more) == 0 {
		return ""
	}
	return fmt.Sprintf("不只“%s”，公布的清单里还有：%s。", word, strings.Join(more, "、"))
}

// workday says that no calendar is at hand: which days are worked is announced
// year by year, and a wrong day costs the citizen a way for nothing.
func workday(text string) string {
	if !mentions(text, "工作日", "调休", "节假日", "放假", "周末", "国庆", "春节", "元旦", "清明", "端午", "中秋", "五一") ||
		!mentions(text, "最后一", "第一", "下个月", "下月", "月底", "月初", "上班", "开门", "调休", "几号", "哪天") {
		return ""
	}
	return "具体哪一天上班我查不了日历（遇节假日会调休），请按下面公布的办公时间，去之前打电话核实。"
}

func mentions(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}
