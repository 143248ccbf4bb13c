package assistant

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"wenban/assistant/guide"
	"wenban/assistant/handoff"
	"wenban/assistant/read"
	"wenban/assistant/read/kind"
	"wenban/assistant/triage"
	"wenban/knowledge/sieve"
)

// decision is what a turn comes to.
type decision struct {
	plan  guide.Plan
	next  guide.State
	words triage.Words  // what is personal in the talk after the turn
	opens *handoff.Case // the case that the turn hands in, or nil
	know  *Knowledge
	late  bool // its time limit falls in a year without a holiday table
}

// voice says what a turn comes to, once its state is known.
func (d decision) voice(t Turn) voice {
	return voice{know: d.know, plan: d.plan, state: t.State, at: t.At}
}

// decide gives the first word to a case that is being taken down, then to the
// guide; a complaint that the guide hears begins a case. It is pure.
func (k *Knowledge) decide(in guide.In, q Question, private map[string]string) decision {
	said := saidBy(in, q)
	if d, ok := k.about(in, said, private); ok {
		return d
	}
	if d, ok := k.takeDown(in, said, private); ok {
		return d
	}
	state := in.State
	in.State = aside(in)
	plan, next := k.Guide.Decide(in)
	if next.Filed = in.State.Filed; plan.Act != guide.Restart {
		next.Case = in.State.Case
	}
	plan.Complain = next.Case == nil && mayComplain(in, plan)
	if plan.Act == guide.ToEmergency && next.Case == nil {
		next.Said = []string{in.Reading.Said()} // when it turns out to be none it may be taken down
	}
	if in.State.Case == nil && state.Case != nil { // what was chosen instead ended it
		private = triage.Words(private).Without()
	}
	return k.begin(in, said, decision{plan: plan, next: next, words: private})
}

// What it takes for words that are not taken for a complaint to be one as well.
const (
	grievance = 0.45 // score of the best category of the dispatch list
	grumbling = 0.2  // share of complaints among messages of this style
	likely    = 0.9  // score from which a service is what the words ask for
	maybe     = 0.3  // share of a complaint, all things weighed
)

// mayComplain reports that words which are taken for a service, or for nothing
// that is known, may as well be a complaint: all things weighed, or because the
// dispatch list and the style both say so and no service stands out.
func mayComplain(in guide.In, plan guide.Plan) bool {
	switch {
	case in.State.Focus != "":
		return false
	case plan.Outcome == guide.Declined && plan.Reason == guide.NoSource:
		return plan.Kinds.Of(kind.Complaint) >= maybe
	case plan.Outcome != guide.Offered && plan.Outcome != guide.Asked:
		return false
	}
	heard := in.Duty >= grievance && in.Reading.Kind.Of(kind.Complaint) >= grumbling &&
		len(in.Items) > 0 && in.Items[0].Score < likely && in.Items[0].Exact == ""
	return heard || plan.Kinds.Of(kind.Complaint) >= maybe
}

// saidBy is the message as the clerk hears it.
func saidBy(in guide.In, q Question) triage.Said {
	s := triage.Said{Reading: in.Reading, Raw: q.Text, Region: in.State.Region, At: in.At}
	if in.Pick != nil {
		s.Option = in.Pick.Option + in.Pick.Command
	}
	return s
}

// aside is the state for a turn that is about something else than the case that
// is being taken down: it waits, until an item is taken instead.
func aside(in guide.In) guide.State {
	s := in.State
	if s.Case == nil {
		return s
	}
	waiting := *s.Case
	waiting.Paused = true
	s.Case = &waiting
	if in.Pick != nil && in.Pick.Item != "" || in.Reading.Intent == read.Restart {
		s.Case = nil
	}
	return s
}

