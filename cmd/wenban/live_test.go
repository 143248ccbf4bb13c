package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/assistant/guide"
	"wenban/assistant/ledger"
	"wenban/channels/web"
	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/sample"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db/dbtest"
)

const (
	replicas = 2
	citizens = 2 // of each replica, who ask all the time
)

// TestNoTurnFailsDuringPublishes has citizens ask two servers on one database
// while editions are published one after the other; items come and go under the
// talks. Every edition must come to serve on both.
func TestNoTurnFailsDuringPublishes(t *testing.T) {
	publishes := 8
	if n, err := strconv.Atoi(os.Getenv("WENBAN_PUBLISHES")); err == nil {
		publishes = n
	}
	dbtest.Each(t, func(t *testing.T, url string) {
		got := published(t, url, publishes, plain)
		t.Logf("%d publishes, %d turns, %d failed; from the publication until both servers swapped: median %v, longest %v; longest turn %v",
			publishes, got.turns, got.failed, got.median(), got.longest(), got.slowest)
		if got.failed != 0 || got.turns < publishes {
			t.Errorf("%d of %d turns failed, want 0 of at least %d; the first: %s", got.failed, got.turns, publishes, got.first)
		}
		if got.editions < 3 {
			t.Errorf("turns were answered from %d editions, want several: the test shows nothing", got.editions)
		}
	})
}

// A server that swaps in what cannot answer must be caught, or the test above
// proves nothing.
func TestTheLoadCatchesAnEditionThatCannotAnswer(t *testing.T) {
	var n atomic.Int64
	broken := func(ctx context.Context, e *knowledge.Edition) (*assistant.Knowledge, func(), error) {
		k, leave, err := plain(ctx, e)
		if n.Add(1) > 2 {
			k = assistant.Know(e, failing{}, nil)
		}
		return k, leave, err
	}
	if got := published(t, dbtest.Another(t, ""), 3, broken); got.failed == 0 {
		t.Errorf("%d of %d turns failed with a broken index, want some", got.failed, got.turns)
	}
}

// failing finds nothing because it is broken.
type failing struct{}

func (failing) Items(context.Context, index.Query) ([]index.Hit, error) { return nil, errBroken }
func (failing) Events(context.Context, index.Query) ([]index.Hit, error) {
	return nil, errBroken
}
func (failing) Passages(context.Context, index.Query) ([]index.Hit, error) {
	return nil, errBroken
}

var errBroken = errors.New("broken")

// plain makes an edition ready with the index alone, without learning words.
func plain(_ context.Context, e *knowledge.Edition) (*assistant.Knowledge, func(), error) {
	x, err := index.Build(e, index.Options{})
	if err != nil {
		return nil, nil, err
	}
	return assistant.Know(e, x, nil), func() {}, nil
}

// toll is what the citizens met.
type toll struct {
	mu            sync.Mutex
	turns, failed int
	editions      int
	seen          map[string]bool
	first         string
	slowest       time.Duration
	swaps         []time.Duration
}

func (o *toll) median() time.Duration {
	slices.Sort(o.swaps)
	return o.swaps[len(o.swaps)/2]
}

func (o *toll) longest() time.Duration { return slices.Max(o.swaps) }

// count notes one turn.
func (o *toll) count(r assistant.Reply, status int, took time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.turns++
	o.slowest = max(o.slowest, took)
	if status >= 300 || status == 0 || r.Reason == guide.Degraded {
		if o.failed++; o.failed == 1 {
			o.first = fmt.Sprint(status, " ", r.Text)
		}
		return
	}
	if !o.seen[r.Edition] {
		o.seen[r.Edition] = true
		o.editions++
	}
}

// published publishes editions under load.
func published(t *testing.T, url string, n int, ready func(context.Context, *knowledge.Edition) (*assistant.Knowledge, func(), error)) *toll {
	quiet(t)
	out := &toll{seen: map[string]bool{}}
	d := dbtest.Open(t, url)
	s := store.New(d, store.Options{Regression: nothingWorse})
	people(t, s)
	city, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	var servers []*live
	var stop atomic.Bool
	var asking sync.WaitGroup
	for range replicas {
		l, address := replica(t, url, city, ready)
		servers = append(servers, l)
		for i := range citizens {
			asking.Go(func() { ask(t, address, i, &stop, out) })
		}
	}
	for i := range n {
		id := prepare(t, s, city, i)
		inTime := i%2 == 0 // the servers have made it ready, as they do between a review and a publication
		for _, l := range servers {
			until(t, func() bool { return !inTime || l.has(id.Number) })
		}
		began := time.Now()
		if _, err := s.Publish(t.Context(), "乙", id.Number, time.Time{}, "发布"); err != nil {
			t.Fatalf("publish number %d: %v", i, err)
		}
		for _, l := range servers {
			until(t, func() bool { return l.knowledge().Edition.ID == id.ID })
		}
		if inTime {
			out.swaps = append(out.swaps, time.Since(began))
		}
	}
	stop.Store(true)
	asking.Wait()
	return out
}

