package eval_test

import (
	"strings"
	"testing"
)

// TestAllOfAnEventIsTheEvent asks for all that an event in life brings, and in the
// same lives for one thing of it: the first is answered with the event, the second
// with an item. The floors are what was measured; before style was a witness, .19
// of the first were heard.
func TestAllOfAnEventIsTheEvent(t *testing.T) {
	asked, right := map[bool]float64{}, map[bool]float64{}
	var wrong []string
	for _, a := range askedAll(t, "whole.tsv") {
		one, event := a.group == "item", strings.HasPrefix(a.reply.Focus, "E-")
		asked[one]++
		if one && !event || a.reply.Focus == a.group {
			right[one]++
		} else {
			wrong = append(wrong, a.String()+" "+a.reply.Focus)
		}
	}
	all, one := right[false]/asked[false], right[true]/asked[true]
	t.Logf("the event where all is wanted %.3f, none where one thing is %.3f", all, one)
	if !testing.Short() && (all < .73 || one < .95) {
		t.Errorf("the event where all is wanted %.3f, want .73; none where one thing is %.3f, want .95:\n%s", all, one, shown(t, "whole.tsv", wrong))
	}
}
