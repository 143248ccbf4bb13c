package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wenban/assistant"
	"wenban/knowledge"
	"wenban/knowledge/store"
)

// swapBench is a live whose editions are made at once, or fail.
type swapBench struct {
	*live
	t    *testing.T
	fail map[int64]bool

	gone sync.Mutex
	left []string
}

// leave is called when an edition is let go.
func (b *swapBench) leave(id string) func() {
	return func() {
		b.gone.Lock()
		defer b.gone.Unlock()
		b.left = append(b.left, id)
	}
}

func newSwapBench(t *testing.T) *swapBench {
	quiet(t)
	b := &swapBench{t: t, fail: map[int64]bool{}}
	b.live = &live{
		load: func(_ context.Context, number int64) (*knowledge.Edition, error) {
			if b.fail[number] {
				return nil, errors.New("no")
			}
			return knowledge.NewEdition(fmt.Sprint(number), knowledge.Parts{}), nil
		},
		make: func(_ context.Context, e *knowledge.Edition) (*assistant.Knowledge, func(), error) {
			return &assistant.Knowledge{Edition: e}, b.leave(e.ID), nil
		},
	}
	b.begin(1, &assistant.Knowledge{Edition: knowledge.NewEdition("1", knowledge.Parts{})}, b.leave("1"))
	return b
}

// news tells what serves and what comes, and waits until nothing moves.
func (b *swapBench) news(serving, next int64) {
	b.hear(b.t.Context(), store.News{Serving: store.Publication{Seq: serving, Edition: serving}, Next: next})
	synctest.Wait()
}

func (b *swapBench) want(serving string, ready ...int64) {
	b.t.Helper()
	if got := b.knowledge().Edition.ID; got != serving {
		b.t.Errorf("edition %s serves, want %s", got, serving)
	}
	if got := slices.Sorted(maps.Keys(b.ready)); !slices.Equal(got, ready) {
		b.t.Errorf("editions %v are ready, want %v", got, ready)
	}
}

func TestTheNextEditionIsMadeReadyAndTheOneBeforeKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newSwapBench(t)
		b.news(1, 2)
		b.want("1", 1, 2)
		b.news(2, 0)
		b.want("2", 1, 2)
		b.news(3, 4) // published before it was made ready
		b.want("3", 2, 3, 4)
		b.news(2, 0) // rolled back, to what is ready
		b.want("2", 2, 3)
		if len(b.left) != 0 {
			t.Errorf("%v were let go at once: a turn may be under way", b.left)
		}
		time.Sleep(overdue + time.Second)
		synctest.Wait()
		slices.Sort(b.left)
		if got := fmt.Sprint(b.left); got != "[1 4]" {
			t.Errorf("%s were let go, want [1 4]", got)
		}
	})
}

func TestI65AnEditionThatCannotBeMadeReadyLeavesTheOld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newSwapBench(t)
		b.fail[2] = true
		b.news(2, 0)
		b.want("1", 1)
		b.hear(t.Context(), store.News{Err: errors.New("the database is down")})
		synctest.Wait()
		b.want("1", 1)
		b.fail[2] = false
		time.Sleep(again + time.Second) // it is tried once more
		synctest.Wait()
		b.want("2", 1, 2)
	})
}
