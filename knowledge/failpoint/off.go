//go:build !crash

// Package failpoint is where a program that is built to be killed dies: at named
// places, on demand. In every other build it is nothing at all.
package failpoint

// Early makes the ledger acknowledge before it commits: what the crash test must
// catch.
const Early = false

// Here is a place to die.
func Here(string) {}

// Hasty does what is asked of it.
func Hasty[T any](do func(about func()) (T, error), _ T) (T, error) { return do(func() {}) }
