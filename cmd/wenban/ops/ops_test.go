package ops

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"wenban/assistant"
)

func TestAPartThatGoesDownIsToldSinceWhen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fault error
		p := NewParts(&Part{Name: "database", Check: func(context.Context) error { return fault }}, &Part{Name: "embedder", Check: func(context.Context) error { return nil }, Spare: true})
		began := time.Now()
		if r, ok := p.Report(t.Context()); !ok || r.(Report).Status != "ready" {
			t.Errorf("Report of what is up: got %+v, %v, want ready", r, ok)
		}
		time.Sleep(time.Minute)
		fault = errors.New("refused")
		down := time.Now()
		r, ok := p.Report(t.Context())
		got := r.(Report).Parts[0]
		if ok || got.Up || got.Why != "error" || !got.Since.Equal(down) || !r.(Report).Parts[1].Since.Equal(began) {
			t.Errorf("Report of a database that is down: got %+v, %v, want it down since now", r, ok)
		}
		time.Sleep(time.Minute)
		if got := p.States(t.Context())[0]; !got.Since.Equal(down) {
			t.Errorf("a minute later: down since %v, want still %v", got.Since, down)
		}
	})
}

func TestASparePartThatIsDownKeepsTheProgramReady(t *testing.T) {
	p := NewParts(&Part{Name: "embedder", Check: func(context.Context) error { return errors.New("none") }, Spare: true})
	if r, ok := p.Report(t.Context()); !ok || r.(Report).Parts[0].Up {
		t.Errorf("Report: got %+v, %v, want ready with a part down", r, ok)
	}
}

func TestAPartThatHangsIsDownAndAskedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int32
		let := make(chan struct{})
		p := NewParts(&Part{Name: "disk", Check: func(context.Context) error { asked.Add(1); <-let; return nil }})
		for range 3 {
			if s := p.States(t.Context())[0]; s.Up || s.Why != "timeout" {
				t.Errorf("a check that hangs: got %+v, want down by timeout", s)
			}
			time.Sleep(2 * checkLives)
		}
		if asked.Load() != 1 {
			t.Errorf("a check that hangs was asked %d times, want once", asked.Load())
		}
		close(let)
		synctest.Wait()
		time.Sleep(2 * checkLives)
		if s := p.States(t.Context())[0]; !s.Up {
			t.Errorf("after it came back: got %+v, want up", s)
		}
	})
}

func TestManyQuestionsAreOneCheck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		p := NewParts(&Part{Name: "database", Check: func(context.Context) error { asked++; return nil }})
		for range 1000 {
			p.Report(t.Context())
		}
		if asked != 1 {
			t.Errorf("1000 reports in a second made %d checks, want 1", asked)
		}
	})
}

func TestADrainingProgramIsNotReady(t *testing.T) {
	p := NewParts()
	p.Drain()
	r := httptest.NewRecorder()
	Handler(NewMetrics(Gauges{Parts: p}), p).ServeHTTP(r, httptest.NewRequest("GET", "/readyz", nil))
	if r.Code != http.StatusServiceUnavailable || !strings.Contains(r.Body.String(), `"draining"`) {
		t.Errorf("GET /readyz: got %d %s, want 503 draining", r.Code, r.Body)
	}
}

func TestAFullDiskIsDown(t *testing.T) {
	for _, folder := range []string{t.TempDir(), "not/there/yet", "/no/such/folder"} {
		if err := DiskFree(folder, 0)(t.Context()); err != nil {
			t.Errorf("DiskFree(%s, 0 MB) = %v, want nil", folder, err)
		}
	}
	for folder, megabytes := range map[string]int{t.TempDir(): 1 << 40, "/dev/null/x": 0} {
		if err := DiskFree(folder, megabytes)(t.Context()); err == nil {
			t.Errorf("DiskFree(%s, %d MB) = nil, want an error", folder, megabytes)
		}
	}
}

// scrape returns what /metrics tells.
func scrape(t *testing.T, m *Metrics) string {
	t.Helper()
	r := httptest.NewRecorder()
	m.Handler().ServeHTTP(r, httptest.NewRequest("GET", "/metrics", nil))
	if r.Code != http.StatusOK {
		t.Fatalf("GET /metrics: got %d %s", r.Code, r.Body)
	}
	return r.Body.String()
}

