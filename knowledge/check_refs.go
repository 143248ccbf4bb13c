package knowledge

import (
	"fmt"
	"slices"
	"strings"
)

// regionExists reports a region that the tree does not have. Without a tree
// there is nothing to hold it against; regions says so once.
func (c *checker) regionExists(path, code string) {
	if code == "" || len(c.e.Regions.All) == 0 {
		return
	}
	_, ok := c.e.Regions.Region(code)
	c.unless(ok, Error, path, "区划代码“"+code+"”不在区划表里", "改正代码,或者在区划表里补上")
}

func (c *checker) itemExists(level Level, path, code string) {
	_, ok := c.e.Item(code)
	c.unless(ok, level, path, "引用的事项“"+code+"”不存在", "改正编码,或者去掉")
}

// references checks what an item says about other items.
func (c *checker) references(it Item) {
	for _, code := range it.Related {
		c.unless(code != it.Code, Warning, "related", "相关事项里有它自己", "去掉")
		c.itemExists(Warning, "related", code)
	}
	for i, p := range it.Phrasings {
		c.unless(p.Confirmed == "" || isDate(p.Confirmed), Warning, fmt.Sprintf("phrasings.%d.confirmed", i),
			"日期“"+p.Confirmed+"”不对", "写成 2025-01-31 的样式")
	}
}

func (c *checker) period(path string, p Period) {
	const fix = "写成 2025-01-31 的样式"
	c.unless(p.From == "" || isDate(p.From), Error, path+".from", "日期“"+p.From+"”不对", fix)
	c.unless(p.To == "" || isDate(p.To), Error, path+".to", "日期“"+p.To+"”不对", fix)
	if isDate(p.From) && isDate(p.To) {
		c.unless(p.From <= p.To, Error, path, "起始日期晚于截止日期", "核对两个日期")
	}
}

// names reports everyday names that mean two items at once, and items that
// share a name: by name alone nobody can tell which one is meant.
func (c *checker) names() {
	owners := map[string][]int{}
	for i, it := range c.e.Items {
		for _, n := range unique(append([]string{it.Name}, it.Aliases...)) {
			owners[n] = append(owners[n], i)
		}
	}
	for i, it := range c.e.Items {
		c.on(it.Code, it.Name)
		c.unless(!slices.Contains(it.Aliases, it.Name), Hint, "aliases", "日常用语与事项名称相同", "去掉")
		c.unless(len(unique(it.Aliases)) == len(it.Aliases), Hint, "aliases", "日常用语重复", "只保留一个")
		for _, n := range unique(append([]string{it.Name}, it.Aliases...)) {
			c.shared(n, i, owners[n])
		}
	}
}

func (c *checker) shared(name string, own int, owners []int) {
	for _, o := range owners {
		other := c.e.Items[o]
		if o == own || other.Region != c.e.Items[own].Region {
			continue
		}
		path := "aliases"
		if name == c.name {
			path = "name"
		}
		c.say(Warning, path, "“"+name+"”也是“"+other.Name+"”("+other.Code+")的名称或者日常用语", "换成能区分两个事项的说法")
		return
	}
}

