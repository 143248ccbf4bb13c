package sandbox

import (
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"syscall"

	"golang.org/x/sys/unix"
)

// bound bounds this process. RLIMIT_DATA counts private writable memory; of
// RLIMIT_AS a Go program uses hundreds of megabytes that it only reserves. It
// lies above the limit that watch keeps, since a Go runtime that is refused
// memory may crash without a word. No file may grow by a byte, so none is left
// behind.
func bound(l Limits) error {
	debug.SetMemoryLimit(l.Memory * 8 / 10) // collect garbage in earnest before the limit is met
	go watch(l.Memory)
	cpu := uint64(max(l.CPU.Seconds(), 1))
	for _, x := range []struct {
		what  int
		limit uint64
	}{{unix.RLIMIT_CPU, cpu}, {unix.RLIMIT_DATA, uint64(l.Memory*5/4 + 64<<20)}, {unix.RLIMIT_FSIZE, 0}, {unix.RLIMIT_CORE, 0}} {
		if err := unix.Setrlimit(x.what, &unix.Rlimit{Cur: x.limit, Max: x.limit}); err != nil {
			return err
		}
	}
	return nil
}

// bind makes a child die with the thread that starts it, and so with this
// process, however it ends. The thread is kept until the child was waited for.
func bind(cmd *exec.Cmd) (unlock func()) {
	runtime.LockOSThread()
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	return runtime.UnlockOSThread
}

// killed reports whether a child was ended by the system: with equal soft and
// hard limits of processor time the first signal is SIGKILL.
func killed(s *os.ProcessState) bool {
	w, ok := s.Sys().(syscall.WaitStatus)
	return ok && w.Signaled() && (w.Signal() == syscall.SIGKILL || w.Signal() == syscall.SIGXCPU)
}
