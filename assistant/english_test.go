package assistant_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"wenban/assistant"
	"wenban/assistant/guide"
	"wenban/assistant/read"
)

// TestAQuestionInEnglishFindsItsItem: who asks in English, or with a word of it,
// is shown or offered the item that is meant, one of the first three.
func TestAQuestionInEnglishFindsItsItem(t *testing.T) {
	for said, want := range map[string]string{
		"How do I apply for a passport for the first time?":             "普通护照首次申请",
		"I lost my passport, how can I replace it?":                     "普通护照补发",
		"How much does it cost to renew a passport?":                    "普通护照换发",
		"I lost my ID card":                                             "居民身份证丢失补领",
		"temporary ID card for flight tomorrow":                         "临时居民身份证申领",
		"where can I get a residence permit":                            "居住证申领、签注、换领和补领",
		"I've just had a baby, how do I register her hukou?":            "出生登记",
		"How to move my household registration to my husband's city":    "户口迁移审批（投靠类）",
		"I need a no criminal record certificate for my visa":           "开具无犯罪记录证明",
		"Renewal of Hong Kong and Macau permit":                         "往来港澳通行证和签注签发",
		"What documents do I need to get married?":                      "结婚登记",
		"My husband and I want to divorce":                              "离婚登记",
		"how to get birth certificate for my newborn":                   "出生医学证明首次签发",
		"social security card lost what should I do":                    "社会保障卡补领、换领",
		"I was laid off, can I get unemployment benefits?":              "失业保险金申领",
		"How can I get reimbursed for medical expenses?":                "医疗费用手工（零星）报销",
		"can I use my medical insurance in another city?":               "基本医疗保险异地就医备案",
		"How do I withdraw my housing fund to pay rent?":                "租房提取住房公积金",
		"how to add my wife's name to the property deed":                "国有建设用地使用权及房屋所有权转移登记",
		"my mother is 85 years old, can she get old age allowance":      "高龄津贴申领",
		"How to register a company":                                     "有限责任公司设立登记",
		"business licence for sole trader":                              "个体工商户设立登记",
		"I need to change the legal representative of my company":       "有限责任公司变更登记",
		"I want to open a small restaurant, what licence do I need":     "食品小作坊、小餐饮登记",
		"tobacco licence for my shop":                                   "烟草专卖零售许可证核发",
		"how do i convert my US driver's license":                       "机动车驾驶证初次申领",
		"drivers lisence expired last month":                            "机动车驾驶证换证（期满、年龄、信息变化、损毁）",
		"lost number plate":                                             "补领、换领机动车号牌、行驶证、登记证书",
		"I bought a second hand car, how to transfer the ownership":     "机动车转让登记（转移登记）",
		"how to file my annual tax return":                              "个人所得税综合所得年度汇算",
		"Where do I enrol my children in primary school?":               "义务教育阶段小学一年级入学报名",
		"Can I get a free lawyer?":                                      "法律援助申请",
		"how can i register my DOG":                                     "养犬登记",
		"换passport":                                                     "普通护照换发",
		"我的passport丢了":                                                  "普通护照补发",
		"VAT发票怎么开":                                                      "代开增值税发票",
		"迁hukou":                                                        "户口迁移审批（投靠类）",
		"jiazhao daoqi":                                                 "机动车驾驶证换证（期满、年龄、信息变化、损毁）",
		"shenfenzheng":                                                  "居民身份证换领",
		"Do I need an appointment for a Chinese marriage registration?": "结婚登记",
	} {
		r := meet(t).say(said)
		first := r.Items[:min(3, len(r.Items))]
		found := slices.ContainsFunc(first, func(x assistant.Ranked) bool { return x.Name == want })
		shown := r.Focus != "" && len(first) > 0 && first[0].Name == want
		offered := slices.ContainsFunc(r.Choices, func(c assistant.Choice) bool { return c.Label == want })
		if !found || !shown && !offered {
			t.Errorf("say(%s) = %s %s, items %v, choices %v; want %s shown or offered among the first three", said, r.Outcome, r.Reason, first, labels(r), want)
		}
	}
}

// TestEnglishThatIsNoServiceFindsNone: what no desk answers, gibberish with and
// without a known word, code, and what another city does.
func TestEnglishThatIsNoServiceFindsNone(t *testing.T) {
	for _, said := range []string{
		"who won the world cup", "write me a poem about my passport", "what is the weather tomorrow",
		"What is the capital of France?", "How do I cook rice", "how do I invest in bitcoin", "which hotel is cheap",
		"tell me a joke", "How do I get a residence permit in Shanghai",
		"asdf qwer zxcv uiop", "lorem ipsum dolor sit amet consectetur", "zxcvb qwert passport asdfg poiuy lkjhg",
		"The quick brown fox jumps over the lazy dog", "<passport>{{.passport}}</passport>", "http://www.passport.example",
	} {
		if r := meet(t).say(said); r.Outcome != guide.Declined || r.Focus != "" {
			t.Errorf("say(%s) = %s %s, focus %q, %v; want it declined", said, r.Outcome, r.Reason, r.Focus, labels(r))
		}
	}
}

