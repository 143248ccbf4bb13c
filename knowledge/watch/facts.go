package watch

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"wenban/knowledge"
	"wenban/knowledge/segment"
)

// facts finds facts that must be the same wherever they are said, and are not:
// the limit that the law gives and the fees of one item at several levels or in
// several districts, a fee with one name and one basis, the address and the
// hours of one place. What each level settles for itself (the promised limit,
// telephones, the number of visits) may differ and is not compared.
func (w watcher) facts() (found []Finding) {
	items := w.current()
	found = append(found, w.differ(w.statutory(items), "法定办结时限", "法定时限由法律法规规定，各级各地应当一致：查依据条文，改错的一方；确有地方规定的，在依据里写明")...)
	found = append(found, w.differ(w.fees(items), "收费", "查收费文件，改错的一方；标准确实不同的，在收费名称或者适用情形里写清楚")...)
	found = append(found, w.differ(w.places(items, where{"地址", "address", func(p knowledge.Place) string { return p.Address }, plain}), "地址", "到现场或者打电话核实，统一成现在的地址")...)
	found = append(found, w.differ(w.places(items, where{"办公时间", "hours", func(p knowledge.Place) string { return p.Hours }, hours}), "办公时间", "核实后统一；个别窗口时间不同的，在地点名称里写明窗口")...)
	return append(found, w.overridden()...)
}

// fact is one thing that is said in several spots.
type fact struct {
	about  string // what it is a fact of, for people
	spots  []Spot
	values []string // of the spots, in the form in which they are compared
}

// facts by key.
type book map[string]*fact

func (b book) add(key, about, value string, s Spot) {
	f, ok := b[key]
	if !ok {
		f = &fact{about: about}
		b[key] = f
	}
	f.spots, f.values = append(f.spots, s), append(f.values, value)
}

// differ returns the facts that have more than one value.
func (w watcher) differ(b book, what, do string) (found []Finding) {
	for _, key := range slices.Sorted(maps.Keys(b)) {
		f := b[key]
		if spots := f.oneEach(); len(spots) > 1 {
			found = append(found, Finding{Kind: Contradiction, What: fmt.Sprintf("“%s”的%s有%d种说法", f.about, what, len(spots)), Spots: spots, Do: do})
		}
	}
	return found
}

// oneEach returns a spot for each value, with how many more say the same.
func (f *fact) oneEach() (spots []Spot) {
	var order []string
	count := map[string]int{}
	for i, v := range f.values {
		if count[v]++; count[v] == 1 {
			order = append(order, v)
			spots = append(spots, f.spots[i])
		}
	}
	for i, v := range order {
		if count[v] > 1 {
			spots[i].Value += fmt.Sprintf("（另有%d处相同）", count[v]-1)
		}
	}
	return spots
}

// statutory are the limits that the law gives, by the name of the item. An
// import without limits says 0 without a unit: that is no value.
func (w watcher) statutory(items []knowledge.Item) book {
	b := book{}
	for _, it := range items {
		if s := it.TimeLimit.Statutory; s.Unit != "" {
			b.add(plain(it.Name), it.Name, span(s), w.inItem(it, "time_limit.statutory", span(s)))
		}
	}
	return b
}

func span(s knowledge.Span) string {
	if s.Days == 0 {
		return "当场办结"
	}
	return fmt.Sprintf("%d个%s", s.Days, s.Unit)
}

// fees are the amounts by item and name of the fee, and by fee and basis
// wherever that is named.
func (w watcher) fees(items []knowledge.Item) book {
	b := book{}
	for _, it := range items {
		seen := map[string]bool{}
		for i, f := range it.Fees {
			key := plain(it.Name) + "\x00" + plain(f.Name) + "\x00" + unit(f.Unit)
			if len(f.When) == 0 && !seen[key] { // with a condition, or twice in one item, amounts may differ
				b.add(key, it.Name+"："+f.Name, amount(f.Amount), w.inItem(it, fmt.Sprintf("fees.%d.amount", i), amount(f.Amount)+f.Unit))
			}
			seen[key] = true
			if basis := plain(f.Basis); basis != "" && len(f.When) == 0 {
				b.add("\x00"+plain(f.Name)+"\x00"+basis+"\x00"+unit(f.Unit), f.Name, amount(f.Amount), w.inItem(it, fmt.Sprintf("fees.%d.amount", i), amount(f.Amount)+f.Unit+"，依据"+f.Basis))
			}
		}
	}
	return distinct(b)
}

