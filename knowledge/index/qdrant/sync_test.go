package qdrant

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	api "github.com/qdrant/go-client/qdrant"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/index/indextest"
	"wenban/knowledge/index/qdrant/qdranttest"
)

// many is an edition of n items whose summaries are its id.
func many(id string, n int) *knowledge.Edition {
	items := make([]knowledge.Item, n)
	for i := range items {
		items[i] = knowledge.Item{Code: fmt.Sprint("item-", i), Name: fmt.Sprintf("登记%d", i), Summary: id}
	}
	return knowledge.NewEdition(id, knowledge.Parts{Items: items})
}

var withLetters = index.Options{Embedder: indextest.Letters{}}

func mustSync(t *testing.T, c *Conn, e *knowledge.Edition) Report {
	t.Helper()
	r, err := Sync(t.Context(), c, export(t, e, withLetters), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func verify(t *testing.T, c *Conn, e *knowledge.Edition) Drift {
	t.Helper()
	r, err := Verify(t.Context(), c, export(t, e, withLetters), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r.Drift
}

func ask(x *Index, ctx context.Context, text string) ([]index.Hit, error) {
	return x.Items(ctx, index.Query{Parts: []index.Part{{Text: text, Weight: 1}}, At: indextest.Day})
}

func TestAPublishSwapsTheAliasAndTheOldIndexGoesOn(t *testing.T) {
	c := dial(t)
	first, second, third := many("one", 3), many("two", 4), many("three", 5)
	old := open(t, c, first, withLetters)
	before, _ := c.Serving(t.Context())
	r := mustSync(t, c, second)
	now, err := c.Serving(t.Context())
	if err != nil || !r.Created || r.Before != before || now != r.Collection || now == before || len(r.Removed) != 0 {
		t.Errorf("Sync of a second edition = %+v, alias names %q, %v; want it swapped from %q", r, now, err, before)
	}
	if hits, err := ask(old, t.Context(), "登记2"); err != nil || len(hits) != 3 {
		t.Errorf("the index opened before the publish finds %d, %v, want its own 3 items", len(hits), err)
	}
	if again := mustSync(t, c, second); again.Created || !again.Drift.None() || again.Before != again.Collection {
		t.Errorf("Sync of the same again = %+v, want nothing to do", again)
	}
	if r := mustSync(t, c, third); !slices.Equal(r.Removed, []string{before}) {
		t.Errorf("Sync of a third edition removed %v, want the first, %s", r.Removed, before)
	}
	if r, err := Sync(t.Context(), c, export(t, many("four", 5), withLetters), []string{"two"}, nil); err != nil || len(r.Removed) != 0 {
		t.Errorf("Sync of a fourth edition that keeps the second removed %v, %v, want none", r.Removed, err)
	}
	if hits, err := ask(old, t.Context(), "登记2"); err == nil {
		t.Errorf("the index of a removed collection finds %v, want an error", hits)
	}
	if r := mustSync(t, c, second); r.Created || !r.Drift.None() {
		t.Errorf("going back to the second edition = %+v, want its collection as it was", r)
	}
}

func TestI42DriftIsFoundAndRepaired(t *testing.T) {
	c := dial(t)
	e := many("drift", 200)
	name := mustSync(t, c, e).Collection
	if d := verify(t, c, e); !d.None() || d.Compared != 200 {
		t.Fatalf("Verify right after Sync = %+v, want 200 points and no drift", d)
	}
	spoil(t, c, name)
	want := Drift{Missing: []uint64{7, 199}, Different: []uint64{3, 4, 5}, Compared: 200}
	d := verify(t, c, e)
	if !slices.Equal(d.Missing, want.Missing) || !slices.Equal(d.Different, want.Different) || len(d.Extra) != 2 || d.Compared != want.Compared {
		t.Errorf("Verify = %+v, want missing 7 and 199, different 3, 4 and 5, and two extra", d)
	}
	if r := mustSync(t, c, e); len(r.Drift.Extra) != 2 || r.Created {
		t.Errorf("Sync found %+v, want the drift that Verify found", r.Drift)
	}
	if d := verify(t, c, e); !d.None() {
		t.Errorf("Verify after the repair = %+v, want no drift", d)
	}
}

// spoil deletes 7 and 199, changes payload, sparse and dense vector of 3, 4 and
// 5, and adds a number and a name.
func spoil(t *testing.T, c *Conn, name string) {
	t.Helper()
	wait := api.PtrOf(true)
	if _, err := c.client.Delete(t.Context(), &api.DeletePoints{CollectionName: name, Points: api.NewPointsSelector(api.NewIDNum(7), api.NewIDNum(199)), Wait: wait}); err != nil {
		t.Fatal(err)
	}
	x := export(t, many("drift", 200), withLetters)
	three, four, five, extra, named := x.Thing(3), x.Thing(4), x.Thing(5), x.Thing(6), x.Thing(6)
	three.To = 20200101
	four.Impacts[0] += .001
	five.Vector = slices.Clone(five.Vector)
	five.Vector[0] += .001
	extra.Number = 5000
	points := []*api.PointStruct{pointOf(three), pointOf(four), pointOf(five), pointOf(extra), pointOf(named)}
	points[4].Id = api.NewIDUUID("0e4d1c2a-8a6e-4f3b-9d0c-1b2a3c4d5e6f")
	if _, err := c.client.Upsert(t.Context(), &api.UpsertPoints{CollectionName: name, Points: points, Wait: wait}); err != nil {
		t.Fatal(err)
	}
}

func TestI42DriftNeverAnswers(t *testing.T) {
	c := dial(t)
	e := many("stale", 20)
	x := open(t, c, e, withLetters)
	stranger := export(t, many("stale", 20), withLetters).Thing(6)
	stranger.Number, stranger.ID = 2, "deleted long ago" // in the place of another
	extra := stranger
	extra.Number = 77
	named := pointOf(stranger)
	named.Id = api.NewIDUUID("0e4d1c2a-8a6e-4f3b-9d0c-1b2a3c4d5e6f")
	if _, err := c.client.Upsert(t.Context(), &api.UpsertPoints{CollectionName: x.collection, Points: []*api.PointStruct{pointOf(stranger), pointOf(extra), named}, Wait: api.PtrOf(true)}); err != nil {
		t.Fatal(err)
	}
	hits, err := x.Items(t.Context(), index.Query{Parts: []index.Part{{Text: "登记6", Weight: 1}}, At: indextest.Day, K: 30})
	if err != nil || len(hits) != 19 || hits[0].ID != "item-6" {
		t.Errorf("Items over a collection with strangers = %d hits, %v, want the 19 that are sound, item-6 first", len(hits), err)
	}
	if _, err := Open(t.Context(), c, e.Regions, export(t, e, withLetters)); !errors.Is(err, ErrIncomplete) {
		t.Errorf("Open of a collection with strangers = %v, want ErrIncomplete", err)
	}
}

// other is Letters under another name.
type other struct{ indextest.Letters }

func (other) ID() string { return "other letters" }

// nameless does not say which embedder it is.
type nameless struct{}

func (nameless) Dim() int                    { return 1 }
func (nameless) EmbedInto([]float32, string) {}

func TestWhatMadeTheIndexIsCompared(t *testing.T) {
	c := dial(t)
	open(t, c, many("mine", 5), withLetters)
	for name, row := range map[string]struct {
		e    *knowledge.Edition
		o    index.Options
		says string
	}{
		"another edition":    {many("yours", 5), withLetters, "edition"},
		"another embedder":   {many("mine", 5), index.Options{Embedder: other{}}, "embedder"},
		"no embedder":        {many("mine", 5), index.Options{}, "embedder"},
		"another dictionary": {many("mine", 6), withLetters, "dictionary"},
		"other weights":      {many("mine", 5), index.Options{Embedder: indextest.Letters{}, Weights: index.Weights{K1: 2}}, "dictionary"},
	} {
		_, err := Open(t.Context(), c, row.e.Regions, export(t, row.e, row.o))
		if !errors.Is(err, ErrMismatch) || !strings.Contains(err.Error(), row.says) {
			t.Errorf("Open with %s = %v, want ErrMismatch that names the %s", name, err, row.says)
		}
		if _, err := Verify(t.Context(), c, export(t, row.e, row.o), nil); !errors.Is(err, ErrMismatch) {
			t.Errorf("Verify with %s = %v, want ErrMismatch", name, err)
		}
	}
	x := export(t, many("mine", 5), index.Options{Embedder: nameless{}})
	if _, err := Open(t.Context(), c, knowledge.Regions{}, x); err == nil || !strings.Contains(err.Error(), "which one") {
		t.Errorf("Open with an embedder without a name = %v, want a refusal", err)
	}
	if _, err := Sync(t.Context(), c, x, nil, nil); err == nil {
		t.Error("Sync with an embedder without a name = nil, want a refusal")
	}
}

func TestWhatIsNotThereIsNotOpened(t *testing.T) {
	e := many("absent", 3)
	if _, err := Open(t.Context(), dial(t), e.Regions, export(t, e, withLetters)); !errors.Is(err, ErrAbsent) {
		t.Errorf("Open before any Sync = %v, want ErrAbsent", err)
	}
}

// serve starts a server in this process with a hook.
func serve(t *testing.T, s *qdranttest.Server, timeout time.Duration) *Conn {
	t.Helper()
	return dialTo(t, Config{Addr: s.Start(t), Alias: "city", Timeout: timeout, Key: s.Key})
}

func TestI65ASyncThatDiedIsFinishedByTheNext(t *testing.T) {
	var writes atomic.Int32
	var server qdranttest.Server
	server.Before = func(ctx context.Context, method string) error {
		if method == "Upsert" && writes.Add(1) == 3 {
			return status.Error(codes.Unavailable, "killed")
		}
		return nil
	}
	c := serve(t, &server, time.Minute)
	first, second := many("before", 3), many("after", 1000)
	mustSync(t, c, first)
	writes.Store(0)
	var told []string
	_, err := Sync(t.Context(), c, export(t, second, withLetters), nil, func(stage string, done, total int) { told = append(told, fmt.Sprint(stage, done)) })
	if status.Code(errors.Unwrap(err)) == codes.OK || err == nil || !slices.Contains(told, "写入索引512") {
		t.Fatalf("Sync that dies at the third batch = %v after %v, want the error, after 512 points", err, told)
	}
	if serving, _ := c.Serving(t.Context()); serving == "" || c.whole(t.Context(), mustStamp(t, first), 3) != nil {
		t.Errorf("after a Sync that died the alias names %q, want the edition before, whole", serving)
	}
	if _, err := Open(t.Context(), c, second.Regions, export(t, second, withLetters)); !errors.Is(err, ErrIncomplete) {
		t.Errorf("Open of half an index = %v, want ErrIncomplete", err)
	}
	r := mustSync(t, c, second)
	if r.Created || len(r.Drift.Missing) != 488 || len(r.Drift.Different) != 0 {
		t.Errorf("the next Sync found %d missing and %d different, created %v; want the other 488", len(r.Drift.Missing), len(r.Drift.Different), r.Created)
	}
}

func TestSeveralMaySyncOneEditionAtOnce(t *testing.T) {
	c := dial(t)
	e := many("together", 600)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if _, err := Sync(t.Context(), c, export(t, e, withLetters), nil, nil); err != nil {
				t.Errorf("Sync beside others = %v", err)
			}
		})
	}
	wg.Wait()
	if d := verify(t, c, e); !d.None() {
		t.Errorf("Verify after four at once = %+v, want no drift", d)
	}
}

