package web

import (
	"strings"
	"testing"

	"wenban/assistant"
)

// TestAPresumedTagLooksDifferent has a tag of something that nobody said: it
// shows its question and says that it can be changed.
func TestAPresumedTagLooksDifferent(t *testing.T) {
	s := newSite(t)
	_, body := s.post(t, "/ask", "text", "开个小饭馆怎么登记")
	for _, want := range []string{
		`<button class="tag presumed" name="drop"`, "要不要做凉菜、生食、裱花蛋糕？", "默认：不做", "不对？点一下改",
		"不是这种情况的话", "如果是“要做”：要办的是“食品经营许可（新办）”",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("presumed: page has no %q", want)
		}
	}
}

// TestABareTagShowsItsQuestion tells what 已满 is about.
func TestABareTagShowsItsQuestion(t *testing.T) {
	known, presumed := viewTags([]assistant.Tag{
		{ID: "a", Label: "已满", About: "年满六十周岁了吗？"}, {ID: "b", Label: "在同一户口簿", About: "孩子和监护人在同一户口簿吗？"},
		{ID: "c", Label: "默认：不做", About: "要不要做凉菜？", Presumed: true},
	})
	if len(known) != 2 || !known[0].Bare || known[1].Bare {
		t.Errorf("viewTags: known %+v, want 已满 with its question and 在同一户口簿 without", known)
	}
	if len(presumed) != 1 || presumed[0].Label != "不做" || presumed[0].About == "" {
		t.Errorf("viewTags: presumed %+v, want 不做 with its question", presumed)
	}
}

// TestTheCommonReasonIsSaidOnce and stands on no line.
func TestTheCommonReasonIsSaidOnce(t *testing.T) {
	s := newSite(t)
	_, body := s.post(t, "/ask", "text", "我家孩子身份证丢了")
	if got := strings.Count(body, "谁来办都要"); got != 1 {
		t.Errorf("the reason of all lines: said %d times, want once", got)
	}
	if !strings.Contains(body, "因为：未满十六周岁") {
		t.Error("a reason of the citizen's own: want it on its line")
	}
}
