package assistant

import (
	"strings"
	"testing"

	"wenban/assistant/guide"
	"wenban/assistant/read"
	"wenban/knowledge"
)

// TestALegalRouteInformsAndNamesWhoTakesIt: the citizen is not declined, gets
// a number, and no case is promised.
func TestALegalRouteInformsAndNamesWhoTakesIt(t *testing.T) {
	for category, way := range routes {
		v := voice{know: &Knowledge{Edition: &knowledge.Edition{}}, plan: guide.Plan{Outcome: guide.Declined, Reason: guide.OutOfScope, Act: guide.Refuse, About: category}}
		reply := Reply{Outcome: guide.Declined, Reason: guide.OutOfScope}
		v.notice(&reply)
		if reply.Outcome != guide.Informed || reply.Reason != guide.LegalRoute || !strings.Contains(reply.Lead, way.lead) || reply.Ways[0].Value != way.phone {
			t.Errorf("notice(%s) = %s/%s %q %v, want informed/legal_route with %s", category, reply.Outcome, reply.Reason, reply.Lead, reply.Ways, way.phone)
		}
	}
	if len(routes) != len([]string{read.Court, read.Labour, read.Arbitration, read.Review, read.Disclosure, read.Discipline, read.Petition, read.Compensation, read.Law}) {
		t.Errorf("%d routes are told, want one for each category of the reader", len(routes))
	}
}
