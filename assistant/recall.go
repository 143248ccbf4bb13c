package assistant

import (
	"slices"
	"strings"

	"wenban/assistant/guide"
	"wenban/knowledge"
)

// Correction (更正) is something that a reply told and that an edition says
// otherwise.
type Correction struct {
	Item string // code of the item, or id of the document or life event
	What string // Chinese name and path of the element, or the name of a material
	Told string
	Now  string // "": it is not said any more
}

// Cites returns the ids of the items, documents and life events that a reply
// tells something of, each once, sorted.
func (r Reply) Cites() []string {
	var ids []string
	for _, s := range r.Sections {
		for _, f := range s.Facts {
			ids = append(ids, f.Item)
		}
	}
	for _, l := range r.Materials {
		ids = append(ids, l.Item)
	}
	for _, s := range r.Sources {
		ids = append(ids, s.ID)
	}
	slices.Sort(ids)
	return slices.Compact(slices.DeleteFunc(ids, func(id string) bool { return id == "" }))
}

// Corrections returns what of a reply that was given from one edition another
// says otherwise: facts, lines of the list of materials, articles quoted.
func Corrections(then, now *knowledge.Edition, r Reply) (all []Correction) {
	for _, s := range r.Sections {
		for _, f := range s.Facts {
			if value, same := today(then, now, r.Region, f); !same {
				all = append(all, Correction{f.Item, knowledge.ElementName(f.Element), f.Value, value})
			}
		}
	}
	for _, l := range r.Materials {
		if was, is := shown(l), shownToday(now, r.Region, l); was != is {
			all = append(all, Correction{l.Item, "申请材料 " + l.Name, was, is})
		}
	}
	for _, s := range r.Sources {
		d, _ := now.Document(s.ID)
		if s.Quote != "" && !strings.Contains(squeeze(d.Text), squeeze(s.Quote)) {
			all = append(all, Correction{s.ID, s.Title + s.Article, s.Quote, ""})
		}
	}
	return all
}

// today returns what an edition says in the place of a fact, and whether it is
// the same.
func today(then, now *knowledge.Edition, region string, f Fact) (value string, same bool) {
	if f.Element == "fees.none" { // nothing applied: as long as the charges are what they were, it still does
		was, _ := then.Local(f.Item, region)
		is, ok := now.Local(f.Item, region)
		before, _ := was.Element("fees")
		value, _ = is.Element("fees")
		return value, ok && before == value
	}
	if holds(now, region, f) {
		return f.Value, true
	}
	it, _ := now.Local(f.Item, region)
	value, _ = it.Element(f.Element)
	return value, false
}

// shownToday is what an edition says in the place of a line, "" when it does not
// have it any more.
func shownToday(e *knowledge.Edition, region string, l Line) string {
	it, _ := e.Local(l.Item, region)
	for _, m := range it.Materials {
		if m.ID == l.ID {
			return shown(line(it, guide.Line{Material: m}))
		}
	}
	return ""
}

// shown is what a citizen reads of a material, without why it is on their list.
func shown(l Line) string {
	l.Because = ""
	return l.Name + remarks(l)
}
