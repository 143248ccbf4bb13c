package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong with a configuration.
type Problem struct {
	Key   string // name of the key, or ""
	Where string // file and line, or variable
	Fault string // what is wrong and what would be right, in Chinese; never a secret
}

func (p Problem) String() string {
	return strings.TrimPrefix(fmt.Sprintf("%s：%s %s", p.Where, p.Key, p.Fault), "：")
}

// Problems is everything that is wrong with a configuration. As an error it is
// a line for each, for people to read.
type Problems []Problem

func (p Problems) Error() string {
	lines := []string{fmt.Sprintf("配置有 %d 处要改，改好才能启动：", len(p))}
	for _, x := range p {
		lines = append(lines, "  "+x.String())
	}
	return strings.Join(append(lines, "改完可以用 wenban config check 再检查一遍。"), "\n")
}

func (p *Problems) add(key, where, fault string) { *p = append(*p, Problem{key, where, fault}) }

// unknown adds what is no key, with the key that it may have been meant to be.
func (p *Problems) unknown(name, where string) {
	if section(name) {
		p.add(name, where, "是一组设置的名字，它的每一项要另起一行缩进写")
		return
	}
	p.add(name, where, fmt.Sprintf("没有这一项。是不是 %s？不需要就去掉", nearest(name, Names())))
}

func (p Problems) sort() {
	slices.SortStableFunc(p, func(a, b Problem) int { return cmp.Or(cmp.Compare(a.Where, b.Where), cmp.Compare(a.Key, b.Key)) })
}

// section reports that a name is the first part of keys.
func section(name string) bool {
	return slices.ContainsFunc(keys, func(k key) bool { return strings.HasPrefix(k.name, name+".") })
}

// nearest returns the name that takes the fewest changes. The last part of a
// name counts on its own too: who forgets the section is told it.
func nearest(name string, names []string) string {
	far := func(n string) int {
		return min(2*distance(name, n), 2*distance(last(name), last(n))+1)
	}
	return slices.MinFunc(names, func(a, b string) int { return cmp.Compare(far(a), far(b)) })
}

func last(name string) string { return name[strings.LastIndex(name, ".")+1:] }

// distance is the number of letters to add, drop or replace (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			here := before
			if a[i] != b[j] {
				here = 1 + min(before, row[j], row[j+1])
			}
			before, row[j+1] = row[j+1], here
		}
	}
	return row[len(b)]
}
