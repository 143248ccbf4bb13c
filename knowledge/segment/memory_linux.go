//go:build cgo

package segment

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// inMemory makes the files readable under /proc/self/fd without touching a
// disk.
func inMemory(files [][]byte) (paths []string, done func(), err error) {
	var open []*os.File
	done = func() {
		for _, f := range open {
			_ = f.Close()
		}
	}
	for _, data := range files {
		f, err := memoryFile(data)
		if err != nil {
			done()
			return nil, nil, err
		}
		open = append(open, f)
		paths = append(paths, fmt.Sprintf("/proc/self/fd/%d", f.Fd()))
	}
	if _, err := os.Stat(paths[0]); err != nil { // no /proc in this container
		done()
		return nil, nil, fmt.Errorf("look at dictionary in memory: %w", err)
	}
	return paths, done, nil
}

func memoryFile(data []byte) (*os.File, error) {
	fd, err := unix.MemfdCreate("words", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("make dictionary in memory: %w", err)
	}
	f := os.NewFile(uintptr(fd), "words")
	if _, err := f.Write(data); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("write dictionary in memory: %w", err)
	}
	return f, nil
}
