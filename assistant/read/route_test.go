package read

import (
	"testing"

	"wenban/knowledge"
)

// TestMattersOfTheLawAreToldTheirRoute holds the words of each route against
// those that only mention a court or a petition and want something else.
func TestMattersOfTheLawAreToldTheirRoute(t *testing.T) {
	r := New(knowledge.Regions{}, "广东省", "广州市")
	for said, want := range map[string]string{
		"我要起诉邻居，怎么去法院立案":    Court,
		"一审判了不服，想上诉":        Court,
		"公司辞退我不赔钱，怎么申请劳动仲裁": Labour,
		"合同里写了仲裁，去哪申请仲裁":    Arbitration,
		"对交警的处罚决定不服，怎么复议":   Review,
		"我要申请政府信息公开":        Disclosure,
		"举报村支书贪污去哪里":        Discipline,
		"我要信访，找谁登记":         Petition,
		"冤枉关了我半年，怎么要国家赔偿":   Compensation,
	} {
		if got := r.Read(said, Context{}); got.Intent != Scope || got.Category != want {
			t.Errorf("Read(%q) = %s %q, want scope %q", said, got.Intent, got.Category, want)
		}
	}
	for _, said := range []string{"没钱打官司，能申请免费律师吗", "法院判了离婚，孩子户口怎么迁", "劳动仲裁期间能领失业金吗", "没人帮我写起诉状，我要告他"} {
		if got := r.Read(said, Context{}); got.Intent == Scope {
			t.Errorf("Read(%q) = %s %q, want a search: an item answers it", said, got.Intent, got.Category)
		}
	}
}

// TestSpacesAndPicturesSayNothing keeps a kind word kind whatever stands in it.
func TestSpacesAndPicturesSayNothing(t *testing.T) {
	r := New(knowledge.Regions{}, "广东省", "广州市")
	for _, said := range []string{"拜拜👋", "谢谢❤️❤️", "thank you so much", "好的 谢谢"} {
		if got := r.Read(said, Context{}).Intent; got != Greeting {
			t.Errorf("Read(%q) = %s, want %s", said, got, Greeting)
		}
	}
}

func TestEveryRouteIsRouted(t *testing.T) {
	for _, c := range []string{Court, Labour, Arbitration, Review, Disclosure, Discipline, Petition, Compensation, Law} {
		if !Routed(c) {
			t.Errorf("Routed(%s) = false, want true", c)
		}
	}
	if Routed("") || Routed("weather") || Routed(Abroad) {
		t.Error("Routed must be false for no category, for one of scope and for another country")
	}
}
