package db

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// What is told on a channel is heard when its transaction is committed: with
// PostgreSQL by all replicas, with SQLite by this process, which is the only one
// that writes. A word may be missed in an outage, so whoever hears also looks
// from time to time.

// saying is something that is told when a transaction is committed.
type saying struct{ channel, about string }

// hearers are those of this process who wait for what is committed to SQLite.
type hearers struct {
	mu  sync.Mutex
	all map[*func(channel, about string)][]string // the channels of each
}

func (h *hearers) add(heard *func(channel, about string), channels []string) (leave func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.all == nil {
		h.all = map[*func(channel, about string)][]string{}
	}
	h.all[heard] = channels
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.all, heard)
	}
}

func (h *hearers) tell(said []saying) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for heard, channels := range h.all {
		for _, x := range said {
			for _, c := range channels {
				if c == x.channel {
					(*heard)(x.channel, x.about)
				}
			}
		}
	}
}

// silent begins a transaction of SQLite in which nothing was told yet. There is
// one at a time, so what it tells needs no lock.
func (d *DB) silent() {
	if d.engine == SQLite {
		d.said = nil
	}
}

// telling returns what tells what was told in a transaction of SQLite, once it is
// committed: then another one has begun.
func (d *DB) telling() func() {
	if d.engine != SQLite || len(d.said) == 0 {
		return func() {}
	}
	said := d.said
	return func() { d.heard.tell(said) }
}

// Tell tells everyone who hears a channel something when tx is committed. about
// is never personal: it goes to every replica.
func (d *DB) Tell(ctx context.Context, tx *sql.Tx, channel, about string) error {
	if d.engine == SQLite {
		d.said = append(d.said, saying{channel, about})
		return nil
	}
	_, err := tx.ExecContext(ctx, "SELECT pg_notify($1, $2)", channel, about)
	return err
}

// Notify is Tell about nothing.
func (d *DB) Notify(ctx context.Context, tx *sql.Tx, channel string) error {
	return d.Tell(ctx, tx, channel, "")
}

// Hear calls heard for everything that is told on channels until ctx ends or the
// connection breaks, which is the error. It begins with a call about nothing for
// each channel, so that what was told before is not missed. heard must not wait:
// whoever told something waits for it.
func (d *DB) Hear(ctx context.Context, channels []string, heard func(channel, about string)) error {
	if d.engine == SQLite {
		leave := d.heard.add(&heard, channels)
		defer leave()
		for _, c := range channels {
			heard(c, "")
		}
		<-ctx.Done()
		return ctx.Err()
	}
	conn, err := d.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() // a broken one leaves the pool
	return conn.Raw(func(driver any) error { return hear(ctx, driver.(*stdlib.Conn).Conn(), channels, heard) })
}

func hear(ctx context.Context, conn *pgx.Conn, channels []string, heard func(channel, about string)) error {
	defer conn.Close(context.WithoutCancel(ctx)) // it must not go back to the pool listening
	for _, c := range channels {
		if _, err := conn.Exec(ctx, "LISTEN "+pgx.Identifier{c}.Sanitize()); err != nil {
			return err
		}
	}
	for _, c := range channels {
		heard(c, "")
	}
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		heard(n.Channel, n.Payload)
	}
}

// Listen is Hear for one channel on PostgreSQL. With SQLite the error is
// errors.ErrUnsupported: whoever can look in time does not need to hear.
func (d *DB) Listen(ctx context.Context, channel string, heard func()) error {
	if d.engine != PostgreSQL {
		return errors.ErrUnsupported
	}
	return d.Hear(ctx, []string{channel}, func(string, string) { heard() })
}