func mustStamp(t *testing.T, e *knowledge.Edition) Stamp {
	t.Helper()
	s, err := stampOf(export(t, e, withLetters))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAnOutageIsAnError(t *testing.T) {
	var failing atomic.Pointer[string]
	none := ""
	failing.Store(&none)
	var server qdranttest.Server
	server.Before = func(ctx context.Context, method string) error {
		if method == *failing.Load() {
			return status.Error(codes.Internal, "disk is gone")
		}
		return nil
	}
	c := serve(t, &server, time.Minute)
	x := open(t, c, many("outage", 5), withLetters)
	for _, method := range []string{"QueryBatch", "Get"} {
		failing.Store(&method)
		if hits, err := ask(x, t.Context(), "登记"); err == nil || hits != nil || status.Code(errors.Unwrap(errors.Unwrap(err))) == codes.OK {
			t.Errorf("Items while %s fails = %v, %v, want the error", method, hits, err)
		}
	}
	failing.Store(&none)
	if hits, err := ask(x, t.Context(), "登记"); err != nil || len(hits) != 5 {
		t.Errorf("Items when it is well again = %d hits, %v, want 5", len(hits), err)
	}
	server.Stop()
	if hits, err := ask(x, t.Context(), "登记"); err == nil || hits != nil {
		t.Errorf("Items of a server that is gone = %v, %v, want an error", hits, err)
	}
	if _, err := Dial(t.Context(), Config{Addr: "127.0.0.1:1", Timeout: 10 * time.Second}); err == nil {
		t.Error("Dial where nobody listens = nil, want an error")
	}
}

func TestASlowServerIsAnError(t *testing.T) {
	var slow atomic.Bool
	entered := make(chan struct{}, 100)
	var server qdranttest.Server
	server.Before = func(ctx context.Context, method string) error {
		if method == "QueryBatch" && slow.Load() {
			entered <- struct{}{}
			<-ctx.Done()
			return ctx.Err()
		}
		return nil
	}
	c := serve(t, &server, time.Minute)
	x := open(t, c, many("slow", 5), withLetters)
	slow.Store(true)
	c.timeout = time.Millisecond
	if hits, err := ask(x, t.Context(), "登记"); !errors.Is(err, context.DeadlineExceeded) || hits != nil {
		t.Errorf("Items of a server that hangs = %v, %v, want context.DeadlineExceeded", hits, err)
	}
	c.timeout = time.Minute
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-entered; cancel() }()
	if hits, err := ask(x, ctx, "登记"); !errors.Is(err, context.Canceled) || hits != nil {
		t.Errorf("Items that are cancelled under way = %v, %v, want context.Canceled", hits, err)
	}
}

