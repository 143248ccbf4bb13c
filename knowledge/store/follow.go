package store

import (
	"context"
	"errors"
	"time"

	"wenban/knowledge/store/db"
)

// News is what a process that answers must know.
type News struct {
	Serving Publication // what serves now; Seq 0: nothing was ever published
	Next    int64       // number of the edition that will most likely serve next, to be made ready; 0: none
	Err     error       // the database did not answer: what served goes on serving
}

// looks is how often a process looks for news. PostgreSQL tells of a publication
// at once; looking is for the time of a scheduled one, and for when the line was
// down.
const looks = 250 * time.Millisecond

// Follow tells what serves, at once and whenever it changes, until ctx ends. It
// is told within a second of the publication in every process on the database.
func (s *Store) Follow(ctx context.Context, tell func(News)) {
	woken := make(chan struct{}, 1)
	go s.listen(ctx, woken)
	var before News
	for first := true; ctx.Err() == nil; first = false {
		n := s.news(ctx, before)
		if first || n.Serving.Seq != before.Serving.Seq || n.Next != before.Next || (n.Err == nil) != (before.Err == nil) {
			tell(n)
		}
		before = n
		select {
		case <-ctx.Done():
		case <-woken:
		case <-time.After(looks):
		}
	}
}

// listen wakes Follow when something was published; where there is nothing to
// listen to it returns.
func (s *Store) listen(ctx context.Context, woken chan<- struct{}) {
	for ctx.Err() == nil {
		err := s.db.Listen(ctx, channel, func() {
			select {
			case woken <- struct{}{}:
			default: // it is going to look anyway
			}
		})
		if errors.Is(err, errors.ErrUnsupported) || pause(ctx, time.Second) != nil {
			return
		}
	}
}

// news looks what serves and what comes next, and notes what has taken effect.
func (s *Store) news(ctx context.Context, before News) News {
	n, due, err := s.look(ctx)
	if err == nil && due > 0 {
		err = s.change(ctx, func(t *tx) error { return t.take() })
	}
	if err != nil {
		n = before
	}
	n.Err = err
	return n
}

func (s *Store) look(ctx context.Context) (n News, due int64, err error) {
	err = s.view(ctx, func(t *tx) error {
		if due, err = t.count("SELECT count(*) FROM publication WHERE cancelled IS NULL AND taken IS NULL AND effective <= $1", db.Micros(t.now)); err != nil {
			return err
		}
		if n.Serving, err = t.serving(); err != nil {
			return err
		}
		coming, err := t.coming()
		if n.Next = coming.Edition; err != nil || n.Next != 0 {
			return err
		}
		n.Next, err = t.count("SELECT coalesce(max(number), 0) FROM edition WHERE state = 'approved' AND coalesce(base, 0) = $1", n.Serving.Edition)
		return err
	})
	return n, due, err
}
