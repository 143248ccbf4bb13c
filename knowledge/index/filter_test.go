package index

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"wenban/knowledge"
)

var tree = []knowledge.Region{
	{Code: "city"}, {Code: "east", Parent: "city"}, {Code: "west", Parent: "city"},
	{Code: "street", Parent: "east"}, {Code: "lane", Parent: "east"},
}

// found returns the ids that a query finds, sorted.
func found(t *testing.T, hits []Hit, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, h := range hits {
		ids = append(ids, h.ID)
	}
	slices.Sort(ids)
	return strings.Join(ids, " ")
}

func said(text string) []Part { return []Part{{Text: text, Weight: 1, From: "said"}} }

func TestOnlyWhatServesTheRegionIsFound(t *testing.T) {
	var items []knowledge.Item
	for _, region := range []string{"", "city", "east", "west", "street", "lane", "elsewhere"} {
		items = append(items, knowledge.Item{Code: "at-" + region, Name: "居住证" + region, Region: region})
	}
	x, err := Build(knowledge.NewEdition("e", knowledge.Parts{Items: items, Regions: tree}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, region, want string }{
		{"a street inherits from its district and city", "street", "at- at-city at-east at-street"},
		{"a district has its streets, not its sister", "east", "at- at-city at-east at-lane at-street"},
		{"a citizen of the city may mean any district", "city", "at- at-city at-east at-lane at-street at-west"},
		{"nowhere named is anywhere", "", "at- at-city at-east at-elsewhere at-lane at-street at-west"},
		{"an unknown region has what belongs to nobody and itself", "elsewhere", "at- at-elsewhere"},
	} {
		hits, err := x.Items(t.Context(), Query{Parts: said("居住证"), Region: c.region, At: day, K: 100})
		if got := found(t, hits, err); got != c.want {
			t.Errorf("%s: Items(region %q) = %s, want %s", c.name, c.region, got, c.want)
		}
	}
}

func TestTheNearestLevelThatHasTheItemAnswers(t *testing.T) {
	item := func(code, region, to string) knowledge.Item {
		return knowledge.Item{Code: code, Name: "居住证办理", Region: region, Effective: knowledge.Period{To: to}}
	}
	x, err := Build(knowledge.NewEdition("e", knowledge.Parts{Regions: tree, Items: []knowledge.Item{
		item("all", "", ""), item("city", "city", ""), item("east", "east", ""), item("lane", "lane", "2020-12-31"),
		{Code: "other", Name: "居住证签注", Region: "city"},
	}}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, region, want string }{
		{"the district has its own", "east", "east other"},
		{"a street takes that of its district", "street", "east other"},
		{"what is over does not stand in the way", "lane", "east other"},
		{"a district without one takes that of the city", "west", "city other"},
		{"a citizen of the city may mean the district", "city", "city east other"},
		{"nowhere named is anywhere", "", "all city east other"},
	} {
		hits, err := x.Items(t.Context(), Query{Parts: said("居住证"), Region: c.region, At: day, K: 100})
		if got := found(t, hits, err); got != c.want {
			t.Errorf("%s: Items(region %q) = %s, want %s", c.name, c.region, got, c.want)
		}
	}
}

func TestTheFilterComesBeforeTheRanking(t *testing.T) {
	var items []knowledge.Item
	for i := range 500 {
		items = append(items, knowledge.Item{Code: "w" + string(rune('0'+i%10)) + string(rune('a'+i/10)), Name: "居住证办理居住证", Region: "west"})
	}
	items = append(items, knowledge.Item{Code: "here", Name: "证件", Region: "east"})
	x, err := Build(knowledge.NewEdition("e", knowledge.Parts{Items: items, Regions: tree}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	hits, err := x.Items(t.Context(), Query{Parts: said("居住证办理"), Region: "street", At: day, K: 1})
	if got := found(t, hits, err); got != "here" {
		t.Errorf("Items(region street, K 1) = %q, want the weak hit that is here", got)
	}
	hits, err = x.Items(t.Context(), Query{Parts: said("居住证办理"), Region: "west", At: day, K: 1})
	if got := found(t, hits, err); !strings.HasPrefix(got, "w") {
		t.Errorf("Items(region west, K 1) = %q, want one of the strong ones", got)
	}
}

func TestTheAudienceIsFiltered(t *testing.T) {
	x := mustBuild(t, []knowledge.Item{
		{Code: "person", Name: "登记", Audience: []string{"自然人"}}, {Code: "firm", Name: "登记", Audience: []string{"企业法人", "个体工商户"}},
		{Code: "anyone", Name: "登记"},
	}, Options{})
	for audience, want := range map[string]string{"": "anyone firm person", "自然人": "anyone person", "个体工商户": "anyone firm", "事业法人": "anyone"} {
		hits, err := x.Items(t.Context(), Query{Parts: said("登记"), Audience: audience, At: day})
		if got := found(t, hits, err); got != want {
			t.Errorf("Items(audience %q) = %s, want %s", audience, got, want)
		}
	}
}

func moment(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation(time.DateTime, s, knowledge.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestAnItemIsFoundFromItsFirstSecondToItsLast(t *testing.T) {
	x := mustBuild(t, []knowledge.Item{
		{Code: "march", Name: "登记", Effective: knowledge.Period{From: "2025-03-01", To: "2025-03-31"}},
		{Code: "odd", Name: "登记", Effective: knowledge.Period{From: "长期", To: "2025-02-30"}},
	}, Options{})
	for at, want := range map[string]string{
		"2025-02-28 23:59:59": "odd", "2025-03-01 00:00:00": "march odd", "2025-03-31 23:59:59": "march odd", "2025-04-01 00:00:00": "odd",
	} {
		// Midnight is that of Shanghai, whatever zone the time is given in.
		for _, zone := range []*time.Location{knowledge.Zone, time.UTC, time.FixedZone("west", -8*3600)} {
			hits, err := x.Items(t.Context(), Query{Parts: said("登记"), At: moment(t, at).In(zone)})
			if got := found(t, hits, err); got != want {
				t.Errorf("Items(at %s, written in %s) = %s, want %s", at, zone, got, want)
			}
		}
	}
}

func TestASupersededDocumentIsNotQuoted(t *testing.T) {
	doc := func(id, from, to string, supersedes ...string) knowledge.Document {
		return knowledge.Document{ID: id, Title: "办法", Text: "第一条 落户条件", Effective: knowledge.Period{From: from, To: to}, Supersedes: supersedes}
	}
	e := knowledge.NewEdition("e", knowledge.Parts{Documents: []knowledge.Document{
		doc("old", "2019-01-01", ""), doc("new", "2025-01-01", "2026-12-31", "old"), doc("later", "2028-01-01", "", "old"),
	}})
	x, err := Build(e, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"2018-12-31 23:59:59", "2024-12-31 23:59:59", "2025-01-01 00:00:00", "2026-12-31 23:59:59", "2027-06-01 12:00:00", "2028-01-01 00:00:00"} {
		// The index must agree with the edition, which is the law of it.
		var want []string
		for _, d := range e.Documents {
			if e.InForce(d, moment(t, at)) {
				want = append(want, d.ID)
			}
		}
		slices.Sort(want)
		hits, err := x.Passages(t.Context(), Query{Parts: said("落户条件"), At: moment(t, at)})
		if got := found(t, hits, err); got != strings.Join(want, " ") {
			t.Errorf("Passages(at %s) = %q, want %q", at, got, strings.Join(want, " "))
		}
	}
}

func TestAQueryWithoutATimeIsRefused(t *testing.T) {
	x := mustBuild(t, []knowledge.Item{{Code: "A", Name: "登记"}}, Options{})
	if hits, err := x.Items(t.Context(), Query{Parts: said("登记")}); !errors.Is(err, ErrNoTime) || hits != nil {
		t.Errorf("Items without a time = %v, %v, want ErrNoTime", hits, err)
	}
}