var (
	claimed = sieve.Compile(`(你|您|刚才|刚刚|之前|上次).{0,6}(说|告诉|答应|承诺|答复|回复|讲).{0,8}(受理|提交|登记|转办|派单|立案|记录)(了|过|好|成功|$|[，。？?！!啊吗呢的])|(你|您)(们)?(刚才|刚刚|之前|不是|已经|都){1,3}.{0,6}(受理|提交|登记|转办|派单|立案|记录)(了|过|好了|成功)`)
	fileIt  = sieve.Compile(`^(请|麻烦|那就?|那你?)?(你们?|您)?(帮我|给我|替我|帮忙|我要|我想)?(把)?(这个|这件事|这事|这个问题|问题|它)?(登记|记录|记下|提交|反映|转|转交|转给)(一下|上去|下来|给|到)?(有关|相关|主管|责任)?(部门|单位|他们)?(答复|回复|处理|工单)?(吧|一下|问题|上去)?[。.!！]?$`)
	goesOn  = sieve.Compile(`^(那)?(就)?(接着|继续|回到)(刚才)?(的)?(登记|投诉|举报|反映|提交|建议|说|填|那件事)?(吧|一下)?[。.!！]?$`)
	sending = sieve.Compile(`^(我?(要|来|再)?(确认|确定)(提交|无误)?|提交)(了|吧)?[。.!！]?$`)
)

// about answers a word about what was handed in, or was not, where nothing is
// being taken down.
func (k *Knowledge) about(in guide.In, said triage.Said, private map[string]string) (decision, bool) {
	s, text := in.State, in.Reading.Text
	open := s.Case != nil && !s.Case.Paused
	d := decision{next: s, words: private, plan: guide.Plan{Outcome: guide.Informed, Reason: guide.AsComplaint, Act: guide.TellFiled}}
	switch {
	case open, in.Reading.Intent == read.Emergency, in.Reading.Intent == read.Crisis:
		return decision{}, false
	case s.Case != nil && (goesOn.MatchString(text) || isCommand(in, "submit", "change", "resume")):
		return k.ask(decision{next: s, words: private}, s.Case.Retract(), triage.Took, in), true
	case said.Option == "submit", sending.MatchString(text) && s.Asking == "" && len(s.Offer) == 0, claimed.MatchString(text) && s.Asking == "":
		if len(s.Filed) == 0 {
			d.plan.Act = guide.NothingIn
		}
		return d, true
	case isCommand(in, "file", "complain") || fileIt.MatchString(text) && len(s.Said) > 0:
		return k.consult(in, said, private)
	}
	return decision{}, false
}

func isCommand(in guide.In, names ...string) bool {
	return in.Pick != nil && in.Pick.Command != "" && slices.Contains(names, in.Pick.Command)
}

// consult begins a case of what was said before: a consultation of what could
// not be answered, help for what was taken for an emergency.
func (k *Knowledge) consult(in guide.In, said triage.Said, private map[string]string) (decision, bool) {
	if len(in.State.Said) == 0 {
		return decision{}, false
	}
	asked := strings.Join(in.State.Said, "；") // masked: what is personal in it was not kept
	said.Reading = k.Reader.Read(asked, read.Context{})
	said.Raw = asked
	if isCommand(in, "complain") {
		said.Reading.Intent = read.Complaint
	}
	what := triage.KindOf(said.Reading)
	if said.Reading.Intent == read.Emergency {
		what = handoff.Help
	}
	draft, words := k.Clerk.Begin(what, false, private, said)
	next := guide.State{Region: in.State.Region, Filed: in.State.Filed}
	return k.ask(decision{next: next, words: words}, draft, triage.Took, in), true
}

// takeDown takes the message as an answer to what the case needs.
func (k *Knowledge) takeDown(in guide.In, said triage.Said, private map[string]string) (decision, bool) {
	s := in.State
	if s.Case == nil || s.Case.Paused || leaves(in) {
		return decision{}, false
	}
	d := decision{next: s, words: private}
	switch {
	case in.Reading.Intent == read.Restart || said.Option == "cancel" || said.Option == "restart":
		return k.drop(d), true
	case in.Reading.Intent == read.Repeat || isCommand(in, "again"): // again: the channel has changed the region
		return k.ask(d, s.Case.Retract(), triage.Took, in), true
	case s.Case.Asking == triage.AskWhat && !isPick(in):
		return k.story(in, said, d)
	}
	draft, words, heard := k.Clerk.Hear(*s.Case, triage.Words(private), said)
	d.words = words
	switch heard {
	case triage.Cancel:
		return k.drop(d), true
	case triage.Submit:
		return k.submit(d, draft, in), true
	}
	return k.ask(d, draft, heard, in), true
}

func isPick(in guide.In) bool { return in.Pick != nil }

