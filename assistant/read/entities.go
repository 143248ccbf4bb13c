package read

import (
	"slices"
	"strconv"
	"strings"

	"wenban/knowledge/sieve"
)

// entities fills in who, where and when.
func (r *Reader) entities(out *Reading, p []rune, c Context) {
	text := string(p)
	out.Region = r.places.region(p)
	out.Elsewhere = r.places.elsewhere(p, out.Region)
	out.Country = r.places.country(p)
	out.Relation = relations(text)
	out.Audience = audience(text)
	out.Ages = ages(text, c.Now)
	if n, ok := bareAge(text, c); ok {
		out.Ages = append(out.Ages, n)
	}
	out.Dates = dates(text, c.Now)
}

// kin are the words for the people a matter may be for.
var kin = []struct {
	relation string
	words    *sieve.Words
}{
	{"父母", sieve.List("我爸 我妈 我爹 我娘 爸爸 妈妈 父亲 母亲 父母 爸妈 老爸 老妈 老汉儿 阿爸 阿妈 老豆 老母 我老子 爸的 妈的户 俺爹 俺娘 俺爸 俺妈 公公 婆婆 岳父 岳母 丈母娘 老丈人 阿爹 我父 我母")},
	{"子女", sieve.List("孩子 小孩 儿子 女儿 宝宝 娃 闺女 姑娘的 小朋友 幼儿 婴儿 新生儿 仔仔 囡囡 细路 崽 毛毛 老大 老二 老三 二宝 大宝 双胞胎 小儿子 小女儿 我儿 我女 baby")},
	{"配偶", sieve.List("老公 老婆 丈夫 妻子 爱人 媳妇 配偶 对象 我先生 我太太 老伴 堂客 屋头人 婆娘 当家的 我男人 两口子 未婚夫 未婚妻")},
	{"祖辈", sieve.List("爷爷 奶奶 外公 外婆 姥姥 姥爷 阿公 阿婆 阿嫲 祖父 祖母 家公 家婆 太爷 太奶")},
	{"亲属", sieve.List("哥哥 姐姐 弟弟 妹妹 叔叔 舅舅 姑姑 阿姨 姨妈 侄 外甥 表哥 表姐 堂 我哥 我姐 我弟 我妹 亲戚 伯 舅 孙子 孙女 女婿 儿媳 我叔 我舅 大姨 小姨 大伯 婶 嫂")},
	{"单位", sieve.List("我们公司 公司的 单位 我们厂 我们店 本公司 我公司 我司 我们学校 员工 企业 合作社")},
	{"他人", sieve.List("朋友 邻居 同事 同学 租客 房客 保姆 工友 老乡 房东 舍友 别人")},
	{"本人", sieve.List("我自己 本人 我本人")},
}

// relations lists for whom the matter may be, in the order they are said.
func relations(text string) []string {
	var at map[string]int
	for _, k := range kin {
		if i := k.words.Index(text); i >= 0 {
			if at == nil {
				at = map[string]int{}
			}
			at[k.relation] = i
		}
	}
	out := make([]string, 0, len(at))
	for _, k := range kin {
		if _, ok := at[k.relation]; ok {
			out = append(out, k.relation)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return at[a] - at[b] })
	return out
}

// audience is who applies, where the words leave no doubt, else "".
func audience(text string) string {
	switch {
	case trader.In(text):
		return "个体工商户"
	case company.In(text):
		return "企业法人"
	}
	return ""
}

var (
	trader  = sieve.List("个体户 个体工商户 个体营业执照 个体执照 夫妻店 小摊 摆摊")
	company = sieve.List("我们公司 我公司 本公司 我司 公司要 公司想 我们厂 我们企业 企业要 企业想 我们单位 本单位 公司名下 开公司 注册公司 公司注册 成立公司 公司变更 公司注销 我们集团")
)

var (
	ageSaid    = sieve.Compile(`(\d{1,3}|[一二三四五六七八九十百两零]{1,4})(?:多|来|几)?(?:个)?(?:周岁|岁)`)
	kinSaid    = sieve.Compile(`(?:^我|爸|妈|爷|奶|外公|外婆|老公|老婆|父亲|母亲|老人|朋友|他|她)(?:今年|已经|都|才|快)?(\d{2,3})(?:了|,|，|。|$)`)
	tensSaid   = sieve.Compile(`(?:今年|已经|都|快|年纪|年龄|人)?([一二三四五六七八九]十)(?:多|几|出头|好几)(?:了|的人|岁|,|，|。|$)`)
	bornSaid   = sieve.Compile(`(?:^|\D)(19\d\d|20\d\d)年?(?:\d{1,2}月)?(?:\d{1,2}[日号])?(?:生|出生|生人|的人)`)
	numberOnly = sieve.Compile(`^(?:我|他|她|今年|已经|都|才|快|虚岁)*(\d{1,3}|[一二三四五六七八九十百两零]{2,4})(?:多|几)?(?:了)?。?$`)
	bornTwo    = sieve.Compile(`(?:^|\D)([5-9]\d|0\d)年(?:的|生|出生)`)
)

// ages lists the ages that are said, in years. A year of birth counts where the
// day of the question is known.
func ages(text, now string) (out []int) {
	text = firstRunes(text, headLimit)
	add := func(n int) {
		if n >= 0 && n <= 120 && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	for _, m := range ageSaid.FindAllStringSubmatch(text, 8) {
		add(number(m[1]))
	}
	for _, m := range kinSaid.FindAllStringSubmatch(text, 8) {
		add(number(m[1]))
	}
	for _, m := range tensSaid.FindAllStringSubmatch(text, 8) {
		add(number(m[1]))
	}
	year, ok := day(now)
	if !ok {
		return out
	}
	for _, m := range bornSaid.FindAllStringSubmatch(text, 8) {
		add(year.Year() - number(m[1]))
	}
	for _, m := range bornTwo.FindAllStringSubmatch(text, 8) {
		n := number(m[1])
		add(year.Year() - n - map[bool]int{true: 1900, false: 2000}[n >= 50])
	}
	return out
}

// bareAge reads a number alone as an age where the choices are ages: 80, beside
// 八十至八十九周岁.
func bareAge(text string, c Context) (age int, ok bool) {
	m := numberOnly.FindStringSubmatch(text)
	if m == nil || !slices.ContainsFunc(c.Choices, func(label string) bool { return strings.Contains(label, "周岁") }) {
		return 0, false
	}
	age = number(m[1])
	return age, age > len(c.Choices) && age <= 120
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// number reads digits or Chinese numerals below a thousand; -1 for neither.
func number(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	total, unit := 0, 0
	for _, r := range s {
		switch d := strings.IndexRune("零一二三四五六七八九", r); {
		case d >= 0:
			unit = d / len("零")
		case r == '两':
			unit = 2
		case r == '十':
			total, unit = total+max(unit, 1)*10, 0
		case r == '百':
			total, unit = total+max(unit, 1)*100, 0
		default:
			return -1
		}
	}
	return total + unit
}
