package desk

import (
	"sync"

	"golang.org/x/time/rate"
)

// meter counts what each person of the staff does in a minute. It keeps as many
// counters as there are people.
type meter struct {
	each  int
	mu    sync.Mutex
	byWho map[string]*rate.Limiter
}

func newMeter(each int) *meter { return &meter{each: each, byWho: map[string]*rate.Limiter{}} }

// allow reports whether a person may do it once more now.
func (m *meter) allow(name string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	l := m.byWho[name]
	if l == nil {
		l = rate.NewLimiter(rate.Limit(float64(m.each)/60), m.each)
		m.byWho[name] = l
	}
	return l.Allow()
}
