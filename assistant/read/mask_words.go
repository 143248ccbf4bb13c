package read

import (
	"strings"

	"wenban/knowledge/sieve"
)

// surnames are the common family names; a name is looked for only behind words
// that announce one.
const surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂柴焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲阮覃闫冉鲍肖付覃班仇游阳裴席卫查屈位覃霍翁甘景单包柯解"

var (
	emailSaid    = sieve.Compile(`([a-z0-9])[a-z0-9._%+-]*@([a-z0-9-]+(?:\.[a-z0-9-]+)+)`)
	plateSaid    = sieve.Compile(`([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-hj-np-z])[·.\- ]?([a-z0-9]{3,4})([a-z0-9学警港澳领]{2})`)
	passportSaid = sieve.Compile(`((?:护照|通行证|回乡证|台胞证|军官证|永居证|港澳证|驾驶证|驾照|档案)(?:的)?(?:号码|编号|证号|号)?(?:是|为|:|,| )*)([a-z]{1,3}[0-9]{6,9}|[0-9]{8,12})`)
	addressSaid  = sieve.Compile(`(路|街|巷|道|胡同|弄|小区|花园|苑|公寓|家园|社区|新村|村|城|庄|里|府|湾|园|坊|居|院|庭)((?:[东西南北中])?(?:[0-9一二三四五六七八九十百零]{1,5}|[a-z][0-9]{0,3})(?:号楼|号院|号|弄|栋|幢|座|单元|室|楼|层|房|组|排|户)(?:(?:[ ,-]|之)?(?:[0-9一二三四五六七八九十百零]{1,5}|[a-z][0-9]{0,3}|[东西南北])(?:号楼|号院|号|弄|栋|幢|座|单元|室|楼|层|房|组|排|户)){0,6}(?:[ -]?[0-9]{1,4}(?:-[0-9]{1,4}){0,3}(?:室|号|房)?)?)`)
	nameSaid     = sieve.Compile(`(我叫|本人叫|我的名字是|姓名|名字叫|名字是|名叫|叫做|(?:孩子|儿子|女儿|我妈|我爸|妈妈|爸爸|母亲|父亲|老公|老婆|丈夫|妻子|宝宝|娃|他|她|奶奶|爷爷|老人|孙子|孙女|本人|我是)(?:的)?(?:名字|大名)?叫|当事人|申请人(?:是|:)|户主(?:是|叫|:))((?:是|为|叫|:|,| )*)((?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|[` + surnames + `])\p{Han}{1,2})`)
)

// maskWords masks what is no number: addresses of mail and of homes, plates,
// passports, names.
func maskWords(text string) (string, []string) {
	var kinds []string
	note := func(kind string, changed string) {
		if changed != text {
			kinds, text = append(kinds, kind), changed
		}
	}
	note("email", emailSaid.ReplaceAllString(text, "$1***@$2"))
	note("plate", maskPlates(text))
	note("passport", replaceGroup(passportSaid, text, 2, func(s string) string { return stars(s, 1, 2) }))
	note("address", maskAddresses(text))
	note("name", replaceGroup(nameSaid, text, 3, maskName))
	return text, kinds
}

// replaceGroup rewrites one group of every match.
func replaceGroup(re *sieve.Pattern, text string, group int, f func(string) string) string {
	found := re.FindAllStringSubmatchIndex(text, -1)
	if len(found) == 0 {
		return text
	}
	var b strings.Builder
	at := 0
	for _, m := range found {
		b.WriteString(text[at:m[2*group]])
		b.WriteString(f(text[m[2*group]:m[2*group+1]]))
		at = m[2*group+1]
	}
	b.WriteString(text[at:])
	return b.String()
}

// maskPlates masks car plates: the letters of a word (云dns) are none.
func maskPlates(text string) string {
	return plateSaid.ReplaceAllStringFunc(text, func(s string) string {
		m := plateSaid.FindStringSubmatch(s)
		if !strings.ContainsAny(m[2]+m[3], "0123456789") {
			return s
		}
		return m[1] + strings.Repeat("*", len([]rune(m[2]))) + m[3]
	})
}

// maskAddresses masks the numbers of a home. A street number alone may be that
// of an office; it counts as somebody's own when words before it say so.
func maskAddresses(text string) string {
	var b strings.Builder
	at := 0
	for _, m := range addressSaid.FindAllStringSubmatchIndex(text, -1) {
		number := text[m[4]:m[5]]
		if !containsAny(number, "栋 幢 单元 室 组 户 号楼") && !containsAny(lastRunes(text[:m[0]], 24), "我 家 住 地址 俺 户籍 租 收货 寄到 户口在") {
			continue
		}
		b.WriteString(text[at:m[4]])
		b.WriteString("***")
		at = m[5]
	}
	b.WriteString(text[at:])
	return b.String()
}

func lastRunes(s string, n int) string {
	for i := len(s); i > 0; {
		for i--; i > 0 && s[i]&0xC0 == 0x80; i-- {
		}
		if n--; n == 0 {
			return s[i:]
		}
	}
	return s
}

// afterName are characters that begin the next word more often than they end a
// given name.
const afterName = "想要的是今身电手住户女男在来和办从现问因我有去已，,今年年生岁出也就能，需跟"

// maskName keeps the family name. The third character stays when it belongs to
// what follows (我叫王明想办证).
func maskName(name string) string {
	r := []rune(name)
	if len(r) > 2 && strings.ContainsRune(afterName, r[len(r)-1]) {
		return string(r[0]) + strings.Repeat("*", len(r)-2) + string(r[len(r)-1])
	}
	return string(r[0]) + strings.Repeat("*", len(r)-1)
}
