// Package logtest is a log for tests: what is logged may be read while others
// still write.
package logtest

import (
	"bytes"
	"sync"
)

// Text is what was logged so far. The zero value is empty and ready.
type Text struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write is part of io.Writer.
func (t *Text) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.Write(p)
}

// String returns all that was written.
func (t *Text) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.String()
}
