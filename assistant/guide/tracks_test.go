package guide

import (
	"slices"
	"testing"

	"wenban/assistant/read"
	"wenban/assistant/read/kind"
	"wenban/knowledge"
	"wenban/knowledge/index"
)

func TestHowFarIsAskedOfTheItemThatTells(t *testing.T) {
	var items []knowledge.Item
	for _, name := range []string{"临时救助业务进度查询", "临时救助申请预约", "药品注册类行政许可事项办理进度查询", "药品检验公众查询", "网上信访结果查询"} {
		items = append(items, knowledge.Item{Code: name, Name: name})
	}
	e := knowledge.NewEdition("t", knowledge.Parts{Items: items})
	g := &Guide{Edition: e, Matcher: NewMatcher(e, nil, nil)}
	hit := func(name string, score float64) index.Hit {
		return index.Hit{Kind: index.Item, ID: name, Score: score, Vector: .95}
	}
	for _, row := range []struct {
		name, said string
		hits       []index.Hit
		state      State
		act        Act
		offer      []string
		tracks     bool
	}{
		{"it is named, and answers", "上个月交的临时救助申请办到哪一步了呢", []index.Hit{hit("临时救助业务进度查询", 1.5), hit("临时救助申请预约", .5)}, State{}, ShowItem, nil, true},
		{"it is named, though another comes nearer", "上个月交的临时救助申请办到哪一步了呢", []index.Hit{hit("临时救助申请预约", 1.6), hit("临时救助业务进度查询", 1.5)}, State{}, ShowItem, nil, true},
		{"any of them is asked for", "怎么查进度", []index.Hit{hit("临时救助业务进度查询", 1.5)}, State{}, ShowItem, nil, true},
		{"it is guessed, and offered", "救急的钱批下来没有", []index.Hit{hit("临时救助业务进度查询", 1.5), hit("药品检验公众查询", .4)}, State{}, Offer, []string{"临时救助业务进度查询"}, true},
		{"results are told too", "上个月递的信，访的事，有消息了吗", []index.Hit{hit("网上信访结果查询", .9)}, State{}, Offer, []string{"网上信访结果查询"}, true},
		{"a number is looked up with its proof", "临时救助 受理号 LJ20240611223 办到哪了", []index.Hit{hit("临时救助业务进度查询", 1.5)}, State{}, Track, nil, false},
		{"of another matter it tells nothing", "我的快递到哪了", []index.Hit{hit("临时救助业务进度查询", .9)}, State{}, Track, nil, false},
		{"what hardly fits is not named", "救急的钱批下来没有", []index.Hit{hit("临时救助业务进度查询", .4)}, State{}, Track, nil, false},
		{"an edition without such an item", "药检的报告出来没有", []index.Hit{hit("药品检验公众查询", 1.2)}, State{}, Track, nil, false},
		{"the item in focus is what is asked about", "临时救助批下来没有", []index.Hit{hit("临时救助业务进度查询", 1.5)}, State{Focus: "临时救助申请预约"}, Track, nil, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			in := In{Reading: read.Reading{Text: row.said, Intent: read.Progress, Kind: styled(kind.Progress, .99)}, Items: row.hits, Joint: row.hits, State: row.state, At: noon}
			plan, _ := g.Decide(in)
			if plan.Act != row.act || plan.Tracks != row.tracks || !slices.Equal(plan.Offer, row.offer) {
				t.Errorf("Decide(%s) = %s %q, offers %v, tracks %v, want %s, %v, %v", row.said, plan.Act, plan.Item, plan.Offer, plan.Tracks, row.act, row.offer, row.tracks)
			}
		})
	}
}
