package read

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"wenban/assistant/read/kind"
	"wenban/knowledge"
	"wenban/knowledge/lexicon"
	"wenban/knowledge/segment"
)

// Reader understands what citizens say. It never changes after New and may be
// used by many at once.
type Reader struct {
	rules   *matcher
	lexicon *lexicon.Lexicon
	places  *places
}

// tables are the rule tables, in data/.
var tables = []string{"crisis", "emergency", "unsafe", "legal", "desk", "talk", "scope", "detail", "duty"}

// New makes a reader for a tree of regions. Where a catalogue has no tree,
// home names the places it belongs to (广东省, 广州市): what lies in them is not
// elsewhere.
func New(regions knowledge.Regions, home ...string) *Reader {
	rules, err := loadRules(dataFiles, tables...)
	if err != nil {
		panic(fmt.Sprintf("read: %v", err)) // the tables are part of the program and tested with it
	}
	return &Reader{rules: rules, lexicon: lexicon.Default(), places: newPlaces(regions, home)}
}

// Read understands one message. It is pure: the same text and context give the
// same reading. PRIVACY: everything in the reading comes from the masked text.
func (r *Reader) Read(text string, c Context) Reading {
	said, kinds := masked(segment.Normal(text), c.Before)
	out, other := r.begun(said, c.Asked || c.Focus != "")
	said, out.Masked = out.Text, kinds
	p := plain(said)
	if !readable(p) {
		out.Intent = emptyOrSmile(said)
		return out
	}
	v := r.rules.judge(p)
	heard := v.heard()
	std := v
	s := r.lexicon.Standard(said)
	if other == "" {
		other = s
	}
	if other != said {
		std = r.rules.judge(plain(other))
		heard = stronger(heard, std.heard())
	}
	out.Paper, out.Only = paper(s)
	r.entities(&out, p, c)
	out.Clauses, out.Negated = clauses(said, v)
	out.Needs = needs(said)
	later(out.Clauses, out.Needs)
	out.Kind = kind.Default().Shares(said)
	if out.Elsewhere != "" {
		out.Kind = out.Kind.Moved(kind.Refuse, kind.Service) // a need, but of another place
	}
	r.places.strip(out.Clauses, out.Region)
	out.OutOf = min(v.outOf(), std.outOf())
	if out.Typed != "" {
		out.OutOf = max(v.outOf(), std.outOf()) // the gist may leave out what makes it none of ours
	}
	out.Details = v.details()
	if len(out.Details) == 0 {
		out.Details = std.details()
	}
	if len(out.Needs) > 1 {
		out.Details = r.rules.judge(plain(out.Needs[0])).details()
	}
	r.settle(&out, heard, v, std, c)
	if Routed(out.Category) {
		out.Kind = out.Kind.Moved(kind.Complaint, kind.Legal) // its words name the route, whatever it sounds like
	}
	return out
}

// begun is a reading of a masked text in normal form of which nothing is known
// but what it says in English or pinyin, in Chinese words; other is another form
// to hear it in, if any: the tables know some English. What names nothing is heard
// but not searched for (how much?), unless it goes on with something.
func (r *Reader) begun(said string, goesOn bool) (out Reading, other string) {
	gist, ok := r.lexicon.Chinese(said)
	switch {
	case !ok:
		return Reading{Text: said, Lang: language(said)}, ""
	case gist.Share == 0 && !goesOn:
		return Reading{Text: said, Lang: language(said)}, gist.Text
	case !gist.Foreign:
		return Reading{Text: gist.Text, Typed: said, Lang: "zh"}, said
	}
	out = Reading{Text: gist.Text, Typed: said, Lang: language(said)}
	if gist.Share > 0 {
		out.Missed = 1 - gist.Share
	}
	return out, said
}

// InChinese puts what was said, in normal form, into Chinese as reading it does.
func InChinese(said ...string) []string {
	out := slices.Clone(said)
	for i, text := range said {
		if gist, ok := lexicon.Default().Chinese(text); ok && gist.Share > 0 {
			out[i] = gist.Text
		}
	}
	return out
}

// masked masks a message, with the number that began in the one before it.
func masked(text, before string) (string, []string) {
	if strings.HasSuffix(before, "******") { // so end only parts of identity numbers
		rest := strings.TrimLeft(text, "0123456789xX -")
		head := text[:len(text)-len(rest)]
		said, kinds := Mask(rest)
		return strings.Repeat("*", len(head)) + said, kinds
	}
	if before == "" || before[len(before)-1] < '0' || before[len(before)-1] > '9' {
		return Mask(text)
	}
	_, said, kinds := MaskAcross(before, text)
	return said, kinds
}

// aside reports whether a question about a paper names no item of its own.
func aside(text, paper string) bool {
	before, _, found := strings.Cut(text, paper)
	return found && paper != "" && !containsAny(before, "办 换 补 领 登记 申请 开 报 结婚 离婚 落户 注销 迁")
}

