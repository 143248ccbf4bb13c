package knowledge_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"wenban/knowledge"
)

// at returns an instant of Shanghai time.
func at(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation(time.DateTime, s, knowledge.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestPeriodContainsAtMidnightC26(t *testing.T) {
	p := knowledge.Period{From: "2025-03-01", To: "2025-03-31"}
	for _, c := range []struct {
		name   string
		period knowledge.Period
		at     string
		want   bool
	}{
		{"one second before it begins", p, "2025-02-28 23:59:59", false},
		{"the second it begins", p, "2025-03-01 00:00:00", true},
		{"one second after it begins", p, "2025-03-01 00:00:01", true},
		{"the last second of the last day", p, "2025-03-31 23:59:59", true},
		{"the second it is over", p, "2025-04-01 00:00:00", false},
		{"no bounds are always", knowledge.Period{}, "1999-01-01 00:00:00", true},
		{"only a last day", knowledge.Period{To: "2025-03-31"}, "2025-04-01 00:00:00", false},
		{"a first day that is no date does not exclude", knowledge.Period{From: "长期"}, "2025-01-01 00:00:00", true},
		{"a date without zeros does not exclude", knowledge.Period{From: "2025-9-1"}, "2025-10-01 00:00:00", true},
		{"a last day that is no date does not exclude", knowledge.Period{To: "0"}, "2025-01-01 00:00:00", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			// The instant counts, not the zone it is written in.
			for _, when := range []time.Time{at(t, c.at), at(t, c.at).UTC()} {
				if got := c.period.Contains(when); got != c.want {
					t.Errorf("Contains(%v) = %v, want %v", when, got, c.want)
				}
			}
		})
	}
}

func TestInForceYieldsToSuccessor(t *testing.T) {
	doc := func(id, from, to string, supersedes ...string) knowledge.Document {
		return knowledge.Document{ID: id, Effective: knowledge.Period{From: from, To: to}, Supersedes: supersedes}
	}
	e := knowledge.NewEdition("e", knowledge.Parts{Documents: []knowledge.Document{
		doc("old", "2019-01-01", ""), doc("new", "2025-01-01", "2026-12-31", "old"),
		doc("later", "2028-01-01", "", "old"), doc("self", "2020-01-01", "", "self"),
	}})
	for _, c := range []struct {
		name, id, at string
		want         bool
	}{
		{"before its successor begins", "old", "2024-12-31 23:59:59", true},
		{"from the second its successor begins", "old", "2025-01-01 00:00:00", false},
		{"and not again when that one is over", "old", "2027-06-01 12:00:00", false},
		{"the successor itself", "new", "2025-01-01 00:00:00", true},
		{"not yet", "new", "2024-12-31 23:59:59", false},
		{"one that names itself stays", "self", "2025-01-01 00:00:00", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, ok := e.Document(c.id)
			if got := e.InForce(d, at(t, c.at)); !ok || got != c.want {
				t.Errorf("InForce(%s, %s) = %v, want %v", c.id, c.at, got, c.want)
			}
		})
	}
	if d, ok := e.Successor("old"); !ok || d.ID != "new" {
		t.Errorf("Successor(old) = %q, %v, want the one that begins first, new", d.ID, ok)
	}
	if d, ok := e.Successor("new"); ok {
		t.Errorf("Successor(new) = %q, want none", d.ID)
	}
}

func TestSampleSuccessor(t *testing.T) {
	e := city(t)
	if d, ok := e.Successor("P-RCLH-2019"); !ok || d.ID != "P-RCLH-2024" {
		t.Errorf("Successor(P-RCLH-2019) = %q, %v, want P-RCLH-2024", d.ID, ok)
	}
}

func tree() knowledge.Regions {
	// The order is not that of the tree: nothing may depend on it.
	return knowledge.NewRegions([]knowledge.Region{
		{Code: "A", Parent: "city", Name: "甲区"}, {Code: "a1", Parent: "A"}, {Code: "a2", Parent: "A"},
		{Code: "prov"}, {Code: "city", Parent: "prov"}, {Code: "B", Parent: "city"}, {Code: "b1", Parent: "B"},
		{Code: "x", Parent: "y"}, {Code: "y", Parent: "x"},
	})
}

func TestRegions(t *testing.T) {
	r := tree()
	if got, want := strings.Join(r.Path("a1"), " "), "a1 A city prov"; got != want {
		t.Errorf("Path(a1) = %q, want %q", got, want)
	}
	if got, want := strings.Join(r.Path("unknown"), " "), "unknown"; got != want {
		t.Errorf("Path(unknown) = %q, want %q", got, want)
	}
	if got, want := strings.Join(r.Path("x"), " "), "x y"; got != want {
		t.Errorf("Path(x) = %q, want %q: a circle ends", got, want)
	}
	if got := r.Root(); got != "city" {
		t.Errorf("Root() = %q, want city", got)
	}
	if got := r.Name("A") + r.Name("zz"); got != "甲区zz" {
		t.Errorf("Name(A)+Name(zz) = %q, want 甲区zz", got)
	}
}

