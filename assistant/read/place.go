package read

import (
	"slices"
	"strings"
	"unicode/utf8"

	"wenban/knowledge"
	"wenban/knowledge/sieve"
)

// places knows our regions, the other places of the country, and the countries
// of the world by name.
type places struct {
	regions knowledge.Regions
	ours    names           // names and aliases of our regions, and their codes
	abroad  names           // names of countries
	others  names           // names of places, and the official ones
	home    map[string]bool // names that are home although they stand in others
	there   *matcher        // what says that a matter is to be handled in another place
}

// vagueNames are aliases that mean another place, or none, in most sentences:
// they count only beside a word that says where.
var vagueNames = []string{"新区", "县里", "市里", "省里", "全市", "区里", "城里", "凤凰", "开发区", "高新区", "老城区", "市中心", "乡下", "县城", "街上", "镇上", "西城", "东城", "南城", "北城"}

func newPlaces(regions knowledge.Regions, home []string) *places {
	p := &places{regions: regions, home: map[string]bool{}, there: elsewhereRules()}
	for _, r := range regions.All {
		for _, name := range append([]string{r.Name, bareName(r.Name)}, r.Aliases...) {
			if utf8.RuneCountInString(name) >= 2 {
				p.ours.add(name, r.Code)
			}
		}
		home = append(home, r.Name)
	}
	for _, row := range rows(dataFiles, "countries") {
		p.addCountry(row)
	}
	p.addOthers(home)
	return p
}

func (p *places) addCountry(row []string) {
	for _, name := range row {
		p.abroad.add(name, row[0])
	}
}

// addOthers reads the list of places: province, its cities, and those of its
// districts and counties that people name alone. A home city is home with its
// districts; a home province is home with all that lies in it, unless cities
// of it are named as well: then the others are elsewhere.
func (p *places) addOthers(home []string) {
	for _, row := range rows(dataFiles, "places") {
		names := strings.Fields(strings.Join(row[1:], " "))
		province := atHome(row[0], home)
		narrow := slices.ContainsFunc(names, func(n string) bool { return atHome(cityOf(n), home) })
		p.addPlace(row[0], province || narrow)
		for _, n := range names {
			city, districts, _ := strings.Cut(n, "=")
			inHome := province && !narrow || atHome(city, home) || province && !strings.Contains(strings.Join(names, ""), "=")
			p.addPlace(city, inHome)
			for _, d := range strings.FieldsFunc(districts, func(r rune) bool { return r == ',' }) {
				p.addPlace(d, inHome || atHome(d, home))
			}
		}
	}
}

func cityOf(name string) string {
	city, _, _ := strings.Cut(name, "=")
	return city
}

func (p *places) addPlace(name string, home bool) {
	full := name
	name, only := strings.CutSuffix(name, "!") // such a name counts only in full: 朝阳区, not 朝阳
	names := []string{name, bareName(name)}
	if only {
		names = names[:1]
	}
	full = strings.TrimSuffix(full, "!")
	for _, n := range names {
		if utf8.RuneCountInString(n) < 2 {
			continue
		}
		p.others.add(n, bareName(full))
	}
	if home {
		p.home[bareName(full)] = true
	}
}

func atHome(name string, home []string) bool {
	return slices.ContainsFunc(home, func(h string) bool { return bareName(h) == bareName(name) })
}

// bareName is a place name without its class: 广州市 → 广州. Names that would
// be left with one character keep it.
func bareName(name string) string {
	for _, suffix := range []string{"特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "新区", "地区", "街道", "省", "市", "区", "县", "镇", "乡", "旗", "盟"} {
		if s, ok := strings.CutSuffix(name, suffix); ok && utf8.RuneCountInString(s) >= 2 {
			return s
		}
	}
	return name
}

// names are names of places and what each stands for.
type names struct {
	trie   sieve.Trie
	stands []string // by number of the name
}

// add takes a name; one that is there stands for something else from now on.
func (n *names) add(name, stands string) {
	i := int(n.trie.Add(name, int32(len(n.stands))))
	if i == len(n.stands) {
		n.stands = append(n.stands, stands)
	}
	n.stands[i] = stands
}

// longest returns what the longest name that begins at i stands for, and its end;
// "" where none does.
func (n *names) longest(text []rune, i int) (stands string, end int) {
	end = i
	if !n.trie.Opens(text[i], after(text, i)) {
		return "", i
	}
	for node, j := int32(0), i; j < len(text); j++ {
		next, id, ok := n.trie.Step(node, text[j])
		if !ok {
			break
		}
		if node = next; id >= 0 {
			stands, end = n.stands[id], j+1
		}
	}
	return stands, end
}

// region returns the code of the region of ours that is named: the deepest
// one, of two as deep the longer name, of two as long the later one (people go
// from the wide to the narrow and correct themselves at the end).
func (p *places) region(text []rune) (code string) {
	best := [2]int{-1, -1}
	for i := 0; i < len(text); i++ {
		own, end := p.ours.longest(text, i)
		if own == "" || slices.Contains(vagueNames, string(text[i:end])) && !located(text, i, end) {
			continue
		}
		rank := [2]int{len(p.regions.Path(own)), end - i}
		if rank[0] > best[0] || rank[0] == best[0] && rank[1] >= best[1] {
			best, code = rank, own
		}
		i = end - 1
	}
	return code
}

// strip takes the names of a region and of those above it from the head of
// clauses: where is told apart from what, 青岭县食品经营许可证 is about 食品经营许可证.
// A clause that is little but a name stays.
func (p *places) strip(clauses []Clause, code string) {
	for _, c := range p.regions.Path(code) {
		name := p.regions.Name(c)
		for i, clause := range clauses {
			if rest := strings.TrimPrefix(strings.TrimPrefix(clause.Text, name), "的"); utf8.RuneCountInString(rest) >= 4 && utf8.RuneCountInString(name) >= 3 {
				clauses[i].Text = rest
			}
		}
	}
}

// located reports whether a word beside text[from:to] says that something is
// there: 在新区办, 新区这边.
func located(text []rune, from, to int) bool {
	before, after := string(text[max(0, from-2):from]), string(text[to:min(len(text), to+3)])
	return endsWith(before, "在 住 去 到 我是 我们 人在 搬") || startsWith(after, "这边 那边 的 这里 办 怎么 哪 有 政务 大厅 人 上班 买 住 落户 派出所")
}

// country returns the first foreign country that is named.
func (p *places) country(text []rune) string {
	for i := range text {
		if name, _ := p.abroad.longest(text, i); name != "" {
			return name
		}
	}
	return ""
}
