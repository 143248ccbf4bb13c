package indextest

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/index"
)

func regionsFilter(t *testing.T, build BuildFunc) {
	var items []knowledge.Item
	for _, region := range []string{"", "city", "east", "west", "street", "lane", "elsewhere"} {
		items = append(items, knowledge.Item{Code: "at-" + region, Name: "居住证" + region, Region: region})
	}
	x := build(t, edition(knowledge.Parts{Items: items, Regions: tree}), index.Options{})
	for _, c := range []struct{ name, region, want string }{
		{"a street inherits from its district and city", "street", "at- at-city at-east at-street"},
		{"a district has its streets, not its sister", "east", "at- at-city at-east at-lane at-street"},
		{"a citizen of the city may mean any district", "city", "at- at-city at-east at-lane at-street at-west"},
		{"nowhere named is anywhere", "", "at- at-city at-east at-elsewhere at-lane at-street at-west"},
		{"an unknown region has what belongs to nobody and itself", "elsewhere", "at- at-elsewhere"},
		{"a region of hostile letters has what belongs to nobody", "*\x00\"}]", "at-"},
	} {
		if got := ids(find(t, x.Items, index.Query{Parts: said("居住证"), Region: c.region, K: 100})); got != c.want {
			t.Errorf("%s: Items(region %q) = %s, want %s", c.name, c.region, got, c.want)
		}
	}
}

func nearestLevel(t *testing.T, build BuildFunc) {
	item := func(code, region, to string) knowledge.Item {
		return knowledge.Item{Code: code, Name: "居住证办理", Region: region, Effective: knowledge.Period{To: to}}
	}
	x := build(t, edition(knowledge.Parts{Regions: tree, Items: []knowledge.Item{
		item("all", "", ""), item("city", "city", ""), item("east", "east", ""), item("lane", "lane", "2020-12-31"),
		{Code: "other", Name: "居住证签注", Region: "city"},
	}}), index.Options{})
	for _, c := range []struct{ name, region, want string }{
		{"the district has its own", "east", "east other"},
		{"a street takes that of its district", "street", "east other"},
		{"what is over does not stand in the way", "lane", "east other"},
		{"a district without one takes that of the city", "west", "city other"},
		{"a citizen of the city may mean the district", "city", "city east other"},
		{"nowhere named is anywhere", "", "all city east other"},
	} {
		if got := ids(find(t, x.Items, index.Query{Parts: said("居住证"), Region: c.region, K: 100})); got != c.want {
			t.Errorf("%s: Items(region %q) = %s, want %s", c.name, c.region, got, c.want)
		}
	}
}

func nearestInForce(t *testing.T, build BuildFunc) {
	x := build(t, edition(knowledge.Parts{Regions: tree, Items: []knowledge.Item{
		{Code: "city", Name: "开办食品店", Region: "city"},
		{Code: "east", Name: "开办食品店", Region: "east", Audience: []string{"企业法人"}, Effective: knowledge.Period{From: "2026-01-01", To: "2026-12-31"}},
	}}), index.Options{})
	for _, c := range []struct{ name, audience, at, want string }{
		{"the nearer one for its audience", "企业法人", "2026-06-01 00:00:00", "east"},
		{"the wider one for anybody else", "自然人", "2026-06-01 00:00:00", "city"},
		{"the wider one before the nearer begins", "企业法人", "2025-12-31 23:59:59", "city"},
		{"the nearer one in its last second", "企业法人", "2026-12-31 23:59:59", "east"},
		{"the wider one after that", "企业法人", "2027-01-01 00:00:00", "city"},
	} {
		q := index.Query{Parts: said("食品店"), Region: "street", Audience: c.audience, At: moment(t, c.at)}
		if got := ids(find(t, x.Items, q)); got != c.want {
			t.Errorf("%s: Items(%s, %s) = %s, want %s", c.name, c.audience, c.at, got, c.want)
		}
	}
}

