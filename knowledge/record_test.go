package knowledge

import (
	"reflect"
	"slices"
	"testing"
)

func collect(t *testing.T, p Parts) (all []Record) {
	t.Helper()
	if err := p.Records(func(r Record) error { all = append(all, r); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestRecordsMakeThePartsAgain(t *testing.T) {
	p := Parts{
		Items:     []Item{{Code: "B", Name: "乙", Department: "局", Fees: []Fee{{Name: "费", Amount: 1.5}}}, {Code: "A", Name: "甲", Materials: []Material{{ID: "m", When: When{{"s": {"a"}}}}}}},
		Documents: []Document{{ID: "D", Title: "办法", Issuer: "府", Text: "第一条 <文>"}},
		Events:    []LifeEvent{{ID: "E", Items: []EventItem{{Code: "A"}}}},
		Regions:   []Region{{Code: "99", Name: "市"}}, Halls: []Hall{{ID: "H"}},
		Overrides: []Override{{Code: "A", Region: "99", Note: "注"}},
	}
	all := collect(t, p)
	var again Parts
	for _, r := range all {
		if err := again.Add(r.Kind, r.Body); err != nil {
			t.Fatalf("Add(%s, %s) = %v, want nil", r.Kind, r.Body, err)
		}
	}
	slices.Reverse(p.Items) // records come by id
	if !reflect.DeepEqual(again, p) {
		t.Errorf("the records of %+v make %+v", p, again)
	}
	if got, want := must(NameOf(again)), must(NameOf(p)); got != want || len(got) != 14 {
		t.Errorf("NameOf = %s, want %s", got, want)
	}
	if err := again.Add("nothing", nil); err == nil {
		t.Error("Add of an unknown kind = nil, want an error")
	}
}

func must(s string, err error) string {
	if err != nil {
		panic(err)
	}
	return s
}

func TestTheNameOfAnEditionIsItsContent(t *testing.T) {
	a, b := Item{Code: "A", Name: "甲"}, Item{Code: "B", Name: "乙"}
	name := func(items ...Item) string { return must(NameOf(Parts{Items: items})) }
	whole := name(a, b)
	empty := a
	empty.Aliases, empty.Fees = []string{}, []Fee{}
	for what, same := range map[string]string{"the order": name(b, a), "an empty element": name(empty, b), "a second with the same code": name(a, b, Item{Code: "A", Name: "丙"})} {
		if same != whole {
			t.Errorf("%s changes the name from %s to %s", what, whole, same)
		}
	}
	for what, other := range map[string]string{"a name": name(Item{Code: "A", Name: "丁"}, b), "one less": name(a), "nothing": name()} {
		if other == whole {
			t.Errorf("%s does not change the name %s", what, whole)
		}
	}
}