// TestDangerIsHeardInEnglish: and a complaint, and who wants a person.
func TestDangerIsHeardInEnglish(t *testing.T) {
	for said, want := range map[string]struct {
		reason guide.Reason
		lead   string
	}{
		"I want to kill myself":                                  {guide.Emergency, "12356"},
		"I feel like ending it all, nobody would miss me":        {guide.Emergency, "12356"},
		"my house is on fire":                                    {guide.Emergency, "119"},
		"there's a strong smell of gas in the hallway":           {guide.Emergency, "119"},
		"someone is trying to break into my flat":                {guide.Emergency, "110"},
		"My friend took too many pills and is unconscious":       {guide.Emergency, "120"},
		"I want to speak to a human":                             {guide.WantsHuman, "12345"},
		"my neighbour is too noisy at night, I want to complain": {guide.AsComplaint, "Chinese"},
		"my boss has not paid me for three months":               {guide.AsComplaint, "Chinese"},
	} {
		if r := meet(t).say(said); r.Reason != want.reason || !strings.Contains(r.Lead, want.lead) {
			t.Errorf("say(%s) = %s %s %q, want %s with %s", said, r.Outcome, r.Reason, r.Lead, want.reason, want.lead)
		}
	}
}

// TestWhatIsAskedOfAnItemIsHeardInEnglish: details, answers and a choice, in one
// talk; the reply is in Chinese, with one English sentence before it.
func TestWhatIsAskedOfAnItemIsHeardInEnglish(t *testing.T) {
	c := meet(t)
	r := c.say("passport")
	if r.Outcome != guide.Offered {
		t.Fatalf("say(passport) = %s, want an offer", r.Outcome)
	}
	second := r.Choices[1].Label
	if r = c.say("the second one"); len(r.Items) == 0 || r.Items[0].Name != second || r.Focus == "" {
		t.Errorf("say(the second one) is about %v, want %s", r.Items, second)
	}
	if r = c.say("How much is the fee?"); !strings.Contains(r.Lead, "元") || !strings.HasPrefix(r.Lead, "I can only answer in Chinese") {
		t.Errorf("say(How much is the fee?) = %q, want the fee, and why it is in Chinese", r.Lead)
	}
	c = meet(t)
	c.say("I lost my ID card")
	if r = c.say("it is for my daughter, she is 6 years old"); !slices.ContainsFunc(materials(r), func(m string) bool { return strings.HasPrefix(m, "监护人") }) {
		t.Errorf("say(my daughter, 6) lists %v, want what a guardian brings", materials(r))
	}
}

// TestWhatWasSaidInEnglishIsKeptAsItWasSaid: the Chinese words are for searching;
// a case says what the citizen said.
func TestWhatWasSaidInEnglishIsKeptAsItWasSaid(t *testing.T) {
	c := meet(t)
	const said = "My neighbour upstairs is too noisy at night, I want to complain"
	c.say(said)
	talk, err := c.a.Ledger.Talk(t.Context(), c.last.Talk)
	if err != nil {
		t.Fatal(err)
	}
	if talk.State.Case == nil || !strings.EqualFold(talk.State.Case.What, said) {
		t.Errorf("the case after say(%s) is %+v, want it as it was said", said, talk.State.Case)
	}
	r := meet(t).say("换passport")
	if got, ok := r.Trace.Reading.(read.Reading); !ok || got.Said() != "换passport" || got.Text != "换护照" {
		t.Errorf("the reading of 换passport says %q and searches %q", got.Said(), got.Text)
	}
}

// TestMuchEnglishIsBounded: 64 KB are one turn, and the talk goes on.
func TestMuchEnglishIsBounded(t *testing.T) {
	for _, row := range []string{"how do i renew my passport ", "the ", "a", "residence permit. ", "'s ", "hong kong and macau "} {
		c := meet(t)
		if r := c.say(strings.Repeat(row, 1<<16/len(row))); len(r.Text) == 0 || len(r.Text) > 200_000 {
			t.Errorf("say(%q…) replies %d bytes", row, len(r.Text))
		}
		if r := c.say("算了，身份证丢了怎么补"); r.Focus != lostCard {
			t.Errorf("after %q… the next question is about %q (%s)", row, r.Focus, r.Outcome)
		}
	}
}

// TestEnglishNobodyTunedFor: questions that were written after the glossary, in
// the way of people whose own language English often is not. When they were asked
// for the first time the item that is meant was first for 59 of 77 and for 26 of
// the 30 that were written later, and among the first three for 63 and 29. The
// floors are a little below that: they hold against loss.
func TestEnglishNobodyTunedFor(t *testing.T) {
	lines, err := os.ReadFile("testdata/english.tsv")
	if err != nil {
		t.Fatal(err)
	}
	asked, first, three := 0, 0, 0
	for line := range strings.Lines(string(lines)) {
		said, want, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		asked++
		r := meet(t).say(said)
		at := slices.IndexFunc(r.Items, func(x assistant.Ranked) bool { return x.Name == want })
		offered := slices.ContainsFunc(r.Choices, func(c assistant.Choice) bool { return c.Label == want })
		switch {
		case at == 0 && (r.Focus != "" || offered):
			first, three = first+1, three+1
		case at > 0 && at < 3 && offered:
			three++
		default:
			t.Logf("say(%s) = %s %s, %q at %d of %v", said, r.Outcome, r.Reason, want, at, r.Items[:min(3, len(r.Items))])
		}
	}
	t.Logf("%d questions: the item that is meant is first and shown or offered for %d, among the first three for %d", asked, first, three)
	if first < 83 || three < 90 {
		t.Errorf("first for %d, among the first three for %d; want 83 and 90", first, three)
	}
}