func TestRootOfSmallTrees(t *testing.T) {
	for _, c := range []struct {
		name string
		all  []knowledge.Region
		want string
	}{
		{"none", nil, ""},
		{"one", []knowledge.Region{{Code: "a"}}, "a"},
		{"a line goes down to its end", []knowledge.Region{{Code: "a"}, {Code: "b", Parent: "a"}}, "b"},
		{"a root whose parent is not listed", []knowledge.Region{{Code: "b", Parent: "a"}, {Code: "c", Parent: "b"}, {Code: "d", Parent: "b"}}, "b"},
		{"a circle ends", []knowledge.Region{{Code: "a", Parent: "b"}, {Code: "b", Parent: "a"}}, "b"},
	} {
		if got := knowledge.NewRegions(c.all).Root(); got != c.want {
			t.Errorf("%s: Root() = %q, want %q", c.name, got, c.want)
		}
	}
	if got := city(t).Regions.Root(); got != "990100" {
		t.Errorf("Root() of the sample city = %q, want 990100", got)
	}
}

func TestServes(t *testing.T) {
	r := tree()
	for _, c := range []struct {
		own, here string
		want      bool
	}{
		{"city", "a1", true}, {"A", "a1", true}, {"a1", "a1", true}, {"prov", "A", true},
		{"B", "a1", false}, {"a2", "a1", false}, {"B", "A", false},
		{"A", "city", true}, {"a1", "city", true},
		{"", "A", true}, {"A", "", true}, {"elsewhere", "A", false},
	} {
		if got := r.Serves(c.own, c.here); got != c.want {
			t.Errorf("Serves(%q, %q) = %v, want %v", c.own, c.here, got, c.want)
		}
	}
}

func TestNearest(t *testing.T) {
	r := tree()
	var places []knowledge.Place
	for _, code := range []string{"b1", "", "B", "prov", "city", "a2", "A", "a1"} {
		places = append(places, knowledge.Place{Region: code})
	}
	for _, c := range []struct{ name, region, want string }{
		{"a street: itself, its district, the city, its sisters, the others", "a1", "a1 A city prov a2 b1 B -"},
		{"a district: itself, its parents, its streets, the others", "A", "A city prov a2 a1 b1 B -"},
		{"the city: itself, the province, districts, streets", "city", "city prov B A b1 a2 a1 -"},
		{"no region keeps the order", "", "b1 - B prov city a2 A a1"},
	} {
		var got []string
		for _, p := range r.Nearest(places, c.region) {
			got = append(got, strings.Replace("-"+p.Region, "-", map[bool]string{true: "-"}[p.Region == ""], 1))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: Nearest(%q) = %q, want %q", c.name, c.region, s, c.want)
		}
	}
	if places[0].Region != "b1" {
		t.Errorf("Nearest changed its argument: %v", places)
	}
}

func TestLocalAppliesOverridesFromTheTopDown(t *testing.T) {
	limit := func(days int) *struct {
		Promised *knowledge.Span `json:"promised,omitempty"`
	} {
		return &struct {
			Promised *knowledge.Span `json:"promised,omitempty"`
		}{&knowledge.Span{Days: days, Unit: "工作日"}}
	}
	e := knowledge.NewEdition("e", knowledge.Parts{
		Regions: tree().All,
		Items: []knowledge.Item{{Code: "i", ConsultPhone: "0", Materials: []knowledge.Material{{ID: "m"}},
			Handling: knowledge.Handling{Channels: []string{"窗口办理"}}, Places: []knowledge.Place{{Name: "市厅"}},
			TimeLimit: knowledge.TimeLimit{Promised: knowledge.Span{Days: 5, Unit: "工作日"}, Statutory: knowledge.Span{Days: 20}}},
			{Code: "own", Region: "A", ConsultPhone: "0"}},
		Overrides: []knowledge.Override{
			{Code: "i", Region: "a1", ConsultPhone: "2", Note: "街道"},
			{Code: "i", Region: "A", ConsultPhone: "1", Note: "区", TimeLimit: limit(3), ChannelsAdd: []string{"自助终端", "窗口办理"},
				Places: []knowledge.Place{{Name: "区厅"}}, MaterialsAdd: []knowledge.Material{{ID: "n"}}},
			{Code: "i", Region: "B", ConsultPhone: "9"}, {Code: "own", Region: "city", ConsultPhone: "8"},
		},
	})
	got, ok := e.Local("i", "a1")
	if !ok || got.ConsultPhone != "2" || got.TimeLimit.Promised.Days != 3 || got.TimeLimit.Statutory.Days != 20 {
		t.Errorf("Local(i, a1) = phone %q, limit %+v, want 2 and 3 of 20 days", got.ConsultPhone, got.TimeLimit)
	}
	if !slices.Equal(got.Notes, []string{"区", "街道"}) || !slices.Equal(got.Handling.Channels, []string{"窗口办理", "自助终端"}) {
		t.Errorf("Local(i, a1) = notes %v, channels %v", got.Notes, got.Handling.Channels)
	}
	if len(got.Places) != 2 || got.Places[0].Name != "区厅" || len(got.Materials) != 2 {
		t.Errorf("Local(i, a1) = places %v, materials %v", got.Places, got.Materials)
	}
	if item, _ := e.Local("own", "A"); item.ConsultPhone != "0" {
		t.Errorf("Local(own, A) has phone %q, want 0: the override is of the city, the item of the district", item.ConsultPhone)
	}
	for _, region := range []string{"city", "", "unknown"} {
		if plain, _ := e.Local("i", region); plain.ConsultPhone != "0" || plain.TimeLimit.Promised.Days != 5 || len(plain.Notes) != 0 ||
			len(plain.Handling.Channels) != 1 || len(plain.Places) != 1 || len(plain.Materials) != 1 {
			t.Errorf("Local(i, %q) = %+v, want the item as imported", region, plain)
		}
	}
	if _, ok := e.Local("none", "A"); ok {
		t.Error("Local(none, A) found an item that is not there")
	}
}
