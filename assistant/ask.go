package assistant

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"wenban/assistant/guide"
	"wenban/assistant/handoff"
	"wenban/assistant/read"
	"wenban/assistant/read/kind"
	"wenban/assistant/triage"
	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/lexicon"
	"wenban/knowledge/memory"
)

// Assistant answers questions. Its fields are set once and not changed.
type Assistant struct {
	Knowledge func() *Knowledge // the edition that answers now
	Ledger    Ledger
	Cases     Cases                              // nil: where what was handed in stands is not told
	Now       func() time.Time                   // nil: time.Now
	Observe   func(context.Context, Observation) // is told how each turn went; nil: nobody watches
}

// Knowledge is one edition together with what was built from it; immutable, so
// that an edition is swapped by swapping one pointer.
type Knowledge struct {
	Edition *knowledge.Edition
	Finder  Finder
	Reader  *read.Reader
	Lexicon *lexicon.Lexicon
	Guide   *guide.Guide
	Clerk   *triage.Clerk               // takes complaints down
	Library *memory.Library             // orders passages by the questions confirmed for them; nil: too few are
	Home    string                      // region of a citizen who has named none
	Vector  func(text string) []float32 // of length 1; nil: words are compared as they stand

	official map[string]bool // see trust
	marked   map[string]bool // see unmarked
	without  Part            // left out, to measure it; "": nothing
	titles   *titles         // see parted
}

// Know makes the knowledge of an edition, with the default lexicon.
func Know(e *knowledge.Edition, f Finder, vector func(text string) []float32) *Knowledge {
	lex := lexicon.Default()
	mending() // built now, so that no question waits for it
	reader := read.New(e.Regions, homes(e)...)
	k := &Knowledge{
		Edition: e, Finder: f, Lexicon: lex, Home: e.Regions.Root(), Vector: vector, official: officialWords(e, lex), marked: marked(e), titles: newTitles(e),
		Reader: reader, Clerk: triage.NewClerk(e, dispatch(), nil),
		Guide: &guide.Guide{Edition: e, Matcher: guide.NewMatcher(e, told(), vector), Meant: plainly(lex, reader)},
	}
	k.titles.readAll(k)
	return k
}

// dispatch finds categories in the dispatch list of the sample city.
var dispatch = sync.OnceValue(func() *triage.Proposer {
	p, err := triage.NewProposer(triage.Sample(), memory.Base())
	if err != nil {
		panic(err) // both are part of the program and tested with it
	}
	return p
})

// Ask is the whole job: load the talk, read the words, find what they may
// mean, decide, say it, check every fact, save the turn.
//
// A question whose ID the talk has already seen is answered with the turn that
// was saved then. An error means that nothing was saved.
func (a *Assistant) Ask(ctx context.Context, q Question) (reply Reply, err error) {
	q.At = a.at(q)
	clock := start()
	defer func() { a.observe(ctx, q, clock, reply, err) }()
	know := a.Knowledge()
	talk, err := a.load(ctx, q)
	clock.lap("load")
	if err != nil {
		return Reply{}, err
	}
	state := settle(talk.State, q, know)
	reading := know.Reader.Read(q.Text, contextOf(state, know, q.At))
	said := reading.Said()
	if need, ok := guide.Resume(state, said); ok {
		reading = know.Reader.Read(need, contextOf(guide.State{}, know, q.At))
		state = state.Turned()
	}
	clock.lap("read")
	if t, ok, err := a.track(ctx, talk, q, reading, state, know); ok || err != nil {
		return a.tell(ctx, talk, q, t, clock, err)
	}
	found, err := find(ctx, know, reading, state, q)
	clock.lap("find")
	if err != nil {
		return a.outage(ctx, talk, q, said, know, err)
	}
	in := input(know, q, talk, reading, found, state)
	in.Earlier = a.earlier(ctx, q)
	d := a.stands(ctx, talk, q, know.decide(in, q, talk.Private))
	clock.lap("decide")
	reply = say(know, d.plan, d.next, reading, q.At)
	clock.lap("say")
	reply, d.next = a.asksReceipt(d.plan, checked(know.Edition, reply), d.next)
	clock.lap("check")
	saved, err := a.save(ctx, talk, q, said, reply, d)
	clock.lap("save")
	saved.Reply.Timings = clock.milliseconds()
	saved.Reply.Trace = &Trace{Reading: reading, Query: found.Query, Hits: found, Plan: d.plan}
	return saved.Reply, err
}

// tell saves a turn about a case.
func (a *Assistant) tell(ctx context.Context, talk Talk, q Question, t tracked, clock *stopwatch, err error) (Reply, error) {
	if err != nil {
		return Reply{}, err
	}
	saved, err := a.save(ctx, talk, q, t.said, t.reply, decision{next: t.next, words: talk.Private})
	clock.lap("save")
	saved.Reply.Timings = clock.milliseconds()
	return saved.Reply, err
}

// load returns the talk of a question, a new one when it names none.
func (a *Assistant) load(ctx context.Context, q Question) (Talk, error) {
	if q.Talk == "" {
		return Talk{ID: ulid.Make().String(), Secret: secret(), Channel: q.Channel, Began: a.at(q)}, nil
	}
	talk, err := a.Ledger.Talk(ctx, q.Talk)
	if err != nil {
		return Talk{}, fmt.Errorf("load talk %q: %w", q.Talk, err)
	}
	return talk, nil
}