func TestMetricsOfTurns(t *testing.T) {
	m := NewMetrics(Gauges{Sockets: func() int { return 3 }, Edition: func() Edition { return Edition{"e-1", "embedded", 92, 16, 13} },
		Queues: func() map[string]time.Duration { return map[string]time.Duration{"outbox": 90 * time.Second} }, Version: "v1",
		Outbox: func() (map[string]int, bool) { return map[string]int{"waiting": 4, "dead": 1}, true }})
	m.Delivered("sent")
	m.Delivered("13800138000")
	m.Updated("applied")
	m.Observe(t.Context(), assistant.Observation{Channel: "web", Outcome: "answered", Reason: "complete", Stages: []assistant.Stage{{Name: "find", Took: 3 * time.Millisecond}}})
	m.Observe(t.Context(), assistant.Observation{Channel: "api", Err: fmt.Errorf("load: %w", assistant.ErrNoTalk)})
	m.Refused("rate")
	got := scrape(t, m)
	for _, want := range []string{
		`wenban_turns_total{channel="web",outcome="answered",reason="complete"} 1`,
		`wenban_turns_total{channel="api",outcome="failed",reason="no_talk"} 1`,
		`wenban_stage_seconds_bucket{stage="find",le="0.005"} 1`, `wenban_stage_seconds_bucket{stage="find",le="0.0025"} 0`,
		`wenban_refused_total{reason="rate"} 1`, `wenban_sockets 3`, `wenban_edition_info{edition="e-1",index="embedded"} 1`,
		`wenban_edition_contents{kind="items"} 92`, `wenban_queue_age_seconds{queue="outbox"} 90`,
		`wenban_outbox{state="waiting"} 4`, `wenban_outbox{state="dead"} 1`, `wenban_cases_total{result="sent",way="out"} 1`,
		`wenban_cases_total{result="other",way="out"} 1`, `wenban_cases_total{result="applied",way="in"} 1`, `wenban_build_info{version="v1"} 1`, "go_goroutines ",
	} {
		if !strings.Contains(got, want+"\n") && !strings.Contains(got, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
}

// TestLabelsAreBounded counts what an attacker would have counted.
func TestLabelsAreBounded(t *testing.T) {
	m := NewMetrics(Gauges{})
	for i := range 5000 {
		s := fmt.Sprintf("13800%06d", i)
		m.Refused(s)
		m.Observe(t.Context(), assistant.Observation{Channel: s, Outcome: assistant.Outcome(s), Reason: assistant.Reason(s), Stages: []assistant.Stage{{Name: s}}})
		m.Observe(t.Context(), assistant.Observation{Channel: s, Err: errors.New(s)})
	}
	series := 0
	for line := range strings.SplitSeq(scrape(t, m), "\n") {
		if strings.HasPrefix(line, "wenban_turns_total") || strings.HasPrefix(line, "wenban_refused_total") {
			series++
		}
	}
	if series > refusals+3 {
		t.Errorf("10,000 turns of made-up names: %d series, want at most %d", series, refusals+3)
	}
}

func TestTheLogMasksWhatALibraryQuotes(t *testing.T) {
	for _, format := range []string{"json", "text"} {
		var b bytes.Buffer
		log := Logger(&b, format, "debug")
		log.Error("save", "error", fmt.Errorf("insert: value %q too long", "我叫李明，身份证110101199003078515，电话13812345678"), "stack", "main.go:110101199003078515")
		log.Info("a\r\n2026-11-25 LOGIN admin ok", "reason", "\x1b[31mx\r\ny")
		HTTPErrors(log).Printf("http: TLS handshake error from 203.0.113.7:5512 and [2001:db8::7]:443: EOF")
		got := b.String()
		for _, private := range []string{"990030785", "12345678\"", "13812345678", "李明", "203.0.113.7", "2001:db8", "\x1b", "\r"} {
			if strings.Contains(strings.ReplaceAll(got, "main.go:110101199003078515", ""), private) {
				t.Errorf("%s log: %q holds %q", format, got, private)
			}
		}
		if n := strings.Count(got, "\n"); n != 3 || !strings.Contains(got, "too long") {
			t.Errorf("%s log: %q: got %d lines, want 3 with the cause", format, got, n)
		}
	}
}

func TestALogLevelHidesWhatIsBelow(t *testing.T) {
	var b bytes.Buffer
	Logger(&b, "json", "warn").Info("turn")
	if b.Len() != 0 {
		t.Errorf("level warn: an info line was written: %s", &b)
	}
}

func TestAPanicOfAHandlerIsAnError(t *testing.T) {
	var b bytes.Buffer
	log := HTTPErrors(Logger(&b, "json", "info"))
	log.Printf("http: TLS handshake error from 203.0.113.7:5512: EOF")
	log.Printf("http: panic serving 203.0.113.7:5512: index out of range\ngoroutine 7 [running]:")
	if got := b.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, `"ERROR"`) || !strings.Contains(got, "index out of range") || strings.Contains(got, "203.0") {
		t.Errorf("log at info: got %s, want the panic alone, as an error, without the address", got)
	}
}

func TestTracesAreSpansByStage(t *testing.T) {
	var body bytes.Buffer
	var token, path string
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		path = r.URL.Path
		token = r.Header.Get("Authorization")
		_, _ = io.Copy(&body, r.Body)
	}))
	defer collector.Close()
	traces, err := NewTraces(t.Context(), collector.URL, "8fe1c2", "v1", 1)
	if err != nil {
		t.Fatal(err)
	}
	traces.Observe(t.Context(), assistant.Observation{Channel: "web", Outcome: "answered", Reason: "complete", Edition: "e-1", Began: time.Now(), Stages: []assistant.Stage{{Name: "find", Took: time.Millisecond}, {Name: "save", Took: time.Millisecond}}})
	if err := traces.Close(t.Context()); err != nil {
		t.Fatalf("Close: %v", err)
	}
	for _, want := range []string{"turn", "find", "save", "answered", "e-1", "wenban"} {
		if !strings.Contains(body.String(), want) {
			t.Errorf("the collector got %q: %q is not in it", body.String(), want)
		}
	}
	if token != "Bearer 8fe1c2" || path != "/v1/traces" {
		t.Errorf("the collector got the token %q at %s, want Bearer 8fe1c2 at /v1/traces", token, path)
	}
}

func TestNoTracesAndADeadCollectorHarmNothing(t *testing.T) {
	var none *Traces
	none.Observe(t.Context(), assistant.Observation{})
	if err := none.Close(t.Context()); err != nil {
		t.Errorf("Close of no traces = %v, want nil", err)
	}
	slog.SetDefault(slog.New(slog.DiscardHandler))
	dead, err := NewTraces(t.Context(), "http://127.0.0.1:1/v1/traces", "", "v1", 1)
	if err != nil {
		t.Fatal(err)
	}
	for range 10_000 {
		dead.Observe(t.Context(), assistant.Observation{Began: time.Now()})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := dead.Close(ctx); err == nil {
		t.Error("Close with a dead collector = nil, want an error")
	}
}