func TestADeadlineTheServerSawFirstIsTheDeadline(t *testing.T) {
	var late atomic.Bool
	var server qdranttest.Server
	server.Before = func(_ context.Context, method string) error {
		if method == "QueryBatch" && late.Load() {
			return status.Error(codes.DeadlineExceeded, "stream terminated")
		}
		return nil
	}
	x := open(t, serve(t, &server, time.Minute), many("late", 5), withLetters)
	if hits, err := ask(x, t.Context(), "登记"); err != nil || len(hits) != 5 {
		t.Errorf("Items in time = %d hits, %v, want 5", len(hits), err)
	}
	late.Store(true)
	if hits, err := ask(x, t.Context(), "登记"); !errors.Is(err, context.DeadlineExceeded) || hits != nil {
		t.Errorf("Items where the server saw the deadline first = %v, %v, want context.DeadlineExceeded", hits, err)
	}
}

func TestAKeyIsNeededWhereTheServerWantsOne(t *testing.T) {
	addr := (&qdranttest.Server{Key: "s3cret"}).Start(t)
	for key, ok := range map[string]bool{"": false, "wrong": false, "s3cret": true} {
		c, err := Dial(t.Context(), Config{Addr: addr, Key: key, Timeout: time.Minute})
		if (err == nil) != ok {
			t.Errorf("Dial with key %q = %v, want success %v", key, err, ok)
		}
		if err != nil && key != "" && strings.Contains(err.Error(), key) {
			t.Errorf("the error %q tells the key", err)
		}
		if c != nil {
			c.Close()
		}
	}
}

