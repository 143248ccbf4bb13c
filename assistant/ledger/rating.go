package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/assistant/rating"
	"wenban/knowledge/store/db"
)

// Rate keeps a rating, and with it what comes of it: what the case system is
// told, and the case that a bad one opens. rated is the case of a rating of one,
// nil else; rework is that case, nil for none. The error is rating.ErrRated the
// second time.
func (l *Database) Rate(ctx context.Context, r rating.Rating, rated, rework *handoff.Case) error {
	if rework != nil {
		again := *rework
		again.ID = ulid.Make().String()
		rework = &again
	}
	for try := 0; ; try++ {
		if rework != nil {
			rework.Receipt = handoff.NewReceipt(r.At)
		}
		err := l.db.Update(ctx, func(tx *sql.Tx) error { return l.rate(ctx, tx, r, rated, rework) })
		if !errors.Is(err, assistant.ErrReceipt) || try == 20 {
			return err
		}
	}
}

func (l *Database) rate(ctx context.Context, tx *sql.Tx, r rating.Rating, rated, rework *handoff.Case) error {
	if err := l.db.Lock(ctx, tx, "rating "+r.Subject); err != nil {
		return err
	}
	if there, err := l.ratedIn(ctx, tx, r.Subject); err != nil || there {
		return errors.Join(err, rating.ErrRated)
	}
	opened := ""
	if rework != nil {
		opened = rework.ID
		if err := l.insertCase(ctx, tx, *rework); err != nil {
			return err
		}
	}
	words, err := l.keys.Seal(db.Text(r.Words), ratingPlace(r.Subject))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO rating (subject, level, options, words, item, department, region, channel, rework, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, r.Subject, int(r.Level), strings.Join(r.Options, " "), words, r.Item, db.Text(r.Department), r.Region, r.Channel, opened, db.Micros(r.At))
	if err != nil || rated == nil {
		return err
	}
	return l.tellRated(ctx, tx, rated.ID, r)
}

// ratingPlace is what the words of a rating are bound to.
func ratingPlace(subject string) string { return "rating " + subject }

type querier interface {
	QueryRowContext(ctx context.Context, query string, values ...any) *sql.Row
}

func (l *Database) ratedIn(ctx context.Context, q querier, subject string) (bool, error) {
	var n int
	err := q.QueryRowContext(ctx, `SELECT count(*) FROM rating WHERE subject = $1`, db.Text(subject)).Scan(&n)
	return n > 0, err
}

// Rated reports whether a talk ("talk " and its id) or a case was rated.
func (l *Database) Rated(ctx context.Context, subject string) (bool, error) {
	return l.ratedIn(ctx, l.db.Reader(), subject)
}

// tellRated puts a rating into the history of its case and on its way to the
// case system. A case that is not over is rating.ErrEarly.
func (l *Database) tellRated(ctx context.Context, tx *sql.Tx, id string, r rating.Rating) error {
	c, err := l.updated(ctx, tx, handoff.Update{Case: id})
	if err != nil {
		return err
	}
	if !handoff.Rateable(c) {
		return rating.ErrEarly
	}
	u := handoff.Update{ID: "rated " + c.ID, Action: handoff.Rate, At: r.At, Text: "您的评价：" + r.Level.Name()}
	if err := l.note(ctx, tx, c, u); err != nil {
		return err
	}
	return l.post(ctx, tx, c.ID, handoff.Rated, rating.Text(r))
}

// Groups are what ratings are counted by.
var Groups = []string{"item", "department", "region"}

// Figures counts the ratings of a time by item, department or region, the group
// with the most first.
func (l *Database) Figures(ctx context.Context, by string, since, until time.Time) (out []rating.Figure, err error) {
	if by != "item" && by != "department" && by != "region" {
		return nil, fmt.Errorf("ratings are counted by %s, not by %q", strings.Join(Groups, ", "), by)
	}
	rows, err := l.db.Reader().QueryContext(ctx, `SELECT `+by+`, level, count(*) FROM rating WHERE at >= $1 AND at < $2 GROUP BY `+by+`, level ORDER BY `+by+`, level`, db.Micros(since), db.Micros(until))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var of string
		var level, n int
		if err := rows.Scan(&of, &level, &n); err != nil {
			return nil, err
		}
		if len(out) == 0 || out[len(out)-1].Of != of {
			out = append(out, rating.Figure{Of: of})
		}
		out[len(out)-1].Counts[level] += n
	}
	return out, rows.Err()
}
