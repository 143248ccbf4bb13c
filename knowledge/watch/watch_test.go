package watch

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/sample"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// at is when the cases look.
var at = time.Date(2026, 3, 1, 9, 0, 0, 0, knowledge.Zone)

// conditions are long enough to be compared.
const conditions = "申请人在本市经常居住满半年，有合法稳定住所、合法稳定就业或者连续就读条件之一的，可以申领。住所应当有房屋产权证明、租赁备案或者单位出具的住宿证明；就业应当有劳动合同、营业执照或者参保记录。申请由本人提出，未成年人由监护人代为提出。"

// good is a small edition in which nothing is to be settled: one item at two
// levels, each with its own promise and telephone; a document that replaced
// another; a hall; a variant of one service with the same text and another fee.
func good() knowledge.Parts {
	limit := knowledge.TimeLimit{Statutory: knowledge.Span{Days: 15, Unit: "工作日"}, Promised: knowledge.Span{Days: 7, Unit: "工作日"}}
	faster := knowledge.TimeLimit{Statutory: limit.Statutory, Promised: knowledge.Span{Days: 3, Unit: "工作日"}}
	place := func(phone string) []knowledge.Place {
		return []knowledge.Place{{Region: "east", Name: "云东区政务服务中心", Address: "朝晖路118号", Hours: "周一至周五 9:00-17:00（法定节假日除外）", Phone: phone}}
	}
	return knowledge.Parts{
		Regions: []knowledge.Region{{Code: "city", Name: "云溪市"}, {Code: "east", Name: "云东区", Parent: "city"}},
		Items: []knowledge.Item{
			{
				Code: "A", Name: "居住证申领", Department: "市公安局", Region: "city", Conditions: []string{conditions}, TimeLimit: limit, ConsultPhone: "1", Places: place("1"),
				Basis: []knowledge.Basis{{Title: "居住证管理办法（云政发〔2025〕3号）", Article: "第九条"}},
				FAQ:   []knowledge.FAQ{{Q: "首次申领要收费吗？", A: "不收费。"}, {Q: "多久能拿到？", A: "十个工作日内办好。"}},
			},
			{Code: "B", Name: "居住证申领", Department: "云东分局", Region: "east", Conditions: []string{conditions}, TimeLimit: faster, ConsultPhone: "2", Places: place("2")},
			{
				Code: "C", Name: "居住证申领（补领）", Department: "市公安局", Region: "city", Conditions: []string{conditions}, TimeLimit: limit,
				Fees: []knowledge.Fee{{Name: "居住证工本费", Amount: 20, Unit: "元/证", Basis: "粤价〔2016〕1号"}},
				FAQ:  []knowledge.FAQ{{Q: "补领要多少钱？", A: "工本费二十元，低保家庭免收。"}},
			},
			{Code: "D", Name: "养犬登记", Department: "市公安局", Region: "city", Effective: knowledge.Period{To: "2026-12-31"}},
		},
		Documents: []knowledge.Document{
			{ID: "new", Title: "居住证管理办法", Number: "云政发〔2025〕3号", Issuer: "市政府", Region: "city", Effective: knowledge.Period{From: "2025-01-01"}, Supersedes: []string{"old"}, Items: []string{"A", "B"}, Text: "第九条 公安机关自受理申请之日起十五个工作日内作出决定。"},
			{ID: "old", Title: "居住证暂行办法", Issuer: "市政府", Region: "city", Effective: knowledge.Period{From: "2015-01-01", To: "2024-12-31"}, Items: []string{"A"}, Text: "第三条 自受理之日起六十个工作日内办结。"},
		},
		Halls: []knowledge.Hall{{ID: "H", Name: "云东区政务服务中心", Region: "east", Address: "朝晖路 118 号", Hours: "周一至周五  9:00-17:00", Phone: "3"}},
	}
}

func watched(p knowledge.Parts, t time.Time) []Finding {
	return Watch(knowledge.NewEdition("e", p), t)
}

func TestNothingIsFoundWhereNothingIsWrong(t *testing.T) {
	if found := watched(good(), at); len(found) != 0 {
		t.Errorf("Watch of a good edition = %v, want nothing", found)
	}
	if found := append(Watch(nil, at), watched(knowledge.Parts{}, at)...); len(found) != 0 {
		t.Errorf("Watch of nothing = %v, want nothing", found)
	}
}

