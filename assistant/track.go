package assistant

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"wenban/assistant/guide"
	"wenban/assistant/handoff"
	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/segment"
	"wenban/knowledge/sieve"
)

// Cases is where what was handed in is looked up by whoever it belongs to.
type Cases interface {
	// CasesOfTalk returns the cases that were opened in a talk, oldest first.
	CasesOfTalk(ctx context.Context, talk string) ([]handoff.Case, error)
	// CasesOfCitizen returns the cases of a signed-in citizen, newest first.
	CasesOfCitizen(ctx context.Context, citizen string) ([]handoff.Case, error)
	// Prove returns the case of a receipt number to whoever knows the last four
	// digits of its phone number; from is what tries are counted by. Everything
	// that is wrong is ErrNoCase, too many tries are a TooSoon.
	Prove(ctx context.Context, receipt, tail, from string, at time.Time) (handoff.Case, error)
	// Steps returns what was done to a case as its owner may see it.
	Steps(ctx context.Context, id string) ([]handoff.Step, error)
}

// NotFound is what is said when a receipt number and its proof open nothing: the
// same for a number that is not there, digits that are wrong, and a case that is
// somebody else's.
const NotFound = "没有查到，或者核对信息不一致。"

// anyReceipt is guide.State.Track while a receipt number is waited for; else it
// is the number whose proof is waited for.
const anyReceipt = "?"

// tracked is a turn about a case that was handed in.
type tracked struct {
	said  string
	reply Reply
	next  guide.State
}

// track answers what is asked about a case that was handed in here, which needs
// no search; ok is false for everything else. In the talk in which it was handed
// in, and to the citizen who did it, a case is told as it is; else the receipt
// number needs the last four digits of the phone number.
//
// PRIVACY: the digits stand neither in what is saved as said nor in the state.
func (a *Assistant) track(ctx context.Context, talk Talk, q Question, r read.Reading, s guide.State, know *Knowledge) (t tracked, ok bool, err error) {
	open := s.Case != nil && !s.Case.Paused // what is said is about what is being taken down
	if open || a.Cases == nil || q.Pick != "" || q.Drop != "" || slices.Contains(beforeCases, r.Intent) {
		return t, false, nil
	}
	asked := trackingOf(q.Text, s.Track)
	own, err := a.ownCases(ctx, talk, q)
	if err != nil {
		return t, false, fmt.Errorf("look for the cases of talk %q: %w", talk.ID, err)
	}
	voice := caseVoice{know, s, asked.said}
	switch mine := withReceipt(own, asked.receipt); {
	case asked.receipt != "" && len(mine) > 0:
		t, err = a.tellCases(ctx, voice, mine)
	case asked.receipt != "" && asked.tail != "":
		t, err = a.proven(ctx, voice, asked, "talk "+talk.ID+" "+q.From, q.At)
	case asked.receipt != "":
		t = voice.say(asked.receipt, "请说登记时留的手机号后四位，核对后告诉您办到哪了。没有留手机号的，只能在提交时的那次对话里看。")
	case asked.wrong:
		t = voice.say(s.Track, "这个回执号不对，请再核对一下：WB 开头，后面 14 位数字，在提交后的页面上。")
	case s.Track != "" && s.Track != anyReceipt && isNumber(q.Text):
		t = voice.say(s.Track, "要的是手机号后四位，四位数字，请再说一次。")
	case s.Track != "" && s.Track != anyReceipt && r.Intent == read.Unknown:
		t = voice.say("", "没有手机号后四位就不能查，这是为了不让别人看到您的事。可以回到提交时的那次对话看，或者拨打 12345 由工作人员核实身份后查询。")
	case r.Intent == read.Progress && r.Receipt == "" && len(own) > 0:
		t, err = a.tellCases(ctx, voice, own)
	default:
		return t, false, nil
	}
	return t, err == nil, err
}

// beforeCases are the intents that come before any case.
var beforeCases = []read.Intent{read.Emergency, read.Crisis, read.Human, read.Restart, read.Unsafe}

