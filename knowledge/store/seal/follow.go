package seal

import (
	"io/fs"
	"os"
	"sync"
	"time"
)

// Patience is for how long a ring may not know what was changed in its file.
const Patience = 5 * time.Second

// followed is the file of a ring.
type followed struct {
	path string
	mu   sync.Mutex
	seen fs.FileInfo // as it was read
	last time.Time   // when it was looked at
}

// fresh returns the keys as they stand in the file, at most Patience ago. A file
// that cannot be read changes nothing: what is known still seals and opens.
func (r *Ring) fresh() *held {
	r.file.look(r, Patience)
	return r.held.Load()
}

// missed looks at the file at once, for a key that is not known: another process
// may have begun to seal with it just now. It is read only when it has changed.
func (f *followed) missed(r *Ring) { f.look(r, 0) }

// look reads the file again when it has changed since, unless it was looked at
// within wait.
func (f *followed) look(r *Ring, wait time.Duration) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if time.Since(f.last) < wait {
		return
	}
	f.last = time.Now()
	info, err := os.Stat(f.path)
	if err != nil || os.SameFile(info, f.seen) && info.ModTime().Equal(f.seen.ModTime()) && info.Size() == f.seen.Size() {
		return
	}
	if now, info, err := read(f.path); err == nil {
		r.held.Store(now.held.Load())
		f.seen = info
	}
}

// Column is one column of the database that holds sealed text, as the room that
// seals it lists it, so that it can be sealed anew when keys are changed.
type Column struct {
	Table string
	Name  string
	Key   []string               // columns that name a row
	Place func(key []any) string // what the text is bound to, by the values of Key
}
