package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wenban/channels/logtest"
)

// process is the program, run as a process of its own.
type process struct {
	*exec.Cmd
	t     *testing.T
	url   string // of the citizen's page
	ops   string // URL of whoever runs the machine
	data  string
	out   *logtest.Text // the log and what is printed
	ended chan struct{}
}

// TestBeTheProgram is no test: a process that is told so by its environment
// becomes the program.
func TestBeTheProgram(t *testing.T) {
	args, ok := os.LookupEnv("WENBAN_TEST_ARGS")
	if !ok {
		t.Skip("only in a process of its own")
	}
	os.Args = append(os.Args[:1], strings.Fields(args)...)
	main()
}

// startServer starts `wenban serve` over the sample city and waits until it is
// ready.
func startServer(t *testing.T, env ...string) *process {
	t.Helper()
	addr, ops := free(t), free(t)
	p := &process{t: t, url: "http://" + addr, ops: "http://" + ops, data: t.TempDir(), out: new(logtest.Text), ended: make(chan struct{})}
	p.Cmd = exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestBeTheProgram$")
	p.Env = append(os.Environ(), "WENBAN_TEST_ARGS=serve", "WENBAN_LISTEN="+addr, "WENBAN_OPS_LISTEN="+ops, "WENBAN_DATA="+p.data)
	p.Env = append(p.Env, env...)
	p.Stdout, p.Stderr = p.out, p.out
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.Wait() // its state says how it ended
		close(p.ended)
	}()
	t.Cleanup(func() { _ = p.Process.Kill(); <-p.ended })
	p.until("ready", func() bool { return p.readiness() == http.StatusOK })
	return p
}

// readiness returns the status of /readyz, 0 where nobody answers.
func (p *process) readiness() int {
	r, err := http.Get(p.ops + "/readyz")
	if err != nil {
		return 0
	}
	_ = r.Body.Close()
	return r.StatusCode
}

// until waits for something, as long as the process lives and at most a minute.
func (p *process) until(what string, ok func() bool) {
	p.t.Helper()
	late := time.After(time.Minute)
	for !ok() {
		select {
		case <-p.ended:
			p.t.Fatalf("the process ended (%v) before it was %s: %s", p.ProcessState, what, p.out)
		case <-late:
			p.t.Fatalf("a minute, and the process is not %s: %s", what, p.out)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// end waits until the process has ended.
func (p *process) end() *os.ProcessState {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(time.Minute):
		p.t.Fatalf("a minute after it was told to stop the process still runs: %s", p.out)
	}
	return p.ProcessState
}

func (p *process) database() string { return filepath.Join(p.data, "wenban.db") }