// save stores the turn, with the case that it hands in. When another turn of the
// talk was saved in between, the citizen has gone on elsewhere: the error says so
// and nothing is stored.
func (a *Assistant) save(ctx context.Context, talk Talk, q Question, said string, reply Reply, d decision) (Turn, error) {
	reply.Talk, reply.Seq = talk.ID, talk.Turns+1
	turn := Turn{Talk: talk.ID, Seq: reply.Seq, ID: q.ID, Said: said, Pick: tapped(q), Reply: reply, State: d.next, At: a.at(q), Private: d.words}
	saved, err := a.handIn(ctx, talk, q, turn, d)
	if err != nil {
		return Turn{}, fmt.Errorf("save turn %d of talk %q: %w", turn.Seq, talk.ID, err)
	}
	return saved, nil
}

// handIn saves a turn; one that hands a case in is acknowledged by what its
// receipt says.
func (a *Assistant) handIn(ctx context.Context, talk Talk, q Question, turn Turn, d decision) (Turn, error) {
	if d.opens == nil {
		return a.keep(ctx, talk, turn)
	}
	c := *d.opens
	c.Scope, c.Citizen = "talk "+talk.ID, q.Citizen
	return a.acknowledge(ctx, talk, c, turn.At, func(c handoff.Case) Turn {
		turn.State = filed(d.next, c)
		turn.Reply = d.voice(turn).handedInCase(c, d.late)
		return turn
	})
}

// filed notes the receipt of what was handed in last.
func filed(s guide.State, c handoff.Case) guide.State {
	s.Filed = slices.Clone(s.Filed)
	s.Filed[len(s.Filed)-1].Receipt = c.Receipt
	return s
}

// tapped names what was tapped, as Turn.Pick keeps it.
func tapped(q Question) string {
	if q.Drop != "" {
		return "drop:" + q.Drop
	}
	return q.Pick
}

// outage answers when a part is down: it is never mistaken for "nothing found".
// The citizen is told that it is down, whoever runs the machine why.
func (a *Assistant) outage(ctx context.Context, talk Talk, q Question, said string, know *Knowledge, cause error) (Reply, error) {
	if errors.Is(cause, context.Canceled) {
		return Reply{}, cause
	}
	slog.ErrorContext(ctx, "search is down", "edition", know.Edition.ID, "error", cause)
	reply := degraded(know, talk.State)
	saved, err := a.save(ctx, talk, q, said, reply, decision{next: talk.State, words: talk.Private})
	return saved.Reply, errors.Join(err)
}

func (a *Assistant) at(q Question) time.Time {
	switch {
	case !q.At.IsZero():
		return q.At
	case a.Now != nil:
		return a.Now()
	}
	return time.Now()
}

// settle brings the region of a talk up to date with the question.
func settle(s guide.State, q Question, know *Knowledge) guide.State {
	if _, ok := know.Edition.Regions.Region(q.Region); ok {
		s.Region = q.Region
	}
	if s.Region == "" {
		s.Region = know.Home
	}
	return s
}

// contextOf tells the reader what the last turn asked.
func contextOf(s guide.State, know *Knowledge, at time.Time) read.Context {
	c := read.Context{Asked: s.Asking != "" || len(s.Offer) > 0, Now: at.In(knowledge.Zone).Format(time.DateOnly)}
	if n := len(s.Said); n > 0 {
		c.Before = s.Said[n-1]
	}
	if it, ok := know.Edition.Item(s.Focus); ok {
		c.Focus = it.Name
		for _, sit := range it.Situations {
			if sit.ID == s.Asking {
				for _, o := range sit.Options {
					c.Choices = append(c.Choices, o.Label)
				}
			}
		}
	}
	if s.Case != nil && !s.Case.Paused {
		c.Asked, c.Choices = true, know.Clerk.Labels(*s.Case)
	}
	for _, code := range s.Offer {
		if it, ok := know.Edition.Item(code); ok {
			label := it.Name
			if know.Guide.Between(s.Offer) {
				label = officeOf(know.Edition, it)
			}
			c.Choices = append(c.Choices, label)
		}
	}
	return c
}

// input gathers what a decision is made from.
func input(know *Knowledge, q Question, talk Talk, r read.Reading, f found, s guide.State) guide.In {
	in := guide.In{Reading: r, Drop: q.Drop, Items: f.Items, Joint: f.Joint, Events: f.Events, Passages: f.Passages, Others: f.Others, Core: f.core(), State: s, At: q.At}
	if r.Region != "" {
		in.State.Region = r.Region
	}
	if q.Pick != "" {
		in.Pick = unpick(q.Pick)
	} else if r.Kind.Of(kind.Complaint) >= hinted || r.Intent == read.Complaint {
		in.Duty = know.Clerk.Proposer.Score(r.Text)
	}
	return in
}

// hinted is the share of complaints among messages of a style from which the
// dispatch list is asked: below it, it could say what it likes.
const hinted = 0.005

// found is what the index holds for a question.
type found struct {
	Query                          index.Query
	Items, Joint, Events, Passages []index.Hit
	Others                         []index.Hit // passages of documents not in force
}

// core is the text searched for, without question patterns.
func (f found) core() string {
	if len(f.Query.Parts) == 0 {
		return ""
	}
	return f.Query.Parts[len(f.Query.Parts)-1].Text
}
