//go:build linux || darwin

package ops

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// DiskFree is a check that the disk of a folder has so many megabytes left for
// the program's user. A folder that is not there yet is where its parent is.
func DiskFree(folder string, megabytes int) func(context.Context) error {
	return func(context.Context) error {
		var s unix.Statfs_t
		err := unix.Statfs(folder, &s)
		for at := folder; errors.Is(err, fs.ErrNotExist) && at != filepath.Dir(at); {
			at = filepath.Dir(at)
			err = unix.Statfs(at, &s)
		}
		if err != nil {
			return fmt.Errorf("look at the disk of %s: %w", folder, err)
		}
		if free := s.Bavail * uint64(s.Bsize) >> 20; free < uint64(megabytes) {
			return fmt.Errorf("the disk of %s has %d MB left, want %d", folder, free, megabytes)
		}
		return nil
	}
}
