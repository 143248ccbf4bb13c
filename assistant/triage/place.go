package triage

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"wenban/knowledge"
)

// Places knows the districts and streets of an edition by name: the streets are
// those of the addresses in it. It never changes after NewPlaces.
type Places struct {
	regions knowledge.Regions
	names   []name              // of regions, the longest first
	streets map[string][]string // street → codes of the districts that have one of that name
}

type name struct{ text, code string }

// Place is where something is, as far as the words tell.
type Place struct {
	Region string   `json:"region,omitempty"` // the deepest region that is sure
	Street string   `json:"street,omitempty"` // 锦溪大道
	Words  string   `json:"words,omitempty"`  // the part of the text that tells it
	Among  []string `json:"among,omitempty"`  // codes, where the street may lie in several districts
}

// NewPlaces reads the places of an edition.
func NewPlaces(e *knowledge.Edition) *Places {
	p := &Places{regions: e.Regions, streets: map[string][]string{}}
	for _, r := range e.Regions.All {
		for _, n := range append([]string{r.Name}, r.Aliases...) {
			if utf8.RuneCountInString(n) >= 2 && !slices.Contains(everywhere, n) && r.Code != e.Regions.Root() && r.Parent != "" {
				p.names = append(p.names, name{n, r.Code})
			}
		}
	}
	slices.SortStableFunc(p.names, func(a, b name) int { return cmp.Compare(len(b.text), len(a.text)) })
	for _, it := range e.Items {
		for _, place := range it.Places {
			p.learn(place.Address, place.Region)
		}
	}
	for _, h := range e.Halls {
		p.learn(h.Address, h.Region)
	}
	return p
}

// everywhere are aliases that name a place only to those who are there.
var everywhere = []string{"新区", "县里", "市里", "省里", "全市", "区里", "市中心", "老城区", "西城", "东城", "南城", "北城"}

// learn takes the street of an address in.
func (p *Places) learn(address, region string) {
	rest := address
	if deeper, after := p.leading(address); deeper != "" {
		region, rest = deeper, after
	}
	district := p.district(region)
	if street := streetSaid.FindString(rest); street != "" && strings.HasPrefix(rest, street) && district != "" && !slices.Contains(p.streets[street], district) {
		p.streets[street] = append(p.streets[street], district)
	}
}

// leading returns the deepest region whose names begin an address, and the rest.
func (p *Places) leading(address string) (code, rest string) {
	rest = address
	for range 4 {
		for _, r := range p.regions.All {
			if after, ok := strings.CutPrefix(rest, r.Name); ok {
				code, rest = r.Code, after
			}
		}
	}
	return code, rest
}

// district is the district or county that a region is or lies in, or "".
func (p *Places) district(code string) string {
	for _, c := range p.regions.Path(code) {
		if r, _ := p.regions.Region(c); r.Level == "县级" {
			return c
		}
	}
	return ""
}

// Districts lists the districts and counties, in the order of the tree.
func (p *Places) Districts() (codes []string) {
	for _, r := range p.regions.All {
		if r.Level == "县级" {
			codes = append(codes, r.Code)
		}
	}
	return codes
}

const (
	numeral = `[0-9〇零一二三四五六七八九十百]`
	wayKind = `(?:大道|路|街|巷|弄|胡同)`
	spots   = `(?:小区|花园|家园|苑|公寓|新村|广场|公园|医院|小学|中学|学校|幼儿园|大学|村|社区|大厦|市场|超市|商场|车站|地铁站|火车站|高铁站|大桥|立交|工业园|产业园|府|城|湾|馆|派出所|政务中心|服务中心|大厅|银行|酒店|饭店|网吧|工地|厂)(?:小区|花园)?`
)

var (
	streetSaid = regexp.MustCompile(`[\p{Han}]{1,5}?` + wayKind + `(?:[东西南北中]` + wayKind + `)?`)
	doorSaid   = regexp.MustCompile(`^` + numeral + `{1,5}(?:号院|号楼|号|弄|栋|幢|座)(?:` + numeral + `{1,4}(?:号楼|栋|幢|座|单元|室|号|楼|层)){0,4}`)
	spotSaid   = regexp.MustCompile(`[\p{Han}A-Za-z0-9]{2,8}?` + spots)
)

