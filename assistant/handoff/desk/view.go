package desk

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"wenban/assistant/handoff"
	"wenban/knowledge/store/db"
)

// Sheet (工单) is all that a person may see of a case.
type Sheet struct {
	Case
	Events   []Event
	Can      []handoff.Action // what the person may do to it now
	Knows    bool             // Content says who handed it in
	Erased   bool             // what was handed in was erased when its time was over
	With     []Case           // that were merged into it
	Of       []Case           // that it belongs to: the one a bad rating is about; none where the person may not see it
	Near     []Case           // to a dispatcher: open ones of the same category and region, which may be the same matter
	Light    Light
	ReturnBy time.Time // until when it may be returned; zero: it is not assigned
}

// View returns a case to a person, or ErrNone. That it was looked at is a step of
// the audit trail, and that it said who handed a secret one in another.
//
// PRIVACY: who handed in a report, or anything that is secret, is shown to the
// handler who signed for it alone.
func (d *Desk) View(ctx context.Context, p Person, number string) (s Sheet, err error) {
	err = d.db.Update(ctx, func(tx *sql.Tx) error {
		c, err := d.read(ctx, tx, number)
		if err != nil {
			return err
		}
		if len(c.parts(p, d.Parts)) == 0 {
			return errForeign
		}
		if s, err = d.sheet(ctx, tx, c, p); err != nil {
			return err
		}
		detail := ""
		if c.guarded() && s.Knows {
			detail = "含举报人或者要求保密的人的身份"
		}
		return d.audit(ctx, tx, d.Now(), p.Name, string(View), c.Number, detail)
	})
	if err != nil {
		return Sheet{}, d.denied(ctx, p, NameOf(View), number, err)
	}
	return s, nil
}

func (d *Desk) sheet(ctx context.Context, tx *sql.Tx, c Case, p Person) (s Sheet, err error) {
	s = Sheet{Case: c, Can: c.can(p, d.Parts), Knows: c.knows(p, d.Parts), Erased: written(c.Content) == written(handoff.Content{}), Light: c.Light(d.Now())}
	if !c.Assigned.IsZero() {
		s.ReturnBy = d.ReturnBy(c.Assigned)
	}
	if !s.Knows {
		s.Content = withoutWho(c.Content)
	}
	if s.Events, err = d.events(ctx, tx, `number = $1 ORDER BY version`, c.Number); err != nil {
		return s, err
	}
	if s.With, err = d.merged(ctx, tx, c.Number); err != nil {
		return s, err
	}
	if s.Of, err = d.seen(ctx, tx, p, `id = $1 LIMIT 1`, db.Text(c.Parent)); err != nil {
		return s, err
	}
	if !slices.Contains(s.Can, Merge) || c.Category == "" || c.guarded() {
		return s, nil
	}
	s.Near, err = d.seen(ctx, tx, p, `category = $1 AND region = $2 AND number <> $3 AND kind <> 'report' AND NOT secret AND `+isOpen+` ORDER BY taken DESC LIMIT 5`,
		db.Text(c.Category), db.Text(c.Region), c.Number)
	return s, err
}

// seen returns cases that a person may see.
func (d *Desk) seen(ctx context.Context, tx *sql.Tx, p Person, where string, values ...any) ([]Case, error) {
	all, err := cases(tx.QueryContext(ctx, `SELECT `+caseColumns+` FROM desk_case WHERE `+where, values...))
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Helpers, all[i].Recused, err = departments(ctx, tx, all[i].Number); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(all, func(c Case) bool { return len(c.parts(p, d.Parts)) == 0 }), nil
}

// withoutWho is a content that does not say who handed it in. What they wrote
// themselves is as they wrote it.
func withoutWho(c handoff.Content) handoff.Content {
	c.Name, c.Phone, c.IDCard, c.Form, c.Talk = "", "", "", nil, nil
	return c
}

// File is a file that belongs to a case.
type File struct {
	Case string // its id at who delivered it
	handoff.Attachment
}

// Attachment returns what is known of a file of a case when a person may have
// it, and keeps in the audit trail that they asked for it.
func (d *Desk) Attachment(ctx context.Context, p Person, number, id string) (f File, err error) {
	err = d.db.Update(ctx, func(tx *sql.Tx) error {
		c, err := d.read(ctx, tx, number)
		if err != nil {
			return err
		}
		if len(c.parts(p, d.Parts)) == 0 {
			return errForeign
		}
		i := slices.IndexFunc(c.Content.Attached, func(a handoff.Attachment) bool { return a.ID == id })
		if i < 0 {
			return ErrNone
		}
		f = File{c.ID, c.Content.Attached[i]}
		return d.audit(ctx, tx, d.Now(), p.Name, "download", c.Number, id)
	})
	if err != nil {
		return File{}, d.denied(ctx, p, "下载附件", number, err)
	}
	return f, nil
}
