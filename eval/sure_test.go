package eval

import (
	"math"
	"testing"

	"wenban/assistant"
	"wenban/assistant/guide"
	"wenban/assistant/read/kind"
)

func TestTheCalibrationErrorIsHowFarClaimsAreFromTheTruth(t *testing.T) {
	many := func(sure float64, right, wrong int) (all []claim) {
		for range right {
			all = append(all, claim{sure, true})
		}
		for range wrong {
			all = append(all, claim{sure, false})
		}
		return all
	}
	for _, c := range []struct {
		name string
		all  []claim
		want float64
	}{
		{"as often as it says", append(many(.8, 8, 2), many(.3, 3, 7)...), 0},
		{"too sure", many(.9, 5, 5), .4},
		{"too modest", many(.5, 10, 0), .5},
		{"errors one way do not pay for those of the other", append(many(.9, 5, 5), many(.5, 9, 1)...), .4},
	} {
		if got := float64(calibrationError(c.all)); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: calibrationError = %.3f, want %.3f", c.name, got, c.want)
		}
	}
	if got := calibrationError(nil); got.Measured() {
		t.Errorf("calibrationError(nil) = %v, want nothing measured", got)
	}
}

func TestWhatANeedCostsDependsOnTheLimit(t *testing.T) {
	at := func(sure float64, codes ...string) Result {
		p := guide.Plan{Sure: sure, Kinds: kind.Shares{1}}
		for _, code := range codes {
			p.Ranked = append(p.Ranked, guide.Candidate{Code: code})
		}
		return Result{Case: Case{Q: "q", Expect: Item, Items: []string{"A"}}, Replies: []assistant.Reply{{Trace: &assistant.Trace{Plan: p}}}}
	}
	for _, c := range []struct {
		name string
		r    Result
		want float64
	}{
		{"answered and right", at(.8, "A", "B"), 0},
		{"answered and wrong", at(.8, "B", "A"), wrongAnswer},
		{"offered, and among the first", at(.6, "B", "A"), oneOffer},
		{"offered, and among the next", at(.6, "B", "C", "D", "E", "A"), 2 * oneOffer},
		{"offered, and nowhere", at(.6, "B"), nothing},
	} {
		if got := c.r.costAt(.7); got != c.want {
			t.Errorf("%s: costAt(.7) = %v, want %v", c.name, got, c.want)
		}
	}
}
