package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/db/dbtest"
)

// The kill test: a process imports and publishes editions one after the other,
// and says so after each call has returned. It is killed (SIGKILL) at a random
// moment, again and again over the same database. What serves must be whole, and
// be the last edition that was said to be published or the one after it; what
// was said to be imported must be there, and the trail unbroken.
//
// All items of an edition cost its number: a mixture of two shows.

const (
	childURL  = "WENBAN_KILL_URL"  // set in the child: the database
	childMode = "WENBAN_KILL_MODE" // "", "mixed": change what serves record by record, or "import": import once
	bigImport = "WENBAN_KILL_SIZE" // records of that import
	killItems = 300                // more than one batch
	killDelay = 400 * time.Millisecond
)

func runChild() bool {
	url := os.Getenv(childURL)
	if url == "" {
		return false
	}
	err := publishForEver(context.Background(), url, os.Getenv(childMode))
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
	return true
}

// publishForEver goes on where the child before was killed.
func publishForEver(ctx context.Context, url, mode string) error {
	d, err := db.Open(ctx, url)
	if err != nil {
		return err
	}
	s := store.New(d, store.Options{Regression: passes})
	switch mode {
	case "mixed":
		return overwriteForEver(ctx, s, d)
	case "import":
		return importOnce(ctx, s)
	}
	for {
		fee, err := nextFee(ctx, s)
		if err == nil {
			err = publishOnce(ctx, s, fee)
		}
		if errors.Is(err, store.ErrStale) {
			continue // PostgreSQL was still committing what the killed one before had sent
		}
		if err != nil {
			return err
		}
		fmt.Println("published", fee)
	}
}

// nextFee is the number of the edition after the one that serves.
func nextFee(ctx context.Context, s *store.Store) (int, error) {
	now, err := s.Serving(ctx)
	if err != nil || now.Edition == 0 {
		return 1, err
	}
	e, err := s.Load(ctx, now.Edition)
	if err != nil {
		return 0, err
	}
	return int(e.Items[0].Fees[0].Amount) + 1, nil
}

func publishOnce(ctx context.Context, s *store.Store, fee int) error {
	e, err := s.Draft(ctx, store.Import{By: writer, Why: "更新", Parts: parts(killItems, float64(fee)), Absent: store.Drop})
	if err != nil {
		return err
	}
	fmt.Println("imported", e.Number, e.ID)
	if err := errors.Join(s.Submit(ctx, writer, e.Number, "请审核"), s.Approve(ctx, checker, e.Number, "好")); err != nil {
		return err
	}
	if _, err := s.Examine(ctx, checker, e.Number); err != nil {
		return err
	}
	_, err = s.Publish(ctx, checker, e.Number, time.Time{}, "发布")
	return err
}

// importOnce says when a third of an import is written.
func importOnce(ctx context.Context, s *store.Store) error {
	told := false
	_, err := s.Draft(ctx, store.Import{By: writer, Why: "更新", Parts: parts(importSize(), 1), Progress: func(done, total int) {
		if !told && done > total/3 {
			told = true
			fmt.Println("began", done)
		}
	}})
	return err
}

// importSize is how many records the import that is killed has.
func importSize() int {
	if n, err := strconv.Atoi(os.Getenv(bigImport)); err == nil {
		return n
	}
	return 6000
}

func overwriteForEver(ctx context.Context, s *store.Store, d *db.DB) error {
	now, err := s.Serving(ctx)
	for fee := 2; err == nil; fee++ {
		err = overwriteServing(ctx, d, now.Edition, fee)
	}
	return err
}

// overwriteServing is what must never be: it changes the records of the edition
// that serves one after the other.
func overwriteServing(ctx context.Context, d *db.DB, number int64, fee int) error {
	for _, it := range parts(killItems, float64(fee)).Items {
		var r knowledge.Record
		if err := (knowledge.Parts{Items: []knowledge.Item{it}}).Records(func(x knowledge.Record) error { r = x; return nil }); err != nil {
			return err
		}
		raw, err := openRaw(os.Getenv(childURL))
		if err != nil {
			return err
		}
		_, err = raw.ExecContext(ctx, `INSERT INTO version (kind, code, hash, name, department, body, made) VALUES ('item', $1, $2, '', '', $3, 1) ON CONFLICT DO NOTHING`, r.ID, r.Hash(), string(r.Body))
		if err == nil {
			_, err = raw.ExecContext(ctx, `UPDATE entry SET hash = $1 WHERE edition = $2 AND kind = 'item' AND code = $3`, r.Hash(), number, r.ID)
		}
		if err := errors.Join(err, raw.Close()); err != nil {
			return err
		}
		if it.Code == "C0000" {
			fmt.Println("began", fee)
		}
	}
	return nil
}