// TestEachTroubleIsFound spoils one thing of the good edition at a time: it must
// be found, once, and nothing else.
func TestEachTroubleIsFound(t *testing.T) {
	for name, row := range map[string]struct {
		spoil  func(p *knowledge.Parts)
		kind   Kind
		spots  string // items and elements
		values []string
		owners string
		due    string
	}{
		"a statutory limit differs between levels": {
			func(p *knowledge.Parts) { p.Items[1].TimeLimit.Statutory.Days = 20 },
			Contradiction, "A time_limit.statutory, B time_limit.statutory", []string{"15个工作日", "20个工作日"}, "市公安局 云东分局", "2026-03-06",
		},
		"a limit of the same number in another unit": {
			func(p *knowledge.Parts) { p.Items[1].TimeLimit.Statutory.Unit = "自然日" },
			Contradiction, "A time_limit.statutory, B time_limit.statutory", []string{"15个工作日", "15个自然日"}, "市公安局 云东分局", "2026-03-06",
		},
		"a fee of one name and basis differs between items": {
			func(p *knowledge.Parts) {
				p.Items[3].Fees = []knowledge.Fee{{Name: "居住证工本费", Amount: 25, Unit: "/证", Basis: "粤价〔2016〕1号"}}
			},
			Contradiction, "C fees.0.amount, D fees.0.amount", []string{"20元/证", "25/证"}, "市公安局", "2026-03-06",
		},
		"a fee of one item differs between levels": {
			func(p *knowledge.Parts) {
				for i, yuan := range []float64{20, 22} {
					p.Items[i].Fees = []knowledge.Fee{{Name: "工本费", Amount: yuan, Unit: "元/证"}}
				}
				p.Items[0].FAQ = nil
			},
			Contradiction, "A fees.0.amount, B fees.0.amount", []string{"20元/证", "22元/证"}, "市公安局 云东分局", "2026-03-06",
		},
		"the address of a place differs from that of the hall": {
			func(p *knowledge.Parts) { p.Halls[0].Address = "朝晖路120号" },
			Contradiction, "A places.0.address, H address", []string{"朝晖路118号", "朝晖路120号"}, "市公安局 云东区政务服务中心", "2026-03-06",
		},
		"the hours of a place differ between departments": {
			func(p *knowledge.Parts) { p.Items[1].Places[0].Hours = "周一至周五 9:00-12:00" },
			Contradiction, "A places.0.hours, B places.0.hours", []string{"9:00-17:00", "9:00-12:00"}, "市公安局 云东分局", "2026-03-06",
		},
		"a district promises more than the law gives": {
			func(p *knowledge.Parts) {
				o := knowledge.Override{Code: "A", Region: "east"}
				o.TimeLimit = &struct {
					Promised *knowledge.Span `json:"promised,omitempty"`
				}{&knowledge.Span{Days: 30, Unit: "工作日"}}
				p.Overrides = append(p.Overrides, o)
			},
			Contradiction, "A time_limit.promised, A time_limit.statutory", []string{"30个工作日", "15个工作日"}, "市公安局", "2026-03-06",
		},
		"a document gives other days than the items": {
			func(p *knowledge.Parts) {
				p.Documents[0].Text = "第九条 自受理之日起三十个工作日内作出决定。"
			},
			Contradiction, "A time_limit, new text", []string{"法定15个工作日", "三十个工作日"}, "市公安局 市政府", "2026-03-06",
		},
		"an answer gives other days": {
			func(p *knowledge.Parts) { p.Items[0].FAQ[1].A = "二十五个工作日内办结。" },
			Contradiction, "A time_limit, A faq.1.a", []string{"承诺7个工作日", "二十五个工作日"}, "市公安局", "2026-03-06",
		},
		"an answer gives another fee": {
			func(p *knowledge.Parts) { p.Items[2].FAQ[0].A = "工本费40元。" },
			Contradiction, "C fees, C faq.0.a", []string{"20元/证", "40元"}, "市公安局", "2026-03-06",
		},
		"an answer says free and the field does not": {
			func(p *knowledge.Parts) { p.Items[2].FAQ[0].A = "不收费。" },
			Contradiction, "C fees, C faq.0.a", []string{"20元/证", "不收费"}, "市公安局", "2026-03-06",
		},
		"an item is over": {
			func(p *knowledge.Parts) { p.Items[3].Effective.To = "2026-02-28" },
			Expired, "D effective.to", []string{"2026-02-28"}, "市公安局", "2026-03-02",
		},
		"an item ends on the thirtieth day": {
			func(p *knowledge.Parts) { p.Items[3].Effective.To = "2026-03-30" },
			Expiring, "D effective.to", []string{"2026-03-30"}, "市公安局", "2026-03-30",
		},
		"a document is over and nothing replaces it": {
			func(p *knowledge.Parts) {
				p.Documents = append(p.Documents, knowledge.Document{ID: "lone", Title: "养犬规定", Issuer: "市城管局", Effective: knowledge.Period{To: "2025-12-31"}})
			},
			Expired, "lone effective.to", []string{"2025-12-31"}, "市城管局", "2026-03-02",
		},
		"the article does not exist (I34)": {
			func(p *knowledge.Parts) {
				p.Documents[0].Text = "第一条 为了方便群众。\n第二条 自受理之日起十五个工作日内作出决定。"
			},
			Contradiction, "A basis.0, new text", []string{"第九条", "共2条"}, "市公安局 市政府", "2026-03-06",
		},
		"the basis was replaced (I34)": {
			func(p *knowledge.Parts) { p.Items[0].Basis[0].Title = "《居住证暂行办法》" },
			Superseded, "A basis.0, old effective, new effective", []string{"居住证暂行办法", "2015-01-01 至 2024-12-31", "2025-01-01 至 长期"}, "市公安局 市政府", "2026-03-04",
		},
		"the new document does not name an item of the old": {
			func(p *knowledge.Parts) { p.Documents[0].Items = []string{"B"} },
			Superseded, "A code, old items, new items", []string{"A", "列出", "没有列出"}, "市公安局 市政府", "2026-03-04",
		},
		"one item twice": {
			func(p *knowledge.Parts) {
				twin := p.Items[0]
				twin.Code, twin.Name, twin.FAQ, twin.Places = "A2", "居住证的申领 办理", nil, nil
				p.Items = append(p.Items, twin)
			},
			Duplicate, "A name, A2 name", []string{"居住证申领", "居住证的申领 办理"}, "市公安局", "2026-03-16",
		},
		"a copy with another fee (I36)": {
			func(p *knowledge.Parts) {
				p.Items[2].Name = "居住证遗失补领换领"
				copied := p.Items[2]
				copied.Code, copied.Name, copied.FAQ = "C2", "居住证遗失补领换领证", nil
				copied.Fees = []knowledge.Fee{{Name: "证照代办费", Amount: 90, Unit: "元/证"}}
				p.Items = append(p.Items, copied)
			},
			Duplicate, "C name, C2 name", []string{"居住证遗失补领换领", "居住证遗失补领换领证"}, "市公安局", "2026-03-16",
		},
		"one document twice in force": {
			func(p *knowledge.Parts) {
				twin := p.Documents[0]
				twin.ID, twin.Supersedes, twin.Number = "new2", nil, "云政发〔2026〕1号"
				p.Documents = append(p.Documents, twin)
			},
			Duplicate, "new title, new2 title", []string{"居住证管理办法", "居住证管理办法"}, "市政府", "2026-03-16",
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := good()
			row.spoil(&p)
			found := watched(p, at)
			if len(found) != 1 {
				t.Fatalf("Watch = %d findings %v, want one", len(found), found)
			}
			f := found[0]
			if f.Kind != row.kind || spotsOf(f) != row.spots || strings.Join(f.Owners, " ") != row.owners || f.Due != row.due || f.Do == "" || f.ID == "" {
				t.Errorf("Watch = %+v\nwant %s at %s for %s by %s", f, row.kind, row.spots, row.owners, row.due)
			}
			for i, value := range row.values {
				if i >= len(f.Spots) || !strings.Contains(f.Spots[i].Value, value) || f.Spots[i].Source == "" {
					t.Errorf("spot %d = %+v, want the value %q and a source", i, f.Spots, value)
				}
			}
		})
	}
}