// ownCases are the cases that need no proof: of the talk, and of the citizen.
func (a *Assistant) ownCases(ctx context.Context, talk Talk, q Question) ([]handoff.Case, error) {
	if talk.Turns == 0 && q.Citizen == "" {
		return nil, nil
	}
	own, err := a.Cases.CasesOfTalk(ctx, talk.ID)
	if err != nil || q.Citizen == "" {
		return own, err
	}
	others, err := a.Cases.CasesOfCitizen(ctx, q.Citizen)
	for _, c := range others {
		if len(withReceipt(own, c.Receipt)) == 0 {
			own = append(own, c)
		}
	}
	return own, err
}

func withReceipt(cases []handoff.Case, receipt string) (out []handoff.Case) {
	for _, c := range cases {
		if c.Receipt == receipt {
			out = append(out, c)
		}
	}
	return out
}

func (a *Assistant) proven(ctx context.Context, v caseVoice, asked tracking, from string, at time.Time) (tracked, error) {
	c, err := a.Cases.Prove(ctx, asked.receipt, asked.tail, from, at)
	var soon TooSoon
	switch {
	case errors.As(err, &soon):
		return v.say("", TooOften(soon)), nil
	case errors.Is(err, ErrNoCase):
		return v.say(asked.receipt, NotFound+"请核对回执号和登记时留的手机号后四位，再说一次；也可以拨打 12345。"), nil
	case err != nil:
		return tracked{}, fmt.Errorf("look a case up: %w", err)
	}
	return a.tellCases(ctx, v, []handoff.Case{c})
}

// TooOften says how long to wait.
func TooOften(e TooSoon) string {
	return fmt.Sprintf("试的次数太多了，请过 %d 分钟再试，或者拨打 12345。", max(1, int((e.Wait+time.Minute-1)/time.Minute)))
}

// maxTold bounds how many cases are told in one reply.
const maxTold = 5

func (a *Assistant) tellCases(ctx context.Context, v caseVoice, cases []handoff.Case) (tracked, error) {
	var told []string
	for _, c := range cases[:min(len(cases), maxTold)] {
		steps, err := a.Cases.Steps(ctx, c.ID)
		if err != nil {
			return tracked{}, fmt.Errorf("read the steps of a case: %w", err)
		}
		told = append(told, tellCase(c, steps))
	}
	text := strings.Join(told, "\n")
	if n := len(cases) - len(told); n > 0 {
		text += fmt.Sprintf("\n另外还有 %d 件，在“我的”里看。", n)
	}
	t := v.say("", text+"\n要补充说明、撤回或者看全部办理记录，请打开“我的”里的“查进度”。")
	if len(cases) == 1 {
		t.reply.Receipt = ReceiptOf(cases[0])
	}
	return t, nil
}

// tellCase says in words where a case stands: who has it, until when, and what
// was said last.
//
// PRIVACY: what a department wrote is masked, for a turn is kept as it is read.
func tellCase(c handoff.Case, steps []handoff.Step) string {
	var b strings.Builder
	fmt.Fprintf(&b, "您的%s“%s”（回执号 %s）：%s", c.Kind.Name(), c.Title, handoff.Grouped(c.Receipt), c.State.Name())
	if c.Department != "" {
		b.WriteString("，由" + c.Department + "办理")
	}
	if !c.Due.IsZero() && !c.State.Final() {
		fmt.Fprintf(&b, "，%s前答复", c.Due.In(knowledge.Zone).Format("1月2日"))
	}
	b.WriteString("。")
	if n := len(steps); n > 0 {
		s := steps[n-1]
		masked, _ := read.Mask(s.Text)
		fmt.Fprintf(&b, "最近：%s%s", s.At.In(knowledge.Zone).Format("1月2日"), s.Action)
		if masked != "" {
			b.WriteString("，" + masked)
		}
		b.WriteString("。")
	}
	return strings.ReplaceAll(b.String(), "。。", "。")
}

// caseVoice holds what a turn about cases is said from.
type caseVoice struct {
	know *Knowledge
	next guide.State
	said string
}

// say makes a turn that tells something of cases; track is what is waited for
// next.
func (v caseVoice) say(track, lead string) tracked {
	v.next.Track = track
	return tracked{v.said, Reply{
		Outcome: guide.Informed, Reason: guide.AsProgress, Lead: lead, Text: lead, Region: v.next.Region, Edition: v.know.Edition.ID,
		Items: []Ranked{}, Materials: []Line{}, Sources: []Source{}, Choices: []Choice{},
	}, v.next}
}

