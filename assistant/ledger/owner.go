package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"wenban/assistant"
	"wenban/assistant/booking"
	"wenban/assistant/handoff"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
)

// Owner is whose data is meant: of a citizen who is signed in, all that is theirs,
// or of somebody who has a talk, that talk.
//
// PRIVACY: whoever calls has proven who it is; an Owner without either owns
// nothing.
type Owner struct {
	Citizen string // token
	Talk    string // id; counts where there is no Citizen, and for a talk that no citizen keeps
}

// name is an owner in the audit trail: it tells nothing of who it is.
func (o Owner) name() string {
	if o.Citizen != "" {
		return "市民 " + o.Citizen
	}
	return "匿名市民"
}

func (o Owner) subject() string {
	if o.Citizen != "" {
		return "citizen " + o.Citizen
	}
	return "talk " + o.Talk
}

// Keep puts a talk with those of a citizen. One that is somebody else's already
// stays theirs: ok is false.
func (l *Database) Keep(ctx context.Context, talk, citizen string, at time.Time) (ok bool, err error) {
	err = l.db.Update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO talk_citizen (talk, citizen, at) VALUES ($1, $2, $3) ON CONFLICT (talk) DO NOTHING`, db.Text(talk), citizen, db.Micros(at)); err != nil {
			return err
		}
		var owner string
		if err := tx.QueryRowContext(ctx, `SELECT citizen FROM talk_citizen WHERE talk = $1`, db.Text(talk)).Scan(&owner); err != nil {
			return err
		}
		ok = owner == citizen
		return nil
	})
	return ok, err
}

// Holdings is everything of an owner that is kept here.
type Holdings struct {
	Talks        []Said
	Cases        []handoff.Case
	Appointments []booking.Appointment
}

// Said is a talk with its turns.
type Said struct {
	Talk  assistant.Talk
	Turns []assistant.Turn
}

// Holdings returns everything of an owner. why goes into the audit trail, for
// looking is audited too: view, export.
func (l *Database) Holdings(ctx context.Context, o Owner, why string, at time.Time) (h Holdings, err error) {
	if err := l.audit(ctx, o, why, at); err != nil {
		return h, err
	}
	ids, err := l.talksOf(ctx, o)
	if err != nil {
		return h, err
	}
	for _, id := range ids {
		t, err := l.Talk(ctx, id)
		if err != nil {
			return h, err
		}
		turns, err := l.Turns(ctx, id, 0)
		if err != nil {
			return h, err
		}
		h.Talks = append(h.Talks, Said{t, turns})
	}
	if h.Cases, err = l.casesOf(ctx, o); err != nil {
		return h, err
	}
	h.Appointments, err = l.AppointmentsOf(ctx, o.Citizen)
	return h, err
}

func (l *Database) audit(ctx context.Context, o Owner, action string, at time.Time) error {
	return l.db.Update(ctx, func(tx *sql.Tx) error {
		return store.Record(ctx, l.db, tx, store.Step{At: at, Actor: o.name(), Action: action, Subject: o.subject(), Detail: "本人"})
	})
}

// talksOf lists the ids of the talks of an owner, newest first.
func (l *Database) talksOf(ctx context.Context, o Owner) (ids []string, err error) {
	query, value := `SELECT talk FROM talk_citizen WHERE citizen = $1 ORDER BY talk DESC`, o.Citizen
	if o.Citizen == "" {
		query, value = `SELECT id FROM talk WHERE id = $1 AND id NOT IN (SELECT talk FROM talk_citizen)`, db.Text(o.Talk)
	}
	err = l.db.View(ctx, func(tx *sql.Tx) error {
		ids, err = column(ctx, tx, query, value)
		return err
	})
	return ids, err
}

func (l *Database) casesOf(ctx context.Context, o Owner) ([]handoff.Case, error) {
	if o.Citizen != "" {
		return l.CasesOfCitizen(ctx, o.Citizen)
	}
	ids, err := l.talksOf(ctx, o)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return l.CasesOfTalk(ctx, o.Talk)
}

// Erased is what goes, or went, when an owner wants everything erased.
type Erased struct {
	Talks        int
	Turns        int
	Appointments int
	Kept         []Kept // what stays, and why
}

// Kept is a case that cannot be erased yet.
type Kept struct {
	Receipt string
	Title   string
	Why     string
}

// Why a case stays.
const (
	keptOpen = "还在办理，办结或者撤回以后才能删除"
	keptOver = "办结的工单按规定要保存，保存期满自动删除"
)

// keptOf lists the cases that stay.
func keptOf(cases []handoff.Case) (out []Kept) {
	for _, c := range cases {
		if c.Content.What == "" && len(c.Content.Form) == 0 && c.Content.Phone == "" && c.State.Final() {
			continue // erased already
		}
		why := keptOpen
		if c.State.Final() {
			why = keptOver
		}
		out = append(out, Kept{c.Receipt, c.Title, why})
	}
	return out
}

// Erasing tells what erasing would do, and changes nothing.
func (l *Database) Erasing(ctx context.Context, o Owner) (e Erased, err error) {
	ids, err := l.talksOf(ctx, o)
	if err != nil {
		return e, err
	}
	for _, id := range ids {
		var n int
		if err := l.db.Reader().QueryRowContext(ctx, `SELECT count(*) FROM turn WHERE talk = $1 AND (said <> '' OR reply <> '{}')`, id).Scan(&n); err != nil {
			return e, err
		}
		e.Talks, e.Turns = e.Talks+1, e.Turns+n
	}
	cases, err := l.casesOf(ctx, o)
	if err != nil {
		return e, err
	}
	e.Kept = keptOf(cases)
	appointments, err := l.AppointmentsOf(ctx, o.Citizen)
	e.Appointments = len(appointments)
	return e, err
}

// Erase erases the talks and the appointments of an owner at once. Cases stay
// while the law wants it; of a talk from which one came every word goes, and an
// empty row stays that the case stands on. Erasing twice is no error; whoever
// comes back later begins anew. It stands in the audit trail, without which
// nothing is erased.
func (l *Database) Erase(ctx context.Context, o Owner, at time.Time) (e Erased, err error) {
	if e, err = l.Erasing(ctx, o); err != nil {
		return e, err
	}
	ids, err := l.talksOf(ctx, o)
	if err != nil {
		return e, err
	}
	err = l.db.Update(ctx, func(tx *sql.Tx) error {
		for _, id := range ids {
			if err := l.eraseTalk(ctx, tx, id); err != nil {
				return err
			}
		}
		if o.Citizen != "" {
			if _, err := tx.ExecContext(ctx, `DELETE FROM appointment WHERE person = $1`, o.Citizen); err != nil {
				return err
			}
		}
		return store.Record(ctx, l.db, tx, store.Step{At: at, Actor: o.name(), Action: "erase", Subject: o.subject(), Detail: fmt.Sprintf("对话 %d 次，预约 %d 个，留下工单 %d 件", e.Talks, e.Appointments, len(e.Kept))})
	})
	return e, err
}

// eraseTalk takes a talk away, or its words alone where a case came from it.
func (l *Database) eraseTalk(ctx context.Context, tx *sql.Tx, id string) error {
	if err := l.db.Lock(ctx, tx, "talk "+id); err != nil {
		return err
	}
	var cases int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM case_file WHERE talk = $1`, id).Scan(&cases); err != nil {
		return err
	}
	statements := eraseTalk
	if cases > 0 {
		statements = []string{
			`UPDATE rating SET words = '' WHERE subject = 'talk ' || $1`,
			`DELETE FROM talk_citizen WHERE talk = $1`,
			`UPDATE turn SET said = '', pick = '', reply = '{}', state = '{}', comment = '', private = '' WHERE talk = $1`,
			`UPDATE talk SET secret = '' WHERE id = $1`,
		}
	}
	for _, s := range statements {
		if _, err := tx.ExecContext(ctx, s, id); err != nil {
			return err
		}
	}
	return nil
}