func spotsOf(f Finding) string {
	var all []string
	for _, s := range f.Spots {
		all = append(all, s.Item+" "+s.Element)
	}
	return strings.Join(all, ", ")
}

// TestWhatMayDifferIsNotFound holds the watch to the differences that are meant.
func TestWhatMayDifferIsNotFound(t *testing.T) {
	for name, spoil := range map[string]func(p *knowledge.Parts){
		"a fee with a condition": func(p *knowledge.Parts) {
			p.Items[3].Fees = []knowledge.Fee{{Name: "居住证工本费", Amount: 40, Unit: "元/证", Basis: "粤价〔2016〕1号", When: knowledge.When{{"s": {"o"}}}}}
		},
		"an item that ends after thirty days": func(p *knowledge.Parts) { p.Items[3].Effective.To = "2026-04-01" },
		"an import without limits":            func(p *knowledge.Parts) { p.Items[1].TimeLimit = knowledge.TimeLimit{} },
		"organs apart, texts alike": func(p *knowledge.Parts) {
			twin := p.Items[3]
			twin.Code, twin.Name = "D2", "养猫登记"
			p.Items = append(p.Items, twin)
		},
		"one name, two departments of one region": func(p *knowledge.Parts) {
			twin := p.Items[3]
			twin.Code, twin.Department = "D2", "新区管委会"
			p.Items = append(p.Items, twin)
		},
		"one name, two audiences": func(p *knowledge.Parts) {
			p.Items[3].Audience = []string{"自然人"}
			twin := p.Items[3]
			twin.Code, twin.Audience = "D2", []string{"企业法人"}
			p.Items = append(p.Items, twin)
		},
		"days about something else": func(p *knowledge.Parts) {
			p.Items[0].FAQ[1] = knowledge.FAQ{Q: "公示多久？", A: "公示三十个工作日。"}
		},
		"the promise of an answer": func(p *knowledge.Parts) { p.Items[0].FAQ[1].A = "七个工作日内办好。" },
		"an article of a whole text (I34)": func(p *knowledge.Parts) {
			p.Documents[0].Text = "第一条 为了方便群众。\n第二条 自受理之日起十五个工作日内作出决定。"
			p.Items[0].Basis[0].Article = "第2条第一款"
		},
		"an article beyond an extract (I34)": func(p *knowledge.Parts) { p.Items[0].Basis[0].Article = "第九十九条" },
		"a document of many matters": func(p *knowledge.Parts) {
			p.Documents[0].Items = append(p.Documents[0].Items, "C")
			p.Items[2].TimeLimit.Promised.Days = 15
		},
	} {
		p := good()
		spoil(&p)
		if found := watched(p, at); len(found) != 0 {
			t.Errorf("%s: Watch = %v, want nothing", name, found)
		}
	}
}