func filterFirst(t *testing.T, build BuildFunc) {
	var items []knowledge.Item
	for i := range 300 {
		items = append(items, knowledge.Item{Code: "w" + string(rune('a'+i%26)) + string(rune('a'+i/26)), Name: "居住证办理居住证", Region: "west"})
	}
	items = append(items, knowledge.Item{Code: "here", Name: "证件", Region: "east"})
	x := build(t, edition(knowledge.Parts{Items: items, Regions: tree}), index.Options{})
	if got := ids(find(t, x.Items, index.Query{Parts: said("居住证办理"), Region: "street", K: 1})); got != "here" {
		t.Errorf("Items(region street, K 1) = %q, want the weak hit that is here", got)
	}
	if got := ids(find(t, x.Items, index.Query{Parts: said("居住证办理"), Region: "west", K: 1})); !strings.HasPrefix(got, "w") {
		t.Errorf("Items(region west, K 1) = %q, want one of the strong ones", got)
	}
}

func audiences(t *testing.T, build BuildFunc) {
	x := build(t, edition(knowledge.Parts{Items: []knowledge.Item{
		{Code: "person", Name: "登记", Audience: []string{"自然人"}}, {Code: "firm", Name: "登记", Audience: []string{"企业法人", "个体工商户"}},
		{Code: "anyone", Name: "登记"},
	}}), index.Options{})
	for audience, want := range map[string]string{"": "anyone firm person", "自然人": "anyone person", "个体工商户": "anyone firm", "事业法人": "anyone"} {
		if got := ids(find(t, x.Items, index.Query{Parts: said("登记"), Audience: audience})); got != want {
			t.Errorf("Items(audience %q) = %s, want %s", audience, got, want)
		}
	}
}

func validity(t *testing.T, build BuildFunc) {
	x := build(t, edition(knowledge.Parts{Items: []knowledge.Item{
		{Code: "march", Name: "登记", Effective: knowledge.Period{From: "2025-03-01", To: "2025-03-31"}},
		{Code: "odd", Name: "登记", Effective: knowledge.Period{From: "长期", To: "2025-02-30"}},
	}}), index.Options{})
	for at, want := range map[string]string{
		"2025-02-28 23:59:59": "odd", "2025-03-01 00:00:00": "march odd", "2025-03-31 23:59:59": "march odd", "2025-04-01 00:00:00": "odd",
	} {
		// Midnight is that of Shanghai, whatever zone the time is given in.
		for _, zone := range []*time.Location{knowledge.Zone, time.UTC, time.FixedZone("west", -8*3600)} {
			if got := ids(find(t, x.Items, index.Query{Parts: said("登记"), At: moment(t, at).In(zone)})); got != want {
				t.Errorf("Items(at %s, written in %s) = %s, want %s", at, zone, got, want)
			}
		}
	}
}

func moment(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation(time.DateTime, s, knowledge.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func superseded(t *testing.T, build BuildFunc) {
	doc := func(id, from, to string, supersedes ...string) knowledge.Document {
		return knowledge.Document{ID: id, Title: "办法", Text: "第一条 落户条件", Effective: knowledge.Period{From: from, To: to}, Supersedes: supersedes}
	}
	e := edition(knowledge.Parts{Documents: []knowledge.Document{
		doc("old", "2019-01-01", ""), doc("new", "2025-01-01", "2026-12-31", "old"), doc("later", "2028-01-01", "", "old"),
	}})
	x := build(t, e, index.Options{})
	for _, at := range []string{"2018-12-31 23:59:59", "2024-12-31 23:59:59", "2025-01-01 00:00:00", "2026-12-31 23:59:59", "2027-06-01 12:00:00", "2028-01-01 00:00:00"} {
		// The index must agree with the edition, which is the law of it.
		var want []string
		for _, d := range e.Documents {
			if e.InForce(d, moment(t, at)) {
				want = append(want, d.ID)
			}
		}
		slices.Sort(want)
		if got := ids(find(t, x.Passages, index.Query{Parts: said("落户条件"), At: moment(t, at)})); got != strings.Join(want, " ") {
			t.Errorf("Passages(at %s) = %q, want %q", at, got, strings.Join(want, " "))
		}
	}
}

func noTime(t *testing.T, build BuildFunc) {
	x := build(t, edition(knowledge.Parts{Items: []knowledge.Item{{Code: "A", Name: "登记"}}}), index.Options{})
	if hits, err := x.Items(t.Context(), index.Query{Parts: said("登记")}); !errors.Is(err, index.ErrNoTime) || hits != nil {
		t.Errorf("Items without a time = %v, %v, want ErrNoTime", hits, err)
	}
}
