package guide

import (
	"slices"
	"testing"

	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/index"
)

// lawyers is an edition in which a province and two of its cities have one service.
func lawyers() *Guide {
	e := knowledge.NewEdition("t", knowledge.Parts{
		Items: []knowledge.Item{
			{Code: "p", Name: "律师执业变更审核(跨市转所)", Department: "省司法厅", Region: "99"},
			{Code: "c", Name: "律师执业变更审核(（跨市转所）)", Department: "云溪市司法局", Region: "9901"},
			{Code: "d", Name: "律师执业变更审核（跨市转所）", Department: "白石市司法局", Region: "9902"},
			{Code: "over", Name: "律师执业变更审核(跨市转所)", Department: "省律师管理局", Region: "99", Effective: knowledge.Period{To: "2020-01-01"}},
			{Code: "x", Name: "律师执业变更审核(市内转所)", Department: "省司法厅", Region: "99"},
		},
		Regions: []knowledge.Region{{Code: "99"}, {Code: "9901", Parent: "99"}, {Code: "9902", Parent: "99"}},
	})
	return &Guide{Edition: e, Matcher: NewMatcher(e, nil, nil)}
}

func TestALineStandsForAllOfItsName(t *testing.T) {
	g := lawyers()
	hits := []index.Hit{{Kind: index.Item, ID: "p", Score: 0.8}, {Kind: index.Item, ID: "x", Score: 0.75}, {Kind: index.Item, ID: "c", Score: 0.7}}
	for _, row := range []struct {
		name, region string
		lines, same  []string
	}{
		{"of the whole province the best found stands first, and knows all", "99", []string{"p", "x"}, []string{"p", "c", "d"}},
		{"of a city its own office does", "9901", []string{"c", "x"}, []string{"c", "p"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			in := In{Reading: read.Reading{Text: "转所", Intent: read.Find}, Items: hits, Joint: hits, State: State{Region: row.region}, At: noon}
			plan, next := g.Decide(in)
			if plan.Act != Offer || !slices.Equal(plan.Offer, row.lines) || !slices.Equal(plan.Same[row.lines[0]], row.same) {
				t.Fatalf("Decide(转所, region %s) = %s %v, same %v, want offer %v, %s for %v", row.region, plan.Act, plan.Offer, plan.Same, row.lines, row.lines[0], row.same)
			}
			asked, next := g.Decide(In{Pick: &Picked{Item: row.lines[0]}, State: next, At: noon})
			if asked.Act != Offices || asked.Outcome != Offered || !slices.Equal(asked.Offer, row.same) {
				t.Fatalf("Decide(pick %s) = %s %v, want the offices %v", row.lines[0], asked.Act, asked.Offer, row.same)
			}
			if got, _ := g.Decide(In{Pick: &Picked{Item: "p"}, State: next, At: noon}); got.Item != "p" {
				t.Errorf("Decide(pick p of the offices) = %s %q, want the item", got.Act, got.Item)
			}
		})
	}
}

func TestAnOfficeIsSaid(t *testing.T) {
	g := lawyers()
	all := []string{"p", "c", "d"}
	for _, row := range []struct {
		name, want string
		reading    read.Reading
		offer      []string
	}{
		{"by its name", "d", read.Reading{Text: "找白石市司法局", Intent: read.Find}, all},
		{"by its place", "c", read.Reading{Text: "我在云溪", Intent: read.Find, Region: "9901"}, all},
		{"by its place, though it was not named", "d", read.Reading{Text: "我在白石", Intent: read.Find, Region: "9902"}, []string{"c", "p"}},
		{"by its number", "c", read.Reading{Text: "第二个", Intent: read.Pick, Choice: 2}, all},
	} {
		t.Run(row.name, func(t *testing.T) {
			in := In{Reading: row.reading, State: State{Region: "99", Said: []string{"跨市转所"}, Offer: row.offer}, At: noon}
			if row.reading.Region != "" {
				in.State.Region = row.reading.Region
			}
			if plan, _ := g.Decide(in); plan.Item != row.want {
				t.Errorf("Decide(%s) = %s %q, want %q", row.reading.Text, plan.Act, plan.Item, row.want)
			}
			if in.Items = []index.Hit{{Kind: index.Item, ID: "x", Score: 2}}; row.reading.Region != "" {
				if plan, _ := g.Decide(in); plan.Item == row.want {
					t.Errorf("Decide(%s, which means another item) = %s %q, want something else", row.reading.Text, plan.Act, plan.Item)
				}
			}
		})
	}
}

func TestNoneOfThemIsNoneOfTheirName(t *testing.T) {
	g := lawyers()
	hits := []index.Hit{{Kind: index.Item, ID: "p", Score: 0.8}, {Kind: index.Item, ID: "c", Score: 0.7}, {Kind: index.Item, ID: "x", Score: 0.5}}
	s := State{Region: "99", Said: []string{"转所"}, Offer: []string{"p"}}
	plan, _ := g.Decide(In{Reading: read.Reading{Text: "都不是", Intent: read.None}, Items: hits, Joint: hits, State: s, At: noon})
	if !slices.Equal(plan.Offer, []string{"x"}) {
		t.Errorf("Decide(都不是) offers %v, want x alone: c has the name that was refused", plan.Offer)
	}
}

func TestAnAnswerNamesTheOtherOffices(t *testing.T) {
	g := lawyers()
	hits := []index.Hit{{Kind: index.Item, ID: "p", Score: 2, Vector: 0.99, Exact: "律师执业变更审核"}}
	in := In{Reading: read.Reading{Text: "律师执业变更审核跨市转所怎么办理", Intent: read.Find}, Items: hits, Joint: hits, State: State{Region: "99"}, At: noon}
	plan, _ := g.Decide(in)
	if plan.Act != ShowItem || !slices.Equal(plan.Instead, []string{"c", "d"}) {
		t.Errorf("Decide(%s) = %s, instead %v, want the item, instead [c d]", in.Reading.Text, plan.Act, plan.Instead)
	}
}
