package guide

import (
	"fmt"
	"sync"
	"sync/atomic"

	"wenban/knowledge"
)

// nexts remembers what a life event asks next under which answers. To find it,
// thousands of assignments are walked, which takes longer than the rest of the
// turn ten times over, and it is the same for everybody: nearly all begin with no
// answer. The zero value remembers nothing yet; it may be used by many at once.
// PRIVACY: it knows ids of the edition, and not who gave the answers.
type nexts struct {
	known sync.Map // by nextKey, of following
	count atomic.Int32
}

type following struct {
	situation knowledge.Situation
	open      bool
}

// mostNexts bounds what is remembered: a few megabytes.
const mostNexts = 4096

// of is Next of the tree of an event.
func (n *nexts) of(e knowledge.LifeEvent, a knowledge.Answers) (s knowledge.Situation, open bool) {
	key := nextKey(e.ID, a)
	if x, ok := n.known.Load(key); ok {
		return x.(following).situation, x.(following).open
	}
	s, open = EventTree(e).Next(a)
	if n.count.Load() < mostNexts {
		n.count.Add(1)
		n.known.Store(key, following{s, open})
	}
	return s, open
}

// nextKey names an event under answers; they are in the order of their ids.
func nextKey(event string, a knowledge.Answers) string { return fmt.Sprintf("%q %q", event, a) }
