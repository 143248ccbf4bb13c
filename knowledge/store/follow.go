package store

import (
	"context"
	"errors"
	"time"

	"wenban/knowledge/store/db"
)

// News is what a process that answers must know.
type News struct {
	Serving Publication   // what serves now; Seq 0: nothing was ever published
	Next    int64         // number of the edition that will most likely serve next, to be made ready; 0: none
	Err     error         // the database did not answer: what served goes on serving
	Jump    time.Duration // by how much the clock of this machine was set since the last look; 0: it ran as it should
}

// looks is how often a process looks for news. PostgreSQL tells of a publication
// at once; looking is for the time of a scheduled one, and for when the line was
// down.
const looks = 250 * time.Millisecond

// leap is from which difference on to the time that has passed a clock was set,
// not corrected.
const leap = 5 * time.Minute

// Follow tells what serves, at once and whenever it changes, until ctx ends. It
// is told within a second of the publication in every process on the database.
func (s *Store) Follow(ctx context.Context, tell func(News)) {
	woken := make(chan struct{}, 1)
	go s.listen(ctx, woken)
	var before News
	clock := s.clock()
	for first := true; ctx.Err() == nil; first = false {
		n := s.news(ctx, before)
		n.Jump = clock()
		if first || n.Jump != 0 || n.Serving.Seq != before.Serving.Seq || n.Next != before.Next || (n.Err == nil) != (before.Err == nil) {
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

// clock returns what tells, at each call, by how much the clock was set since the
// call before. What is scheduled and what is in force go by it, so somebody must
// hear of it; which of the two times is right it cannot know.
func (s *Store) clock() func() time.Duration {
	wall, passed := s.now().Round(0), time.Now() // the first without, the second with a reading that nobody can set
	return func() time.Duration {
		now, ran := s.now().Round(0), time.Since(passed)
		jump := now.Sub(wall) - ran
		wall, passed = now, passed.Add(ran)
		if jump.Abs() < leap {
			return 0
		}
		return jump.Round(time.Second)
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
