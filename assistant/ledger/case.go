package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/knowledge/store/db"
)

const (
	caseColumns = `id, receipt, kind, state, talk, seq, scope, key, citizen, region, item, edition, category, department, title, secret, parent, opened, due, number, updated, content`
	selectCase  = `SELECT ` + caseColumns + ` FROM case_file WHERE `
	insertCase  = `INSERT INTO case_file (` + caseColumns + `, digest)
		VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8, ''), $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`
	insertEvent = `INSERT INTO case_event (case_id, seq, id, action, before, after, at, department, due, words, actor, inside, told)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`
	insertMessage = `INSERT INTO outbox (case_id, seq, act, words, digest, state, tries, after, lease, fence, why, added, sent)
		VALUES ($1, $2, $3, $4, $5, 'waiting', 0, 0, 0, 0, '', $6, 0)` // due at once, whatever the clock of this machine says
	selectUnderKey = `SELECT talk, seq, digest FROM case_file WHERE scope = $1 AND key = $2`
	selectTurn     = `SELECT ` + turnColumns + ` FROM turn WHERE talk = $1 AND seq = $2`
)

// openCase stores the case of a turn, if it has one, and puts it on its way to
// the case system.
func (l *Database) openCase(ctx context.Context, tx *sql.Tx, turn assistant.Turn) error {
	if turn.Case == nil {
		return nil
	}
	c := *turn.Case
	c.Talk, c.Seq = turn.Talk, turn.Seq
	return l.insertCase(ctx, tx, c)
}

