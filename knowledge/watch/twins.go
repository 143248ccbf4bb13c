package watch

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/segment"
)

// twins finds items and documents that stand twice. Each is searched for by its
// name among the others, so that only the nearest few are compared; twins of
// twins are one finding.
//
// Items of one name in several regions or of several departments are no twins:
// the nearest level answers, and a new area has a bureau of its own. Neither are
// services whose names differ in one word that means something (心脏移植 and
// 肝脏移植, 一级 and 二级), however alike the rest: a department writes the same
// conditions into all it does. Only a copy with another fee is told all the same.
func (w watcher) twins() []Finding {
	return append(w.itemTwins(), w.documentTwins()...)
}

// How many of the nearest are compared, and from which share of common grams on
// two texts, or two names, are one. A shorter text than minText is alike by
// chance.
const (
	nearest    = 8
	alikeText  = .92
	alikeName  = .8
	alikeTitle = .5
	minText    = 60 // distinct grams
)

func (w watcher) itemTwins() (found []Finding) {
	items := w.current()
	charged := func(i int) bool { return len(items[i].Fees) > 0 } // a copy with another fee: one of the two has one
	groups := w.groups(items, charged, func(i, j int) bool { return twinItems(items[i], items[j]) })
	for _, g := range groups {
		found = append(found, w.itemTwin(items, g))
	}
	return found
}

// twinItems reports whether two items are one, entered twice.
func twinItems(a, b knowledge.Item) bool {
	if a.Region != b.Region || a.Department != b.Department || !meet(a.Audience, b.Audience) || !overlap(a.Effective, b.Effective) {
		return false
	}
	if core(a.Name) == core(b.Name) {
		return true
	}
	return feesOf(a.Fees) != feesOf(b.Fees) && copied(a, b)
}

// copied reports whether one of two items was written off the other under a
// name that is hardly another.
func copied(a, b knowledge.Item) bool {
	return !variants(a.Name, b.Name) && alike(a.Name, b.Name, alikeName, 1) && alike(bodyOf(a), bodyOf(b), alikeText, minText)
}

// fillers say nothing of what a service is.
var fillers = strings.NewReplacer("以及", "", "或者", "", "办理", "", "申请", "", "申报", "", "事项", "", "业务", "", "服务", "", "手续", "", "的", "", "和", "", "与", "", "及", "", "或", "", "等", "")

// core is a name without fillers, unless nothing else is in it.
func core(name string) string {
	if c := fillers.Replace(plain(name)); c != "" {
		return c
	}
	return plain(name)
}

// variants reports whether two names differ only in what stands in brackets:
// 食品经营许可（变更）.
func variants(a, b string) bool { return plain(a) != plain(b) && bare(a) == bare(b) }

// bare is a name without what stands in brackets.
func bare(name string) string {
	if i := strings.IndexAny(name, "（("); i > 0 {
		name = name[:i]
	}
	return plain(name)
}

func (w watcher) itemTwin(items []knowledge.Item, group []int) Finding {
	first := items[group[0]]
	f := Finding{Kind: Duplicate, What: fmt.Sprintf("“%s”有%d条，部门、区划相同，内容相近", first.Name, len(group)), Do: "留下一条，其余撤下或者合并；确实是不同的办理情形的，在名称里写明"}
	for _, i := range group {
		f.Spots = append(f.Spots, w.inItem(items[i], "name", items[i].Name))
	}
	if diff := numbersDiffer(first, items[group[1]]); diff != "" {
		f.What += "，但" + diff
		f.Do = "先查清哪一条的数字是对的，再" + f.Do
	}
	return f
}

// numbersDiffer says which figures of two twins are not the same: a copy with
// another fee is worse than a copy.
func numbersDiffer(a, b knowledge.Item) string {
	var all []string
	if feesOf(a.Fees) != feesOf(b.Fees) {
		all = append(all, "收费")
	}
	if a.TimeLimit != b.TimeLimit {
		all = append(all, "时限")
	}
	if plain(a.ConsultPhone) != plain(b.ConsultPhone) {
		all = append(all, "咨询电话")
	}
	if len(all) == 0 {
		return ""
	}
	return strings.Join(all, "、") + "不同"
}

// bodyOf is what an item says beside its name.
func bodyOf(it knowledge.Item) string {
	parts := append([]string{it.Summary, it.Result.Name}, it.Conditions...)
	for _, m := range it.Materials {
		parts = append(parts, m.Name, m.Note)
	}
	for _, s := range it.Situations {
		parts = append(parts, s.Question)
	}
	return strings.Join(parts, "\n")
}

