package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/oklog/ulid/v2"

	"wenban/assistant/booking"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
)

const (
	appointmentColumns = `id, code, person, item, hall, desk, begins, ends, state, private, booked`
	selectAppointment  = `SELECT ` + appointmentColumns + ` FROM appointment WHERE `
)

// PhonePerson names whoever books with a phone number and has not signed in.
func (l *Database) PhonePerson(phone string) (string, error) { return l.keys.Token(phone, "phone") }

// Taken returns how many have each slot of a desk between two times, by its
// beginning.
func (l *Database) Taken(ctx context.Context, hall, desk string, since, until time.Time) (map[int64]int, error) {
	rows, err := l.db.Reader().QueryContext(ctx, `SELECT begins, count(*) FROM appointment
		WHERE hall = $1 AND desk = $2 AND begins >= $3 AND begins < $4 AND state = 'booked' GROUP BY begins`, db.Text(hall), db.Text(desk), db.Micros(since), db.Micros(until))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[int64]int{}
	for rows.Next() {
		var begins int64
		var n int
		if err := rows.Scan(&begins, &n); err != nil {
			return nil, err
		}
		out[begins] = n
	}
	return out, rows.Err()
}

// Book gives a person a seat in a slot. Booking the same slot again returns the
// appointment there is; another one for the same item is booking.ErrHas, a slot
// without a seat booking.ErrFull. Never are more seats given than the slot has,
// however many ask at once: the database would refuse it.
func (l *Database) Book(ctx context.Context, a booking.Appointment, s booking.Slot, now time.Time) (booking.Appointment, error) {
	a.ID, a.Hall, a.Desk, a.Begins, a.Ends, a.State, a.Booked = ulid.Make().String(), s.Hall, s.Desk, s.Begins, s.Ends, booking.Booked, now
	err := l.db.Update(ctx, func(tx *sql.Tx) error {
		if err := l.db.Lock(ctx, tx, "appointment "+a.Person+" "+a.Item); err != nil {
			return err
		}
		had, err := l.activeFor(ctx, tx, a, now)
		switch {
		case err == nil && had.Hall == a.Hall && had.Desk == a.Desk && had.Begins.Equal(a.Begins):
			a = had
			return nil
		case err == nil:
			return booking.ErrHas
		case !errors.Is(err, booking.ErrNone):
			return err
		}
		return l.seat(ctx, tx, &a, s, now)
	})
	if db.IsUnique(err) {
		err = booking.ErrFull
	}
	return a, err
}

// activeFor returns what a person has booked for an item, after those of the
// past were put away.
func (l *Database) activeFor(ctx context.Context, tx *sql.Tx, a booking.Appointment, now time.Time) (booking.Appointment, error) {
	if _, err := tx.ExecContext(ctx, `UPDATE appointment SET state = 'past', changed = $1 WHERE person = $2 AND item = $3 AND state = 'booked' AND ends <= $1`, db.Micros(now), a.Person, db.Text(a.Item)); err != nil {
		return a, err
	}
	return l.scanAppointment(tx.QueryRowContext(ctx, selectAppointment+`person = $1 AND item = $2 AND state = 'booked'`, a.Person, db.Text(a.Item)))
}

