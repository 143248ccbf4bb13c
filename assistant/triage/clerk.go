package triage

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/calendar"
)

// Clerk (登记) takes matters down: what was said already is never asked, what is
// not needed neither. It never changes and may be used by many at once.
type Clerk struct {
	Proposer *Proposer
	Places   *Places
	Regions  knowledge.Regions
	Calendar *calendar.Calendar
}

// NewClerk makes the clerk of an edition. A nil calendar is that of China. Over
// an edition that has not got the region of the dispatch list it proposes no
// department.
func NewClerk(e *knowledge.Edition, p *Proposer, c *calendar.Calendar) *Clerk {
	if c == nil {
		c = calendar.China()
	}
	return &Clerk{Proposer: p, Places: NewPlaces(e), Regions: e.Regions, Calendar: c}
}

// Said is one message of the citizen.
type Said struct {
	Reading read.Reading
	Raw     string // as said. PRIVACY: goes into Words alone
	Option  string // id of a choice that was tapped: a category, a region, an element, or ""
	Region  string // where the citizen is, as far as the channel knows
	At      time.Time
}

// Heard is what a message was to a draft.
type Heard string

// What a message may be.
const (
	Took   Heard = "took"   // it told something
	Submit Heard = "submit" // hand it in
	Change Heard = "change" // something is to be changed
	Cancel Heard = "cancel" // drop it
	Stale  Heard = "stale"  // confirmed what was shown too long ago
	Wrong  Heard = "wrong"  // a phone number that is none
	Lost   Heard = "lost"   // nothing that was asked
)

// Begin takes a matter down from the words that began it.
func (c *Clerk) Begin(kind handoff.Kind, hidden bool, w Words, s Said) (Draft, Words) {
	d := Draft{Kind: kind, Began: s.At, Hidden: hidden}
	w = w.Without()
	if c.Places.district(s.Region) != "" {
		d.Region = s.Region
	}
	if !Empty(s.Reading.Text) {
		d, w = c.what(d, w, s)
	}
	return d, w
}

// what takes what is told, and all that can be read off it.
func (c *Clerk) what(d Draft, w Words, s Said) (Draft, Words) {
	d.What, w = told(d.What, s.Reading.Said()), w.with(What, told(w[What], s.Raw))
	if d.When == "" {
		d.When = When(s.Reading.Text)
	}
	if d.Wish == "" && d.Kind != handoff.Suggestion && d.Kind != handoff.Praise {
		d.Wish = Wish(s.Reading.Text)
	}
	d, w = c.where(d, w, s, false)
	return c.contact(c.category(d), w, s, false)
}

// category proposes one for all that was told.
func (c *Clerk) category(d Draft) Draft {
	p := c.Proposer.Propose(read.InChinese(d.about())[0])
	d.Category, d.Guessed, d.Which = "", false, nil
	switch p.Confidence {
	case Sure, Likely:
		d.Category, d.Guessed = p.Best[0].ID, p.Confidence == Likely
	default:
		for _, b := range p.Best {
			d.Which = append(d.Which, b.ID)
		}
	}
	return d
}

// where takes the place a message tells; the whole of an answer to where it is.
func (c *Clerk) where(d Draft, w Words, s Said, whole bool) (Draft, Words) {
	place := c.Places.Find(s.Reading.Text, s.Reading.Region)
	if place.Region != "" {
		d.Region, d.Among = place.Region, nil
	} else if d.Region == "" {
		d.Among = place.Among
	}
	if place.Street != "" {
		d.Street = place.Street
	}
	switch {
	case whole:
		d.Where, d.Exact, w = s.Reading.Said(), true, w.with(Where, clip(s.Raw, maxWords))
	case place.Words != "":
		raw := c.Places.Find(s.Raw, s.Reading.Region).Words
		d.Where, w = place.Words, w.with(Where, raw)
		d.Exact = d.Exact || place.Words != c.Places.Name(place.Region) && (place.Street != "" || spot(place.Words) != nil)
	}
	return d, w
}

// contact takes a phone number and a name.
func (c *Clerk) contact(d Draft, w Words, s Said, asked bool) (Draft, Words) {
	phone, name := read.Contact(s.Raw, asked)
	if phone != "" {
		d.Contact, w = Given, w.with(Phone, phone)
	}
	if name != "" {
		w = w.with(Name, name)
	}
	return d, w
}