// applied are words that say that something was handed in.
const applied = "交了 申请了 办了 递交 提交 寄了 已经 还没 还要 还得 怎么还 上周 上个月 昨天 前天 那天 单号 进度 催"

// awaits are words of somebody who waits for what he has a number of.
const awaits = "查 什么时候 啥时候 几时 多久 到哪 怎么样 咋样 到账 批下来 发下来"

// settle decides the intent of what was heard.
func (r *Reader) settle(out *Reading, heard []Intent, v, std *verdict, c Context) {
	bare := v.bare() || std.bare()
	if n := cmp.Or(choice(string(v.text), c), choice(string(std.text), c)); n > 0 {
		out.Choice = n
		heard = stronger(heard, []Intent{Pick})
	}
	desks := slices.Contains(heard, Scope) && r.desks(out.Clauses)
	heard = slices.DeleteFunc(heard, func(i Intent) bool {
		return i == Scope && (desks || out.Region != "" && out.OutOf < 0.9 || bare && out.OutOf < 0.9) || bare && len(out.Details) > 0 && (i == Unknown || i == Greeting || i == Yes || i == No)
	})
	switch {
	case len(heard) > 0:
		out.Intent, out.Also = heard[0], heard[1:]
	case bare && len(out.Details) > 0 && len(out.Needs) == 0:
		out.Intent = Detail
	default:
		out.Intent = Find
	}
	if out.Intent == Abuse && v.uncovered(only(Abuse, false)) > 0 && std.uncovered(only(Abuse, false)) > 0 {
		out.Intent = Find
		if v.outOf() > 0.3 && v.score("gov") == 0 && len([]rune(string(v.text))) < 20 {
			out.Intent = Abuse
		}
	}
	if way := route(v, std); way != "" && rank(out.Intent) > rank(Human) {
		out.Intent, out.OutOf, out.Category = Scope, 1, way
		return
	}
	if out.Country != "" && out.Intent == Scope && v.category("scope") == "foreign" {
		out.OutOf = max(out.OutOf, 0.9)
	}
	out.Duty = duty(v, std)
	out.Loose = loose(out.Intent, v, std) || out.Intent == Scope && out.OutOf < 0.75
	out.Corrects = v.positive("corrects") > 0
	out.Receipt = receipt(out.Text)
	if out.Receipt != "" && out.Intent == Find && (max(v.score("progress"), std.score("progress")) > 0 || containsAny(out.Text, awaits)) {
		out.Intent = Progress
	}
	if n := bareReceipt(out.Text, out.Receipt); n != "" && slices.Contains([]Intent{Find, Detail, Scope, Complaint}, out.Intent) {
		out.Intent, out.Receipt = Progress, n
	}
	if out.Intent == Yes && !c.Asked {
		out.Intent, out.Category = Greeting, "ack" // 嗯嗯: an answer to nothing
		return
	}
	if out.Intent == Progress && c.Focus != "" && len(out.Details) > 0 && out.Receipt == "" && !containsAny(out.Text, applied) {
		out.Intent = Detail // 多久能拿到, of an item that is being explained
	}
	if c.Asked && out.Intent == Find && unsure.MatchString(out.Text) && !containsAny(out.Text, "办 怎么 咋 如何 补 换 领 申请 去哪 要带 多少") {
		out.Intent = Unknown // 不知道他账户在哪
	}
	if out.Intent == Find && c.Focus != "" && aside(out.Text, out.Paper) {
		out.Intent, out.Details = Detail, []string{"materials"} // 不带户口本可以吗, of the item in focus
	}
	if i := string(out.Intent); i == "crisis" || i == "emergency" || i == "scope" || i == "unsafe" || i == "greeting" || i == "complaint" {
		out.Category = v.category(i)
		if out.Category == "" {
			out.Category = std.category(i)
		}
	}
	if out.Intent == Abuse && r.asksToo(out) {
		out.Intent = Find
	}
	if out.Intent == Abuse {
		out.Category = "abuse"
	}
}

// asksToo reports whether a message with an insult has a clause that asks for
// something; the insulting ones are then put aside.
func (r *Reader) asksToo(out *Reading) bool {
	clauses, asks := slices.Clone(out.Clauses), false
	for i, c := range clauses {
		if r.rules.judge(plain(c.Text)).positive(string(Abuse)) > 0 {
			clauses[i].Negated, clauses[i].Weight = true, 0.1
		} else {
			asks = asks || request(c.Text)
		}
	}
	if asks {
		out.Clauses = clauses
	}
	return asks
}

// readable reports whether there is a letter, a character or a digit.
func readable(p []rune) bool {
	return slices.ContainsFunc(p, func(r rune) bool { return isWord(r) })
}
