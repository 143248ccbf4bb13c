package knowledge

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// pick renders one entry of a list by a path such as "1" or "1.phone", or with
// an empty path all of them.
func pick[T any](list []T, path string, render func(T, string) string) string {
	if path == "" {
		return join(list, func(v T) string { return render(v, "") })
	}
	number, rest, _ := strings.Cut(path, ".")
	i, err := strconv.Atoi(number)
	if err != nil || i < 0 || i >= len(list) || strconv.Itoa(i) != number {
		return ""
	}
	return render(list[i], rest)
}

// join renders all entries as one phrase.
func join[T any](list []T, render func(T) string) string {
	var parts []string
	for _, v := range list {
		if s := strings.TrimRight(render(v), "。；;"); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "；")
}

// one makes a renderer of a value that has no parts.
func one[T any](render func(T) string) func(T, string) string {
	return func(v T, rest string) string {
		if rest != "" {
			return ""
		}
		return render(v)
	}
}

func same(s string) string { return s }

// String renders a limit of time as a length: "5个工作日", "30个自然日", "当场".
func (s Span) String() string {
	switch {
	case s.Days == 0:
		return "当场"
	case s.Unit == "":
		return strconv.Itoa(s.Days) + "天"
	}
	return strconv.Itoa(s.Days) + "个" + s.Unit
}

// given reports whether the span was filled in; one without unit and days was not.
func (s Span) given() bool { return s.Days > 0 || s.Unit != "" }

func (s Span) limit() string {
	if !s.given() {
		return ""
	}
	return s.String() + "办结"
}

// sentence renders both limits of an item of a kind (办件类型).
func (l TimeLimit) sentence(kind string) string {
	prefix := ""
	if kind == "即办件" {
		prefix = "即办件，"
	}
	switch {
	case l.Promised.given() && l.Promised.Days == 0:
		return prefix + "当场办结"
	case l.Promised.given():
		return prefix + "承诺" + l.Promised.limit() + l.lawful()
	case l.Statutory.given():
		return prefix + "法定" + l.Statutory.limit()
	}
	return ""
}

func (l TimeLimit) lawful() string {
	if l.Statutory.Days == 0 {
		return ""
	}
	return "（法定" + l.Statutory.String() + "）"
}

// String renders a fee: "工本费 20元/证". A charge of nothing is said to be one.
func (f Fee) String() string {
	if f.Amount == 0 {
		return strings.TrimSpace(f.Name + " 免收")
	}
	return strings.TrimSpace(f.Name + " " + f.price())
}

// price renders amount and unit; the unit may be given as 元/证 or as 证 alone.
func (f Fee) price() string {
	unit := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(f.Unit, "人民币"), "元"), "/")
	amount := strconv.FormatFloat(f.Amount, 'f', -1, 64) + "元"
	if unit == "" {
		return amount
	}
	return amount + "/" + unit
}

func (f Fee) element(rest string) string {
	switch rest {
	case "":
		return f.String()
	case "name":
		return f.Name
	case "amount":
		return f.price()
	case "basis":
		return f.Basis
	}
	return ""
}

// parenthesis is a trailing number of issue or year of revision, which stands
// outside the title marks: 意见（国发〔2014〕25号). 办法（试行） stays inside.
var parenthesis = regexp.MustCompile(`（[^（）]*(?:号|年修[订正])）$`)

// issue is a number of issue alone, where an article is expected.
var issue = regexp.MustCompile(`^[^第〔〕]+〔\d{4}〕\d+号$`)

// String renders a legal ground: 《中华人民共和国户口登记条例》第七条.
func (b Basis) String() string {
	title := b.Title
	if title == "" {
		return b.Article
	}
	if !strings.HasPrefix(title, "《") {
		tail := parenthesis.FindString(title)
		inner := strings.NewReplacer("《", "〈", "》", "〉").Replace(strings.TrimSuffix(title, tail))
		title = "《" + inner + "》" + tail
	}
	if issue.MatchString(b.Article) {
		return title + "（" + b.Article + "）"
	}
	return title + b.Article
}

// String renders a step: 申报：到派出所申报。
func (s Step) String() string {
	if s.Name == "" || s.Detail == "" {
		return s.Name + s.Detail
	}
	return s.Name + "：" + s.Detail
}

func (r Result) element(rest string) string {
	switch rest {
	case "", "name":
		return r.Name
	case "kind":
		return r.Kind
	}
	return ""
}

func (p Place) element(rest string) string {
	switch rest {
	case "":
		return strings.Trim(p.Name+"，"+p.Address, "，")
	case "name":
		return p.Name
	case "address":
		return p.Address
	case "hours":
		return p.Hours
	case "phone":
		return p.Phone
	case "region":
		return p.Region
	}
	return ""
}

func (f FAQ) element(rest string) string {
	switch rest {
	case "":
		return strings.TrimSpace(f.Q + f.A)
	case "q":
		return f.Q
	case "a":
		return f.A
	}
	return ""
}

func (m Material) element(rest string) string {
	switch rest {
	case "", "name":
		return m.Name
	case "original":
		return m.Original
	case "copies":
		if m.Copies > 0 {
			return strconv.Itoa(m.Copies) + "份"
		}
	case "necessity":
		return m.Necessity
	case "source":
		return m.Source
	case "licence":
		return m.Licence
	case "sample":
		return m.Sample
	case "note":
		return m.Note
	}
	return ""
}

// String renders a period: 自2025年1月1日起, 2025年1月1日至2029年12月31日; a
// bound that is no date is shown as it stands.
func (p Period) String() string {
	from, to := day(p.From), day(p.To)
	switch {
	case from != "" && to != "":
		return from + "至" + to
	case from != "":
		return "自" + from + "起"
	case to != "":
		return "至" + to
	}
	return ""
}

func day(s string) string {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return s
	}
	return t.Format("2006年1月2日")
}

// Element returns what one element of the document says, as Item.Element does:
// "title", "number", "issuer", "published", "effective", "themes", "text".
func (d Document) Element(path string) (value string, ok bool) {
	value = d.element(path)
	return value, value != ""
}

func (d Document) element(path string) string {
	switch path {
	case "id":
		return d.ID
	case "title":
		return d.Title
	case "number":
		return d.Number
	case "issuer":
		return d.Issuer
	case "region":
		return d.Region
	case "published":
		return day(d.Published)
	case "effective":
		return d.Effective.String()
	case "themes":
		return strings.Join(d.Themes, "、")
	case "text":
		return d.Text
	}
	return ""
}

// ListFor returns the materials that the answers call for, in the item's order.
// A material that depends on a situation nobody answered is not among them.
func (it Item) ListFor(a Answers) []Material {
	return applying(it.Materials, func(m Material) bool { return m.When.Holds(a) })
}

// FeesFor returns the charges that the answers call for, in the item's order.
func (it Item) FeesFor(a Answers) []Fee {
	return applying(it.Fees, func(f Fee) bool { return f.When.Holds(a) })
}

func applying[T any](list []T, holds func(T) bool) []T {
	var kept []T
	for _, v := range list {
		if holds(v) {
			kept = append(kept, v)
		}
	}
	return kept
}
