package triage

import (
	"testing"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/read"
)

// TestTheTriageTable: every branch of DOMAIN 4.3 from the words alone, each also
// with its positive control, the words beside it that are an ordinary case.
func TestTheTriageTable(t *testing.T) {
	e := sampleEdition(t)
	reader, places := read.New(e.Regions), NewPlaces(e)
	before := []Filed{{Receipt: "WB1", Kind: handoff.Complaint, Category: "CG08", Region: "990102001", What: "朝晖路的路灯全不亮，晚上黑漆漆的", At: time.Unix(0, 0)}}
	often := []Filed{before[0]}
	often[0].Again = 4
	for _, c := range []struct {
		name, text string
		answerable bool
		category   string
		filed      []Filed
		want       Branch
		kind       handoff.Kind
		reason     string
	}{
		{"咨询 that is answered", "身份证快到期了怎么换", true, "", nil, Answer, handoff.Consultation, ""},
		{"咨询 that is not", "我们街道的老年食堂什么时候开", false, "", nil, Dispatch, handoff.Consultation, ""},
		{"投诉", "我要投诉楼下饭店油烟太大", true, "", nil, Dispatch, handoff.Complaint, ""},
		{"举报", "我要举报有个黑作坊用病死猪肉", false, "", nil, Dispatch, handoff.Report, ""},
		{"建议", "我建议在新医院门口加个公交站", false, "", nil, Dispatch, handoff.Suggestion, ""},
		{"表扬", "我要表扬社保窗口的小王", false, "", nil, Dispatch, handoff.Praise, ""},
		{"火警", "我家着火了快来人", false, "", nil, Emergency, "", "119"},
		{"报警", "有人拿刀追着我砍", false, "", nil, Emergency, "", "110"},
		{"急救", "我妈突然晕倒了叫不醒", false, "", nil, Emergency, "", "120"},
		{"交通事故", "刚撞车了有人受伤", false, "", nil, Emergency, "", "122"},
		{"诉讼", "我要起诉开发商，去哪个法院立案", false, "", nil, LegalRoute, "", read.Court},
		{"仲裁", "公司违法辞退我，怎么申请劳动仲裁", false, "", nil, LegalRoute, "", read.Labour},
		{"纪检监察", "我要举报局长受贿", false, "", nil, LegalRoute, "", read.Discipline},
		{"行政复议", "不服城管的处罚决定，怎么申请行政复议", false, "", nil, LegalRoute, "", read.Review},
		{"信息公开", "怎么申请政府信息公开", false, "", nil, LegalRoute, "", read.Disclosure},
		{"信访", "信访事项答复不满意，怎么申请复查", false, "", nil, LegalRoute, "", read.Petition},
		{"the same matter", "我投诉朝晖路的路灯不亮，晚上黑漆漆的", false, "CG08", before, Same, handoff.Complaint, ""},
		{"another lamp is another matter", "我投诉锦溪大道的路灯不亮", false, "CG08", before, Dispatch, handoff.Complaint, ""},
		{"the same once too often", "我投诉朝晖路的路灯不亮，晚上黑漆漆的", false, "CG08", often, Malicious, handoff.Complaint, ""},
		{"国家秘密", "我要举报有人把涉密文件带回家", false, "", nil, Secret, "", read.Secret},
		{"商业秘密", "我要举报前员工窃取我们公司的客户名单", false, "", nil, Secret, "", read.Trade},
		{"个人隐私", "我要投诉邻居跟别人开房", false, "", nil, Secret, "", read.Private},
		{"beyond duty", "我要投诉股票天天跌亏了好多", false, "", nil, Beyond, "", read.Market},
		{"against the law", "我投诉，再不解决我就去泼汽油", false, "", nil, Illegal, "", read.Illegal},
		{"another city's", "我要投诉成都的物业公司不作为", false, "", nil, NotAccepted, "", "成都"},
	} {
		r := reader.Read(c.text, read.Context{Now: "2026-11-25"})
		got := Decide(Matter{Reading: r, Answerable: c.answerable, Category: c.category, Place: places.Find(r.Text, r.Region), Filed: c.filed})
		if got.Branch != c.want || c.kind != "" && got.Kind != c.kind || got.Reason != c.reason {
			t.Errorf("%s: Decide(%q) = %+v (intent %s, %s); want %s %s %s", c.name, c.text, got, r.Intent, r.Category, c.want, c.kind, c.reason)
		}
	}
}

func TestWhoReportsIsHidden(t *testing.T) {
	for text, want := range map[string]bool{"我要举报黑作坊": true, "我要投诉物业，别让物业知道是我说的": true, "我要投诉物业不作为": false} {
		r := read.Reading{Text: text, Intent: read.Complaint}
		if got := Decide(Matter{Reading: r}); got.Hidden != want {
			t.Errorf("Decide(%q).Hidden = %v; want %v", text, got.Hidden, want)
		}
	}
}

func TestTheWarningComesBeforeTheEnd(t *testing.T) {
	r := read.Reading{Text: "路灯还是不亮啊黑漆漆的", Intent: read.Complaint}
	for n, want := range []Verdict{{Branch: Same}, {Branch: Same}, {Branch: Same, Warn: true}, {Branch: Same, Warn: true}, {Branch: Malicious}} {
		want.Kind = handoff.Complaint
		filed := []Filed{{Kind: handoff.Complaint, What: r.Text, Again: n}}
		want.Filed = filed[0]
		if got := Decide(Matter{Reading: r, Filed: filed}); got != want {
			t.Errorf("said again %d times: Decide = %+v; want %+v", n, got, want)
		}
	}
}

func TestElements(t *testing.T) {
	for _, c := range []struct{ text, when, wish string }{
		{"工地昨晚十一点还在打桩，希望派人查一查", "昨晚十一点", "希望派人查一查"},
		{"路灯坏了快一个月了", "快一个月了", ""},
		{"每天晚上七点跳广场舞，要求他们小声点", "每天晚上七点", "要求他们小声点"},
		{"11月3日买的三明治过期", "11月3日", ""},
		{"物业不修门，我要投诉", "", ""},
		{"一直漏水", "", ""},
	} {
		if when, wish := When(c.text), Wish(c.text); when != c.when || wish != c.wish {
			t.Errorf("When, Wish(%q) = %q, %q; want %q, %q", c.text, when, wish, c.when, c.wish)
		}
	}
	for text, want := range map[string]bool{"我要投诉": true, "投诉！！": true, "我想反映一个问题": true, "举报在哪": true, "路灯坏了": false, "我要投诉物业": false} {
		if got := Empty(text); got != want {
			t.Errorf("Empty(%q) = %v; want %v", text, got, want)
		}
	}
}
