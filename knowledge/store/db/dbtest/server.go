package dbtest

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

var errAbsent = errors.New("no initdb and postgres in PATH or /usr/lib/postgresql/*/bin")

// server is a PostgreSQL with its data in a folder of its own, reached by a
// socket in it. It keeps the settings that protect data.
type server struct {
	dir  string
	stop func()
}

func (s *server) url(name string) string {
	return fmt.Sprintf("postgres:///%s?host=%s&user=postgres", name, s.dir)
}

// start makes a database cluster and starts a server on it. The server ends with
// this process, however that ends.
func (s *server) start() (err error) {
	s.stop = func() {}
	who, err := s.make()
	if err != nil {
		return err
	}
	return s.run(find("postgres"), who)
}

// make makes a database cluster in a folder of its own, and returns who it
// belongs to.
func (s *server) make() (who *syscall.Credential, err error) {
	initdb := find("initdb")
	if initdb == "" || find("postgres") == "" {
		return nil, errAbsent
	}
	if s.dir, err = os.MkdirTemp("", "wenban-pg"); err != nil {
		return nil, err
	}
	s.stop = func() { _ = os.RemoveAll(s.dir) } // in the temporary folder: it may stay
	if who, err = owner(s.dir); err != nil {
		return nil, err
	}
	cluster := exec.Command(initdb, "-D", filepath.Join(s.dir, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
	cluster.Dir, cluster.SysProcAttr = s.dir, &syscall.SysProcAttr{Credential: who}
	if out, err := cluster.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return who, nil
}

// run starts the server and waits until it says that it is ready.
func (s *server) run(postgres string, who *syscall.Credential) error {
	c := exec.Command(postgres, "-D", filepath.Join(s.dir, "data"), "-k", s.dir, "-c", "listen_addresses=", "-c", "shared_buffers=64MB", "-c", "max_connections=200")
	c.Dir = s.dir
	c.SysProcAttr = &syscall.SysProcAttr{Credential: who, Pdeathsig: syscall.SIGQUIT}
	said, err := c.StderrPipe()
	if err != nil {
		return err
	}
	started, stop, ended := make(chan error, 1), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		runtime.LockOSThread() // the death signal is bound to the thread that starts it
		if err := c.Start(); err != nil {
			started <- err
			return
		}
		go watch(bufio.NewScanner(said), started)
		<-stop
		_ = c.Process.Signal(syscall.SIGQUIT) // at once: its data goes too
		_ = c.Wait()                          // it was told to end
	}()
	s.stop = func() { close(stop); <-ended; _ = os.RemoveAll(s.dir) }
	return <-started
}

// watch reads what the server says: that it is ready, or why it is not.
func watch(lines *bufio.Scanner, started chan<- error) {
	var log []string
	for ready := false; lines.Scan(); {
		log = append(log, lines.Text())
		if !ready && strings.Contains(lines.Text(), "ready to accept connections") {
			ready = true
			started <- nil
		}
		log = log[max(0, len(log)-50):]
	}
	select {
	case started <- fmt.Errorf("postgres ended:\n%s", strings.Join(log, "\n")):
	default:
	}
}

// find returns the path of a program of PostgreSQL, the newest one, or "".
func find(program string) string {
	if path, err := exec.LookPath(program); err == nil {
		return path
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + program) // the pattern is well formed
	if len(found) == 0 {
		return ""
	}
	slices.Sort(found)
	return found[len(found)-1]
}

// owner is the user the server runs as: it refuses to run as root. The folder
// becomes theirs. nil: the user of this process.
func owner(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(u.Uid) // always a number here
		gid, _ := strconv.Atoi(u.Gid)
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, uid, gid)
	}
	return nil, errors.New("no user postgres or nobody to run PostgreSQL as")
}
