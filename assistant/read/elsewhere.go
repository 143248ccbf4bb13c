package read

import (
	"slices"
	"strings"

	"wenban/knowledge/sieve"
)

// A place that is not ours makes a question out of our region only when the
// matter is to be handled there (成都的居住证去哪办). Mostly it is an origin, a
// destination or a memory (户口在湖南老家, 在北京交过社保). So the default is: not
// elsewhere; what stands right beside the name must speak for it, and nothing
// in the sentence against it.

var (
	// matters may follow a place directly, or after 的, 市 or 这边.
	matters = sieve.List("新农合 农合 养老保险 医疗保险 居住证 公积金 社保 医保 落户 入户 居转户 积分 限购 购房 身份证 户口 户籍 护照 港澳通行证 驾照 驾驶证 营业执照 办证 结婚证 结婚登记 离婚 低保 公租房 廉租房 人才 补贴 补助 生育 失业 养老 退休 车牌 摇号 小客车 上牌 牌照 不动产 房产证 房产 二手房 契税 政务 派出所 民政局 人社局 车管所 出入境 公安局 社保局 税务局 行政服务 市民中心 办事大厅 的政策 工商 公司注册 注册公司 执照 租房 入学 学位 中考 高考报名 工伤 残疾证 暂住证 老年证 老年卡 敬老卡 市民卡 社保卡 医保卡 个税 准生证 食品经营 许可证 新生儿 电子税务 怎么办 怎么落户 怎么申请 如何办 能办 办理 办个 办一 办身 办护 办居 办社 办落 办营 办的话 可以办 要办 考驾 领结婚 登记 资格认定 教师资格 出生证 通行证 签注 共有产权 保障房 物业 的物业 路灯 的路灯 井盖 公交 的公交 地铁 的地铁 出租车 的出租车 城管 交警 环卫 的小区 有个小区")
	// asks say that something is to be done in a place that stands behind 在.
	asks = sieve.List("办 申请 领 考 开 补 换 怎么 如何 落户 入户 登记 注册 上牌 报名 提取 查 缴 交 报销 打印 年审 年检 买房 上户口 哪里 去哪")
	// notBefore are words before a place that make it an origin, a destination or a memory.
	notBefore = sieve.List("从 由 自 老家在 老家是 老家 原籍 籍贯 户口在 户籍在 户口是 户籍是 来自 嫁到 去 到 往 飞 回 回到 迁到 转到 曾在 以前在 之前在 原来在 去年在 前年在 出生在 生在 毕业于 人在 我是 是 有 拿的是 拿着 持 持有 拿 娶了 娶的 嫁了 外地 异地 就医在 出差 旅游 离开 跟 和 前往 转往 寄到 寄往 发往 出口 读大学在 姓 叫 用 收到 嫁给 原 学校在")
	// notAfter are words after a place that do the same.
	notAfter = sieve.List("人 老家 户口的 户籍的 户口， 籍 那边 买 来的 回来 住院 看病 读书 上大学 打工 过来 迁 转 大学 学院 公司 号牌 银行 路 街 店 医院 旅游 出差 玩 户口本 户口簿 领的 考的 办的 办了 办过 交过 交了 缴过 缴了 登记的 登记过 生的 出生 发的 发过 上的 口岸 机场 分公司 总部 客户 媳妇 老婆 老公 女 姑娘 媳 男 工厂 仓库 那 护照本 大桥 户 籍的 学历 毕业 领过 领了 生了 拉 运 进货 菜 话 银 东路 西路 中路 南路 北路 大道 小学 中学 村 社区 花园 广场 酒店 饭店 火锅 烧烤 小吃 特产")
	// moved anywhere in the text mean that the matter comes to us from there.
	moved = sieve.List("转回 转过来 转入 转进来 转来 迁回 迁过来 迁入 迁来 迁到 转到 转移到 转移过来 迁进来 回来 带回 调回 搬回 搬来 搬到 本地 咱们这 我们这 咱这 我们市 跨省 异地 转学回 转出 转往 迁出 转去 迁去 过户到 落到 带到 回老家 回户籍")
)

// elsewhere returns the place outside our regions that the need is about.
func (p *places) elsewhere(text []rune, own string) string {
	if own != "" || moved.In(string(text)) || p.here(text) {
		return ""
	}
	found := ""
	for i := 0; i < len(text); i++ {
		name, end := p.others.longest(text, i)
		if name == "" {
			continue
		}
		if ours, stop := p.ours.longest(text, i); ours != "" && stop >= end {
			i = stop - 1
			continue
		}
		if !p.home[name] && p.about(text, i, end) {
			found = name
		}
		i = end - 1
	}
	return found
}

// here reports whether the text says 这边 or 这里 and does not mean the place
// named right before it (上海这边).
func (p *places) here(text []rune) bool {
	if !hereSaid.In(string(text)) {
		return false
	}
	for i := 0; i < len(text); i++ {
		if name, end := p.others.longest(text, i); name != "" {
			i = skip(text, end, hereWords) - 1
			continue
		}
		if skip(text, i, hereWords) > i {
			return true
		}
	}
	return false
}

const hereWords = "这边 这里 这儿 呢边 呢度 这头"

var hereSaid = sieve.List(hereWords)

// skip returns where the word of the list that begins at i ends, or i.
func skip(text []rune, i int, words string) int {
	for w := range strings.SplitSeq(words, " ") {
		if strings.HasPrefix(string(text[i:min(len(text), i+4)]), w) {
			return i + len([]rune(w))
		}
	}
	return i
}

// about reports whether the matter is to be handled in the place text[from:to].
func (p *places) about(text []rune, from, to int) bool {
	before := string(text[max(0, from-4):from])
	if strings.HasSuffix(before, "老家") && oldHome(text, to) {
		return true
	}
	if notBefore.End(before) {
		return false
	}
	to = p.past(text, to)
	after := string(text[to:min(len(text), to+6)])
	if matters.Begin(after) {
		return true
	}
	if notAfter.Begin(after) {
		return false
	}
	if strings.HasSuffix(before, "在") || strings.HasSuffix(before, "喺") {
		return asks.Begin(after)
	}
	return false
}

// oldHome reports that a matter of the old home is asked about (老家河南的新农合怎么
// 交), and not how to bring it here.
func oldHome(text []rune, to int) bool {
	after := string(text[to:])
	of, matter, found := strings.Cut(after, "的")
	return found && len([]rune(of)) <= 4 && matters.Begin(matter) && containsAny(matter, "怎么交 怎么缴 怎么查 去哪 在哪 几点") && !containsAny(after, "转 迁 落 带 换 补 这 回")
}

// past skips what may stand between a place and its matter.
func (p *places) past(text []rune, to int) int {
	for skipped := 0; skipped < 3 && to < len(text); skipped++ {
		name, end := p.others.longest(text, to)
		switch {
		case name != "":
			to = end
		case slices.Contains([]rune("的市省区县"), text[to]):
			to++
		case skip(text, to, hereWords) > to:
			to = skip(text, to, hereWords)
		default:
			return to
		}
	}
	return to
}
