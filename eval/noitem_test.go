package eval_test

import (
	"testing"

	"wenban/assistant"
	"wenban/assistant/ledger"
)

// TestWhatNoItemAnswersIsNotAnsweredByOne asks what the sample city has no item
// for. Nothing must be answered as if it had: a refusal, an offer to choose from
// and a note for a department are honest, the material list of another matter is
// not. The ceilings are what was measured; before services elsewhere and the kind
// of message were weighed, half of the questions were answered so.
func TestWhatNoItemAnswersIsNotAnsweredByOne(t *testing.T) {
	most := map[string]float64{"城市": .05, "没有": .10, "沾边": .49}
	asked, served := map[string]float64{}, map[string][]string{}
	for _, a := range askedAll(t, "noitem.tsv") {
		asked[a.group]++
		if a.reply.Focus != "" {
			served[a.group] = append(served[a.group], a.String())
		}
	}
	for group, ceiling := range most {
		share := float64(len(served[group])) / asked[group]
		t.Logf("%s: %.3f of %.0f answered by an item", group, share, asked[group])
		if !testing.Short() && share > ceiling {
			t.Errorf("%s: %.3f answered by an item, want %.2f at most:\n%s", group, share, ceiling, shown(t, "noitem.tsv", served[group]))
		}
	}
}

// TestWhatAnItemAnswersIsAnsweredByIt is the control: a program that answers
// nothing would pass the test above.
func TestWhatAnItemAnswersIsAnsweredByIt(t *testing.T) {
	know, err := city()
	if err != nil {
		t.Fatal(err)
	}
	a := &assistant.Assistant{Knowledge: func() *assistant.Knowledge { return know }, Ledger: ledger.NewMemory()}
	for _, q := range []string{"我的身份证丢了，怎么补", "第一次办护照要带什么", "开个小饭馆要办食品经营许可吗"} {
		reply, err := a.Ask(t.Context(), assistant.Question{Text: q, At: noon})
		if err != nil || reply.Focus == "" {
			t.Errorf("Ask(%s) = %s/%s, %v, want the list of an item", q, reply.Outcome, reply.Reason, err)
		}
	}
}
