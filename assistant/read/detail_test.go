package read

import (
	"slices"
	"testing"

	"wenban/knowledge"
)

// TestWhatOneGetsIsNoFee: how much is paid to the citizen is not what it costs.
func TestWhatOneGetsIsNoFee(t *testing.T) {
	r := New(knowledge.Regions{})
	for said, fee := range map[string]bool{
		"失业了能领多少钱":   false,
		"公积金一次能提多少钱": false,
		"办护照多少钱":     true,
		"身份证补领多少钱":   true,
		"补身份证得交多少钱":  true,
	} {
		if got := r.Read(said, Context{}).Details; slices.Contains(got, "fee") != fee {
			t.Errorf("Read(%s).Details = %v, want the fee among them: %v", said, got, fee)
		}
	}
}