// story takes what it is about, once it is told: only now can it be decided what
// becomes of it.
func (k *Knowledge) story(in guide.In, said triage.Said, d decision) (decision, bool) {
	old := *in.State.Case
	whole := k.Reader.Read("我要"+old.Kind.Name()+in.Reading.Text, read.Context{}) // 举报 and 局长受贿, said one after the other
	said.Reading.Intent, said.Reading.Duty = read.Complaint, whole.Duty
	if whole.Duty == "" && !read.Routed(whole.Category) {
		draft, words, heard := k.Clerk.Hear(old, d.words, said)
		if heard != triage.Took {
			return k.again(d, draft, heard, in), true
		}
		d.words = words
		return k.ask(d, draft, heard, in), true
	}
	d.next.Case, d.words = nil, d.words.Without()
	if read.Routed(whole.Category) {
		d.plan = guide.Plan{Outcome: guide.Declined, Reason: guide.OutOfScope, Act: guide.Refuse, About: whole.Category}
		return d, true
	}
	in.Reading = said.Reading
	d.plan = guide.Plan{Outcome: guide.Informed, Reason: guide.AsComplaint, Act: guide.Complain}
	return k.begin(in, said, d), true
}

// again asks what it is about once more, and gives up when that does not help.
func (k *Knowledge) again(d decision, draft triage.Draft, heard triage.Heard, in guide.In) decision {
	if heard == triage.Cancel {
		return k.drop(d)
	}
	if !draft.Hopeless() {
		return k.ask(d, draft, heard, in)
	}
	d.next.Case = nil
	d.plan = guide.Plan{Outcome: guide.Declined, Reason: guide.AsComplaint, Act: guide.TellBranch, Verdict: &triage.Verdict{Branch: triage.NotAccepted}}
	return d
}

// ask puts the next question of a case.
func (k *Knowledge) ask(d decision, draft triage.Draft, heard triage.Heard, in guide.In) decision {
	step := k.Clerk.Next(draft)
	if heard == triage.Change {
		step = triage.AskChange
	}
	draft.Paused = false
	draft = draft.Ask(step, in.At)
	d.next.Case, d.next.Offer, d.next.Asking = &draft, nil, ""
	d.plan.Outcome, d.plan.Reason, d.plan.Act, d.plan.Heard = guide.Asked, guide.AsComplaint, guide.AskCase, heard
	d.plan.Phone = read.MaskPhone(d.words[triage.Phone])
	return d
}

// submit hands a case in.
func (k *Knowledge) submit(d decision, draft triage.Draft, in guide.In) decision {
	home := in.State.Region
	if home == "" {
		home = k.Home
	}
	c, late := k.Clerk.Case(draft, d.words, home, in.At)
	c.Edition = k.Edition.ID
	d.next.Case, d.words = nil, d.words.Without()
	d.opens, d.late, d.know = &c, late, k
	d.next.Filed = append(slices.Clone(d.next.Filed), triage.Filed{Kind: c.Kind, Category: c.Category, Region: draft.Region, What: draft.What, At: in.At})
	d.plan = guide.Plan{Outcome: guide.Submitted, Reason: guide.AsComplaint, Act: guide.FileCase}
	return d
}

// drop forgets a case that was not handed in.
func (k *Knowledge) drop(d decision) decision {
	d.plan = guide.Plan{Outcome: guide.Informed, Reason: guide.AsComplaint, Act: guide.DropCase}
	d.next = guide.State{Region: d.next.Region, Filed: d.next.Filed}
	d.words = d.words.Without()
	return d
}

// begin makes a case of what the guide heard as a complaint, or tells why none
// is made. What cannot be a case is told so as well when the guide would only
// have had no answer.
func (k *Knowledge) begin(in guide.In, said triage.Said, d decision) decision {
	reading := in.Reading
	complains := d.plan.Act == guide.Complain
	if complains {
		reading.Intent, reading.Category = read.Complaint, d.plan.About
	} else if reading.Duty == "" || d.plan.Outcome != guide.Declined || d.plan.Reason == guide.Unsafe {
		return d
	}
	reading = k.complained(reading, in.State.Said)
	if said.Reading = reading; reading.Said() != in.Reading.Said() {
		said.Raw = reading.Said()
	}
	draft, words := k.Clerk.Begin(triage.KindOf(reading), false, d.words, said)
	v := triage.Decide(triage.Matter{Reading: reading, Category: draft.Category, Place: triage.Place{Region: draft.Region}, Filed: known(in.Earlier, d.next.Filed)})
	d.plan.Verdict = &v
	if v.Branch != triage.Dispatch {
		return k.refuse(d, v)
	}
	if !complains {
		return d
	}
	d.words, draft.Hidden = words, v.Hidden
	return k.ask(d, draft, triage.Took, in)
}