func (w watcher) documentTwins() (found []Finding) {
	docs := slices.DeleteFunc(slices.Clone(w.e.Documents), func(d knowledge.Document) bool { return !w.e.InForce(d, w.at) })
	names := make([]knowledge.Item, len(docs)) // searched like items
	for i, d := range docs {
		names[i] = knowledge.Item{Name: d.Title, Region: d.Region}
	}
	groups := w.groups(names, func(int) bool { return true }, func(i, j int) bool { return twinDocuments(docs[i], docs[j]) })
	for _, g := range groups {
		f := Finding{Kind: Duplicate, What: fmt.Sprintf("《%s》有%d份同时有效", docs[g[0]].Title, len(g)), Do: "留下现行的一份；新旧两版的，在新的一份里注明替代旧的"}
		for _, i := range g {
			f.Spots = append(f.Spots, w.inDocument(docs[i], "title", docs[i].Title))
		}
		found = append(found, f)
	}
	return found
}

func twinDocuments(a, b knowledge.Document) bool {
	if a.Region != b.Region {
		return false
	}
	return plain(a.Title) == plain(b.Title) || alike(a.Title, b.Title, alikeTitle, 1) && alike(a.Text, b.Text, alikeText, minText)
}

// groups searches by name, where it belongs, for each item that may have a twin
// of another name, and joins those that are twins. Those of one name are joined
// without a search: of a name that a hundred counties have, the nearest few may
// all be elsewhere.
func (w watcher) groups(items []knowledge.Item, may func(i int) bool, twins func(i, j int) bool) (groups [][]int) {
	set := newSets(len(items))
	named := map[string][]int{}                // name, region and department → the first few of them
	lean := make([]knowledge.Item, len(items)) // no audience: whoever it is for, it is found
	for i, it := range items {
		lean[i] = knowledge.Item{Code: strconv.Itoa(i), Name: it.Name, Summary: it.Summary, Region: it.Region}
		key := core(it.Name) + "\x00" + it.Region + "\x00" + it.Department
		for _, j := range named[key] {
			if twins(i, j) {
				set.join(i, j)
			}
		}
		if len(named[key]) < nearest {
			named[key] = append(named[key], i)
		}
	}
	x, err := index.Build(knowledge.NewEdition(w.e.ID, knowledge.Parts{Items: lean, Regions: w.e.Regions.All}), index.Options{})
	if err != nil {
		return nil // only without an edition
	}
	for i, it := range items {
		if !may(i) {
			continue
		}
		hits, err := x.Items(context.Background(), index.Query{Parts: []index.Part{{Text: it.Name, Weight: 1}}, Region: it.Region, At: w.at, K: nearest})
		if err != nil {
			return nil // only without a time
		}
		for _, h := range hits {
			if j, err := strconv.Atoi(h.ID); err == nil && j != i && twins(i, j) {
				set.join(i, j)
			}
		}
	}
	return set.groups()
}

// sets joins numbers.
type sets []int

func newSets(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func (s sets) root(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

func (s sets) join(i, j int) {
	a, b := s.root(i), s.root(j)
	s[max(a, b)] = min(a, b)
}

// groups returns the sets of more than one, in order.
func (s sets) groups() (out [][]int) {
	members := make([][]int, len(s))
	for i := range s {
		members[s.root(i)] = append(members[s.root(i)], i)
	}
	return slices.DeleteFunc(members, func(g []int) bool { return len(g) < 2 })
}

// alike reports whether two texts share so much of the grams of both, and have
// enough of them for that to mean something. Texts of which one is half as long
// again are not looked into, and of a long one only the beginning (see
// segment.Normal).
func alike(a, b string, share float64, least int) bool {
	if 2*max(len(a), len(b)) > 3*min(len(a), len(b)) {
		return false
	}
	x, y := grams(a), grams(b)
	common := 0
	for g := range x {
		if y[g] {
			common++
		}
	}
	return min(len(x), len(y)) >= least && float64(common) >= share*float64(len(x)+len(y)-common)
}

// grams are the characters and pairs of a text.
func grams(text string) map[segment.Gram]bool {
	out := map[segment.Gram]bool{}
	for _, g := range segment.AppendGrams(nil, segment.Normal(text)) {
		out[g] = true
	}
	return out
}

func meet(a, b []string) bool {
	return len(a) == 0 || len(b) == 0 || slices.ContainsFunc(a, func(x string) bool { return contains(b, x) })
}

func overlap(a, b knowledge.Period) bool {
	return (a.To == "" || b.From == "" || b.From <= a.To) && (b.To == "" || a.From == "" || a.From <= b.To)
}
