package assistant

import (
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"

	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/lexicon"
)

// Part (部分) is one thing that the search consists of, named as a report names
// it. A measurement leaves one out to see what it is worth; nothing else does.
type Part string

// The parts of a query, and those of an index.
const (
	Traditional   Part = "繁体转简体"
	Dialect       Part = "方言表"
	Patterns      Part = "去问句套话"
	Masks         Part = "遮掉数额日期"
	Pinyin        Part = "拼音还原"
	Sounds        Part = "同音字修正"
	Clauses       Part = "分句加权"
	Marks         Part = "只给少数人的事项退后"
	Twins         Part = "近似事项比差别"
	Actions       Part = "词库：动作"
	Circumstances Part = "词库：谁来办、什么处境"
	Euphemisms    Part = "词库：身后事和委婉语"
	Things        Part = "词库：证件、事项、用语"
	Words         Part = "词库全部"
	Asked         Part = "记忆：各地问法"
	Told          Part = "记忆：各地说法"
	Options       Part = "情形选项里的话"
	Elsewhere     Part = "本地没有的事项"
	Vectors       Part = "词义向量"
	Cover         Part = "覆盖份额"
	Exact         Part = "整名命中加分"
)

// AllParts lists the parts in the order of a report.
var AllParts = []Part{Traditional, Dialect, Patterns, Masks, Pinyin, Sounds, Clauses, Marks, Twins, Actions, Circumstances, Euphemisms, Things, Words, Asked, Told, Options, Elsewhere, Vectors, Cover, Exact}

// Leave learns an edition once and returns what makes its knowledge with a part
// left out, or with all for "". The embedder is the same every time: what it
// learned from the memory is not taken from it.
func Leave(dir string, e *knowledge.Edition, progress func(stage string, done, total int)) func(Part) (*Knowledge, error) {
	l := learn(dir, e, progress)
	return func(p Part) (*Knowledge, error) {
		f, err := index.Build(e, leaveOut(l.options(progress), p))
		if err != nil {
			return nil, fmt.Errorf("build the index: %w", err)
		}
		k := Know(e, f, l.model.Embed)
		k.without = p
		return k, nil
	}
}

// leaveOut takes a part out of the options of an index.
func leaveOut(o index.Options, p Part) index.Options {
	switch p {
	case Asked:
		o.Asked = nil
	case Told:
		o.Told = nil
	case Options:
		o.Weights.Fields = map[string]float64{"situations": 0}
	case Elsewhere:
		o.Unlisted = nil
	case Vectors:
		o.Embedder = nil
	case Cover:
		o.Weights.Cover = -1
	case Exact:
		o.Weights.Exact = -1
	}
	return o
}

// has reports whether a part is there.
func (k *Knowledge) has(p Part) bool { return k.without != p }

// partOf is the part of the lexicon that an expansion belongs to.
func partOf(x lexicon.Expansion) Part {
	switch {
	case actions[x.To]:
		return Actions
	case x.File == "circumstances":
		return Circumstances
	case x.File == "death":
		return Euphemisms
	}
	return Things
}

var actions = setOf("首次 初次 首次申领 初次申领 新办 设立 成立 延续 续期 延期 换领 换发 换证 补领 补发 补办 遗失 遗失补办 丢失 找不到 损坏 损毁 变更 更正 变更登记 转移 转让 过户 转移登记 迁入 迁出 迁移 注销 注销登记 撤销 终止 停业 恢复 暂停 查询 打印 预约 报名 申请 申领 领取 备案 登记 投诉 举报 咨询 复议 申诉 报销 提取 缴费 退费 退税 认定 认证 审批 年审 年检 检验 公证")

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// typed is a text as it was typed, lower case, in the characters it was typed in.
func typed(text string) string { return strings.ToLower(norm.NFKC.String(text)) }
