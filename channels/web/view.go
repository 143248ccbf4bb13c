package web

import (
	"strings"
	"time"

	"wenban/assistant"
	"wenban/assistant/guide"
	"wenban/knowledge"
)

// turnView is a turn as the page shows it, in the order of need: what it is,
// the question that is still open, the list, time and money, where, how,
// sources.
type turnView struct {
	Seq    int
	Said   string
	Here   string // name of the region the answer is for: the head of the page follows it
	Last   bool   // only the last turn has buttons
	Nonce  string
	Lead   string
	More   string // the rest of what is said first
	Plain  bool   // nothing stands below the lead
	Urgent bool
	Refuse bool

	Known    []tagView // what was said
	Presumed []tagView // what nobody said and most people are
	Unless   []string  // what holds where the presumed is not so
	Ask      *assistant.Ask
	Options  []assistant.Choice // large buttons
	Commands []assistant.Choice // ways around them
	Instead  string             // stands above Options that may be meant instead of what is answered

	List    *listView
	Key     []factView
	Places  []placeView
	Others  []placeView // places further down, folded
	Wide    bool        // the region is so wide that no place is nearest
	Online  string
	Phones  []phoneView
	Open    []sectionView
	Items   []sectionView // items of a life event, each a button
	Folded  []sectionView
	Sources []assistant.Source
	Edition string
	Stamp   string             // when it was given, and what it rests on
	Receipt *receiptView       // of what was handed in
	Summary *assistant.Summary // of what is going to be
	Form    *formView          // that can be filled in here
	Appoint string             // address at which a time can be booked, or ""

	Focused bool // it is about an item or a life event
	Ways    []wayView
	Aloud   bool // a person is to be asked: offers what was said to take along

	Rate     bool   // may be rated
	Feedback string // as it was rated
}

// viewTurn makes the view of a turn; prev is the turn before it, or nil.
func viewTurn(know *assistant.Knowledge, prev *assistant.Turn, t assistant.Turn, last bool, now time.Time) turnView {
	r := t.Reply
	v := turnView{
		Seq: t.Seq, Said: spoken(know, prev, t), Here: know.Edition.Regions.Name(r.Region), Last: last, Nonce: nonce(), Ask: r.Ask,
		Sources: r.Sources, Edition: r.Edition, Feedback: t.Feedback,
		Receipt: viewReceipt(t), Summary: r.Summary, Stamp: stamp(t), Focused: r.Focus != "", Aloud: r.HandOff != nil && r.HandOff.To == "operator",
		Urgent: r.HandOff != nil && r.HandOff.To != "operator",
		Refuse: r.Outcome == guide.Declined, Rate: r.Outcome == guide.Answered,
	}
	v.Lead, v.More = lead(r)
	v.choices(r)
	v.Known, v.Presumed = viewTags(r.Understood)
	v.List = viewList(know, r)
	if v.List != nil {
		v.List.Jump = last && r.Ask != nil
	}
	for _, s := range r.Sections {
		v.section(know, s, r.Region, now)
	}
	if r.Focus == "" {
		v.Ways = viewWays(r.Ways)
	}
	v.Plain = v.List == nil && len(r.Sections) == 0 && len(r.Sources) == 0
	return v
}

// lead splits what is said first after its first sentence, where the rest
// explains it: a refusal says what, then why.
func lead(r assistant.Reply) (first, more string) {
	sorry := ""
	rest := r.Lead
	if after, ok := strings.CutPrefix(rest, "请节哀。"); ok {
		sorry, rest = "请节哀。", after
	}
	if first, more, ok := strings.Cut(rest, "。"); ok {
		return sorry + first + "。", more
	}
	return r.Lead, ""
}

// choices sorts what can be tapped: answers are large, ways around them small.
// A way that is always in reach is not repeated.
func (v *turnView) choices(r assistant.Reply) {
	if len(assistant.Instead(r)) > 0 {
		v.Instead = assistant.NotThis
	}
	for _, c := range r.Choices {
		switch {
		case c.Command == "" || c.Command == "submit":
			v.Options = append(v.Options, c)
		case c.Command != "human" || len(r.Ways) == 0:
			v.Commands = append(v.Commands, c)
		}
	}
}

// factView is one short fact under a word: 费用 40元.
type factView struct {
	Title  string
	Values []string
}

// sectionView is a group of facts with a heading.
type sectionView struct {
	Title string
	Kind  string
	Facts []assistant.Fact
	Pairs [][2]string // question and answer, or step and detail
}

// section puts a section of the reply where it is looked for.
func (v *turnView) section(know *assistant.Knowledge, s assistant.Section, region string, now time.Time) {
	switch s.Kind {
	case "fee", "time", "visits", "result":
		v.Key = append(v.Key, factView{s.Title, values(s)})
	case "unless":
		v.Unless = values(s)
	case "place":
		v.Wide = region == know.Home
		v.Places, v.Others = split(viewPlaces(s, now), v.Wide)
	case "online":
		v.Online = webLink(s.Facts[0].Value)
	case "phone":
		v.Phones = viewPhones(s)
	case "items", "optional":
		v.Items = append(v.Items, sectionView{Title: s.Title, Kind: s.Kind, Facts: s.Facts})
	case "faq":
		v.Folded = append(v.Folded, sectionView{Title: s.Title, Kind: s.Kind, Pairs: pairs(s.Facts)})
	case "conditions", "steps", "basis":
		v.Folded = append(v.Folded, sectionView{Title: s.Title, Kind: s.Kind, Facts: s.Facts})
	default:
		v.Open = append(v.Open, sectionView{Title: s.Title, Kind: s.Kind, Facts: s.Facts})
	}
}

func values(s assistant.Section) (out []string) {
	for _, f := range s.Facts {
		out = append(out, f.Value)
	}
	return out
}

func pairs(facts []assistant.Fact) (out [][2]string) {
	for i := 0; i+1 < len(facts); i += 2 {
		out = append(out, [2]string{facts[i].Value, facts[i+1].Value})
	}
	return out
}

// webLink returns a link that may be followed, "" for anything but http(s).
func webLink(s string) string {
	if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
		return s
	}
	return ""
}

// viewTurns makes the views of a whole talk.
func (s *Server) viewTurns(turns []assistant.Turn) []turnView {
	var out []turnView
	var prev *assistant.Turn
	for i, t := range turns {
		v := viewTurn(s.know(), prev, t, i == len(turns)-1, s.now().In(knowledge.Zone))
		s.offerForm(&v, t)
		s.offerAppointment(&v, t)
		out = append(out, v)
		prev = &turns[i]
	}
	return out
}
