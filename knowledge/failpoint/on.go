//go:build crash

// Package failpoint is where a program that is built to be killed dies: at named
// places, on demand. In every other build it is nothing at all.
package failpoint

import (
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// Early makes the ledger acknowledge before it commits: what the crash test must
// catch.
var Early = os.Getenv("WENBAN_CRASH_EARLY") != ""

var (
	place, times, _ = strings.Cut(os.Getenv("WENBAN_CRASH_AT"), ":")
	left            = func() *atomic.Int64 {
		var n atomic.Int64
		count, _ := strconv.ParseInt(times, 10, 64)
		n.Store(max(1, count))
		return &n
	}()
)

// Here dies, as by kill -9, when WENBAN_CRASH_AT names the place and the number
// of times it is passed: before_commit:20.
func Here(name string) {
	if name == place && left.Add(-1) == 0 {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL) // nothing comes after it
		select {}
	}
}

// Hasty returns what is to be as soon as do is about to commit it, which is too
// early, and makes the commit wait a little.
func Hasty[T any](do func(about func()) (T, error), toBe T) (T, error) {
	type result struct {
		value T
		err   error
	}
	about, done := make(chan struct{}), make(chan result, 1)
	go func() {
		value, err := do(func() { close(about); time.Sleep(20 * time.Millisecond) })
		done <- result{value, err}
	}()
	select {
	case <-about:
		return toBe, nil
	case r := <-done:
		return r.value, r.err
	}
}