func TestAnItemThatIsOverIsOnlyOver(t *testing.T) {
	p := good()
	p.Items[1].TimeLimit.Statutory.Days = 99
	p.Items[1].Effective.To = "2026-01-31"
	if found := watched(p, at); len(found) != 1 || found[0].Kind != Expired {
		t.Errorf("Watch of an item that is over and differs = %v, want only that it is over", found)
	}
}

func TestABasisThatWillBeReplacedIsToldBefore(t *testing.T) {
	p := good()
	p.Documents[0].Effective.From = "2026-03-20"
	p.Documents[1].Effective.To, p.Documents[1].Text = "", ""
	p.Items[0].Basis[0].Title = "居住证暂行办法"
	found := watched(p, at)
	if len(found) != 1 || found[0].Kind != Superseded || found[0].Due != "2026-03-20" {
		t.Errorf("Watch nineteen days before = %v, want the basis, due on the day", found)
	}
	if early := watched(p, at.AddDate(0, -2, 0)); len(early) != 0 {
		t.Errorf("Watch two months before = %v, want nothing", early)
	}
}

func TestTheSameTroubleHasTheSameID(t *testing.T) {
	p := good()
	p.Items[1].TimeLimit.Statutory.Days = 20
	today, tomorrow := watched(p, at), watched(p, at.AddDate(0, 0, 1))
	p.Items[3].Effective.To = "2026-02-28"
	other := watched(p, at)
	if len(today) != 1 || len(tomorrow) != 1 || today[0].ID != tomorrow[0].ID || len(other) != 2 || other[0].ID == other[1].ID {
		t.Errorf("ids = %v, %v, %v, want the same twice and another for the other trouble", today, tomorrow, other)
	}
	if other[0].Due > other[1].Due {
		t.Errorf("Watch = %v, want the most urgent first", other)
	}
}

