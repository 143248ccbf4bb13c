//go:build linux || darwin

package ops

import (
	"context"
	"fmt"

	"golang.org/x/sys/unix"
)

// DiskFree is a check that the disk of a folder has so many megabytes left for
// the program's user.
func DiskFree(folder string, megabytes int) func(context.Context) error {
	return func(context.Context) error {
		var s unix.Statfs_t
		if err := unix.Statfs(folder, &s); err != nil {
			return fmt.Errorf("look at the disk of %s: %w", folder, err)
		}
		if free := s.Bavail * uint64(s.Bsize) >> 20; free < uint64(megabytes) {
			return fmt.Errorf("the disk of %s has %d MB left, want %d", folder, free, megabytes)
		}
		return nil
	}
}
