package eval

import (
	"reflect"
	"testing"
)

func TestRegressed(t *testing.T) {
	c := func(id string) Case { return Case{ID: id, Q: "身份证丢了"} }
	before := Report{Results: []Result{
		{Case: c("same"), Outcome: Right, Reached: Right, List: Right},
		{Case: c("was wrong"), Outcome: Wrong},
		{Case: c("lost the list"), Outcome: Right, Reached: Right, List: Right},
		{Case: c("not reached any more"), Outcome: Right, Reached: Right, List: Right, Detail: Right},
		{Case: c("better"), Outcome: Wrong, Reached: Wrong},
	}}
	after := Report{Results: []Result{
		{Case: c("same"), Outcome: Right, Reached: Right, List: Right},
		{Case: c("was wrong"), Outcome: Wrong},
		{Case: c("lost the list"), Outcome: Right, Reached: Right, List: Wrong, Strays: []Stray{{}}},
		{Case: c("not reached any more"), Outcome: Right, Reached: Wrong, Detail: Right}, // its list is not measured
		{Case: c("better"), Outcome: Right, Reached: Right},
	}}
	want := []string{"lost the list “身份证丢了”：清单不对、有字段之外的事实", "not reached any more “身份证丢了”：找不到事项、清单不对"}
	if got := Regressed(before, after); !reflect.DeepEqual(got, want) {
		t.Errorf("Regressed = %q, want %q", got, want)
	}
}