// Category is that of a draft; the zero value where none is known.
func (c *Clerk) Category(d Draft) Category {
	found, _ := c.Proposer.List.Category(d.Category)
	return found
}

// tries is how often one thing is asked.
const tries = 2

// Next returns what to ask now. The order is that of a person at the desk: what,
// of which kind, where, how to call back.
func (c *Clerk) Next(d Draft) Step {
	category := c.Category(d)
	placed := d.Kind != handoff.Praise && !category.Placeless
	switch {
	case d.What == "":
		return AskWhat
	case d.Category == "" && len(d.Which) > 0 && d.asked(AskWhich) == 0:
		return AskWhich
	case placed && !d.Exact && d.asked(AskWhere) == 0:
		return AskWhere
	case placed && c.Places.district(d.Region) == "" && category.Level != "市级" && d.asked(AskRegion) == 0 && len(c.Districts(d)) > 1:
		return AskRegion
	case d.Contact == "" && d.asked(AskContact) < tries:
		return AskContact
	}
	return Confirm
}

// Hopeless reports that nobody said what it is about, however often asked.
func (d Draft) Hopeless() bool { return d.What == "" && d.asked(AskWhat) >= tries }

// Districts are those a draft may be in.
func (c *Clerk) Districts(d Draft) []string {
	if len(d.Among) > 0 {
		return d.Among
	}
	return c.Places.Districts()
}

// Ask notes that a step is asked now.
func (d Draft) Ask(s Step, at time.Time) Draft {
	d.Asking, d.Asked = s, append(slices.Clone(d.Asked), s)
	if s == Confirm {
		d.Shown = at
	}
	return d
}

// Expiry is how long a summary may be confirmed.
const Expiry = 2 * time.Hour

var (
	yes     = regexp.MustCompile(`^(我?(要|来|再)?(确认|确定)(提交|无误|了)?|(就)?(现在|马上|可以)?提交(吧|了)?|没(有)?(问题|错)|(都)?(是|对)(的)?|好(的|吧|了)?|可以|行|嗯+|ok|yes|正确|都对|就这样|发吧)(吧|了|的|啊)?[。.!！,，]?(提交(吧)?|确认(提交)?)?[。.!！]?$`)
	no      = regexp.MustCompile(`^(取消|撤回|撤销|不(提交|投诉|举报|反映|登记)(了)?|算了(不(提交|投诉|举报|说)了)?|不用了|先不(提交|投诉|举报)了?|放弃|别提交|不要提交)(吧|了|提交)?[。.!！]?$`)
	changes = regexp.MustCompile(`^(我?要|想)?(修改|改一下|改一改|改改|更正|不对|有错|错了|写错了|不正确|不是这样|改|no|不是)(内容|一下|吧)?[。.!！]?$`)
	refuses = regexp.MustCompile(`不(想|愿意?|方便|用|要|必|需要)?(再)?(留|给|提供|告诉|填|联系|回|说)|匿名|没有?(电话|手机|号码)|^(不|不用|不要|不必|不了|没有|跳过|算了|不想|不方便|不留)[。.!！了]?$|别(联系|打)`)
	unknown = regexp.MustCompile(`^(我)?(也)?(不知道|不清楚|说不清|不确定|记不得|忘了|没有|不晓得|不好说)`)
)

// Hear takes a message as an answer to what was asked last.
func (c *Clerk) Hear(d Draft, w Words, s Said) (Draft, Words, Heard) {
	text := strings.TrimSpace(s.Reading.Text)
	switch {
	case no.MatchString(text):
		return d, w, Cancel
	case d.Asking == Confirm || d.Asking == AskChange:
		return c.confirmed(d, w, s, text)
	case d.Asking == AskWhat && !Empty(text):
		d, w = c.what(d, w, s)
		return d, w, Took
	case d.Asking == AskWhich:
		return c.which(d, w, s)
	case d.Asking == AskWhere && text != "":
		if unknown.MatchString(text) {
			return d, w, Took
		}
		d, w = c.where(d, w, s, true)
		d, w = c.contact(d, w, s, false)
		return d, w, Took
	case d.Asking == AskRegion:
		return c.region(d, w, s)
	case d.Asking == AskContact:
		return c.reached(d, w, s, text)
	}
	return d, w, Lost
}