// seat inserts an appointment in the first seat that is free.
func (l *Database) seat(ctx context.Context, tx *sql.Tx, a *booking.Appointment, s booking.Slot, now time.Time) error {
	n, err := l.freeSeat(ctx, tx, s)
	if err != nil {
		return err
	}
	a.Code = booking.NewCode()
	private, _ := json.Marshal([2]string{a.Name, a.Phone}) // strings always encode
	sealed, err := l.keys.Seal(string(private), appointmentPlace(a.ID))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO appointment (`+appointmentColumns+`, seat, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $11)`,
		a.ID, a.Code, a.Person, db.Text(a.Item), db.Text(a.Hall), db.Text(a.Desk), db.Micros(a.Begins), db.Micros(a.Ends), string(a.State), sealed, db.Micros(now), n)
	return err
}

// freeSeat returns the first seat of a slot that nobody has.
func (l *Database) freeSeat(ctx context.Context, tx *sql.Tx, s booking.Slot) (int, error) {
	if err := l.db.Lock(ctx, tx, fmt.Sprint("slot ", s.Hall, s.Desk, s.Begins.Unix())); err != nil {
		return 0, err
	}
	rows, err := tx.QueryContext(ctx, `SELECT seat FROM appointment WHERE hall = $1 AND desk = $2 AND begins = $3 AND state = 'booked'`, s.Hall, s.Desk, db.Micros(s.Begins))
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	taken := map[int]bool{}
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			return 0, err
		}
		taken[n] = true
	}
	for n := 1; n <= s.Capacity; n++ {
		if !taken[n] {
			return n, rows.Err()
		}
	}
	return 0, errors.Join(booking.ErrFull, rows.Err())
}

func appointmentPlace(id string) string { return "appointment " + id + " private" }

// CancelAppointment gives a seat back. Cancelling twice is no error; one that is
// past is booking.ErrOver.
func (l *Database) CancelAppointment(ctx context.Context, id string, now time.Time) (a booking.Appointment, err error) {
	err = l.db.Update(ctx, func(tx *sql.Tx) error {
		if a, err = l.held(ctx, tx, id, now); err != nil || a.State == booking.Cancelled {
			return err
		}
		if a.State != booking.Booked {
			return booking.ErrOver
		}
		a.State = booking.Cancelled
		_, err := tx.ExecContext(ctx, `UPDATE appointment SET state = 'cancelled', changed = $1 WHERE id = $2`, db.Micros(now), a.ID)
		return err
	})
	return a, err
}

// held returns an appointment that nothing else changes meanwhile; one whose time
// has passed is Past.
func (l *Database) held(ctx context.Context, tx *sql.Tx, id string, now time.Time) (booking.Appointment, error) {
	if err := l.db.Lock(ctx, tx, "appointment "+id); err != nil {
		return booking.Appointment{}, err
	}
	a, err := l.scanAppointment(tx.QueryRowContext(ctx, selectAppointment+`id = $1`, db.Text(id)))
	if err == nil && a.State == booking.Booked && !a.Ends.After(now) {
		a.State = booking.Past
	}
	return a, err
}

// MoveAppointment gives somebody another slot for the one they have, or leaves
// them the one they have: booking.ErrFull.
func (l *Database) MoveAppointment(ctx context.Context, id string, s booking.Slot, now time.Time) (a booking.Appointment, err error) {
	err = l.db.Update(ctx, func(tx *sql.Tx) error {
		if a, err = l.held(ctx, tx, id, now); err != nil {
			return err
		}
		if a.State != booking.Booked {
			return booking.ErrOver
		}
		if a.Hall == s.Hall && a.Desk == s.Desk && a.Begins.Equal(s.Begins) {
			return nil
		}
		n, err := l.freeSeat(ctx, tx, s)
		if err != nil {
			return err
		}
		a.Hall, a.Desk, a.Begins, a.Ends = s.Hall, s.Desk, s.Begins, s.Ends
		_, err = tx.ExecContext(ctx, `UPDATE appointment SET hall = $1, desk = $2, begins = $3, ends = $4, seat = $5, changed = $6, told = 0 WHERE id = $7`,
			s.Hall, s.Desk, db.Micros(s.Begins), db.Micros(s.Ends), n, db.Micros(now), a.ID)
		return err
	})
	if db.IsUnique(err) {
		err = booking.ErrFull
	}
	return a, err
}

// Appointment returns the appointment with the id, or booking.ErrNone.
func (l *Database) Appointment(ctx context.Context, id string) (booking.Appointment, error) {
	return l.scanAppointment(l.db.Reader().QueryRowContext(ctx, selectAppointment+`id = $1`, db.Text(id)))
}

// ProveAppointment returns the appointment of a code to whoever knows the last
// four digits of its phone number, as Prove does for cases.
func (l *Database) ProveAppointment(ctx context.Context, code, tail, from string, at time.Time) (booking.Appointment, error) {
	tries := []try{{digestOf("from", code, from), patienceOfOne}, {digestOf("all", code), patienceOfAll}}
	if err := l.admit(ctx, tries, at); err != nil {
		return booking.Appointment{}, err
	}
	a, err := l.scanAppointment(l.db.Reader().QueryRowContext(ctx, selectAppointment+`code = $1`, db.Text(code)))
	if err != nil && !errors.Is(err, booking.ErrNone) {
		return booking.Appointment{}, err
	}
	if !sameTail(tailOf(a.Phone), tail) || a.ID == "" {
		return booking.Appointment{}, booking.ErrNone
	}
	return a, l.forgive(ctx, tries, store.Step{At: at, Actor: "凭预约码的人", Action: "prove", Subject: "appointment " + a.ID, Detail: "本人"})
}

func tailOf(phone string) string { return phone[max(0, len(phone)-4):] }

// AppointmentsOf returns the appointments of a person, the next one first.
func (l *Database) AppointmentsOf(ctx context.Context, person string) ([]booking.Appointment, error) {
	if person == "" {
		return nil, nil
	}
	return l.appointments(ctx, selectAppointment+`person = $1 ORDER BY begins DESC, id`, db.Text(person))
}

func (l *Database) appointments(ctx context.Context, query string, values ...any) (out []booking.Appointment, err error) {
	return db.All(l.scanAppointment)(l.db.Reader().QueryContext(ctx, query, values...))
}

func (l *Database) scanAppointment(row scanner) (a booking.Appointment, err error) {
	var begins, ends, booked int64
	var sealed string
	err = row.Scan(&a.ID, &a.Code, &a.Person, &a.Item, &a.Hall, &a.Desk, &begins, &ends, &a.State, &sealed, &booked)
	if errors.Is(err, sql.ErrNoRows) {
		return a, booking.ErrNone
	}
	if err != nil {
		return a, err
	}
	a.Begins, a.Ends, a.Booked = db.Instant(begins), db.Instant(ends), db.Instant(booked)
	text, err := l.keys.Open(sealed, appointmentPlace(a.ID))
	if err != nil || text == "" {
		return a, err
	}
	var private [2]string
	err = decode([]byte(text), &private)
	a.Name, a.Phone = private[0], private[1]
	return a, err
}

// Remind puts the reminders of the appointments of the next day on their way,
// each once, and returns how many. hall names a hall.
func (l *Database) Remind(ctx context.Context, now time.Time, hall func(id string) string) (n int, err error) {
	due, err := l.appointments(ctx, selectAppointment+`state = 'booked' AND told = 0 AND begins > $1 AND begins <= $2 ORDER BY begins LIMIT 500`, db.Micros(now), db.Micros(now.Add(24*time.Hour)))
	if err != nil {
		return 0, err
	}
	for _, a := range due {
		if err := l.remind(ctx, a, now, hall(a.Hall)); err != nil {
			return n, fmt.Errorf("remind of an appointment: %w", err)
		}
		n++
	}
	return n, nil
}

func (l *Database) remind(ctx context.Context, a booking.Appointment, now time.Time, hall string) error {
	return l.db.Update(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `UPDATE appointment SET told = $1 WHERE id = $2 AND told = 0 AND begins = $3 AND state = 'booked'`, db.Micros(now), a.ID, db.Micros(a.Begins))
		if err != nil {
			return err
		}
		if rows, err := done.RowsAffected(); err != nil || rows == 0 || a.Phone == "" {
			return err // cancelled or moved meanwhile, or nobody to tell
		}
		return l.notify(ctx, tx, Notice{ID: fmt.Sprintf("appointment %s %d", a.ID, db.Micros(a.Begins)), Phone: a.Phone, Text: booking.Reminder(a, hall), Added: now, Expires: a.Begins})
	})
}
