package guide

import (
	"slices"
	"strings"

	"wenban/assistant/read"
	"wenban/knowledge/index"
	"wenban/knowledge/sieve"
)

// A complaint, a matter of the courts and a refusal end a need. Who is cheated,
// sued or owed may need a service of this edition as well: 法律援助 beside the
// court, 基站监测 beside the complaint about a mast. It is offered beside the
// route (也可以办), never in its place.
const (
	remedied  = 0.45 // score of a service that is there for what goes wrong
	alongside = 0.8  // of any other
	kindred   = 0.45 // cosine that either needs: characters in common may be chance
	maxBeside = 2
)

// remedies are words in the names of services for those to whom something went
// wrong.
var remedies = strings.Fields("援助 救助 救济 维权 投诉 举报 监测 检测 调解 鉴定 申诉 案件 查处 处理 失业 追偿 垫付 权益")

// beside returns the items that are offered beside a route, the likeliest first.
func (g *Guide) beside(in In) (all []string) {
	if in.State.Focus != "" || in.Pick != nil {
		return nil
	}
	for _, h := range index.Listed(in.Items) {
		if len(all) < maxBeside && g.worthOffering(in.Reading, h) {
			all = append(all, h.ID)
		}
	}
	return all
}

func (g *Guide) worthOffering(r read.Reading, h index.Hit) bool {
	if h.Vector < kindred {
		return false
	}
	remedy := slices.ContainsFunc(remedies, func(w string) bool { return strings.Contains(g.name(h.ID), w) })
	wronged := r.Intent == read.Complaint || read.Routed(r.Category)
	if !remedy && accuses.MatchString(r.Text) {
		return false
	}
	return h.Score >= alongside || remedy && wronged && h.Score >= remedied
}

// accuses matches the words of who wants somebody called to account: closing
// down a company is no service to whom it owes wages.
var accuses = sieve.Compile(`(要|想|来|实名|匿名|帮我)(去)?(投诉|举报)|^(投诉|举报)`)

// offering is a plan with items that are offered beside it. What was said is kept
// for when the citizen takes one.
func offering(in In, p Plan, items []string) (Plan, State, bool) {
	s := in.State
	if p.Beside = items; len(p.Beside) > 0 {
		s = s.begin(in.Reading)
		s.Offer = p.Beside
	}
	return p, s, true
}
