package knowledge

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// proof explores a case and reports what stands in the way of a proof: dead
// ends, what can never be reached, what overlaps.
func (c *checker) proof(cs cause) Proof {
	c.wellFormed(cs)
	x := explore(cs)
	if !x.proof.Complete {
		c.say(Error, "situations", fmt.Sprintf("情形组合超过%d种,无法证明清单没有遗漏", maxPaths), "减少情形,或者拆成几个事项")
		return x.proof
	}
	c.reached(x)
	c.lines(x)
	c.together(x)
	c.empty(x)
	return x.proof
}

// empty reports ways that end in a list with nothing on it.
func (c *checker) empty(x *exploration) {
	switch {
	case x.empty == nil:
	case !slices.ContainsFunc(x.lines, line.wanted):
		c.say(Hint, listPath(x.cause), "没有列出任何内容", "确认确实不需要,否则补上")
	default:
		c.say(Warning, listPath(x.cause), "有的情形下清单是空的:"+describe(x.situations, x.empty), "确认确实不需要,否则补上")
	}
}

// applies is proof for lines that an override adds: only what they say of
// themselves is looked at.
func (c *checker) applies(cs cause) {
	for _, l := range cs.lines {
		c.when(cs, len(cs.situations), l.path+".when", l.when)
	}
	if x := explore(cs); x.proof.Complete {
		c.lines(x)
	}
}

func listPath(cs cause) string {
	if cs.event {
		return "items"
	}
	return "materials"
}

// wellFormed checks ids, options and the names that conditions use.
func (c *checker) wellFormed(cs cause) {
	seen := map[string]bool{}
	for i, s := range cs.situations {
		path := "situations." + s.ID
		c.unless(!seen[s.ID], Error, path+".id", "情形编号重复", "改成不同的编号")
		seen[s.ID] = true
		c.unless(strings.TrimSpace(s.Question) != "", Error, path+".question", "没有问题", "写出要问市民的话")
		c.unless(s.Why != "", Hint, path+".why", "没有写为什么问", "补上一句原因")
		c.options(path, s)
		c.when(cs, i, path+".when", s.When)
	}
	for _, l := range cs.lines {
		c.when(cs, len(cs.situations), l.path+".when", l.when)
	}
}

func (c *checker) options(path string, s Situation) {
	c.unless(len(s.Options) > 0, Error, path+".options", "没有选项,问到这里走不下去", "补上选项")
	c.unless(len(s.Options) != 1, Warning, path+".options", "只有一个选项,不必问", "补上其他选项,或者去掉这个情形")
	ids, labels, cues := map[string]bool{}, map[string]bool{}, map[string]string{}
	for _, o := range s.Options {
		at := path + ".options." + o.ID
		c.unless(!ids[o.ID], Error, at+".id", "选项编号重复", "改成不同的编号")
		c.unless(strings.TrimSpace(o.Label) != "", Error, at+".label", "选项没有文字,市民选不了", "写出选项")
		c.unless(o.Stop == "" || strings.TrimSpace(o.Stop) != "", Error, at+".stop", "没有写明不予受理的原因", "写出原因和出路")
		c.unless(!labels[o.Label], Error, at+".label", "选项文字“"+o.Label+"”重复,市民分不清", "改成不同的说法")
		c.unless(o.Redirect == "" || o.Stop == "", Error, at, "同一个选项既不予受理又转到其他事项", "只保留一个")
		ids[o.ID], labels[o.Label] = true, true
		for _, cue := range unique(o.Cues) {
			c.unless(cues[cue] == "", Warning, at+".cues", "触发词“"+cue+"”也属于选项“"+cues[cue]+"”", "只留给一个选项")
			cues[cue] = o.Label
		}
		c.target(at, o)
	}
}

func (c *checker) target(at string, o Option) {
	if o.Redirect == "" {
		return
	}
	c.itemExists(Error, at+".redirect", o.Redirect)
	c.unless(o.Redirect != c.id, Error, at+".redirect", "转到了事项自己", "改成正确的事项,或者去掉")
}