// TestI37AThousandCopiesAreOneFinding is row I37 of the hostile inputs, and stays
// quick: copies are joined, not compared each with each.
func TestI37AThousandCopiesAreOneFinding(t *testing.T) {
	p := good()
	for i := range 1000 {
		twin := p.Items[3]
		twin.Code = fmt.Sprint("copy-", i)
		p.Items = append(p.Items, twin)
	}
	found := watched(p, at)
	if len(found) != 1 || len(found[0].Spots) != most || !strings.Contains(found[0].What, "1001") {
		t.Errorf("Watch of a thousand copies = %d findings, want one with %d spots", len(found), most)
	}
}

func TestTwinsAreFoundAmongManyOfTheirName(t *testing.T) {
	p := good()
	p.Items = nil
	for i := range 200 {
		region := fmt.Sprint("r", i)
		p.Regions = append(p.Regions, knowledge.Region{Code: region, Parent: "city"})
		p.Items = append(p.Items, knowledge.Item{Code: region, Name: "取水许可", Region: region, Department: "水利局"})
	}
	p.Items = append(p.Items, knowledge.Item{Code: "again", Name: "取水许可", Region: "r77", Department: "水利局"})
	if found := watched(knowledge.Parts{Items: p.Items, Regions: p.Regions}, at); len(found) != 1 || spotsOf(found[0]) != "r77 name, again name" {
		t.Errorf("Watch = %v, want the twins of r77", found)
	}
}

func TestTwinsOfOneAudienceAreFoundBehindAnother(t *testing.T) {
	p := good()
	for i, audience := range []string{"自然人", "企业法人", "企业法人"} {
		p.Items = append(p.Items, knowledge.Item{Code: fmt.Sprint("T", i), Name: "取水许可", Region: "city", Department: "水利局", Audience: []string{audience}})
	}
	if found := watched(p, at); len(found) != 1 || spotsOf(found[0]) != "T1 name, T2 name" {
		t.Errorf("Watch = %v, want the two for firms", found)
	}
}

func TestNumbersAreRead(t *testing.T) {
	for text, want := range map[string]float64{"15": 15, "0.5": .5, "五": 5, "十": 10, "十五": 15, "二十": 20, "一百二十": 120, "三万五千": 35000, "二百": 200, "一千零五": 1005, "": 0, "无": 0} {
		if got := number(text); got != want {
			t.Errorf("number(%q) = %v, want %v", text, got, want)
		}
	}
}

func FuzzProse(f *testing.F) {
	f.Add("第九条 自受理之日起三十个工作日内作出决定。", "多久能拿到？", "工本费二十元，十个工作日内办好")
	f.Fuzz(func(t *testing.T, text, question, answer string) {
		p := good()
		p.Documents[0].Text, p.Documents[0].Title = text, question
		p.Items[0].FAQ, p.Items[2].FAQ = []knowledge.FAQ{{Q: question, A: answer}}, []knowledge.FAQ{{Q: question, A: answer}}
		p.Items[3].Name, p.Halls[0].Hours = answer, text
		for _, f := range watched(p, at) {
			_ = f.String()
		}
		number(answer)
	})
}

// TestTheSampleCity keeps what is found in the sample city, as it is printed.
func TestTheSampleCity(t *testing.T) {
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range Watch(e, at) {
		b.WriteString(f.String())
	}
	path := filepath.Join("testdata", "sample.txt")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != string(want) {
		t.Errorf("Watch of the sample city =\n%s\nwant\n%s", got, want)
	}
}