// which takes the choice of a category: none of them leaves it to people.
func (c *Clerk) which(d Draft, w Words, s Said) (Draft, Words, Heard) {
	chosen := s.Option
	if n := s.Reading.Choice; n >= 1 && n <= len(d.Which) {
		chosen = d.Which[n-1]
	}
	for _, id := range d.Which {
		if found, _ := c.Proposer.List.Category(id); found.Name == s.Reading.Text {
			chosen = id
		}
	}
	switch {
	case slices.Contains(d.Which, chosen):
		d.Category, d.Which = chosen, nil
	case s.Reading.Intent == read.None || s.Reading.Intent == read.No || s.Reading.Intent == read.Unknown || chosen == "skip":
		d.Which = nil
	case !Empty(s.Reading.Text): // told more instead
		d, w = c.what(d, w, s)
	default:
		return d, w, Lost
	}
	return d, w, Took
}

// region takes the district.
func (c *Clerk) region(d Draft, w Words, s Said) (Draft, Words, Heard) {
	all, chosen := c.Districts(d), s.Option
	if n := s.Reading.Choice; n >= 1 && n <= len(all) {
		chosen = all[n-1]
	}
	if chosen == "" {
		chosen = c.Places.Find(s.Reading.Text, s.Reading.Region).Region
	}
	switch {
	case chosen != "" && c.Places.district(chosen) != "":
		d.Region, d.Among = chosen, nil
	case !unknown.MatchString(s.Reading.Text) && chosen != "skip":
		return c.aside(d, w, s)
	}
	return d, w, Took
}

// aside takes what answers something else than what was asked: a place or a
// time. What was asked is asked again, and that does not count as a try.
func (c *Clerk) aside(d Draft, w Words, s Said) (Draft, Words, Heard) {
	asked := d.Asking
	if place := c.Places.Find(s.Reading.Text, s.Reading.Region); place.Words != "" && len([]rune(s.Reading.Text)) <= maxAside {
		d, w = c.where(d, w, s, !d.Exact)
		return d.unasked(asked), w, Took
	}
	if when := When(s.Reading.Text); when != "" && len([]rune(s.Reading.Text)) <= maxAside {
		if !strings.Contains(d.When, when) {
			d.When = strings.TrimPrefix(d.When+"，"+when, "，")
		}
		return d.unasked(asked), w, Took
	}
	return d, w, Lost
}

// maxAside is how long, in characters, a place or a time is said.
const maxAside = 40

// reached takes the phone number, or that there is none to be had.
func (c *Clerk) reached(d Draft, w Words, s Said, text string) (Draft, Words, Heard) {
	d, w = c.contact(d, w, s, true)
	switch {
	case d.Contact == Given:
		return d, w, Took
	case s.Option == "skip" || refuses.MatchString(text) || unknown.MatchString(text):
		d.Contact = Refused
		d.Hidden = d.Hidden || anonymous.MatchString(text)
		return d, w, Took
	case len(regexp.MustCompile(`\D`).ReplaceAllString(s.Raw, "")) >= 5:
		return d, w, Wrong
	}
	return c.aside(d, w, s)
}

// confirmed takes the answer to the summary.
func (c *Clerk) confirmed(d Draft, w Words, s Said, text string) (Draft, Words, Heard) {
	switch {
	case s.Option == "submit" || d.Asking == Confirm && yes.MatchString(text):
		if s.At.Sub(d.Shown) > Expiry {
			return d, w, Stale
		}
		return d, w, Submit
	case s.Option == "change" || changes.MatchString(text):
		return d, w, Change
	case s.Option != "":
		return c.redo(d, w, Step(s.Option))
	case element(text) != "":
		return c.redo(d, w, element(text))
	case !Empty(text):
		return c.amend(d, w, s)
	}
	return d, w, Lost
}

// elements are the words for what may be changed.
var elements = []struct {
	step  Step
	words *regexp.Regexp
}{
	{AskWhat, regexp.MustCompile(`^(改|修改|更正)?(一下)?(事情|内容|经过|情况)[。]?$`)},
	{AskWhere, regexp.MustCompile(`^(改|修改|更正)?(一下)?(地点|地址|位置|地方)(不对|错了)?[。]?$`)},
	{AskContact, regexp.MustCompile(`^(改|修改|更正)?(一下)?(联系)?(电话|号码|手机号?|联系方式)(不对|错了)?[。]?$`)},
	{AskWhich, regexp.MustCompile(`^(改|修改|更正)?(一下)?(类别|部门|单位)(不对|错了)?[。]?$`)},
}

