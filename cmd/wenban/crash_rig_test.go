package main

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"wenban/assistant/handoff/simulator"
	"wenban/assistant/handoff/webhook"
	"wenban/knowledge/store/db/dbtest"
)

// TestBeTheCaseSystem is no test: a process that is told so by its environment
// becomes a case system that fails now and then.
func TestBeTheCaseSystem(t *testing.T) {
	said, ok := os.LookupEnv("WENBAN_TEST_CASES")
	if !ok {
		t.Skip("only in a process of its own")
	}
	f := strings.Fields(said) // address, log, faults
	faults, err := simulator.ParseFaults(f[2])
	if err != nil {
		t.Fatal(err)
	}
	s, err := simulator.Open(simulator.Config{Keys: webhook.Keys{crashKey}, Log: f[1], Faults: faults})
	if err != nil {
		t.Fatal(err)
	}
	t.Fatal(http.ListenAndServe(f[0], s.Handler()))
}

// crashKey is what the two sides of a run share.
var crashKey = webhook.Key{ID: "crash", Secret: "0123456789abcdef0123456789abcdef"}

// rig is all the processes of a run but the driver.
type rig struct {
	t                      *testing.T
	plan                   plan
	url, database, data    string
	addr, cases, log, ops  string
	server, system         *exec.Cmd
	serverEnded, caseEnded chan struct{}
	place                  string // where the server dies by itself, or ""
	postgres               *dbtest.Own
}

func newRig(t *testing.T, p plan) *rig {
	t.Helper()
	r := &rig{t: t, plan: p, data: temporary(t), addr: free(t), cases: free(t), ops: free(t), postgres: own(t, p.engine)}
	r.url, r.database, r.log = "http://"+r.addr, filepath.Join(r.data, "wenban.db"), filepath.Join(r.data, "cases.log")
	if r.postgres != nil {
		r.database = r.postgres.URL()
	}
	t.Cleanup(func() { kill(r.server, r.serverEnded); kill(r.system, r.caseEnded) })
	r.startSystem()
	r.startServer("")
	return r
}

// start starts a process whose output is kept in a file.
func (r *rig) start(name string, c *exec.Cmd) (ended chan struct{}) {
	out, err := os.OpenFile(filepath.Join(r.data, name+".out"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		r.t.Fatal(err)
	}
	defer out.Close()
	c.Stdout, c.Stderr = out, out
	if err := c.Start(); err != nil {
		r.t.Fatal(err)
	}
	ended = make(chan struct{})
	go func() { _ = c.Wait(); close(ended) }() // its state does not matter
	return ended
}

func kill(c *exec.Cmd, ended chan struct{}) {
	if c != nil {
		_ = c.Process.Kill() // it may be dead already
		<-ended
	}
}

func (r *rig) startSystem() {
	c := exec.CommandContext(r.t.Context(), os.Args[0], "-test.run=^TestBeTheCaseSystem$")
	c.Env = append(os.Environ(), fmt.Sprintf("WENBAN_TEST_CASES=%s %s lose=0.02,fail=0.02,busy=0.005,seed=%d", r.cases, r.log, r.plan.seed))
	r.system, r.caseEnded = c, r.start("cases", c)
	r.until(r.caseEnded, "case system", func() bool {
		conn, err := net.Dial("tcp", r.cases)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
}

// startServer starts the server and waits until it is ready. It will die at the
// place, as "after_commit:20".
func (r *rig) startServer(place string) {
	c := exec.CommandContext(r.t.Context(), os.Args[0], "-test.run=^TestBeTheProgram$")
	if r.plan.binary != "" {
		c = exec.CommandContext(r.t.Context(), r.plan.binary, "serve")
	}
	c.Env = append(os.Environ(), "WENBAN_TEST_ARGS=serve", "WENBAN_LISTEN="+r.addr, "WENBAN_OPS_LISTEN="+r.ops, "WENBAN_DATA="+r.data, "WENBAN_LOG_LEVEL=error",
		"WENBAN_WEB_MESSAGES=6000", "WENBAN_WEB_TALKS=100000", "WENBAN_CASES_SYSTEM=webhook", "WENBAN_CASES_PARALLEL=64", "WENBAN_CASES_WEBHOOK_URL=http://"+r.cases+"/events",
		"WENBAN_CASES_WEBHOOK_SECRET="+crashKey.ID+":"+crashKey.Secret, "WENBAN_CASES_WEBHOOK_PRIVATE=true", "WENBAN_CASES_WEBHOOK_POLL=false", "WENBAN_CRASH_AT="+place)
	if r.postgres != nil {
		c.Env = append(c.Env, "WENBAN_DATABASE="+r.database)
	}
	if r.plan.early {
		c.Env = append(c.Env, "WENBAN_CRASH_EARLY=1")
	}
	r.place = place
	r.server, r.serverEnded = c, r.start("server", c)
	r.until(r.serverEnded, "server", func() bool {
		a, err := http.Get("http://" + r.ops + "/readyz")
		if err == nil {
			_ = a.Body.Close()
		}
		return err == nil && a.StatusCode == http.StatusOK
	})
}

// until waits for a process to be ready. One that dies before, at its place, is
// as good.
func (r *rig) until(ended chan struct{}, what string, ok func() bool) {
	r.t.Helper()
	late := time.After(2 * time.Minute)
	for !ok() {
		select {
		case <-ended:
			if r.place == "" {
				r.t.Fatalf("the %s ended before it was ready; see %s", what, r.output(what))
			}
			return
		case <-late:
			r.t.Fatalf("two minutes, and the %s is not ready; see %s", what, r.output(what))
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (r *rig) output(what string) string {
	b, _ := os.ReadFile(filepath.Join(r.data, map[string]string{"server": "server.out", "case system": "cases.out"}[what]))
	return string(b[max(0, len(b)-2000):])
}

// strike kills the server, and now and then what it stands on; three times in ten
// the next server dies by itself at a named place.
func (r *rig) strike(random *rand.Rand, d *driver, out *losses) {
	if r.postgres != nil && random.IntN(4) == 0 {
		r.postgres.Kill()
		out.databases++
		if err := r.postgres.Start(); err != nil {
			r.t.Fatal(err)
		}
	}
	if random.IntN(10) == 0 {
		kill(r.system, r.caseEnded)
		out.systems++
		r.startSystem()
	}
	time.Sleep(time.Duration(random.IntN(20)) * time.Millisecond)
	r.stopServer(d, out)
	place := ""
	if r.plan.binary != "" && !r.plan.early && random.IntN(10) < 3 {
		place = fmt.Sprintf("%s:%d", places[random.IntN(len(places))], 1+random.IntN(40))
	}
	r.startServer(place)
}

// stopServer kills the server, or lets it die at its place, for which it has some
// time.
func (r *rig) stopServer(d *driver, out *losses) {
	if r.place != "" {
		select {
		case <-r.serverEnded:
			out.atPlaces++
		case <-d.ended:
		case <-time.After(20 * time.Second):
		}
	}
	kill(r.server, r.serverEnded)
	out.servers++
}

// alive makes sure that a server runs which does not die.
func (r *rig) alive() {
	if r.place != "" {
		kill(r.server, r.serverEnded)
		r.startServer("")
	}
}

// versions are what a run was made with.
func versions() string {
	return fmt.Sprintf("%s, %d cores", runtime.Version(), runtime.NumCPU())
}
