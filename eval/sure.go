package eval

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"wenban/assistant/guide"
	"wenban/assistant/read/kind"
)

// claim is something the assistant held for so likely, and whether it was so.
type claim struct {
	sure  float64
	right bool
}

// plan is what was decided on the last words of a case; empty where the reply
// does not tell.
func (r Result) plan() guide.Plan {
	at := len(r.Case.Words()) - 1
	if at >= len(r.Replies) || r.Replies[at].Trace == nil {
		return guide.Plan{}
	}
	p, _ := r.Replies[at].Trace.Plan.(guide.Plan)
	return p
}

// itemClaims are how likely the first item was held to be the one that is meant,
// for those who need one; words that name several mean none of them.
func itemClaims(results []Result) (all []claim) {
	for _, x := range results {
		if p := x.plan(); p.Sure > 0 && (x.Case.Expect == Item || x.Case.Expect == Clarify) {
			all = append(all, claim{p.Sure, x.Case.Expect == Item && slices.Contains(x.Case.Items, p.Ranked[0].Code)})
		}
	}
	return all
}

// kindsOf are the kinds of message that are right where something is expected.
var kindsOf = map[Expect][]kind.Kind{
	Item: {kind.Service}, Clarify: {kind.Service}, Policy: {kind.Service}, Event: {kind.Service}, Refuse: {kind.Refuse, kind.Abuse, kind.Legal},
	Human: {kind.Human}, Complaint: {kind.Complaint, kind.Legal}, Progress: {kind.Progress}, Smalltalk: {kind.Smalltalk},
}

// kindClaims are how likely the likeliest kind of message was held to be, where
// kinds were weighed.
func kindClaims(results []Result) (all []claim) {
	for _, x := range results {
		if best, share := x.plan().Kinds.Best(); share > 0 {
			all = append(all, claim{share, slices.Contains(kindsOf[x.Case.Expect], best)})
		}
	}
	return all
}

// calibrationError is how far, on the mean over ten steps of certainty, claims are
// from what they claim: 0 where of those held for .8 likely .8 are so.
func calibrationError(all []claim) Figure {
	var sure, right [bins]mean
	for _, c := range all {
		i := min(int(c.sure*bins), bins-1)
		sure[i].add(c.sure)
		right[i].share(c.right)
	}
	sum := 0.0
	for i := range sure {
		if sure[i].n > 0 {
			sum += math.Abs(sure[i].sum - right[i].sum)
		}
	}
	return Figure(sum / float64(len(all)))
}

// reliability shows how often claims of so much certainty are right: on the
// diagonal, certainty says what it says.
func reliability(title string, all []claim) plot {
	p := plot{Title: title, X: "说有多少把握", Y: "其中对的", Height: plotHeight, Base: plotBase, Left: plotLeft, Width: 520, Ticks: ticks(1),
		Rows: [][]string{{"把握从", "到", "题数", "平均把握", "对的份额"}}}
	if len(all) < bins {
		return p
	}
	slices.SortStableFunc(all, func(a, b claim) int { return cmp.Compare(a.sure, b.sure) })
	for i := range bins {
		p.addClaims(all[i*len(all)/bins : (i+1)*len(all)/bins])
	}
	p.Title += "（平均相差 " + decimal(calibrationError(all), 3) + "）"
	return p
}

func (p *plot) addClaims(part []claim) {
	var sure, right mean
	for _, c := range part {
		sure.add(c.sure)
		right.share(c.right)
	}
	p.addPoint(float64(sure.figure()), float64(right.figure()))
	p.Rows = append(p.Rows, []string{
		decimal(Figure(part[0].sure), 2), decimal(Figure(part[len(part)-1].sure), 2), strconv.Itoa(len(part)), decimal(sure.figure(), 3), decimal(right.figure(), 3),
	})
}

// addPoint adds a point of a curve within the unit square.
func (p *plot) addPoint(x, y float64) {
	pt := point{X: plotLeft + (p.Width-plotLeft-24)*x, Y: plotBase - (plotBase-plotTop)*y, Label: brief(x) + "：" + brief(y)}
	p.Line += map[bool]string{true: "M", false: "L"}[len(p.Points) == 0] + brief(pt.X) + " " + brief(pt.Y) + " "
	p.Points = append(p.Points, pt)
}

// What it costs to have a need, in offers: a wrong answer 5, a list to choose
// from 1, a second one 1 more, nothing fitting in either 10.
const (
	wrongAnswer = 5.0
	oneOffer    = 1.0
	firstOffer  = 4
	bothOffers  = 10
	nothing     = 10.0
)

// costAt is what an item case would have cost if the first item were answered
// from a certainty on, and offered below it.
func (r Result) costAt(least float64) float64 {
	p := r.plan()
	rank := 1 + slices.IndexFunc(p.Ranked, func(c guide.Candidate) bool { return slices.Contains(r.Case.Items, c.Code) })
	switch {
	case p.Sure >= least && rank == 1:
		return 0
	case p.Sure >= least:
		return wrongAnswer
	case rank >= 1 && rank <= firstOffer:
		return oneOffer
	case rank >= 1 && rank <= bothOffers:
		return 2 * oneOffer
	}
	return nothing
}

// costPlot shows, over the certainty from which the first item is answered, how
// many are answered and what a need costs: where it is lowest, the limit should
// be.
func (r Report) costPlot() plot {
	p := plot{Title: "从多少把握起直接答复：多少被直接答复", X: "把握的界限", Y: "直接答复的份额", Height: plotHeight, Base: plotBase, Left: plotLeft, Width: 520, Ticks: ticks(1),
		Rows: [][]string{{"把握的界限", "直接答复的份额", "其中对的", "平均代价"}}}
	for i := range bins + 1 {
		least := float64(i) / bins
		var answered, right, cost mean
		for _, x := range r.Results {
			if s := x.plan().Sure; s > 0 && x.Case.Expect == Item {
				answered.share(s >= least)
				cost.add(x.costAt(least))
				if s >= least {
					right.share(x.costAt(least) == 0)
				}
			}
		}
		if answered.n == 0 {
			return p
		}
		p.addPoint(least, float64(answered.figure()))
		p.Rows = append(p.Rows, []string{brief(least), decimal(answered.figure(), 3), decimal(right.figure(), 3), decimal(cost.figure(), 2)})
	}
	return p
}
