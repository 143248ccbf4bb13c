package ingest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"wenban/knowledge"
)

// Withdrawal (撤回) is the mark that a record is no more: {"code": "…",
// "withdrawn": "why"} for an item, {"id": "…", "withdrawn": "why"} for a document.
type Withdrawal struct {
	Code      string `json:"code"`
	ID        string `json:"id"`
	Withdrawn string `json:"withdrawn"`
}

func (w Withdrawal) key() string { return cmp.Or(w.Code, w.ID) }

// withdrawn takes in a record that is a mark of withdrawal, or says that it is none.
func (im *importer) withdrawn(rd *reading, data []byte) bool {
	var w Withdrawal
	if json.Unmarshal(data, &w) != nil || w.Withdrawn == "" || w.key() == "" {
		return false
	}
	im.report.Accepted++
	im.marks = append(im.marks, mark{w, place{rd.name, rd.line}})
	return true
}

type mark struct {
	Withdrawal
	at place
}

// Limits of what one full list may withdraw without being asked for.
const (
	manyShare = 5  // a fifth of what the list is about …
	manyCount = 10 // … and more than this many
)

// merge puts what was read on top of what is known: records that are given
// replace those with the same id, marks withdraw, everything else stays. With a
// full list the items of its regions that it does not hold are withdrawn too.
func (im *importer) merge() {
	if im.o.Base == nil {
		im.markedOnly()
		return
	}
	old, given := *im.o.Base, im.parts
	gone := im.gone(old)
	im.parts = knowledge.Parts{
		Items:     over(old.Items, given.Items, gone, func(v knowledge.Item) string { return v.Code }),
		Documents: over(old.Documents, given.Documents, gone, func(v knowledge.Document) string { return v.ID }),
		Events:    over(old.Events, given.Events, gone, func(v knowledge.LifeEvent) string { return v.ID }),
		Regions:   over(old.Regions, given.Regions, nil, func(v knowledge.Region) string { return v.Code }),
		Halls:     over(old.Halls, given.Halls, nil, func(v knowledge.Hall) string { return v.ID }),
		Overrides: over(old.Overrides, given.Overrides, nil, overrideKey),
	}
	im.parts.Overrides = slices.DeleteFunc(im.parts.Overrides, func(o knowledge.Override) bool { return gone[o.Code] != "" })
	c := Compare(old, im.parts)
	for i, w := range c.Withdrawn {
		c.Withdrawn[i].Reason = gone[w.ID]
	}
	im.report.Changes = &c
}

// markedOnly handles marks where nothing is known yet: they withdraw what the
// same import brings.
func (im *importer) markedOnly() {
	gone := map[string]string{}
	for _, m := range im.marks {
		gone[m.key()] = m.Withdrawn
	}
	im.parts.Items = slices.DeleteFunc(im.parts.Items, func(v knowledge.Item) bool { return gone[v.Code] != "" })
	im.parts.Documents = slices.DeleteFunc(im.parts.Documents, func(v knowledge.Document) bool { return gone[v.ID] != "" })
}

// gone returns the ids to be withdrawn, with the reason of each.
func (im *importer) gone(old knowledge.Parts) map[string]string {
	gone := map[string]string{}
	known := knowledge.NewEdition("", old)
	for _, m := range im.marks {
		gone[m.key()] = m.Withdrawn
		_, item := known.Item(m.key())
		_, document := known.Document(m.key())
		_, given := im.taken[[2]string{"source", m.key()}]
		switch {
		case given:
			im.report.add(Problem{Level: Error, File: m.at.file, Line: m.at.line, ID: m.key(), Reason: "同一批里既有内容又有撤回标记", Fix: "只保留一个"})
		case !item && !document:
			im.report.add(Problem{Level: Warning, File: m.at.file, Line: m.at.line, ID: m.key(), Reason: "要撤回的内容不存在,已经撤回过或者编码不对", Fix: "核对编码"})
		}
	}
	if im.o.Full {
		im.missing(old, gone)
	}
	return gone
}

// missing withdraws the items that a full list does not hold.
func (im *importer) missing(old knowledge.Parts, gone map[string]string) {
	given, regions := map[string]bool{}, map[string]bool{}
	for _, it := range im.parts.Items {
		given[it.Code], regions[it.Region] = true, true
	}
	covered, absent := 0, []string{}
	for _, it := range old.Items {
		if !regions[it.Region] {
			continue
		}
		covered++
		if !given[it.Code] && gone[it.Code] == "" {
			absent = append(absent, it.Code)
			gone[it.Code] = "全量名单里没有了"
		}
	}
	if len(absent) > manyCount && len(absent)*manyShare > covered && !im.o.WithdrawMany {
		im.report.add(Problem{Level: Error, File: "-", Reason: fmt.Sprintf("按全量名单要撤下%d个事项(现有%d个),像是名单不全", len(absent), covered),
			Fix: "名单不全的,去掉 --full;确实要撤下这么多的,加上 --withdraw-many。前几个:" + strings.Join(absent[:5], "、")})
	}
}

// over returns old with what is given in place of the records of the same id.
func over[T any](old, given []T, gone map[string]string, id func(T) string) []T {
	at := map[string]int{}
	for i, v := range given {
		at[id(v)] = i
	}
	var out []T
	for _, v := range old {
		i, replaced := at[id(v)]
		switch {
		case replaced:
			out = append(out, given[i])
			delete(at, id(v))
		case gone[id(v)] == "":
			out = append(out, v)
		}
	}
	for i, v := range given {
		if at, isNew := at[id(v)]; isNew && at == i {
			out = append(out, v)
		}
	}
	return out
}