// asksReceipt adds to a reply about progress how what was handed in here is
// looked up.
func (a *Assistant) asksReceipt(p guide.Plan, r Reply, s guide.State) (Reply, guide.State) {
	s.Track = ""
	if a.Cases == nil || p.Act != guide.Track && !p.Tracks {
		return r, s
	}
	s.Track = anyReceipt
	if p.Tracks {
		r.Lead += "在这里提交的，说回执号（WB 开头）和手机号后四位，也可以在这里查。"
	} else {
		r.Lead = "在这里提交的，请说回执号（WB 开头）和手机号后四位，马上可以查。别处提交的：" + r.Lead
	}
	r.Text = plainText(r)
	return r, s
}

// tracking is what a message says about a case.
type tracking struct {
	said    string // as it is kept
	receipt string // "": none
	tail    string // last four digits of a phone number; "": none
	wrong   bool   // it gives a number that cannot be a receipt number
}

var (
	someReceipt  = sieve.Compile(`wb[\d \-—·_.]{12,24}\d`)
	bareReceipt  = sieve.Compile(`\d[\d \-—·_.]{11,23}\d`)
	spokenDigits = sieve.Compile(`[0-9零〇一幺二三四五六七八九]{4,}`)
	someDigits   = sieve.Compile(`\d{4,}`)
	chinese      = strings.NewReplacer("零", "0", "〇", "0", "一", "1", "幺", "1", "二", "2", "三", "3", "四", "4", "五", "5", "六", "6", "七", "7", "八", "8", "九", "9")
)

// trackingOf reads a message while waiting for what waits names (anyReceipt, a
// receipt number, or "").
func trackingOf(text, waits string) tracking {
	text = segment.Normal(text)
	number, rest := someReceipt.FindString(text), text
	if number == "" && waits == anyReceipt {
		number = bareReceipt.FindString(text)
	}
	t := tracking{}
	if number != "" {
		t.receipt, number = longestReceipt(number)
		rest = strings.Replace(text, number, " ", 1)
		t.wrong = t.receipt == ""
	} else if waits != anyReceipt {
		t.receipt = waits
	}
	if digits := tailsIn(rest, number == "" && waits != ""); t.receipt != "" && digits != "" {
		t.tail = handoff.Tail(digits)
	} else if number == "" {
		t.receipt = ""
	}
	t.said = maskedSaid(text, number, t)
	return t
}

// longestReceipt finds the receipt number at the beginning of a run of digits
// that the proof may follow: wb261125-1234-5678 8000.
func longestReceipt(run string) (receipt, written string) {
	for end := len(run); end > 0; end-- {
		with := run[:end]
		if !strings.HasPrefix(with, "wb") {
			with = "wb" + with
		}
		if number, ok := handoff.Receipt(with); ok {
			return number, run[:end]
		}
	}
	return "", run
}

// tailsIn returns the digits of a proof. When it was asked for, it may be said in
// Chinese digits, and nothing else may be said with it.
func tailsIn(text string, alone bool) string {
	if alone {
		text = chinese.Replace(text)
	}
	found := someDigits.FindAllString(text, 2)
	if len(found) != 1 || len(found[0]) != 4 && len(found[0]) != 11 {
		return ""
	}
	if alone && len([]rune(text))-len(found[0]) > 12 {
		return ""
	}
	return found[0]
}

// maskedSaid is a message as it is kept: the receipt number as it is written, no
// digit of the proof.
func maskedSaid(text, number string, t tracking) string {
	if t.tail == "" {
		masked, _ := read.Mask(text)
		return masked
	}
	before, after, found := strings.Cut(text, number)
	if !found || number == "" {
		return hideDigits(text)
	}
	return hideDigits(before) + handoff.Grouped(t.receipt) + hideDigits(after)
}

func isNumber(text string) bool {
	text = segment.Normal(text)
	return text != "" && strings.Trim(text, "0123456789 ") == ""
}

// hideDigits hides every number that could be the proof.
func hideDigits(text string) string {
	masked, _ := read.Mask(text)
	return spokenDigits.ReplaceAllStringFunc(masked, func(s string) string { return strings.Repeat("*", len([]rune(s))) })
}
