package assistant_test

import (
	"strings"
	"testing"

	"wenban/assistant/guide"
)

// TestAFewWordsAreAnsweredAsWhatTheyAre: thanks and assent are no search, a
// number that cannot be a receipt number is told so.
func TestAFewWordsAreAnsweredAsWhatTheyAre(t *testing.T) {
	for said, want := range map[string]struct {
		reason guide.Reason
		lead   string
	}{
		"嗯嗯":                 {guide.AsGreeting, "可以接着说"},
		"能帮我个忙不":             {guide.AsGreeting, "直接告诉我"},
		"唔该晒，帮到手":            {guide.AsGreeting, "不客气"},
		"WB261103-0082-4417": {guide.AsProgress, "编号不对"},
		"WB261125-0000-0008": {guide.AsProgress, "核对身份"},
	} {
		r := meet(t).say(said)
		if r.Reason != want.reason || !strings.Contains(r.Lead, want.lead) || want.reason == guide.AsGreeting && len(r.Items) > 0 {
			t.Errorf("say(%s) = %s %q with %d items, want %s, %q and no search", said, r.Reason, r.Lead, len(r.Items), want.reason, want.lead)
		}
	}
}

// TestWagesAreAComplaintUntilAServiceIsAskedFor: who is owed wages complains; who
// asks for the lawyer needs the service.
func TestWagesAreAComplaintUntilAServiceIsAskedFor(t *testing.T) {
	if r := meet(t).say("包工头欠着我们七个人的工钱，从五月拖到现在，一分没给"); r.Reason != guide.AsComplaint {
		t.Errorf("say(wages) = %s %q, want a complaint", r.Reason, r.Lead)
	}
	if r := meet(t).say("工资被拖欠，想申请法律援助"); r.Reason == guide.AsComplaint {
		t.Errorf("say(a need that tells of wages) = %s %q, want the service", r.Reason, r.Lead)
	}
}
