package guide

import (
	"regexp"
	"strings"
)

// A death is hardly ever called one: 我爸走了, 老伴没了, 阿嫲过咗身. Which situation it
// is must not hang on how near two words come to each other, so what is meant is
// said beside what was said.

// passed matches a relative of whom it is said, with when it was if need be; other
// is what follows where somebody only went somewhere or did something.
var (
	passed = regexp.MustCompile(`(爸爸?|妈妈?|爹|娘|父亲|母亲|爷爷?|奶奶?|外公|外婆|姥姥|姥爷|阿公|阿婆|阿嫲|公公|婆婆|岳父|岳母|老公|老婆|丈夫|妻子|老伴|爱人|老豆|老窦|老母|儿子|女儿|哥哥?|弟弟?|姐姐?|妹妹?|叔叔?|伯伯?|姑姑?|舅舅?|老人|老爷子|老太太|老人家)(她|他|人|老人家)?` +
		`(去年|前年|今年|昨天|前天|前几天|上个?月|上周|上个?星期|刚刚?|突然|早就?|已经|都|也|又|先|就|前不久|[\d一二两三四五六七八九十]+[年月号日]|年前|年底|年初|春节|腊月|正月|夏天|冬天)*` +
		`(走了|走咗|走啦|没了|没啦|冇咗|不在了|不在啦|唔喺度|过身|过咗身|走得早|撒手走|人没了)`)
	other = regexp.MustCompile(`^([一二两三四五六七八九十几好多半\d]|路|程|流程|程序|后门|关系|回|过去|之后又|出|进|到|开|工作|钱|身份证|户口本|证|驾照)`)
)

// meant are the clauses that say in plain words what a clause says of a death.
func meant(clause string) (all []string) {
	if !strings.ContainsAny(clause, "走没冇在身喺") {
		return nil
	}
	for _, m := range passed.FindAllStringSubmatchIndex(clause, -1) {
		if !other.MatchString(clause[m[1]:]) && !strings.HasSuffix(clause[:m[0]], "跟") {
			all = append(all, clause[m[2]:m[3]]+"去世")
		}
	}
	return all
}

// plainly adds to the words what is meant by them.
func plainly(said Said) Said {
	var all []Clause
	for _, c := range said.Clauses {
		all = append(all, c)
		for _, text := range meant(c.Text) {
			all = append(all, Clause{Text: text, Negated: c.Negated})
		}
	}
	said.Clauses = all
	return said
}