func unique(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// override checks what a region does differently, against the item it changes.
func (c *checker) override(o Override) {
	it, ok := c.e.Item(o.Code)
	c.on(o.Code, it.Name+" "+c.e.Regions.Name(o.Region))
	if !ok {
		c.say(Error, "code", "区域差异指向的事项不存在", "改正编码,或者去掉这一条")
		return
	}
	c.regionExists("region", o.Region)
	c.unless(len(c.e.Regions.All) == 0 || c.e.Regions.Within(o.Region, it.Region), Warning, "region",
		"区域不在事项的实施区域之内,不会生效", "改正区划代码")
	c.unless(strings.TrimSpace(o.Note) != "", Warning, "note", "没有写给市民的说明", "用一句话写明有什么不同")
	c.places("places", o.Places)
	c.phone("consult_phone", o.ConsultPhone)
	c.materials("materials_add", o.MaterialsAdd)
	for _, ch := range o.ChannelsAdd {
		c.value("channels_add", ch, channels)
	}
	c.text(o)
	local := it.with(o)
	c.limits(TimeLimit{Statutory: it.TimeLimit.Statutory, Promised: local.TimeLimit.Promised}, "")
	c.added(it, o)
}

// added checks the materials that an override adds.
func (c *checker) added(it Item, o Override) {
	for _, m := range o.MaterialsAdd {
		at := "materials_add." + m.ID
		taken := slices.ContainsFunc(it.Materials, func(own Material) bool { return own.ID == m.ID })
		c.unless(!taken, Error, at+".id", "增加的材料与事项原有材料编号相同", "换一个新的编号")
	}
	if len(o.MaterialsAdd) > 0 {
		added := it
		added.Materials, added.Fees, added.Form = o.MaterialsAdd, nil, nil
		c.applies(caseOf(added).named("materials_add"))
	}
}

func (c *checker) document(d Document) {
	c.on(d.ID, d.Title)
	c.period("effective", d.Effective)
	c.unless(d.Published == "" || isDate(d.Published), Warning, "published", "日期“"+d.Published+"”不对", "写成 2025-01-31 的样式")
	c.unless(strings.TrimSpace(d.Text) != "", Error, "text", "没有正文", "补上正文")
	c.regionExists("region", d.Region)
	for _, code := range d.Items {
		c.itemExists(Warning, "items", code)
	}
	for _, id := range d.Supersedes {
		old, ok := c.e.Document(id)
		c.unless(ok, Warning, "supersedes", "替代的文件“"+id+"”不存在", "改正编号,或者导入旧文件")
		gap := ok && isDate(d.Effective.From) && (old.Effective.To == "" || old.Effective.To >= d.Effective.From)
		c.unless(!gap, Warning, "supersedes", "旧文件“"+old.Title+"”在新文件生效后仍标为有效", "旧文件的截止日期改为新文件生效的前一天")
	}
	c.unless(!c.circular(d.ID), Error, "supersedes", "文件互相替代,成了循环", "核对哪个文件更新")
	c.asked(d)
	c.text(d)
}

// asked checks the questions that are confirmed for articles of a document: one
// that names an article which is not there would never be found.
func (c *checker) asked(d Document) {
	for i, a := range d.Asked {
		at := fmt.Sprintf("asked.%d", i)
		c.unless(strings.TrimSpace(a.Q) != "", Warning, at+".q", "没有写问题", "写上市民的问法，或者删去这一条")
		c.unless(len(a.Articles) > 0, Warning, at+".articles", "没有写由哪一条回答", "写上条款，如：第四条")
		c.unless(a.Confirmed == "" || isDate(a.Confirmed), Warning, at+".confirmed", "日期“"+a.Confirmed+"”不对", "写成 2025-01-31 的样式")
		for _, article := range a.Articles {
			c.unless(article != "" && begins(d.Text, article), Warning, at+".articles", "正文里没有“"+article+"”", "照正文里的写法改，如：第四条")
		}
	}
}

// begins reports whether a line of a text begins with an article of that number.
func begins(text, article string) bool {
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), article); ok && !strings.HasPrefix(rest, "之") {
			return true
		}
	}
	return false
}

// circular reports whether a document supersedes itself, directly or through others.
func (c *checker) circular(id string) bool {
	seen := map[string]bool{}
	var reach func(string) bool
	reach = func(at string) bool {
		d, _ := c.e.Document(at)
		for _, old := range d.Supersedes {
			if old == id {
				return true
			}
			if !seen[old] {
				seen[old] = true
				if reach(old) {
					return true
				}
			}
		}
		return false
	}
	return reach(id)
}

func (c *checker) event(ev LifeEvent) {
	c.on(ev.ID, ev.Name)
	c.unless(len(ev.Items) > 0, Error, "items", "没有事项", "补上要办的事项")
	c.unless(len(ev.Cues) > 0, Warning, "cues", "没有触发词", "补上市民会说的话")
	seen := map[string]bool{}
	for i, it := range ev.Items {
		path := fmt.Sprintf("items.%d.code", i)
		c.itemExists(Error, path, it.Code)
		c.unless(!seen[it.Code] || len(it.When) > 0, Warning, path, "事项重复", "合并成一条")
		seen[it.Code] = true
	}
	c.text(ev)
	c.proof(eventCase(ev))
}

func (c *checker) hall(h Hall) {
	c.on(h.ID, h.Name)
	c.regionExists("region", h.Region)
	c.unless(h.Address != "", Warning, "address", "没有地址", "补上地址")
	c.phone("phone", h.Phone)
	c.text(h)
}

// regions checks the tree of regions.
func (c *checker) regions() {
	c.on("-", "区划")
	c.unless(len(c.e.Regions.All) > 0 || len(c.e.Items) == 0, Warning, "region", "没有导入区划表,区划代码无法核对", "导入 regions.json")
	for _, r := range c.e.Regions.All {
		c.on(r.Code, r.Name)
		_, ok := c.e.Regions.Region(r.Parent)
		c.unless(ok || r.Parent == "", Error, "parent", "上级区划“"+r.Parent+"”不存在", "改正代码")
		path := c.e.Regions.Path(r.Code)
		last, _ := c.e.Regions.Region(path[len(path)-1])
		c.unless(!slices.Contains(path, last.Parent), Error, "parent", "区划互为上级,成了循环", "改正上级区划")
		c.value("level", r.Level, levels)
	}
}
