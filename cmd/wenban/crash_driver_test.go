package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wenban/assistant/handoff"
)

const (
	crashWorkers = 24 // citizens at once
	crashEach    = 60 // cases that are handed in in one talk
)

// driver hands cases in until each is acknowledged.
type driver struct {
	url   string
	plan  plan
	next  atomic.Int64
	count atomic.Int64 // acknowledged and on disk
	heard chan acknowledged
	ended chan struct{}
	file  *os.File
	late  time.Time // when nothing more is handed in; zero: never
	moved chan struct{}
	limit chan int // holds how many may be handed in until the next kill

	mu    sync.Mutex
	acked map[string]receiptOf
}

// acknowledged is a line of what the driver was told.
type acknowledged struct {
	Mark string
	receiptOf
}

func newDriver(t *testing.T, url string, p plan) *driver {
	t.Helper()
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = crashWorkers
	f, err := os.Create(filepath.Join(t.TempDir(), "acknowledged"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	d := &driver{url: url, plan: p, heard: make(chan acknowledged, crashWorkers), ended: make(chan struct{}), moved: make(chan struct{}, 1), limit: make(chan int, 1), file: f, acked: map[string]receiptOf{}}
	d.limit <- p.want
	if p.minutes > 0 {
		d.late = time.Now().Add(time.Duration(p.minutes) * time.Minute)
	}
	return d
}

// run hands in all there is.
func (d *driver) run(ctx context.Context) {
	var all sync.WaitGroup
	for range crashWorkers {
		all.Go(func() { d.work(ctx) })
	}
	go func() { all.Wait(); close(d.heard) }()
	d.record()
	close(d.ended)
}

// record writes down what was acknowledged, forced to disk: only then does it
// count. What is there already goes with one write.
func (d *driver) record() {
	for a := range d.heard {
		some := []acknowledged{a}
		for more := true; more; {
			select {
			case b, ok := <-d.heard:
				if more = ok; ok {
					some = append(some, b)
				}
			default:
				more = false
			}
		}
		var lines []byte
		for _, a := range some {
			line, _ := json.Marshal(a) // plain text always encodes
			lines = append(append(lines, line...), '\n')
		}
		if _, err := d.file.Write(lines); err != nil {
			panic(err)
		}
		if err := d.file.Sync(); err != nil {
			panic(err)
		}
		d.mu.Lock()
		for _, a := range some {
			d.acked[a.Mark] = a.receiptOf
		}
		d.mu.Unlock()
		d.count.Add(int64(len(some)))
		select {
		case d.moved <- struct{}{}:
		default:
		}
	}
}

// reach waits until so many are acknowledged, or the server has died by itself;
// false when it is over before.
func (d *driver) reach(n int, done, died <-chan struct{}) bool {
	for d.count.Load() < int64(n) {
		select {
		case <-done:
			return false
		case <-died:
			return true
		case <-d.moved:
		}
	}
	return true
}

func (d *driver) told() map[string]receiptOf {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.acked
}

// work is one citizen after another.
func (d *driver) work(ctx context.Context) {
	for {
		talk := d.open(ctx)
		for range crashEach {
			n := int(d.next.Add(1))
			if n > d.plan.want || ctx.Err() != nil || !d.late.IsZero() && time.Now().After(d.late) {
				return
			}
			d.waits(ctx, n)
			talk = d.handIn(ctx, talk, n)
		}
	}
}

// upTo lets the citizens hand in so many and no more for now, so that the kills
// are spread over the run and none comes when nothing is under way.
func (d *driver) upTo(n int) {
	<-d.limit
	d.limit <- n
}

// waits holds the nth case back until it may be handed in.
func (d *driver) waits(ctx context.Context, n int) {
	for ctx.Err() == nil {
		most := <-d.limit
		d.limit <- most
		if n <= most {
			return
		}
		pause(ctx)
	}
}

type opened struct{ Talk, Secret string }

// open opens a talk, however long that takes.
func (d *driver) open(ctx context.Context) (talk opened) {
	for ctx.Err() == nil && call(ctx, d.url+"/api/v1/talks", "", `{}`, &talk) != http.StatusCreated {
		pause(ctx)
	}
	return talk
}

// handIn hands a case in under its key until it is acknowledged, and returns the
// talk it was acknowledged in: one that a crash took before anything was said in
// it is opened anew.
func (d *driver) handIn(ctx context.Context, talk opened, n int) opened {
	mark, body, sum := submission(d.plan.seed, n)
	for ctx.Err() == nil {
		var a handed
		switch status := submit(ctx, d.url, talk.Talk, talk.Secret, fmt.Sprint("crash-", n), body, &a); status {
		case http.StatusCreated:
			d.heard <- acknowledged{mark, receiptOf{a.Case, a.Receipt, sum}}
			return talk
		case http.StatusNotFound:
			talk = d.open(ctx)
		case http.StatusUnprocessableEntity, http.StatusBadRequest, http.StatusUnauthorized:
			panic(fmt.Sprintf("%s: %d", mark, status))
		default:
			pause(ctx)
		}
	}
	return talk
}

func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(50 * time.Millisecond):
	}
}

// submission is the nth case of a run: its mark, the body of the request, and the
// sum of what the case system must have.
func submission(seed uint64, n int) (mark, body, sum string) {
	mark = fmt.Sprintf("第%d-%d号", seed, n)
	c := handoff.Case{Kind: []handoff.Kind{handoff.Complaint, handoff.Help, handoff.Suggestion}[n%3], Content: handoff.Content{
		What: fmt.Sprintf("%s：小区门口的路灯坏了%d天，“晚上”看不清路 🌙", mark, n%30), Where: fmt.Sprintf("青年路%d号", n%400), When: "晚上八点以后", Wish: "尽快修好",
		Name: "王秀兰", Phone: fmt.Sprintf("138%08d", n),
	}}
	b, _ := json.Marshal(map[string]any{"kind": c.Kind, "what": c.Content.What, "where": c.Content.Where, "when": c.Content.When, "wish": c.Content.Wish,
		"contact": map[string]string{"name": c.Content.Name, "phone": c.Content.Phone}}) // plain text always encodes
	return mark, string(b), sumOf(c)
}

// sumOf is the SHA-256 of what the citizen said.
func sumOf(c handoff.Case) string {
	x := c.Content
	sum := sha256.Sum256([]byte(fmt.Sprintf("%q", []string{string(c.Kind), x.What, x.Where, x.When, x.Wish, x.Name, x.Phone})))
	return hex.EncodeToString(sum[:])
}

// twenty posts one key twenty times at once, then once with another body, and
// says what was wrong, "" for nothing.
func (d *driver) twenty(ctx context.Context, n int) string {
	talk := d.open(ctx)
	mark, body, _ := submission(d.plan.seed, n)
	var all sync.WaitGroup
	var got [20]handed
	var status [20]int
	for i := range got {
		all.Go(func() { status[i] = submit(ctx, d.url, talk.Talk, talk.Secret, "one", body, &got[i]) })
	}
	all.Wait()
	for i := range got {
		if status[i] != http.StatusCreated || got[i] != got[0] {
			return fmt.Sprintf("%s: post %d was answered %d %+v, the first %+v", mark, i, status[i], got[i], got[0])
		}
	}
	_, other, _ := submission(d.plan.seed, n+1)
	if status := submit(ctx, d.url, talk.Talk, talk.Secret, "one", other, &handed{}); status != http.StatusUnprocessableEntity {
		return fmt.Sprintf("%s: another body was answered %d, want 422", mark, status)
	}
	return ""
}