// insertCase stores a case of a turn and its way to the case system. A receipt
// number that is taken is assistant.ErrReceipt.
func (l *Database) insertCase(ctx context.Context, tx *sql.Tx, c handoff.Case) error {
	c.State, c.Updated = handoff.Submitted, c.Opened
	var taken int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM case_file WHERE receipt = $1`, c.Receipt).Scan(&taken); err != nil {
		return err
	}
	if taken > 0 {
		return assistant.ErrReceipt
	}
	row, err := l.caseRow(c)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, insertCase, row...)
	if err == nil {
		_, err = tx.ExecContext(ctx, insertMessage, c.ID, 1, string(handoff.Opened), "", c.Digest(), db.Micros(c.Opened))
	}
	if db.IsUnique(err) { // on PostgreSQL another transaction took the number just now
		return errors.Join(assistant.ErrReceipt, err)
	}
	if err != nil {
		return err
	}
	return l.db.Tell(ctx, tx, Outgoing, "")
}

// Outgoing is the channel on which it is told that something waits in the
// outbox.
const Outgoing = "outbox"

// underKey returns the turn that used the key of a case before.
func (l *Database) underKey(ctx context.Context, tx *sql.Tx, c handoff.Case) (assistant.Turn, error) {
	var talk, digest string
	var seq int
	if err := tx.QueryRowContext(ctx, selectUnderKey, c.Scope, c.Key).Scan(&talk, &seq, &digest); err != nil {
		return assistant.Turn{}, err
	}
	if digest != c.Digest() {
		return assistant.Turn{}, handoff.ErrKeyReused
	}
	return l.scanTurn(tx.QueryRowContext(ctx, selectTurn, talk, seq))
}

// caseRow returns the values of caseColumns, and the digest.
func (l *Database) caseRow(c handoff.Case) ([]any, error) {
	content, err := json.Marshal(c.Content)
	if err != nil {
		return nil, fmt.Errorf("encode content: %w", err)
	}
	sealed, err := l.keys.Seal(string(content), contentPlace(c.ID))
	if err != nil {
		return nil, err
	}
	return []any{
		c.ID, c.Receipt, string(c.Kind), string(c.State), c.Talk, c.Seq, c.Scope, c.Key, c.Citizen, c.Region, c.Item, c.Edition, c.Category,
		c.Department, db.Text(c.Title), c.Secret, c.Parent, db.Micros(c.Opened), db.MicrosOrNone(c.Due), c.Number, db.Micros(c.Updated), sealed, c.Digest(),
	}, nil
}

func contentPlace(id string) string { return "case " + id + " content" }

func (l *Database) scanCase(row scanner) (c handoff.Case, err error) {
	var key sql.NullString
	var opened, due, updated int64
	var sealed string
	err = row.Scan(&c.ID, &c.Receipt, &c.Kind, &c.State, &c.Talk, &c.Seq, &c.Scope, &key, &c.Citizen, &c.Region, &c.Item, &c.Edition, &c.Category,
		&c.Department, &c.Title, &c.Secret, &c.Parent, &opened, &due, &c.Number, &updated, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return c, assistant.ErrNoCase
	}
	if err != nil {
		return c, err
	}
	c.Key, c.Opened, c.Due, c.Updated = key.String, db.Instant(opened), db.InstantOrNone(due), db.Instant(updated)
	content, err := l.keys.Open(sealed, contentPlace(c.ID))
	if err != nil || content == "" {
		return c, err
	}
	return c, decode([]byte(content), &c.Content)
}

// Case returns the case with the id, or ErrNoCase.
func (l *Database) Case(ctx context.Context, id string) (handoff.Case, error) {
	return l.scanCase(l.db.Reader().QueryRowContext(ctx, selectCase+`id = $1`, db.Text(id)))
}

// ByReceipt returns the case with the receipt number, or ErrNoCase.
//
// PRIVACY: the number alone opens nothing; whoever calls it asks for a second
// proof and answers the same when it is wrong as when there is no case.
func (l *Database) ByReceipt(ctx context.Context, receipt string) (handoff.Case, error) {
	return l.scanCase(l.db.Reader().QueryRowContext(ctx, selectCase+`receipt = $1`, db.Text(receipt)))
}

// OwnerOf returns the id of the case that has a number of the case system, or "".
func (l *Database) OwnerOf(ctx context.Context, number string) (id string, err error) {
	err = l.db.Reader().QueryRowContext(ctx, `SELECT id FROM case_file WHERE number <> '' AND number = $1 LIMIT 1`, db.Text(number)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// CasesOfTalk returns the cases that were opened in a talk, oldest first.
func (l *Database) CasesOfTalk(ctx context.Context, talk string) ([]handoff.Case, error) {
	return l.cases(ctx, selectCase+`talk = $1 ORDER BY opened, id`, db.Text(talk))
}

// CasesOfCitizen returns the cases of a signed-in citizen, newest first.
func (l *Database) CasesOfCitizen(ctx context.Context, citizen string) ([]handoff.Case, error) {
	if citizen == "" {
		return nil, nil
	}
	return l.cases(ctx, selectCase+`citizen = $1 ORDER BY opened DESC, id DESC`, db.Text(citizen))
}

func (l *Database) cases(ctx context.Context, query string, values ...any) (out []handoff.Case, err error) {
	return db.All(l.scanCase)(l.db.Reader().QueryContext(ctx, query, values...))
}

// Event (办理记录) is one thing that was done to a case.
type Event struct {
	Case   string
	Seq    int // from 1
	Update handoff.Update
	Before handoff.State
	After  handoff.State
	Told   bool // the citizen was told in the talk, or there is nothing to tell
}

const eventColumns = `case_id, seq, id, action, before, after, at, department, due, words, actor, inside, told`

// Events returns what was done to a case, oldest first.
func (l *Database) Events(ctx context.Context, id string) (out []Event, err error) {
	return db.All(l.scanEvent)(l.db.Reader().QueryContext(ctx, `SELECT `+eventColumns+` FROM case_event WHERE case_id = $1 ORDER BY seq`, db.Text(id)))
}

func (l *Database) scanEvent(row scanner) (e Event, err error) {
	var at, due int64
	var words string
	err = row.Scan(&e.Case, &e.Seq, &e.Update.ID, &e.Update.Action, &e.Before, &e.After, &at, &e.Update.Department, &due, &words, &e.Update.Actor, &e.Update.Inside, &e.Told)
	if err != nil {
		return e, err
	}
	e.Update.Case, e.Update.At, e.Update.Due = e.Case, db.Instant(at), db.InstantOrNone(due)
	e.Update.Text, err = l.keys.Open(words, eventPlace(e.Case, e.Seq))
	return e, err
}

func eventPlace(id string, seq int) string { return fmt.Sprintf("case %s event %d", id, seq) }
