package lexicon

import (
	"strings"

	"wenban/knowledge/sieve"
)

// Numerals and what may stand behind them. A figure with a unit, a date, a
// long number says nothing about which service is meant, yet shares its
// characters with names (五千块, 梦回五千年).
const (
	numerals  = "零〇一二三四五六七八九十百千万亿两几半数"
	hotlines  = "12345 12333 12366 12329 12348 12315 12320 12328 12338 12355 12356 12385 12388 12389 12393 12318 12350 12369 12378 12380 12381 12386 10086 10000 10010 95598 110 119 120 122 114 999"
	unitWords = "块钱 块多钱 块多 块 元钱 元 万元 亿元 角 毛 毛钱 分钱 " +
		"年 年多 年半 个半月 个多月 个月 个来月 个星期 个礼拜 个多小时 个小时 个钟头 个工作日 工作日 周 星期 礼拜 天 天多 日 号 月 月份 月底 月初 点钟 点半 点 小时 分钟 " +
		"周岁 岁 岁多 岁半 个 位 名 口 人 平方米 平米 平方 平 亩 公里 里 米 公斤 斤 吨 份 张 本 间 辆 台 次 遍 趟 折 倍 %"
	// A unit is none before these: 年级, 月嫂, 日间照料, 号牌, 天然.
	notBefore = "年级 年制 年检 年审 年报 年龄 年金 月嫂 月子 个月嫂 个月子 日间 日托 日照 天然 天津 号牌 号码 号线 点位 人口 人才 口岸 口腔 口径 本科 本人 本市 本地 本级 份额 张贴 名录 名称 次性 位于 平安 平台 里程 间断 台账 台胞 台湾 台港 周边 米面 个体 元宵"
	// Ages at which something begins: they name benefits (八十岁补贴).
	thresholds = "16岁 18岁 60岁 65岁 70岁 75岁 80岁 85岁 90岁 95岁 100岁 16周岁 18周岁 60周岁 65周岁 70周岁 75周岁 80周岁 85周岁 90周岁 95周岁 100周岁 " +
		"十六岁 十八岁 六十岁 六十五岁 七十岁 七十五岁 八十岁 八十五岁 九十岁 九十五岁 一百岁 十六周岁 十八周岁 六十周岁 六十五周岁 七十周岁 八十周岁 九十周岁 "
	// Words with a numeral inside that no group may name.
	fixedWords = "一般 一次性 一次告知 一件事 一窗 一网 一站式 一体 一卡通 一证 一照 一码 一级 一类 一方 一起 一直 一定 一样 一些 一下 一共 一旦 一律 一并 " +
		"二手 二维码 二级 二类 二胎 二孩 二次 二套 二婚 二建 一建 三胎 三孩 三方 三证 三轮 三农 三级 三类 三支一扶 三无 三包 三属 24小时 二十四小时 一次有效 另一 四险 五险 五险一金 六险 五保 五证 两证 两险 两癌 两用 两项 " +
		"十级 九级 八级 七级 六级 五级 四级 十五五 十四五 百岁 万一 千万别 多证合一 多少 半失能 半自理 八大员 九价 四价 二价 双一流 零工 零售 零跑腿 零首付"
)

var (
	units    = listTrie(unitWords)
	excluded = listTrie(notBefore)
	fixed    = listTrie(thresholds + fixedWords)
	kept     = listTrie(hotlines)
	vague    = listTrie("以上 以下 以内 之内 左右 上下 多")
)

func listTrie(words string) *sieve.Trie {
	var t sieve.Trie
	for _, w := range strings.Fields(words) {
		t.Add(w, 0)
	}
	return &t
}

// Mask returns text with what is only noise for retrieval replaced by a space:
// amounts, counts and times with their units, dates, numbers of five digits
// and more. Ordinals (第二次), hotlines (12345), words of the lexicon, ages at
// which benefits begin (八十岁) and set phrases (五险一金, 一次性) stay.
func (l *Lexicon) Mask(text string) string {
	if strings.IndexFunc(text, isNumeral) < 0 {
		return text
	}
	var b strings.Builder
	masked := false
	for i := 0; i < len(text); {
		if n := l.protected(text, i); n > i {
			b.WriteString(text[i:n])
			i = n
			continue
		}
		if n := noise(text, i); n > i {
			b.WriteByte(' ')
			i, masked = n, true
			continue
		}
		n := i + max(numberEnd(text, i)-i, step(text, i))
		b.WriteString(text[i:n])
		i = n
	}
	if !masked {
		return text
	}
	return tidy(b.String())
}

// protected returns the end of the words at i that must stay, or i.
func (l *Lexicon) protected(text string, i int) int {
	end := i
	if m, ok := l.words.Longest(text, i); ok && m.End > i+step(text, i) {
		end = m.End
	}
	if m, ok := fixed.Longest(text, i); ok {
		end = max(end, m.End)
	}
	if strings.HasPrefix(text[i:], "第") {
		end = max(end, numberEnd(text, i+len("第")))
	}
	return end
}

// noise returns the end of the noise that begins at i, or i.
func noise(text string, i int) int {
	end := numberEnd(text, i)
	if end == i {
		return i
	}
	if strings.ContainsAny(text[i:end], "-/:") {
		return end
	}
	if unit, ok := unitAt(text, end); ok {
		return more(text, unit)
	}
	if m, ok := kept.Longest(text, i); ok && m.End == end {
		return i
	}
	if n := digits(text[i:end]); n >= 5 || n > 0 && strings.ContainsAny(text[i:end], "百千万亿") {
		return end
	}
	return i
}

// unitAt returns the end of the unit at i, unless it is the beginning of
// another word.
func unitAt(text string, i int) (end int, ok bool) {
	if m, ok := units.Longest(text, i); ok {
		if other, is := excluded.Longest(text, i); is && other.End > m.End {
			return i, false
		}
		return m.End, true
	}
	return i, false
}

// more returns the end of what makes a quantity vague (以上, 左右), or i.
func more(text string, i int) int {
	if m, ok := vague.Longest(text, i); ok {
		return m.End
	}
	return i
}

// numberEnd returns the end of the number at i: digits with the marks of
// dates and amounts between them, or Chinese numerals; i where there is none.
func numberEnd(text string, i int) int {
	end := i
	for j := i; j < len(text); {
		r, size := sieve.Rune(text[j:])
		inside := end > i && end == j && strings.ContainsRune(".,-/:", r) && j+1 < len(text) && isDigit(rune(text[j+1]))
		last := end > i && (r == '多' || r == '余' || r == '来' || r == 'x' && digits(text[i:end]) >= 14)
		switch {
		case isNumeral(r) || last:
			end = j + size
		case !inside:
			return end
		}
		j += size
		if inside {
			end = j
		}
	}
	return end
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isNumeral(r rune) bool { return isDigit(r) || r > 0x80 && strings.ContainsRune(numerals, r) }

func digits(s string) (n int) {
	for i := range len(s) {
		if isDigit(rune(s[i])) {
			n++
		}
	}
	return n
}
