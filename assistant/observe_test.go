package assistant_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"wenban/assistant"
)

func TestEveryTurnIsObservedWithoutItsWords(t *testing.T) {
	c := meet(t)
	var seen []assistant.Observation
	c.a.Observe = func(_ context.Context, o assistant.Observation) { seen = append(seen, o) }
	reply := c.say("我叫张小明，身份证丢了，手机13812345678")
	if len(seen) != 1 {
		t.Fatalf("Ask: observed %d times, want once", len(seen))
	}
	o := seen[0]
	if o.Outcome != reply.Outcome || o.Reason != reply.Reason || o.Channel != "web" || o.Edition != reply.Edition || o.Err != nil {
		t.Errorf("observed %+v, want what the reply says: %s, %s", o, reply.Outcome, reply.Reason)
	}
	var stages []string
	for _, s := range o.Stages {
		stages = append(stages, s.Name)
	}
	if want := []string{"load", "read", "find", "decide", "say", "check", "save"}; !slices.Equal(stages, want) {
		t.Errorf("observed stages %v, want %v", stages, want)
	}
	for _, private := range []string{"张", "13812345678", reply.Talk} {
		if strings.Contains(fmt.Sprintf("%+v", o), private) {
			t.Errorf("observed %+v: it holds %q", o, private)
		}
	}
}

func TestATurnThatFailsIsObserved(t *testing.T) {
	c := meet(t)
	var seen []assistant.Observation
	c.a.Observe = func(_ context.Context, o assistant.Observation) { seen = append(seen, o) }
	_, err := c.a.Ask(t.Context(), assistant.Question{Talk: "no such talk", Text: "身份证丢了"})
	if len(seen) != 1 || seen[0].Outcome != "" || !errors.Is(seen[0].Err, assistant.ErrNoTalk) {
		t.Errorf("Ask = %v: observed %+v, want one failure ErrNoTalk", err, seen)
	}
}