// complained is a reading of a complaint with what was told before it was called
// one: 楼上漏水, 我要投诉. PRIVACY: only the masked words of then are left.
func (k *Knowledge) complained(r read.Reading, before []string) read.Reading {
	if !triage.Empty(r.Text) || len(before) == 0 {
		return r
	}
	told := strings.Join(before, "；")
	if k.Clerk.Proposer.Propose(read.InChinese(told)[0]).Confidence == triage.Unsure {
		return r
	}
	whole := k.Reader.Read(told+"，"+r.Said(), read.Context{})
	whole.Intent, whole.Category = r.Intent, r.Category
	return whole
}

// known is what was handed in before: in the talk, and by the citizen elsewhere.
func known(earlier, own []triage.Filed) []triage.Filed {
	out := slices.DeleteFunc(slices.Clone(earlier), func(f triage.Filed) bool {
		return slices.ContainsFunc(own, func(x triage.Filed) bool { return x.Receipt == f.Receipt })
	})
	return append(out, own...)
}

// refuse tells why no case is made.
func (k *Knowledge) refuse(d decision, v triage.Verdict) decision {
	outcome := map[triage.Branch]guide.Outcome{triage.Same: guide.Informed, triage.Malicious: guide.Informed}[v.Branch]
	reason := guide.AsComplaint
	if outcome == "" {
		outcome = guide.Declined
		reason = map[triage.Branch]guide.Reason{triage.Beyond: guide.OutOfScope, triage.NotAccepted: guide.OutOfRegion}[v.Branch]
		if reason == "" {
			reason = guide.Unsafe
		}
	}
	d.plan.Outcome, d.plan.Reason, d.plan.Act = outcome, reason, guide.TellBranch
	if v.Branch == triage.Same || v.Branch == triage.Malicious {
		d.next.Filed = saidAgain(d.next.Filed, v.Filed)
	}
	return d
}

// saidAgain counts that a matter was said once more; one of another talk is
// remembered from now on.
func saidAgain(all []triage.Filed, f triage.Filed) []triage.Filed {
	f.Again++
	out := slices.DeleteFunc(slices.Clone(all), func(x triage.Filed) bool { return x.Receipt == f.Receipt })
	return append(out, f)
}

// recent is how long ago a citizen handed in what is still the same matter.
const recent = 60 * 24 * time.Hour

// earlier returns what a signed-in citizen handed in before, in other talks too:
// the same matter is told how far it is and not taken down twice.
func (a *Assistant) earlier(ctx context.Context, q Question) (out []triage.Filed) {
	if a.Cases == nil || q.Citizen == "" {
		return nil
	}
	all, err := a.Cases.CasesOfCitizen(ctx, q.Citizen)
	if err != nil {
		slog.WarnContext(ctx, "the cases of a citizen cannot be read", "error", err)
	}
	for _, c := range slices.Backward(all) {
		if masked, _ := read.Mask(c.Content.What); masked != "" && q.At.Sub(c.Opened) < recent && c.State != handoff.Ended {
			out = append(out, triage.Filed{Receipt: c.Receipt, Kind: c.Kind, Category: c.Category, Region: c.Region, What: masked, At: c.Opened})
		}
	}
	return out
}

// stands looks up where the case stands that a plan tells of. The talk is its
// owner: no other proof is needed. Where it cannot be looked up it stands as it
// was handed in.
func (a *Assistant) stands(ctx context.Context, talk Talk, q Question, d decision) decision {
	told := d.plan.Act == guide.TellFiled || d.plan.Act == guide.TellBranch && d.plan.Verdict.Branch == triage.Same
	if !told || a.Cases == nil || len(d.next.Filed) == 0 {
		return d
	}
	f := d.next.Filed[len(d.next.Filed)-1]
	if d.plan.Verdict != nil {
		f = d.plan.Verdict.Filed
	}
	own, err := a.ownCases(ctx, talk, q)
	if err != nil {
		slog.WarnContext(ctx, "the cases of a talk cannot be read", "error", err)
	}
	for _, c := range withReceipt(own, f.Receipt) {
		d.plan.Stands = c.State.Name()
	}
	return d
}
