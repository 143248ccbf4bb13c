package dbtest

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Own is a PostgreSQL of a test's own, which may be killed and started again on
// the same data.
type Own struct {
	server
	who     *syscall.Credential
	process *os.Process
	ended   chan struct{}
}

// NewOwn starts a server for the length of a test. It skips the test where
// PostgreSQL is not installed.
func NewOwn(t testing.TB) *Own {
	t.Helper()
	o := &Own{}
	who, err := o.make()
	o.who = who
	if errors.Is(err, errAbsent) && os.Getenv(require) == "" {
		t.Skip("没有安装 PostgreSQL（apt install postgresql），跳过")
	}
	if err == nil {
		err = o.Start()
	}
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	t.Cleanup(func() { o.Kill(); _ = os.RemoveAll(o.dir) }) // in the temporary folder: it may stay
	return o
}

// URL is the address of its database.
func (o *Own) URL() string { return o.url("postgres") }

// Start starts the server on what the last one has left, and waits until it is
// ready.
func (o *Own) Start() error {
	c := exec.Command(find("postgres"), "-D", filepath.Join(o.dir, "data"), "-k", o.dir, "-c", "listen_addresses=", "-c", "shared_buffers=64MB", "-c", "max_connections=100")
	c.Dir = o.dir
	c.SysProcAttr = &syscall.SysProcAttr{Credential: o.who, Pdeathsig: syscall.SIGQUIT}
	said, err := c.StderrPipe()
	if err != nil {
		return err
	}
	started, ended := make(chan error, 1), make(chan struct{})
	o.ended = ended
	go func() {
		defer close(ended)
		runtime.LockOSThread() // the death signal is bound to the thread that starts it
		if err := c.Start(); err != nil {
			started <- err
			return
		}
		o.process = c.Process
		watch(bufio.NewScanner(said), started)
		_ = c.Wait() // it was killed
	}()
	return <-started
}

// Kill kills every process of the server at once, as kill -9 does.
func (o *Own) Kill() {
	_ = o.process.Signal(syscall.SIGSTOP) // it starts nothing more, and cleans up after nobody
	for _, pid := range append(childrenOf(o.process.Pid), o.process.Pid) {
		_ = syscall.Kill(pid, syscall.SIGKILL) // it may be gone already
	}
	<-o.ended
}

// childrenOf returns the processes that a process has started.
func childrenOf(parent int) (pids []int) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is well formed
	for _, path := range stats {
		b, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		_, rest, _ := strings.Cut(string(b), ") ")
		fields := strings.Fields(rest)
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if len(fields) > 1 && fields[1] == strconv.Itoa(parent) {
			pids = append(pids, pid)
		}
	}
	return pids
}
