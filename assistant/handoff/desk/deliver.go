package desk

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"wenban/assistant/handoff"
	"wenban/knowledge"
	"wenban/knowledge/store/db"
)

// citizen is who acts at the desk by what is delivered.
const citizen = "市民"

// Deliver takes a message in. It is part of handoff.System.
func (d *Desk) Deliver(ctx context.Context, m handoff.Message) (a handoff.Answer, err error) {
	if why := unfit(m); why != "" {
		return a, handoff.Refused{Why: why}
	}
	o := d.settled()
	err = d.db.Update(ctx, func(tx *sql.Tx) error {
		if err := d.db.Lock(ctx, tx, "desk messages "+m.Case.ID); err != nil {
			return err
		}
		var before string
		a, before, err = delivered(ctx, tx, m.Key)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			a, err = d.hear(ctx, tx, m, o)
			return err
		case err == nil && before != stamp(m):
			return handoff.ErrAltered
		case err == nil && m.Act == handoff.Opened:
			return d.same(ctx, tx, a.Number, m)
		}
		return err
	})
	if err != nil {
		return handoff.Answer{}, err
	}
	d.Acted()
	return a, nil
}

// unfit says why a message is never taken, "" when it may be.
func unfit(m handoff.Message) string {
	switch {
	case m.Key == "" || len(m.Key) > 255 || m.Case.ID == "" || len(m.Case.ID) > 255:
		return "缺少提交标识，或者标识太长"
	case !m.Case.Kind.Valid():
		return fmt.Sprintf("没有“%s”这种工单", m.Case.Kind)
	case !slices.Contains([]handoff.Act{handoff.Opened, handoff.Supplemented, handoff.Withdrawn, handoff.Rated}, m.Act):
		return fmt.Sprintf("没有“%s”这种消息", m.Act)
	}
	return ""
}

// stamp is what is compared when a key comes again.
func stamp(m handoff.Message) string {
	if m.Act == handoff.Opened {
		return digestOf(m)
	}
	sum := sha256.Sum256([]byte(string(m.Act) + "\x00" + m.Text))
	return hex.EncodeToString(sum[:])
}

// digestOf is the digest of what was handed in: where it stands in the message,
// that, for the case may have moved on since.
func digestOf(m handoff.Message) string {
	if m.Digest != "" {
		return m.Digest
	}
	return m.Case.Digest()
}

func delivered(ctx context.Context, tx *sql.Tx, key string) (a handoff.Answer, stamp string, err error) {
	err = tx.QueryRowContext(ctx, `SELECT m.number, m.digest, c.digest FROM desk_message m JOIN desk_case c ON c.number = m.number WHERE m.key = $1`, db.Text(key)).
		Scan(&a.Number, &stamp, &a.Digest)
	return a, stamp, err
}

// same refuses a case that comes again with another content. What was supplied
// since, or erased, is no other content.
func (d *Desk) same(ctx context.Context, tx *sql.Tx, number string, m handoff.Message) error {
	c, err := d.read(ctx, tx, number)
	if err != nil {
		return err
	}
	var messages int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM desk_message WHERE number = $1`, number).Scan(&messages); err != nil {
		return err
	}
	if messages == 1 && !reflect.DeepEqual(c.Content, handoff.Content{}) && written(c.Content) != written(m.Case.Content) {
		return handoff.ErrAltered
	}
	return nil
}

func written(c handoff.Content) string {
	text, _ := json.Marshal(c) // plain values always encode
	return string(text)
}

// hear takes in a message that was not delivered before.
func (d *Desk) hear(ctx context.Context, tx *sql.Tx, m handoff.Message, o Options) (handoff.Answer, error) {
	c, err := scanCase(tx.QueryRowContext(ctx, `SELECT `+caseColumns+` FROM desk_case WHERE id = $1`, db.Text(m.Case.ID)))
	switch {
	case err == nil && m.Act == handoff.Opened && c.Digest != digestOf(m):
		return handoff.Answer{}, handoff.ErrAltered
	case errors.Is(err, ErrNone) && m.Act == handoff.Opened:
		c, err = d.take(ctx, tx, m, o)
	case errors.Is(err, ErrNone):
		return handoff.Answer{}, fmt.Errorf("take %s %q: the case itself has not come yet", m.Act, m.Key)
	case err == nil && m.Act != handoff.Opened:
		err = d.more(ctx, tx, c.Number, m)
	}
	if err != nil {
		return handoff.Answer{}, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO desk_message (key, number, digest, at) VALUES ($1, $2, $3, $4)`, db.Text(m.Key), c.Number, stamp(m), db.Micros(d.Now()))
	return handoff.Answer{Number: c.Number, Digest: c.Digest}, err
}

