package deliver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/assistant/ledger"
	"wenban/knowledge/personal"
)

// Casebook is where updates are taken down; *ledger.Database is one.
type Casebook interface {
	Take(ctx context.Context, u handoff.Update) (ledger.Heard, error)
	Cursor(ctx context.Context, system string) (string, error)
	Advance(ctx context.Context, system, from, to string) error
}

// Poller (轮询) asks a case system what it did. A system that calls back is asked
// too: it says nothing.
type Poller struct {
	Name     string // under which the cursor is kept
	System   handoff.System
	Casebook Casebook
	Every    time.Duration     // 0: 15 s
	Wake     <-chan struct{}   // says that there is something; nil: it asks from time to time
	Count    func(code string) // is told what came of each update; nil: nobody counts
}

// Run asks until ctx ends.
func (p Poller) Run(ctx context.Context) {
	if p.Every == 0 {
		p.Every = look
	}
	failed := 0
	for ctx.Err() == nil {
		more, err := p.poll(ctx)
		wait := p.Every
		switch {
		case err != nil && ctx.Err() == nil:
			failed++
			wait = max(wait, backoff(failed, chance()))
			slog.Warn("updates of cases are not heard", "system", p.Name, "reason", why(err), "tries", failed)
		case more:
			failed = 0
			continue
		default:
			failed = 0
		}
		rest(ctx, wait, p.Wake)
	}
}

// rest waits for a time, or until it is woken.
func rest(ctx context.Context, wait time.Duration, wake <-chan struct{}) {
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	case <-wake:
	}
}

// poll asks once. The cursor moves only when everything before it is taken down.
func (p Poller) poll(ctx context.Context) (more bool, err error) {
	at, err := p.Casebook.Cursor(ctx, p.Name)
	if err != nil {
		return false, err
	}
	updates, next, err := p.ask(ctx, at)
	if err != nil {
		return false, err
	}
	for _, u := range updates {
		heard, err := p.Casebook.Take(ctx, u)
		if err != nil && heard == "" {
			return false, err
		}
		Note(p.Count, u, heard)
	}
	if next == at {
		return false, nil
	}
	return len(updates) > 0, p.Casebook.Advance(ctx, p.Name, at, next)
}

func (p Poller) ask(ctx context.Context, cursor string) (updates []handoff.Update, next string, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	defer func() {
		if cause := recover(); cause != nil {
			slog.Error("poll", "panic", fmt.Sprintf("%T", cause), "stack", string(debug.Stack()))
			err = errPanic
		}
	}()
	return p.System.Updates(ctx, cursor)
}

// Note counts what came of an update and logs what was refused, by code.
func Note(count func(code string), u handoff.Update, heard ledger.Heard) {
	if count != nil {
		count(string(heard))
	}
	if heard == ledger.Refused || heard == ledger.Full {
		action := u.Action
		if action.Name() == "" {
			action = "unknown"
		}
		slog.Warn("an update of a case was refused", "reason", heard, "action", action)
	}
}

// Bulletin is where it is kept what citizens are to be told; *ledger.Database is
// one.
type Bulletin interface {
	Unpark(ctx context.Context) error
	Untold(ctx context.Context) ([]ledger.News, error)
	Tell(ctx context.Context, n ledger.News, text *ledger.Notice) error
}

// Teller (告知) tells citizens in their talk what was done to their cases, and
// puts a short text on its way where they left a mobile number: each once.
type Teller struct {
	Bulletin Bulletin
	Say      func(context.Context, assistant.News) error                   // puts news into a talk
	Alarm    func(context.Context, handoff.Case, ledger.Unsent) error      // makes a task for staff of a dead message, once for each; nil: nobody is told
	OptedOut func(ctx context.Context, phone string) (out bool, err error) // who wants no short texts; nil: nobody
	Wake     <-chan struct{}                                               // says that there is something; nil: it looks from time to time
}

// noticeLives is how long a short text about a case is worth sending.
const noticeLives = 72 * time.Hour

// Run tells until ctx ends.
func (t Teller) Run(ctx context.Context) {
	failed := 0
	for ctx.Err() == nil {
		err := t.all(ctx)
		wait := look
		if err != nil && ctx.Err() == nil {
			failed++
			wait = min(look, backoff(failed, chance()))
			slog.Error("citizens are not told of their cases yet", "error", err)
		} else {
			failed = 0
		}
		rest(ctx, wait, t.Wake)
	}
}

// all tells what there is. What cannot be told holds up what comes after it in
// the same case, and nothing else.
func (t Teller) all(ctx context.Context) error {
	wrong := t.Bulletin.Unpark(ctx)
	for {
		news, err := t.Bulletin.Untold(ctx)
		wrong = errors.Join(wrong, err)
		told, stuck := 0, map[string]bool{}
		for _, n := range news {
			if stuck[n.Case.ID] {
				continue
			}
			if err := t.tell(ctx, n); err != nil {
				stuck[n.Case.ID], wrong = true, errors.Join(wrong, err)
				continue
			}
			told++
		}
		if told == 0 || wrong != nil {
			return wrong
		}
	}
}

// tell tells one thing. Saying it again changes nothing, so that whatever stops
// it in between costs nothing.
func (t Teller) tell(ctx context.Context, n ledger.News) error {
	var text *ledger.Notice
	var err error
	news := newsOf(n)
	if n.Event.Seq == 0 {
		if t.Alarm != nil {
			err = t.Alarm(ctx, n.Case, n.Dead)
		}
	} else {
		text, err = t.text(ctx, n)
	}
	if err != nil {
		return err
	}
	if err := t.Say(ctx, news); err != nil && !errors.Is(err, assistant.ErrNoTalk) { // a talk that is gone is told nothing any more
		return err
	}
	return t.Bulletin.Tell(ctx, n, text)
}

// newsOf is what the citizen is told.
func newsOf(n ledger.News) assistant.News {
	if n.Event.Seq == 0 {
		return assistant.News{ID: fmt.Sprintf("%s dead %d", n.Case.ID, n.Dead.Seq), Case: n.Case, Lead: assistant.Stuck(n.Case)}
	}
	u := n.Event.Update
	c := n.Case
	c.State = n.Event.After // as it was then: what came later is told after it
	return assistant.News{ID: fmt.Sprintf("%s %d", c.ID, n.Event.Seq), Case: c, Lead: assistant.Progress(c, u, n.Event.After), Words: assistant.Written(u)}
}

// text is the short text about an event; nil where there is no mobile number, or
// nothing is wanted.
func (t Teller) text(ctx context.Context, n ledger.News) (*ledger.Notice, error) {
	phone := n.Case.Content.Phone
	if !personal.Mobile(phone) {
		return nil, nil
	}
	if t.OptedOut != nil {
		if out, err := t.OptedOut(ctx, phone); err != nil || out {
			return nil, err
		}
	}
	now := time.Now()
	return &ledger.Notice{
		ID: fmt.Sprintf("case %s %d", n.Case.ID, n.Event.Seq), Phone: phone, Text: assistant.Short(n.Case, n.Event.Update, n.Event.After),
		Added: now, Expires: now.Add(noticeLives),
	}, nil
}