// generic are words before 路, 小区 or 学校 that make it nobody's name.
var generic = strings.Fields("我们 我家 咱们 咱 这个 那个 这条 那条 这 那 一条 条 个 楼下 楼上 对面 旁边 隔壁 附近 门口 门前 外面 整个 全 新建 在 到 去 从 的 了 是 有 和 跟 把 被 给 住 前 后 边 出 进 过 走 马 公 高速公 铁 网 线 思 道 水 电 套 修 村 乡 土 石 柏油 水泥 断头 小区 学校 孩子 他们 公司 某 整条 一 我 你 他 她 们 上学 堵 挖 拦 占 主干 人行 单位 本 该 每 天天 投诉 举报 反映 请 旧")

// Find reads where something is. region is what the reader of the words made of
// it, or "".
func (p *Places) Find(text, region string) Place {
	out := Place{Region: region}
	from, to := p.spanOfNames(text)
	if s, at := p.street(text); s != "" {
		out.Street = s
		from, to = join(from, to, at, at+len(s))
		to += len(doorSaid.FindString(text[to:]))
	}
	if at := spot(text[max(to, 0):]); at != nil {
		from, to = join(from, to, max(to, 0)+at[0], max(to, 0)+at[1])
		to += len(doorSaid.FindString(text[to:]))
	}
	if from >= 0 {
		out.Words = strings.TrimSpace(text[from:to])
	}
	p.settle(&out)
	return out
}

// settle takes the district from the street, where only one has it.
func (p *Places) settle(out *Place) {
	if p.district(out.Region) != "" {
		return
	}
	switch found := p.streets[out.Street]; len(found) {
	case 0:
	case 1:
		out.Region = found[0]
	default:
		out.Among = slices.Clone(found)
	}
}

// spanOfNames is where the names of regions stand, as far as they follow each
// other; -1 where there is none.
func (p *Places) spanOfNames(text string) (from, to int) {
	from, to = -1, -1
	for _, n := range p.names {
		if i := strings.Index(text, n.text); i >= 0 {
			from, to = join(from, to, i, i+len(n.text))
		}
	}
	return from, to
}

// join takes a stretch into another, when they are near.
func join(from, to, a, b int) (int, int) {
	const near = 30 // bytes: ten characters
	switch {
	case from < 0:
		return a, b
	case a > to+near || b < from-near:
		return from, to
	}
	return min(from, a), max(to, b)
}

// street is the first street that has a name: a known one, or one whose name is
// no everyday word.
func (p *Places) street(text string) (street string, at int) {
	for s := range p.streets {
		if i := strings.Index(text, s); i >= 0 && (len(s) > len(street) || len(s) == len(street) && i < at) {
			street, at = s, i
		}
	}
	if street != "" {
		return street, at
	}
	for _, m := range streetSaid.FindAllStringIndex(text, 8) {
		from := m[0] + len(text[m[0]:m[1]]) - len(named(text[m[0]:m[1]]))
		if s := text[from:m[1]]; !strings.HasPrefix(text[m[1]:], "道") && utf8.RuneCountInString(s) >= 3 {
			return s, from
		}
	}
	return "", 0
}

// spot is where a named house, school or market stands, or nil.
func spot(text string) []int {
	for _, m := range spotSaid.FindAllStringIndex(text, 8) {
		s := named(text[m[0]:m[1]])
		if kind := spotKind.FindString(s); utf8.RuneCountInString(s) >= utf8.RuneCountInString(kind)+2 {
			return []int{m[1] - len(s), m[1]}
		}
	}
	return nil
}

var spotKind = regexp.MustCompile(spots + `$`)

// named cuts from the head of a name what is everyday speech: 我家在幸福路 is
// 幸福路.
func named(s string) string {
	for {
		cut := s
		for _, g := range generic {
			if i := strings.LastIndex(cut, g); i >= 0 && i+len(g) < len(cut) && utf8.RuneCountInString(cut[i+len(g):]) >= 1 {
				cut = cut[i+len(g):]
			}
		}
		if cut == s {
			return s
		}
		s = cut
	}
}

// Name is a place in the words of the tree: 溪南区锦溪街道.
func (p *Places) Name(code string) string {
	var names []string
	for _, c := range p.regions.Path(code) {
		if r, ok := p.regions.Region(c); ok && (r.Level == "县级" || r.Level == "镇街级") {
			names = append([]string{r.Name}, names...)
		}
	}
	return strings.Join(names, "")
}