// has reports whether an edition is ready.
func (l *live) has(number int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, ok := l.ready[number]
	return ok
}

// quiet keeps the log out of what a test prints.
func quiet(t *testing.T) {
	before := slog.Default()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	t.Cleanup(func() { slog.SetDefault(before) })
}

func nothingWorse(context.Context, *knowledge.Edition, *knowledge.Edition, []store.Question) (store.Examination, error) {
	return store.Examination{Passed: true, Summary: "没有问题"}, nil
}

func people(t *testing.T, s *store.Store) {
	t.Helper()
	err := errors.Join(
		s.SetPerson(t.Context(), "", store.Person{Name: "甲", Active: true, Roles: []store.Role{store.Admin, store.Curator}}),
		s.SetPerson(t.Context(), "甲", store.Person{Name: "乙", Active: true, Roles: []store.Role{store.Reviewer}}))
	if err != nil {
		t.Fatal(err)
	}
}

// replica is one server on the database, which begins with the sample city.
func replica(t *testing.T, url string, city *knowledge.Edition, ready func(context.Context, *knowledge.Edition) (*assistant.Knowledge, func(), error)) (*live, string) {
	t.Helper()
	d := dbtest.Open(t, url)
	k, leave, err := plain(t.Context(), city)
	if err != nil {
		t.Fatal(err)
	}
	s := store.New(d, store.Options{})
	l := &live{load: s.Load, make: ready}
	l.begin(0, k, leave)
	stop := l.follow(t.Context(), s)
	site, err := web.New(web.Config{Assistant: &assistant.Assistant{Knowledge: l.knowledge, Ledger: ledger.New(d, nil)}, Limits: web.Limits{Messages: 1 << 30, Talks: 1 << 30}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site.Handler())
	t.Cleanup(func() { server.Close(); stop(); l.close() })
	return l, server.URL
}

// prepare takes the sample city, with a change and without one of its items, to
// where it can be published.
func prepare(t *testing.T, s *store.Store, city *knowledge.Edition, i int) store.Edition {
	t.Helper()
	p := knowledge.Parts{Regions: city.Regions.All, Halls: city.Halls}
	for j, it := range city.Items[:12] {
		it.Summary = fmt.Sprintf("%s（第%d版）", it.Summary, i)
		it.Related, it.Situations = nil, noRedirects(it.Situations)
		if j != 1+i%11 {
			p.Items = append(p.Items, it)
		}
	}
	return approved(t, s, store.Import{By: "甲", Why: "更新", Parts: p, Absent: store.Drop})
}

// approved takes an import to where it can be published.
func approved(t *testing.T, s *store.Store, i store.Import) store.Edition {
	t.Helper()
	ctx := t.Context()
	e, err := s.Draft(ctx, i)
	if err == nil {
		err = errors.Join(s.Submit(ctx, "甲", e.Number, "请审核"), s.Approve(ctx, "乙", e.Number, "好"))
	}
	if err == nil {
		_, err = s.Examine(ctx, "乙", e.Number)
	}
	if err != nil {
		t.Fatalf("make an edition ready to be published: %v", err)
	}
	return e
}

// noRedirects leaves out the options that lead to other items.
func noRedirects(all []knowledge.Situation) []knowledge.Situation {
	all = slices.Clone(all)
	for i, s := range all {
		all[i].Options = slices.Clone(s.Options)
		for j := range all[i].Options {
			if all[i].Options[j].Redirect != "" {
				all[i].Options[j].Redirect, all[i].Options[j].Stop = "", "不在这里办"
			}
		}
	}
	return all
}

// until waits for another goroutine: it looks, and lets it run.
func until(t *testing.T, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-t.Context().Done():
			t.Fatal("it never came")
		}
	}
}

// ask is a citizen who asks until told to stop, some turns in each talk.
func ask(t *testing.T, address string, seed int, stop *atomic.Bool, out *toll) {
	words := []string{"我家孩子身份证丢了", "多少钱", "要带什么材料", "居住证怎么办", "在哪里办", "换一个问：户口本丢了"}
	for n := seed; !stop.Load(); n++ {
		var opened struct{ Talk, Secret string }
		if status := call(t.Context(), address+"/api/v1/talks", "", "{}", &opened); status != http.StatusCreated {
			out.count(assistant.Reply{}, status, 0)
			continue
		}
		for i := 0; i < 5 && !stop.Load(); i++ {
			var r assistant.Reply
			began := time.Now()
			status := call(t.Context(), address+"/api/v1/talks/"+opened.Talk+"/turns", opened.Secret, fmt.Sprintf(`{"text":%q}`, words[(n+i)%len(words)]), &r)
			out.count(r, status, time.Since(began))
		}
	}
}
