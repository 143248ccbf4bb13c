package ledger

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"

	"wenban/assistant"
	"wenban/knowledge/store/db"
)

// The statements. $n is understood by SQLite and PostgreSQL alike.
const (
	selectTalk = `SELECT talk.id, secret, channel, began, state, private, seq
		FROM talk JOIN turn ON turn.talk = talk.id WHERE talk.id = $1 ORDER BY seq DESC LIMIT 1`
	turnColumns      = `talk, seq, id, said, pick, reply, state, at, feedback, comment, private`
	selectByClientID = `SELECT ` + turnColumns + ` FROM turn WHERE talk = $1 AND id = nullif($2, '')`
	selectTurns      = `SELECT ` + turnColumns + ` FROM turn WHERE talk = $1 AND seq > $2 ORDER BY seq`
	selectLast       = `SELECT coalesce(max(seq), 0) FROM turn WHERE talk = $1`
	insertTalk       = `INSERT INTO talk (id, secret, channel, began) VALUES ($1, $2, $3, $4)`
	insertTurn       = `INSERT INTO turn (` + turnColumns + `, edition, cites) VALUES ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`
	selectTold       = `SELECT cites, ` + turnColumns + ` FROM turn WHERE (edition = $1 OR edition = '') AND at >= $2 ORDER BY at, talk, seq`
	updateFeedback   = `UPDATE turn SET feedback = $1, comment = $2 WHERE talk = $3 AND seq = $4`
	updateEnded      = `UPDATE talk SET secret = '' WHERE id = $1`
)

// scanner is a row: *sql.Row or *sql.Rows.
type scanner = db.Scanner

func (l *Database) scanTalk(row scanner) (assistant.Talk, error) {
	var t assistant.Talk
	var began int64
	var state []byte
	var private string
	err := row.Scan(&t.ID, &t.Secret, &t.Channel, &began, &state, &private, &t.Turns)
	if errors.Is(err, sql.ErrNoRows) {
		return t, assistant.ErrNoTalk
	}
	if err != nil {
		return t, err
	}
	t.Began = db.Instant(began)
	t.Private, err = l.unsealed(private, t.ID, t.Turns)
	delete(t.Private, replyWords)
	delete(t.Private, replyText)
	return t, errors.Join(err, decode(state, &t.State))
}

func (l *Database) scanTurn(row scanner) (assistant.Turn, error) {
	var t assistant.Turn
	var id sql.NullString
	var at int64
	var reply, state []byte
	var private string
	if err := row.Scan(&t.Talk, &t.Seq, &id, &t.Said, &t.Pick, &reply, &state, &at, &t.Feedback, &t.Comment, &private); err != nil {
		return t, err
	}
	t.ID, t.At = id.String, db.Instant(at)
	var err error
	t.Private, err = l.unsealed(private, t.Talk, t.Seq)
	err = errors.Join(err, decode(reply, &t.Reply), decode(state, &t.State))
	restore(&t)
	return t, err
}

// What a department wrote to a citizen stands with what is personal in the talk,
// under these names.
const (
	replyWords = "reply.words"
	replyText  = "reply.text"
)

// parted takes what a department wrote out of a turn and puts it to what is
// sealed.
//
// PRIVACY: a department writes names and addresses.
func parted(t assistant.Turn) assistant.Turn {
	r := t.Reply.Receipt
	if r == nil || r.Words == "" {
		return t
	}
	t.Private = maps.Clone(t.Private)
	if t.Private == nil {
		t.Private = map[string]string{}
	}
	t.Private[replyWords], t.Private[replyText] = r.Words, t.Reply.Text
	bare := *r
	bare.Words = ""
	t.Reply.Receipt, t.Reply.Text = &bare, t.Reply.Lead
	return t
}

// restore is the way back.
func restore(t *assistant.Turn) {
	words, ok := t.Private[replyWords]
	if ok && t.Reply.Receipt != nil {
		t.Reply.Receipt.Words, t.Reply.Text = words, t.Private[replyText]
	}
	delete(t.Private, replyWords)
	delete(t.Private, replyText)
	if len(t.Private) == 0 {
		t.Private = nil
	}
}

// sealed is what is personal in a talk as it is kept.
func (l *Database) sealed(private map[string]string, talk string, seq int) (string, error) {
	if len(private) == 0 {
		return "", nil
	}
	text, _ := json.Marshal(private) // strings always encode
	return l.keys.Seal(string(text), privatePlace(talk, seq))
}

func (l *Database) unsealed(sealed, talk string, seq int) (private map[string]string, err error) {
	if l.keys == nil { // whoever has no keys reads the rest
		return nil, nil
	}
	text, err := l.keys.Open(sealed, privatePlace(talk, seq))
	if err != nil || text == "" {
		return nil, err
	}
	return private, decode([]byte(text), &private)
}

// privatePlace is what a sealed column is bound to.
func privatePlace(talk string, seq int) string { return fmt.Sprintf("turn %s %d private", talk, seq) }

// rowOf returns the values of turnColumns, and what a turn told.
func (l *Database) rowOf(t assistant.Turn) ([]any, error) {
	t = parted(t)
	reply, err := json.Marshal(t.Reply)
	if err != nil {
		return nil, fmt.Errorf("encode reply: %w", err)
	}
	state, err := json.Marshal(t.State)
	if err != nil {
		return nil, fmt.Errorf("encode state: %w", err)
	}
	private, err := l.sealed(t.Private, t.Talk, t.Seq)
	if err != nil {
		return nil, err
	}
	return []any{t.Talk, t.Seq, db.Text(t.ID), db.Text(t.Said), db.Text(t.Pick), string(reply), string(state), db.Micros(t.At), db.Text(t.Feedback), db.Text(t.Comment), private,
		t.Reply.Edition, db.Text(" " + strings.Join(t.Reply.Cites(), " ") + " ")}, nil
}

// decode reads a JSON column. A field that an older version wrote and this one
// does not know is left out.
//
// PRIVACY: the error tells the type and the place, never the text.
func decode[T any](column []byte, into *T) error {
	if err := json.Unmarshal(column, into); err != nil {
		var zero T
		*into = zero
		return fmt.Errorf("decode %T of %d bytes: %w", zero, len(column), position(err))
	}
	return nil
}

// position keeps of a JSON error what tells nothing of the content.
func position(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("syntax error at byte %d", syntax.Offset)
	case errors.As(err, &kind):
		return fmt.Errorf("wrong type at byte %d", kind.Offset)
	}
	return errors.New("not readable")
}
