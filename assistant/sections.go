package assistant

import (
	"fmt"
	"slices"

	"wenban/assistant/guide"
	"wenban/knowledge"
)

// itemSections are the sections of a reply about an item, by need.
var itemSections = []string{"unless", "fee", "time", "visits", "place", "online", "phone", "conditions", "steps", "result", "notes", "faq", "basis"}

// sectionTitles name the sections.
var sectionTitles = map[string]string{
	"fee": "费用", "time": "多久办好", "visits": "跑几次", "place": "去哪办", "online": "网上办", "phone": "电话",
	"conditions": "受理条件", "steps": "办理流程", "result": "拿到什么", "notes": "本地规定", "faq": "常见问题", "basis": "依据",
	"materials": "材料", "form": "表格", "unless": "不是这种情况的话",
}

// maxPlaces bounds the places that are listed; the nearest come first.
const maxPlaces = 5

// sections returns the sections of an item, leaving out the empty ones.
func (v voice) sections(it knowledge.Item, kinds ...string) []Section {
	var out []Section
	for _, kind := range kinds {
		if facts := v.facts(it, kind); len(facts) > 0 {
			out = append(out, Section{Title: sectionTitles[kind], Kind: kind, Facts: facts})
		}
	}
	return out
}

// facts returns what the fields of an item say about one thing.
func (v voice) facts(it knowledge.Item, kind string) []Fact {
	switch kind {
	case "unless":
		return v.unless(it)
	case "fee":
		return v.fees(it)
	case "time":
		return append(elements(it, "time_limit"), v.elsewhere(it, "time_limit")...)
	case "visits":
		return elements(it, "visits")
	case "place":
		return v.places(it)
	case "online":
		return elements(it, "online_url")
	case "phone":
		return append(v.placePhones(it), elements(it, "consult_phone", "complaint_phone")...)
	case "conditions":
		return append(list(it, "conditions", len(it.Conditions)), list(it, "exclusions", len(it.Exclusions))...)
	case "steps":
		return list(it, "steps", len(it.Steps))
	case "result":
		return elements(it, "result")
	case "notes":
		return list(it, "notes", len(it.Notes))
	case "basis":
		return list(it, "basis", len(it.Basis))
	case "faq":
		return v.faq(it)
	case "form":
		return v.form(it)
	}
	return nil
}

// elements returns facts for paths that the item has something for.
func elements(it knowledge.Item, paths ...string) []Fact {
	var out []Fact
	for _, p := range paths {
		if value, ok := it.Element(p); ok && value != "" {
			out = append(out, Fact{Item: it.Code, Element: p, Value: value})
		}
	}
	return out
}

func list(it knowledge.Item, element string, n int) []Fact {
	var paths []string
	for i := range n {
		paths = append(paths, fmt.Sprintf("%s.%d", element, i))
	}
	return elements(it, paths...)
}

// fees returns the charges that apply, and those that may.
func (v voice) fees(it knowledge.Item) []Fact {
	due, open := guide.Fees(it, v.plan.Answers)
	if len(it.Fees) == 0 {
		return elements(it, "fees")
	}
	var paths []string
	for _, i := range slices.Concat(due, open) {
		paths = append(paths, fmt.Sprintf("fees.%d", i))
	}
	if len(paths) == 0 {
		return []Fact{{Item: it.Code, Element: "fees.none", Value: "您的情况不收费"}}
	}
	return elements(it, paths...)
}

// places returns the places nearest to the citizen; when the region is as wide
// as the whole service, one for each region below.
func (v voice) places(it knowledge.Item) []Fact {
	near := v.know.Edition.Regions.Nearest(it.Places, v.state.Region)
	var out []Fact
	for _, p := range near[:min(len(near), maxPlaces)] {
		if v.far(p) && len(out) > 0 {
			break
		}
		i := slices.Index(it.Places, p)
		out = append(out, elements(it, fmt.Sprintf("places.%d", i), fmt.Sprintf("places.%d.hours", i))...)
	}
	return out
}

// far reports that a place does not serve the citizen's district.
func (v voice) far(p knowledge.Place) bool {
	return !v.know.Edition.Regions.Serves(p.Region, v.state.Region)
}

func (v voice) placePhones(it knowledge.Item) []Fact {
	if v.state.Region == v.know.Home {
		return nil
	}
	for _, p := range v.know.Edition.Regions.Nearest(it.Places, v.state.Region) {
		if !v.far(p) && p.Phone != "" {
			return elements(it, fmt.Sprintf("places.%d.phone", slices.Index(it.Places, p)))
		}
	}
	return nil
}

// elsewhere returns an element as it is in the regions below that differ, when
// the citizen's own region is as wide as those: nothing is picked silently.
func (v voice) elsewhere(it knowledge.Item, element string) []Fact {
	var out []Fact
	own, _ := it.Element(element)
	for _, o := range v.know.Edition.Overrides {
		if o.Code != it.Code || o.Region == v.state.Region || !v.know.Edition.Regions.Within(o.Region, v.state.Region) {
			continue
		}
		local, _ := v.know.Edition.Local(it.Code, o.Region)
		if value, ok := local.Element(element); ok && value != own {
			out = append(out, Fact{Item: it.Code, Element: element + "@" + o.Region, Value: v.know.Edition.Regions.Name(o.Region) + "：" + value})
		}
	}
	return out
}

func (v voice) faq(it knowledge.Item) []Fact {
	var paths []string
	for i := range it.FAQ {
		paths = append(paths, fmt.Sprintf("faq.%d.q", i), fmt.Sprintf("faq.%d.a", i))
	}
	return elements(it, paths...)
}

func (v voice) form(it knowledge.Item) []Fact {
	var out []Fact
	for _, m := range it.Materials {
		if m.Sample != "" {
			out = append(out, Fact{Item: it.Code, Element: "materials." + m.ID + ".sample", Value: m.Sample})
		}
	}
	return out
}

// first moves the sections that were asked for to the front.
func first(sections []Section, kinds []string) []Section {
	slices.SortStableFunc(sections, func(a, b Section) int { return place(kinds, a.Kind) - place(kinds, b.Kind) })
	return sections
}

func place(kinds []string, kind string) int {
	if i := slices.Index(kinds, kind); i >= 0 {
		return i
	}
	return len(kinds)
}

// ways are the ways out of a reply about an item.
func (v voice) ways(it knowledge.Item) []Way {
	ways := []Way{{Kind: "human", Label: "转人工"}}
	if it.ConsultPhone != "" {
		ways = append(ways, Way{Kind: "phone", Label: it.Department + "咨询电话", Value: it.ConsultPhone})
	}
	if it.Handling.OnlineURL != "" {
		ways = append(ways, Way{Kind: "url", Label: "去网上办理", Value: it.Handling.OnlineURL})
	}
	return ways
}
