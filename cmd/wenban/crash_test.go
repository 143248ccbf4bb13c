package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/ledger"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/db/dbtest"
)

// Nothing that was acknowledged is lost, whatever is killed. Four processes: the
// driver (this one) hands cases in over HTTP and writes down what was
// acknowledged only after the whole answer is there; the server is killed again
// and again, at random moments and at named places; the case system keeps a log
// that only grows and fails by itself now and then; PostgreSQL is killed too.
// What the driver was told is compared with the log of the case system: the
// database of the product is not asked.
//
// A kill does not take the page cache with it, so this shows nothing about power
// cuts; that commits are forced to disk is another test.

const (
	crashWant    = "WENBAN_CRASH_SUBMISSIONS" // how many cases are handed in
	crashKills   = "WENBAN_CRASH_KILLS"       // of the server
	crashSeed    = "WENBAN_CRASH_SEED"
	crashEngine  = "WENBAN_CRASH_ENGINE"  // sqlite or postgresql; "": sqlite
	crashBinary  = "WENBAN_CRASH_BINARY"  // a program that was built with the tag crash; "": this one, which cannot die at named places
	crashMinutes = "WENBAN_CRASH_MINUTES" // after so many nothing more is handed in; 0: as long as it takes
)

// places are where a program that is built for it dies.
var places = []string{"before_commit", "after_commit", "claimed", "delivered"}

// plan is what a run does.
type plan struct {
	want, kills int
	seed        uint64
	engine      string
	binary      string
	minutes     int
	early       bool // the server acknowledges before it commits: it must be caught
}

func planned() plan {
	number := func(name string, usual int) int {
		n, err := strconv.Atoi(os.Getenv(name))
		if err != nil {
			return usual
		}
		return n
	}
	p := plan{want: number(crashWant, 300), kills: number(crashKills, 6), seed: uint64(number(crashSeed, 0)), engine: os.Getenv(crashEngine), binary: os.Getenv(crashBinary), minutes: number(crashMinutes, 0)}
	if p.seed == 0 {
		p.seed = rand.Uint64N(1 << 31)
	}
	if p.engine == "" {
		p.engine = "sqlite"
	}
	return p
}

func TestNothingAcknowledgedIsLostByACrash(t *testing.T) {
	p := planned()
	got := crashed(t, p)
	t.Log(got)
	if !got.clean() {
		t.Errorf("%s, want 0 lost, duplicate, altered, phantom, stuck and dead of at least %d", got, p.want*9/10)
	}
	got.tell(t, "never sent", receiptOf{Case: "none", Receipt: "WB26112599999999"})
	if again := got.count(); again.lost != 1 {
		t.Errorf("control: a case that was never handed in: %d are lost, want 1", again.lost)
	}
}

// A server that acknowledges before it commits must be caught within five kills,
// or the test above proves nothing.
func TestACrashOfAnEarlyAcknowledgementIsCaught(t *testing.T) {
	p := planned()
	if p.binary == "" {
		t.Skip("needs a program that was built for it: make crash")
	}
	p.early, p.kills, p.want, p.minutes = true, 5, 600, 5
	got := crashed(t, p)
	t.Logf("control: %s", got)
	if got.lost == 0 {
		t.Errorf("a server that acknowledges early: %s, want some lost within %d kills", got, p.kills)
	}
}

// losses is what came of a run.
type losses struct {
	plan
	acked                                          map[string]receiptOf      // by the mark of the submission
	taken                                          map[string][]handoff.Case // by mark, as the case system has them
	lost, duplicate, altered, phantom, stuck, dead int
	atPlaces, servers, databases, systems          int
	took                                           time.Duration
}

// receiptOf is what was acknowledged.
type receiptOf struct {
	Case, Receipt, Sum string
}

func (c *losses) tell(t *testing.T, mark string, r receiptOf) {
	t.Helper()
	c.acked[mark] = r
}

// count compares what was acknowledged with what arrived.
func (c losses) count() losses {
	c.lost, c.duplicate, c.altered, c.phantom = 0, 0, 0, 0
	for mark, r := range c.acked {
		switch arrived := c.taken[mark]; {
		case len(arrived) == 0:
			c.lost++
		case len(arrived) > 1:
			c.duplicate++
		case arrived[0].ID != r.Case || arrived[0].Receipt != r.Receipt || sumOf(arrived[0]) != r.Sum:
			c.altered++
		}
	}
	for mark := range c.taken {
		if _, ok := c.acked[mark]; !ok {
			c.phantom++ // everything that was begun was acknowledged at last
		}
	}
	return c
}

func (c losses) clean() bool {
	return c.lost+c.duplicate+c.altered+c.phantom+c.stuck+c.dead == 0 && len(c.acked) >= c.want*9/10
}