func TestAServerThatIsTooOldIsRefused(t *testing.T) {
	addr := (&qdranttest.Server{Version: "1.9.3"}).Start(t)
	if _, err := Dial(t.Context(), Config{Addr: addr, Timeout: time.Minute}); err == nil || !strings.Contains(err.Error(), "1.16") {
		t.Errorf("Dial of version 1.9.3 = %v, want an error that says what is needed", err)
	}
}

func TestASettingThatCannotBeMeantIsRefused(t *testing.T) {
	for name, c := range map[string]Config{
		"no port": {Addr: "qdrant"}, "port 0": {Addr: "qdrant:0"}, "a port that is none": {Addr: "qdrant:http"}, "a port too high": {Addr: "qdrant:70000"}, "empty": {},
		"a key in the clear": {Addr: "10.0.0.8:6334", Key: "k"}, "an alias with a slash": {Addr: "localhost:6334", Alias: "a/b"},
	} {
		if _, err := c.settings(); err == nil {
			t.Errorf("%s: settings(%+v) = nil, want an error", name, c)
		}
	}
	for name, c := range map[string]Config{"a key with TLS": {Addr: "10.0.0.8:6334", Key: "k", TLS: true}, "a key to this machine": {Addr: "[::1]:6334", Key: "k"}} {
		if _, err := c.settings(); err != nil {
			t.Errorf("%s: settings(%+v) = %v, want none", name, c, err)
		}
	}
}