// take opens a case.
func (d *Desk) take(ctx context.Context, tx *sql.Tx, m handoff.Message, o Options) (Case, error) {
	if m.Digest != "" && m.Digest != m.Case.Digest() {
		return Case{}, handoff.ErrAltered
	}
	if err := d.db.Lock(ctx, tx, "desk numbers"); err != nil {
		return Case{}, err
	}
	now := d.Now()
	day := now.In(knowledge.Zone).Format("20060102")
	var serial int64
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(serial), 0) + 1 FROM desk_case WHERE day = $1`, day).Scan(&serial); err != nil {
		return Case{}, err
	}
	c := arrived(m, now, o)
	c.Number = fmt.Sprintf("%s%s%05d", d.Prefix, day, serial)
	if err := d.add(ctx, tx, c, day, serial); err != nil {
		return Case{}, err
	}
	return c, d.audit(ctx, tx, now, citizen, "take", c.Number, c.Kind.Name())
}

// arrived is a case as it comes in. A report is not proposed to the department
// that it is about.
func arrived(m handoff.Message, now time.Time, o Options) Case {
	f := m.Case
	c := Case{
		ID: f.ID, Receipt: f.Receipt, Kind: f.Kind, State: handoff.Submitted, Region: f.Region, Item: f.Item, Edition: f.Edition, Category: f.Category,
		Department: f.Department, Title: f.Title, Secret: f.Secret, Parent: f.Parent, Opened: f.Opened, Taken: now, Due: f.Due, Since: now, Updated: now,
		Version: 1, Digest: digestOf(m), Content: f.Content,
	}
	c.Due = orElse(c.Due, o.Due(c, c.Opened))
	if c.guarded() {
		for _, department := range recusedBy(f.Content.About, append(slices.Clone(o.Departments()), f.Department)) {
			c = recuse(c, department)
		}
	}
	return c
}

// more adds to a case what came after it.
func (d *Desk) more(ctx context.Context, tx *sql.Tx, number string, m handoff.Message) error {
	if err := d.lock(ctx, tx, number); err != nil {
		return err
	}
	c, err := d.read(ctx, tx, number)
	if err != nil {
		return err
	}
	after, e := added(c, m, d.Now())
	return d.keep(ctx, tx, after, e)
}

// added is a case after a message of its citizen. Nothing that a citizen says
// ends a case: a wish to end it is shown to whoever handles it.
func added(c Case, m handoff.Message, now time.Time) (Case, Event) {
	action, due := handoff.Note, c.Due
	switch {
	case m.Act == handoff.Supplemented && c.State == handoff.Lacking:
		action, due = handoff.Supply, waited(c, now)
	case m.Act == handoff.Withdrawn:
		c.Withdrawn = now
	case m.Act == handoff.Rated:
		c.Stars = starsOf(m.Text)
		if _, err := handoff.Next(c.State, handoff.Rate); err == nil {
			action = handoff.Rate
		}
	}
	if m.Act == handoff.Supplemented && written(m.Case.Content) != written(handoff.Content{}) {
		c.Content = m.Case.Content
	}
	to, _ := handoff.Next(c.State, action) // it was chosen to be possible
	before := c
	c.Due = due
	c = touch(c, to, now)
	e := told(before, c, Person{Name: citizen}, Act{Action: action, Remark: saidBy[m.Act] + clean(m.Text)}, now)
	e.Inside = action != handoff.Supply
	return c, e
}

// saidBy introduces what a citizen said, to staff.
var saidBy = map[handoff.Act]string{handoff.Supplemented: "补充：", handoff.Withdrawn: "要求撤回：", handoff.Rated: "评价："}

// starsOf reads the level of a rating, 1 to 5, from the digit it begins with; 0
// when there is none.
func starsOf(text string) int {
	if text = strings.TrimSpace(text); text != "" && text[0] >= '1' && text[0] <= '5' {
		return int(text[0] - '0')
	}
	return 0
}

// Find looks a key up. It is part of handoff.System.
func (d *Desk) Find(ctx context.Context, key string) (a handoff.Answer, ok bool, err error) {
	err = d.db.View(ctx, func(tx *sql.Tx) error {
		a, _, err = delivered(ctx, tx, key)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return handoff.Answer{}, false, nil
	}
	return a, err == nil, err
}
