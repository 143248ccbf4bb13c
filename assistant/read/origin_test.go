package read

import (
	"testing"

	"wenban/knowledge"
)

func TestOrigin(t *testing.T) {
	r := New(knowledge.Regions{All: []knowledge.Region{{Code: "990100", Name: "云溪市"}, {Code: "990121", Name: "青岭县", Parent: "990100"}}})
	for said, want := range map[string]Origin{
		"我是外省的":        Away,
		"我不是本地户口":      Away,
		"我户口不在云溪":      Away,
		"户口还在湖南老家":     Away,
		"我身份证是湖南的":     Away,
		"我老家贵州的":       Away,
		"我是贵州人":        Away,
		"俺是河南的":        Away,
		"我们都是外地来的":     Away,
		"没有本地户口":       Away,
		"四川户口":         Away,
		"户口在青岭":        Local,
		"我是云溪人":        Local,
		"本地户口":         Local,
		"户口就在这边":       Local,
		"房子在湖南":        Unsaid,
		"我老公去广东打工":     Unsaid,
		"户口是不是要本地的":    Unsaid,
		"要把户口迁到云溪":     Unsaid,
		"在外地发病":        Unsaid,
		"我是老师":         Unsaid,
		"卖给外地人":        Unsaid,
		"我是本人":         Unsaid,
		"户口本丢了":        Unsaid,
		"身份证是我儿子的":     Unsaid,
		"户口在老婆那边的湖南老家": Unsaid,
	} {
		if got := r.Origin(said); got != want {
			t.Errorf("Origin(%s) = %q (%s), want %q", said, got, r.places.told(said), want)
		}
	}
}