// TestWhatWasSaidStaysHere looks at every byte that is sent for a search.
func TestWhatWasSaidStaysHere(t *testing.T) {
	var sent atomic.Pointer[string]
	c := serve(t, &qdranttest.Server{Sent: func(method, text string) {
		if method == "QueryBatch" {
			sent.Store(&text)
		}
	}}, time.Minute)
	e := knowledge.NewEdition("private", knowledge.Parts{Items: []knowledge.Item{{Code: "A", Name: "养老金张三丰李四光"}}})
	x := open(t, c, e, withLetters)
	if hits, err := ask(x, t.Context(), "我叫张三丰，手机13800138000，养老金"); err != nil || len(hits) != 1 {
		t.Fatalf("Items = %v, %v, want the item", hits, err)
	}
	text := *sent.Load()
	for _, word := range []string{"张三", "13800138000", "养老"} {
		if strings.Contains(text, word) {
			t.Errorf("what was sent contains %q:\n%.500s", word, text)
		}
	}
	if !strings.Contains(text, "collection_name") || !strings.Contains(text, "kind") {
		t.Errorf("what was sent is not seen by this test:\n%.500s", text)
	}
}

// FuzzAPoint reads points that were not written by this program.
func FuzzAPoint(f *testing.F) {
	e := many("fuzz", 2)
	x, err := index.Export(e, withLetters)
	if err != nil {
		f.Fatal(err)
	}
	asked, err := x.Ask(index.Item, []index.Part{{Text: "登记1", Weight: 1}})
	if err != nil {
		f.Fatal(err)
	}
	for n := range 2 {
		p := pointOf(x.Thing(n))
		vectors := &api.VectorsOutput{VectorsOptions: &api.VectorsOutput_Vectors{Vectors: &api.NamedVectorsOutput{Vectors: map[string]*api.VectorOutput{
			grams: {Vector: &api.VectorOutput_Sparse{Sparse: p.GetVectors().GetVectors().GetVectors()[grams].GetSparse()}},
		}}}}
		b, err := proto.Marshal(&api.RetrievedPoint{Id: p.GetId(), Payload: p.GetPayload(), Vectors: vectors})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p := new(api.RetrievedPoint)
		if proto.Unmarshal(b, p) != nil {
			return
		}
		if thing, ok := thingOf(p); ok {
			x.Hit(asked, thing, .5)
		}
		same(p, pointOf(x.Thing(0)))
	})
}
