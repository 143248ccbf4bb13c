package signin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/seal"
)

// The kinds of session.
const (
	staffKind   = "staff"
	citizenKind = "citizen"
)

// Session is that somebody is signed in.
type Session struct {
	id       string // SHA-256 of the token
	kind     string
	who      string // name of a person, or Identity.Citizen
	granted  []string
	subject  string // token of issuer and subject, "": signed in here
	seen     time.Time
	ends     time.Time
	person   store.Person
	identity Identity
}

// Identity is what a provider vouches for about a citizen. What it does not say
// is "".
//
// PRIVACY: it is sealed at rest and goes into no log and no address.
type Identity struct {
	Citizen    string      `json:"-"` // names the citizen in our tables; tells nothing
	Name       string      `json:"name,omitempty"`
	Phone      string      `json:"phone,omitempty"`
	IDCard     string      `json:"id_card,omitempty"`
	Address    string      `json:"address,omitempty"`
	Enterprise *Enterprise `json:"enterprise,omitempty"` // that the citizen acts for; nil: none
}

// Enterprise (法人) is whom a citizen acts for.
type Enterprise struct {
	Name        string `json:"name,omitempty"`
	USCC        string `json:"uscc,omitempty"` // 统一社会信用代码
	LegalPerson string `json:"legal_person,omitempty"`
	Address     string `json:"address,omitempty"`
}

// errNone says that a token is no session of its kind: it never was, it ended,
// or the person was switched off.
var errNone = errors.New("nobody is signed in with this token")

func isNone(err error) bool { return errors.Is(err, errNone) }

// sessions are the sessions in the database. There is no cache: a session that
// ended in one process has ended in all.
type sessions struct {
	db    *db.DB
	seal  *seal.Ring
	times Times
	now   func() time.Time
}

// opening is what a session begins with.
type opening struct {
	kind     string
	who      string
	granted  []string // roles that the provider grants; nil: all the person has
	subject  string   // token of issuer and subject, or ""
	sid      string   // token of issuer and its session, or ""
	identity Identity
	before   string // token of the session that it takes the place of, or ""
}

// digest is what is kept of a value that must be found again and not be read.
func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// newToken is 256 bits that nobody can guess.
func newToken() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// begin opens a session under a new token. The one before in the same browser
// ends, and the oldest ones of somebody who has too many.
func (s *sessions) begin(ctx context.Context, o opening) (token string, err error) {
	token = newToken()
	id, now := digest(token), s.now()
	identity := ""
	if o.kind == citizenKind {
		plain, _ := json.Marshal(o.identity) // plain values always encode
		if identity, err = s.seal.Seal(string(plain), place(id)); err != nil {
			return "", fmt.Errorf("seal an identity: %w", err)
		}
	}
	_, most := s.bounds(o.kind)
	return token, s.db.Update(ctx, func(tx *sql.Tx) error {
		for _, step := range []struct {
			do     string
			values []any
		}{
			{"DELETE FROM session WHERE ends <= $1", []any{db.Micros(now)}},
			{"DELETE FROM session WHERE id = $1", []any{digest(o.before)}},
			{`DELETE FROM session WHERE kind = $1 AND who = $2 AND id NOT IN
				(SELECT id FROM session WHERE kind = $1 AND who = $2 ORDER BY seen DESC, id LIMIT $3)`, []any{o.kind, o.who, s.times.Each - 1}},
			{`INSERT INTO session (id, kind, who, roles, began, seen, ends, subject, sid, identity)
				VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9)`,
				[]any{id, o.kind, o.who, words(o.granted), db.Micros(now), db.Micros(now.Add(most)), o.subject, o.sid, identity}},
		} {
			if _, err := tx.ExecContext(ctx, step.do, step.values...); err != nil {
				return fmt.Errorf("begin a session: %w", err)
			}
		}
		return nil
	})
}

// place is where an identity is sealed for.
func place(id string) string { return "session " + id }

// words are granted roles as they are kept.
func words(granted []string) string {
	if granted == nil {
		return "*"
	}
	return strings.Join(granted, " ")
}

func (s *sessions) bounds(kind string) (idle, most time.Duration) {
	if kind == staffKind {
		return s.times.StaffIdle, s.times.StaffMost
	}
	return s.times.CitizenIdle, s.times.CitizenMost
}

// find returns the session of a token, and notes about once a minute that it is
// used. The error is errNone where there is none of that kind.
func (s *sessions) find(ctx context.Context, token, kind string) (Session, error) {
	found, err := s.look(ctx, digest(token), kind)
	if err != nil {
		return Session{}, err
	}
	return found, s.touch(ctx, found)
}

// touch notes that a session is used.
func (s *sessions) touch(ctx context.Context, x Session) error {
	now := s.now()
	if now.Sub(x.seen) <= time.Minute {
		return nil
	}
	return s.db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE session SET seen = $1 WHERE id = $2 AND seen < $1", db.Micros(now), x.id)
		return err
	})
}

// look returns a session that has not ended.
func (s *sessions) look(ctx context.Context, id, kind string) (Session, error) {
	found := Session{id: id, kind: kind}
	var granted, identity string
	var seen, ends int64
	err := s.db.Reader().QueryRowContext(ctx, "SELECT who, roles, seen, ends, subject, identity FROM session WHERE id = $1 AND kind = $2", id, kind).
		Scan(&found.who, &granted, &seen, &ends, &found.subject, &identity)
	if errors.Is(err, sql.ErrNoRows) {
		return Session{}, errNone
	}
	if err != nil {
		return Session{}, fmt.Errorf("look up a session: %w", err)
	}
	found.granted, found.seen, found.ends = strings.Fields(granted), db.Instant(seen), db.Instant(ends)
	if s.over(found) {
		return Session{}, errNone
	}
	if kind == staffKind {
		return s.withPerson(ctx, found)
	}
	return s.withIdentity(found, identity)
}

// over reports that a session has ended by itself.
func (s *sessions) over(x Session) bool {
	idle, _ := s.bounds(x.kind)
	now := s.now()
	return !now.Before(x.ends) || now.Sub(x.seen) >= idle
}

func (s *sessions) withIdentity(x Session, sealed string) (Session, error) {
	plain, err := s.seal.Open(sealed, place(x.id))
	if err != nil || json.Unmarshal([]byte(plain), &x.identity) != nil {
		return Session{}, errNone // its key was dropped, or somebody changed it: who it is must be proven anew
	}
	x.identity.Citizen = x.who
	return x, nil
}

// withPerson adds the person as they are now: a role counts when they have it
// and, where the provider says which roles it grants, when it grants it.
func (s *sessions) withPerson(ctx context.Context, x Session) (Session, error) {
	p, err := store.New(s.db, store.Options{}).Person(ctx, x.who)
	switch {
	case errors.Is(err, store.ErrNobody), err == nil && !p.Active:
		return Session{}, errNone
	case err != nil:
		return Session{}, fmt.Errorf("look up a person: %w", err)
	}
	if !slices.Contains(x.granted, "*") {
		p.Roles = slices.DeleteFunc(p.Roles, func(r store.Role) bool { return !slices.Contains(x.granted, string(r)) })
	}
	x.person = p
	return x, nil
}

// end ends the session of a token.
func (s *sessions) end(ctx context.Context, token string) error {
	return s.remove(ctx, "id = $1", digest(token))
}

func (s *sessions) remove(ctx context.Context, which string, values ...any) error {
	return s.db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM session WHERE "+which, values...)
		return err
	})
}
