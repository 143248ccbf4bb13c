package desk

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"wenban/assistant/handoff"
	"wenban/knowledge/store/db"
)

// Case (工单) is a case as the desk has it. Lists leave Content,
// Helpers and Recused empty.
type Case struct {
	Number     string // 工单编号
	ID         string // at who delivered it
	Receipt    string // 回执号 of the citizen
	Kind       handoff.Kind
	State      handoff.State
	Region     string
	Item       string
	Edition    string
	Category   string
	Department string // 主办, or ""
	Title      string
	Secret     bool
	Parent     string // id of the case that it belongs to
	Merged     string // number of the case that it was merged into
	Holder     string // 经办人
	Replier    string
	Opened     time.Time
	Taken      time.Time // in, here
	Due        time.Time // zero: none
	Since      time.Time // in its state
	Assigned   time.Time
	Replied    time.Time
	Done       time.Time
	Withdrawn  time.Time // the citizen wants it ended
	Updated    time.Time
	Supervised int
	Stars      int // of the last rating; 0: none
	Version    int64
	Digest     string
	Helpers    []string // 协办
	Recused    []string // 回避
	Content    handoff.Content
}

// Light (红绿灯) is how a case stands towards its time limit.
type Light string

// The lights.
const (
	NoLimit Light = ""
	InTime  Light = "in_time"
	Soon    Light = "soon"
	Late    Light = "late"
	Paused  Light = "paused"  // waits for the citizen: the clock stands
	OnTime  Light = "on_time" // it is done, and was in time
)

// warning is how long before its end a limit is near.
const warning = 24 * time.Hour

// Light returns how a case stands at a time. What a department replied counts
// from then; what happens after is not theirs.
func (c Case) Light(now time.Time) Light {
	at := c.finished()
	over := !at.IsZero()
	if !over {
		at = now
	}
	switch {
	case c.Due.IsZero():
		return NoLimit
	case c.State == handoff.Lacking:
		return Paused
	case at.After(c.Due):
		return Late
	case over:
		return OnTime
	case at.After(c.Due.Add(-warning)):
		return Soon
	}
	return InTime
}

// finished is when the department was done with a case: zero while it is not.
func (c Case) finished() time.Time {
	if c.State == handoff.Replied || c.State == handoff.Reviewed || c.State == handoff.Closed && !c.Replied.IsZero() {
		return c.Replied
	}
	return c.Done
}

const caseColumns = `number, day, serial, id, receipt, kind, state, region, item, edition, category, department, title, secret, parent, merged, holder, replier,
	opened, taken, due, since, assigned, replied, done, withdrawn, updated, supervised, stars, version, digest`

// times are the columns that hold a time, in their order.
func (c *Case) times() []*time.Time {
	return []*time.Time{&c.Opened, &c.Taken, &c.Due, &c.Since, &c.Assigned, &c.Replied, &c.Done, &c.Withdrawn, &c.Updated}
}

// scanner is a row.
type scanner = db.Scanner