// when checks the names in a condition of something that is decided after n
// situations.
func (c *checker) when(cs cause, n int, path string, w When) {
	for _, clause := range w {
		c.unless(len(clause) > 0, Warning, path, "有一条适用情形是空的,等于总是适用", "去掉适用情形,或者写明条件")
		for _, id := range slices.Sorted(maps.Keys(clause)) {
			i := slices.IndexFunc(cs.situations, func(s Situation) bool { return s.ID == id })
			switch {
			case i < 0:
				c.say(Error, path, "适用情形引用了不存在的情形“"+id+"”", "改正情形编号")
			case i >= n:
				c.say(Error, path, "适用情形引用了之后才问的情形“"+id+"”", "调整情形的先后顺序")
			default:
				c.chosen(cs, path, cs.situations[i], clause[id])
			}
		}
	}
}

func (c *checker) chosen(cs cause, path string, s Situation, options []string) {
	c.unless(len(options) > 0, Error, path, "情形“"+s.ID+"”没有列出选项,永远不会成立", "列出选项")
	for _, id := range options {
		i := slices.IndexFunc(s.Options, func(o Option) bool { return o.ID == id })
		if i < 0 {
			c.say(Error, path, "适用情形引用了情形“"+s.ID+"”没有的选项“"+id+"”", "改正选项编号")
			continue
		}
		o := s.Options[i]
		c.unless(o.Stop == "" && o.Redirect == "", Hint, path, "选项“"+o.Label+"”不予受理或者转到其他事项,写在适用情形里没有作用", "去掉这个选项")
	}
}

// reached reports situations nobody is ever asked, and those whose answer
// changes nothing.
func (c *checker) reached(x *exploration) {
	for i, s := range x.situations {
		path := "situations." + s.ID
		if !x.asked[s.ID] {
			c.say(Error, path, "没有任何走法会问到这个情形,它的选项也选不到", "核对它的适用情形和前面的情形")
			continue
		}
		c.unless(x.matters[s.ID] || x.prefills[s.ID] || len(s.Options) < 2, Hint, path, idle(x.event), "去掉这个情形,或者写明它影响哪些材料")
		for k := range s.When {
			c.unless(x.sitHeld[[2]int{i, k}], Warning, path+".when", fmt.Sprintf("第%d条适用情形永远不会成立", k+1), "改正或者去掉这一条")
		}
	}
	c.unless(x.proof.Lists > 0 || x.proof.Redirects > 0, Error, "situations", "没有任何情形能得到清单,全都不予受理", "核对各选项的不予受理原因")
}

func idle(event bool) string {
	if event {
		return "答案改变不了要办哪些事项,只影响怎么办"
	}
	return "答案改变不了任何结果"
}

// lines reports what never applies.
func (c *checker) lines(x *exploration) {
	if x.proof.Lists == 0 {
		return
	}
	for i, l := range x.lines {
		if !x.heldOf[i] {
			level := Error
			if l.kind == "申请表字段" {
				level = Warning
			}
			c.say(level, l.path+".when", l.kind+"“"+l.name+"”的适用情形永远不会成立", "核对条件是否互相矛盾")
			continue
		}
		for k := range l.when {
			c.unless(x.held[[2]int{i, k}], Warning, l.path+".when", fmt.Sprintf("%s“%s”的第%d条适用情形永远不会成立", l.kind, l.name, k+1), "改正或者去掉这一条")
		}
	}
}

// together reports lines of the same name that apply at once: a charge would be
// taken twice, a paper asked for twice.
func (c *checker) together(x *exploration) {
	for _, pair := range slices.SortedFunc(maps.Keys(x.twice), func(a, b [2]int) int { return slices.Compare(a[:], b[:]) }) {
		l := x.lines[pair[1]]
		level := map[string]Level{"收费": Error, "材料": Warning, "事项": Warning}[l.kind]
		if level != "" {
			c.say(level, l.path, "两项同名的"+l.kind+"“"+l.name+"”会同时适用:"+describe(x.situations, x.twice[pair]), "改成互不重叠的适用情形,或者写清名称")
		}
	}
}

// describe renders answers as a curator reads them.
func describe(all []Situation, a Answers) string {
	var parts []string
	for _, s := range all {
		for _, o := range s.Options {
			if got, ok := a[s.ID]; ok && got == o.ID {
				parts = append(parts, s.Question+o.Label)
			}
		}
	}
	if len(parts) == 0 {
		return "不分情形"
	}
	return strings.Join(parts, ",")
}