func (c losses) String() string {
	return fmt.Sprintf("%s, seed %d: n = %d acknowledged of %d, %d kills of the server (%d at named places), %d of the database, %d of the case system, in %s: lost %d, duplicate %d, altered %d, phantom %d, stuck %d, dead %d; %s",
		c.engine, c.seed, len(c.acked), c.want, c.servers, c.atPlaces, c.databases, c.systems, c.took.Round(time.Second), c.lost, c.duplicate, c.altered, c.phantom, c.stuck, c.dead, versions())
}

// crashed is one run: hand in, kill, wait until the outbox is empty, count.
func crashed(t *testing.T, p plan) losses {
	t.Helper()
	began := time.Now()
	r := newRig(t, p)
	out := losses{plan: p}
	d := newDriver(t, r.url, p)
	done := make(chan struct{})
	go func() { defer close(done); d.run(t.Context()) }()
	random := rand.New(rand.NewPCG(p.seed, 2))
	for _, at := range moments(random, p) {
		d.upTo(at + 2*crashWorkers)
		if !d.reach(at, done, r.serverEnded) {
			break
		}
		r.strike(random, d, &out)
	}
	d.upTo(p.want)
	for d.reach(p.want+1, done, r.serverEnded) { // one more that dies by itself
		r.strike(random, d, &out)
	}
	r.alive()
	out.stuck, out.dead = r.quiet()
	out.acked, out.taken = d.told(), r.taken()
	out.took = time.Since(began)
	return out.count()
}

// moments are when something is killed: at random numbers of acknowledgements.
func moments(random *rand.Rand, p plan) []int {
	at := make([]int, p.kills)
	for i := range at {
		at[i] = random.IntN(p.want)
	}
	slices.Sort(at)
	return at
}

// quiet waits until the outbox is empty and returns what is left when nothing has
// left it for ten minutes.
func (r *rig) quiet() (stuck, dead int) {
	d, err := db.Open(r.t.Context(), r.database)
	if err != nil {
		r.t.Fatal(err)
	}
	defer d.Close()
	l := ledger.New(d, nil)
	late, least := time.Now().Add(stillFor), math.MaxInt
	for {
		b, err := l.Backlog(r.t.Context())
		if err == nil && b.Waiting < least {
			late, least = time.Now().Add(stillFor), b.Waiting
		}
		if err == nil && (b.Waiting == 0 || time.Now().After(late)) {
			return b.Waiting, b.Dead
		}
		if err != nil && time.Now().After(late) {
			r.t.Fatal(err)
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// stillFor is how long nothing may leave the outbox before what is in it counts as
// stuck.
const stillFor = 10 * time.Minute

// taken reads the log of the case system.
func (r *rig) taken() map[string][]handoff.Case {
	f, err := os.Open(r.log)
	if err != nil {
		r.t.Fatal(err)
	}
	defer f.Close()
	out := map[string][]handoff.Case{}
	lines := bufio.NewReader(f)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return out
		}
		var e struct {
			Type    string
			Message *handoff.Message
		}
		if err := json.Unmarshal(line, &e); err != nil {
			r.t.Fatalf("the log of the case system: %v", err)
		}
		if e.Type == "taken" && e.Message.Act == handoff.Opened {
			mark, _, _ := strings.Cut(e.Message.Case.Content.What, "：")
			out[mark] = append(out[mark], e.Message.Case)
		}
	}
}

// TestTwentyAtOnceAreOneCase: A25, A26, in a process of its own: twenty posts of
// one key at a time are one case and one answer, and another body is refused.
func TestTwentyAtOnceAreOneCase(t *testing.T) {
	keys, err := strconv.Atoi(os.Getenv("WENBAN_CRASH_KEYS"))
	if err != nil {
		keys = 40
	}
	p := startServer(t, "WENBAN_WEB_MESSAGES=6000", "WENBAN_WEB_TALKS=100000", "WENBAN_LOG_LEVEL=error", "WENBAN_CASES_SYSTEM=none")
	began := time.Now()
	d := &driver{url: p.url, plan: plan{seed: 1}}
	var wrong []string
	for n := range keys {
		if fault := d.twenty(t.Context(), n); fault != "" {
			wrong = append(wrong, fault)
		}
	}
	o, err := db.Open(t.Context(), p.database())
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	b, err := ledger.New(o, nil).Backlog(t.Context())
	t.Logf("%d keys, 20 posts at once each, then another body: %d cases in %s", keys, b.Waiting, time.Since(began).Round(time.Second))
	if err != nil || b.Waiting != keys || len(wrong) > 0 {
		t.Errorf("%d keys became %d cases (%v), with wrong answers %q; want one each and none", keys, b.Waiting, err, wrong[:min(5, len(wrong))])
	}
}

// own is PostgreSQL for a run, or nil.
func own(t *testing.T, engine string) *dbtest.Own {
	t.Helper()
	if engine != "postgresql" {
		return nil
	}
	return dbtest.NewOwn(t)
}

// temporary is a folder that everybody who runs may enter.
func temporary(t *testing.T) string { return filepath.Clean(t.TempDir()) }