// scanCase reads caseColumns; ErrNone where there is no row.
func scanCase(row scanner, more ...any) (c Case, err error) {
	var day string
	var serial int64
	at := make([]int64, len(c.times()))
	to := []any{&c.Number, &day, &serial, &c.ID, &c.Receipt, &c.Kind, &c.State, &c.Region, &c.Item, &c.Edition, &c.Category, &c.Department, &c.Title, &c.Secret,
		&c.Parent, &c.Merged, &c.Holder, &c.Replier}
	for i := range at {
		to = append(to, &at[i])
	}
	err = row.Scan(append(append(to, &c.Supervised, &c.Stars, &c.Version, &c.Digest), more...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return c, ErrNone
	}
	for i, t := range c.times() {
		*t = db.InstantOrNone(at[i])
	}
	return c, err
}

// read returns a whole case as a transaction sees it.
func (d *Desk) read(ctx context.Context, tx *sql.Tx, number string) (Case, error) {
	var sealed string
	c, err := scanCase(tx.QueryRowContext(ctx, `SELECT `+caseColumns+`, content FROM desk_case WHERE number = $1`, db.Text(number)), &sealed)
	if err != nil {
		return c, err
	}
	if c.Helpers, c.Recused, err = departments(ctx, tx, c.Number); err != nil {
		return c, err
	}
	c.Content, err = d.open(sealed, c.Number)
	return c, err
}

func departments(ctx context.Context, tx *sql.Tx, number string) (helpers, recused []string, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT department, part FROM desk_part WHERE number = $1 ORDER BY department`, number)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var department, part string
		if err := rows.Scan(&department, &part); err != nil {
			return nil, nil, err
		}
		if part == "recused" {
			recused = append(recused, department)
		} else {
			helpers = append(helpers, department)
		}
	}
	return helpers, recused, rows.Err()
}

func contentPlace(number string) string { return "desk case " + number + " content" }

func (d *Desk) seal(c Case) (string, error) {
	plain, err := json.Marshal(c.Content)
	if err != nil {
		return "", fmt.Errorf("encode content: %w", err)
	}
	return d.keys.Seal(string(plain), contentPlace(c.Number))
}

func (d *Desk) open(sealed, number string) (c handoff.Content, err error) {
	plain, err := d.keys.Open(sealed, contentPlace(number))
	if err != nil || plain == "" { // erased
		return c, err
	}
	return c, json.Unmarshal([]byte(plain), &c)
}

// add stores a new case.
func (d *Desk) add(ctx context.Context, tx *sql.Tx, c Case, day string, serial int64) error {
	content, err := d.seal(c)
	if err != nil {
		return err
	}
	row := []any{c.Number, day, serial, c.ID, db.Text(c.Receipt), string(c.Kind), string(c.State), db.Text(c.Region), db.Text(c.Item), db.Text(c.Edition), db.Text(c.Category),
		db.Text(c.Department), db.Text(c.Title), c.Secret, db.Text(c.Parent), c.Merged, c.Holder, c.Replier}
	for _, t := range c.times() {
		row = append(row, db.MicrosOrNone(*t))
	}
	row = append(row, c.Supervised, c.Stars, c.Version, c.Digest, content)
	if _, err := tx.ExecContext(ctx, `INSERT INTO desk_case (`+caseColumns+`, content)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)`, row...); err != nil {
		return err
	}
	return setParts(ctx, tx, c)
}

// put stores what was changed of a case: of everything that Deliver gave only
// the content can change.
func (d *Desk) put(ctx context.Context, tx *sql.Tx, c Case) error {
	content, err := d.seal(c)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE desk_case SET state = $2, department = $3, merged = $4, holder = $5, replier = $6, due = $7, since = $8,
		assigned = $9, replied = $10, done = $11, withdrawn = $12, updated = $13, supervised = $14, stars = $15, version = $16, content = $17 WHERE number = $1`,
		c.Number, string(c.State), db.Text(c.Department), c.Merged, c.Holder, c.Replier, db.MicrosOrNone(c.Due), db.MicrosOrNone(c.Since), db.MicrosOrNone(c.Assigned), db.MicrosOrNone(c.Replied),
		db.MicrosOrNone(c.Done), db.MicrosOrNone(c.Withdrawn), db.MicrosOrNone(c.Updated), c.Supervised, c.Stars, c.Version, content); err != nil {
		return err
	}
	return setParts(ctx, tx, c)
}

func setParts(ctx context.Context, tx *sql.Tx, c Case) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM desk_part WHERE number = $1`, c.Number); err != nil {
		return err
	}
	for part, all := range map[string][]string{"help": c.Helpers, "recused": c.Recused} {
		for _, department := range all {
			if _, err := tx.ExecContext(ctx, `INSERT INTO desk_part (number, department, part) VALUES ($1, $2, $3)`, c.Number, db.Text(department), part); err != nil {
				return err
			}
		}
	}
	return nil
}