func TestI25AKillAtAnyMomentLeavesTheOldEditionOrTheNew(t *testing.T) {
	kills := 5
	if n, err := strconv.Atoi(os.Getenv("WENBAN_KILLS")); err == nil {
		kills = n
	}
	dbtest.Each(t, func(t *testing.T, url string) {
		o := realOffice(t, url)
		seed := rand.Uint64()
		random := rand.New(rand.NewPCG(seed, 0))
		var sum killed
		for range kills {
			sum = sum.plus(o.kill(url, "", time.Duration(random.Int64N(int64(killDelay)))))
			o.whole(sum)
		}
		_, _, err := o.VerifyAudit(t.Context())
		o.must(err)
		unseen, err := o.unfinished()
		o.must(err)
		t.Logf("seed %d: %d kills, %d imports and %d publications acknowledged, %d drafts cut off, never a mixture", seed, kills, sum.imports, sum.last, unseen)
		if sum.last < 1 || sum.imports < kills {
			t.Errorf("%d imports and %d publications in %d kills: the test shows little", sum.imports, sum.last, kills)
		}
	})
}

// An import that is killed in the middle is not there at all, and nothing is in
// the way of doing it again.
func TestI25AnImportThatIsKilledIsDoneAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		o := realOffice(t, url)
		o.kill(url, "import", 10*time.Millisecond)
		o.wantNothing("a killed import")
		var rows int
		count := func() int {
			o.must(o.db.Reader().QueryRow("SELECT count(*) FROM entry").Scan(&rows))
			return rows
		}
		if count() < importSize()/3 || rows >= importSize() {
			t.Errorf("%d of %d entries were written before the kill: the test shows nothing", rows, importSize())
		}
		o.Store = store.New(o.db, store.Options{Now: func() time.Time { return time.Now().Add(time.Hour) }, Regression: passes})
		if e := o.draft(parts(importSize(), 1)); e.Changes != importSize() || count() != importSize() {
			t.Errorf("done again it has %d entries of %+v, want %d and nothing of the killed one", rows, e, importSize())
		}
	})
}

// A publisher that changes what serves record by record must be caught, or the
// test above proves nothing.
func TestTheKillTestCatchesAMixture(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		o := realOffice(t, url)
		o.publish(parts(killItems, 1))
		for n := 1; n <= 20; n++ {
			o.kill(url, "mixed", 50*time.Millisecond)
			if _, err := o.Load(t.Context(), o.serving()); errors.Is(err, store.ErrDamaged) {
				t.Logf("caught after %d kills", n)
				return
			}
		}
		t.Error("20 kills of a publisher that overwrites: no mixture was caught, want one")
	})
}

// realOffice is an office whose clock runs.
func realOffice(t *testing.T, url string) *office {
	o := newOffice(t, url)
	o.at = time.Now()
	o.Store = store.New(o.db, store.Options{Regression: passes})
	return o
}

// killed is what children acknowledged.
type killed struct {
	imports int
	last    int // the last publication
	drafts  map[int64]string
}

func (k killed) plus(o killed) killed {
	k.imports += o.imports
	k.last = max(k.last, o.last)
	if k.drafts == nil {
		k.drafts = map[int64]string{}
	}
	for n, id := range o.drafts {
		k.drafts[n] = id
	}
	return k
}

// kill starts a child and kills it some time after its first word.
func (o *office) kill(url, mode string, after time.Duration) killed {
	o.t.Helper()
	child := exec.CommandContext(o.t.Context(), os.Args[0])
	child.Env = append(os.Environ(), childURL+"="+url, childMode+"="+mode)
	child.Stderr = os.Stderr
	pipe, err := child.StdoutPipe()
	o.must(err)
	o.must(child.Start())
	out := killed{drafts: map[int64]string{}}
	lines := bufio.NewReader(pipe)
	for first := true; ; first = false {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // half a line says nothing
		}
		if first {
			time.AfterFunc(after, func() { _ = child.Process.Kill() }) // fails only when it is gone already
		}
		var n int64
		var id string
		if _, err := fmt.Sscanf(line, "imported %d %s", &n, &id); err == nil {
			out.imports++
			out.drafts[n] = id
		}
		_, _ = fmt.Sscanf(line, "published %d", &out.last) // other lines are no publications
	}
	if err := child.Wait(); err == nil || child.ProcessState.Exited() {
		o.t.Fatalf("the publishing process ended by itself: %v", child.ProcessState)
	}
	return out
}

// whole fails unless what serves is whole and the last that was acknowledged or
// the one after, and every acknowledged import is there.
func (o *office) whole(k killed) {
	o.t.Helper()
	if now := o.serving(); now != 0 {
		e, err := o.Load(o.t.Context(), now)
		o.must(err)
		fee := int(e.Items[0].Fees[0].Amount)
		for _, it := range e.Items {
			if int(it.Fees[0].Amount) != fee || len(e.Items) != killItems {
				o.t.Fatalf("edition %d is a mixture: %s costs %v, the first %d, %d items", now, it.Code, it.Fees[0].Amount, fee, len(e.Items))
			}
		}
		if fee != k.last && fee != k.last+1 {
			o.t.Errorf("edition number %d serves, want the acknowledged %d or the one after", fee, k.last)
		}
	}
	for n, id := range k.drafts {
		if e := o.edition(n); e.ID != id {
			o.t.Errorf("draft %d is %s, want %s as acknowledged", n, e.ID, id)
		}
	}
}

func (o *office) unfinished() (n int, err error) {
	return n, o.db.Reader().QueryRow("SELECT count(*) FROM edition WHERE state = 'building'").Scan(&n)
}