// distinct drops a fact whose spots all stand in another one that differs too:
// the same fee of the same item is told once.
func distinct(b book) book {
	told := map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(b)) { // those by basis come first
		f := b[key]
		if len(f.oneEach()) < 2 {
			continue
		}
		spots := ""
		for _, s := range f.spots {
			spots += s.Item + s.Element + "\x00"
		}
		if told[spots] {
			delete(b, key)
		}
		told[spots] = true
	}
	return b
}

func amount(yuan float64) string { return strconv.FormatFloat(yuan, 'f', -1, 64) }

func unit(s string) string { return strings.TrimPrefix(plain(s), "元") }

// where is one part of a place, and the form in which it is compared.
type where struct {
	name, element string
	of            func(knowledge.Place) string
	form          func(string) string
}

// places are one part of every place that has a name, by region and name: in
// items, in what regions do differently, in halls.
func (w watcher) places(items []knowledge.Item, x where) book {
	b := book{}
	add := func(p knowledge.Place, s Spot) {
		if value := x.form(x.of(p)); value != "" && plain(p.Name) != "" {
			b.add(p.Region+"\x00"+plain(p.Name), p.Name, value, s)
		}
	}
	for _, it := range items {
		for i, p := range it.Places {
			add(p, w.inItem(it, fmt.Sprintf("places.%d.%s", i, x.element), x.of(p)))
		}
	}
	for _, o := range w.e.Overrides {
		it, _ := w.e.Item(o.Code)
		for i, p := range o.Places {
			s := w.inItem(it, fmt.Sprintf("places.%d.%s", i, x.element), x.of(p))
			s.Source = w.said(it.Department, o.Region)
			add(p, s)
		}
	}
	for _, h := range w.e.Halls {
		p := knowledge.Place{Region: h.Region, Name: h.Name, Address: h.Address, Hours: h.Hours}
		add(p, Spot{Item: h.ID, Name: h.Name, Element: x.element, Value: x.of(p), Source: w.said("政务大厅", h.Region), owner: h.Name})
	}
	return b
}

// overridden finds districts that promise more time than the law gives.
func (w watcher) overridden() (found []Finding) {
	for _, o := range w.e.Overrides {
		it, ok := w.e.Item(o.Code)
		if !ok || o.TimeLimit == nil || o.TimeLimit.Promised == nil {
			continue
		}
		promised, statutory := *o.TimeLimit.Promised, it.TimeLimit.Statutory
		if promised.Unit != statutory.Unit || promised.Days <= statutory.Days {
			continue
		}
		local := w.inItem(it, "time_limit.promised", span(promised))
		local.Source = w.said(it.Department, o.Region)
		found = append(found, Finding{
			Kind: Contradiction, What: fmt.Sprintf("“%s”在%s的承诺时限比法定时限还长", it.Name, w.e.Regions.Name(o.Region)),
			Spots: []Spot{local, w.inItem(it, "time_limit.statutory", span(statutory))}, Do: "把承诺时限改到法定时限以内，或者更正法定时限",
		})
	}
	return found
}

// plain is the form in which names and addresses are compared: letters and
// digits of the normal form, nothing else.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, segment.Normal(s))
}

// title is the form in which documents are cited: without the number in
// brackets behind the title.
func title(s string) string {
	if i := strings.LastIndexAny(s, "（("); i > 0 && strings.ContainsAny(s[i:], "〔[号") {
		s = s[:i]
	}
	return plain(s)
}

// hours is the form in which opening hours are compared: what stands in brackets
// is about holidays and single desks.
func hours(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range segment.Normal(s) {
		switch r {
		case '(', '（':
			depth++
		case ')', '）':
			depth = max(0, depth-1)
		default:
			if depth == 0 && (unicode.IsLetter(r) || unicode.IsNumber(r) || r == ':' || r == '-') {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}