func element(text string) Step {
	for _, e := range elements {
		if e.words.MatchString(text) {
			return e.step
		}
	}
	return ""
}

// redo empties an element, so that it is asked again.
func (c *Clerk) redo(d Draft, w Words, s Step) (Draft, Words, Heard) {
	switch s {
	case AskWhat:
		d.What, d.When, d.Wish, w = "", "", "", w.with(What, "")
	case AskWhere:
		d.Where, d.Street, d.Region, d.Exact, d.Among, w = "", "", "", false, nil, w.with(Where, "")
		d = d.unasked(AskRegion)
	case AskContact:
		d.Contact, w = "", w.with(Phone, "")
	case AskWhich:
		was := d.Category
		p := c.Proposer.Propose(read.InChinese(d.about())[0])
		d.Category, d.Which = "", nil
		for _, b := range p.Best {
			if b.ID != was {
				d.Which = append(d.Which, b.ID)
			}
		}
	default:
		return d, w, Lost
	}
	return d.unasked(s), w, Took
}

// amend takes what was said instead of a confirmation: a number is the phone, a
// place the place, anything else belongs to the story.
func (c *Clerk) amend(d Draft, w Words, s Said) (Draft, Words, Heard) {
	if phone, _ := read.Contact(s.Raw, true); phone != "" {
		d, w = c.contact(d, w, s, true)
		return d, w, Took
	}
	if place := c.Places.Find(s.Reading.Text, s.Reading.Region); place.Words != "" && len(s.Reading.Text) <= 3*40 {
		d, w = c.where(d, w, s, false)
		return d, w, Took
	}
	category, which := d.Category, d.Which
	d, w = c.what(d, w, s)
	if category != "" {
		d.Category, d.Which = category, which
	}
	return d, w, Took
}

// Case is the case of a draft: who takes it, and by when. ID, receipt and talk
// are the ledger's to give.
func (c *Clerk) Case(d Draft, w Words, home string, at time.Time) (handoff.Case, bool) {
	category := c.Category(d)
	main, with := c.Office(d)
	due := c.Calendar.End(at, c.Proposer.List.Limit(d.Kind, category))
	region := d.Region
	if region == "" {
		region = home
	}
	out := handoff.Case{
		Kind: d.Kind, Region: region, Category: category.ID, Department: main, Secret: d.Hidden, Due: due.At,
		Title: Title(category.Name, d.What), Key: "draft " + d.Began.UTC().Format(time.RFC3339Nano),
		Content: handoff.Content{Name: w[Name], Phone: w[Phone], What: w[What], Where: w[Where], Street: d.Street, When: d.When, Wish: d.Wish},
	}
	note := func(id, label, value string) {
		if value != "" {
			out.Content.Form = append(out.Content.Form, handoff.Field{ID: id, Label: label, Value: value, Source: "派单目录", Trust: "D"})
		}
	}
	note("with", "协办单位", strings.Join(with, "、"))
	note("basis", "依据", category.Basis)
	if d.Guessed {
		note("guess", "类别", "按诉求内容推测，请核对")
	}
	return out, due.Guessed
}

// Labels are the names of what may be chosen of at a step.
func (c *Clerk) Labels(d Draft) (labels []string) {
	switch d.Asking {
	case AskWhich:
		for _, id := range d.Which {
			found, _ := c.Proposer.List.Category(id)
			labels = append(labels, found.Name)
		}
	case AskRegion:
		for _, code := range c.Districts(d) {
			labels = append(labels, c.Regions.Name(code))
		}
	}
	return labels
}

// District is the name of the district or county that a draft is about, or "".
func (c *Clerk) District(d Draft) string {
	r, _ := c.Regions.Region(c.Places.district(d.Region))
	return r.Name
}

// Office is the department of a draft and those that help; "" over an edition
// whose departments the list does not name.
func (c *Clerk) Office(d Draft) (main string, with []string) {
	if _, ours := c.Regions.Region(c.Proposer.List.Region); !ours {
		return "", nil
	}
	category := c.Category(d)
	if category.ID == "" {
		return "", nil
	}
	return c.Proposer.List.Office(category, c.Regions, d.Region)
}
