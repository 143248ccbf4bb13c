package eval

import (
	"fmt"
	"slices"
)

// chosen are the ways to reply that the assistant chooses between when somebody
// needs something.
var chosen = []Class{GaveItem, AskedBack, OfferedSome, Refused}

// served reports whether the reply to the last words served: the item that it
// is about was meant, one that it offers is, or nothing could be done.
func (r Result) served() bool {
	switch {
	case r.Case.Expect != Item:
		return r.Outcome == Right
	case r.Class == OfferedSome:
		reply := r.Replies[len(r.Case.Words())-1]
		return slices.ContainsFunc(r.Case.Items, func(code string) bool {
			for _, c := range reply.Choices {
				if leads(c, code) {
					return true
				}
			}
			return false
		})
	}
	return r.Outcome == Right && r.Rank == 1
}

// choicePlot shows of each way to reply how often it served: an answer must be
// right more often than an offer needs to be.
func (r Report) choicePlot() plot {
	var labels []string
	var values []float64
	for _, class := range chosen {
		var m mean
		for _, x := range r.Results {
			if x.Class == class {
				m.share(x.served())
			}
		}
		if m.n > 0 {
			labels = append(labels, fmt.Sprintf("%s(%d)", classNames[class], m.n))
			values = append(values, float64(m.figure()))
		}
	}
	return bars("选了怎样答复，其中多少帮上了忙", "答复(题数)", "帮上忙的份额", labels, values, 1)
}
