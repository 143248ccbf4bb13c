package simulator

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/handofftest"
	"wenban/assistant/handoff/webhook"
)

var keys = webhook.Keys{{ID: "k1", Secret: "0123456789abcdef0123456789abcdef"}}

// started is a simulator and a client of it.
func started(t *testing.T, c Config) (*System, *webhook.System, string) {
	t.Helper()
	c.Keys = keys
	far, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = far.Close() })
	server := httptest.NewServer(far.Handler())
	t.Cleanup(server.Close)
	near, err := webhook.New(webhook.Config{URL: server.URL + "/events", Keys: keys, Private: true, Poll: true})
	if err != nil {
		t.Fatal(err)
	}
	return far, near, server.URL
}

func opened(n int) handoff.Message {
	return handofftest.Message(handofftest.Case(n), 1, handoff.Opened, "")
}

func TestALogIsGoneOnWith(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	far, near, _ := started(t, Config{Log: log})
	m := opened(1)
	first, err := near.Deliver(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	if err := far.Act(t.Context(), first.Number, handoff.Update{Action: handoff.Accept}); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(log, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.WriteString(`{"type":"taken","key":"half`) // killed while writing
	_ = f.Close()
	for range 2 {
		again, near, _ := started(t, Config{Log: log})
		if a, err := near.Deliver(t.Context(), m); err != nil || a != first {
			t.Errorf("Deliver(after a restart) = %+v, %v, want %+v", a, err, first)
		}
		if c := again.Cases(); len(c) != 1 || c[0].State != handoff.Accepted {
			t.Errorf("Cases() = %+v, want one that is accepted", c)
		}
		if u, _, err := near.Updates(t.Context(), ""); err != nil || len(u) != 1 {
			t.Errorf("Updates() = %+v, %v, want one", u, err)
		}
	}
}

func TestFaults(t *testing.T) {
	for name, x := range map[string]struct {
		faults string
		taken  int
		later  bool
	}{"down": {"down", 0, false}, "busy": {"busy=1", 0, true}, "fail": {"fail=1", 0, false}, "lose": {"lose=1", 1, false}} {
		f, err := ParseFaults(x.faults)
		if err != nil {
			t.Fatal(err)
		}
		far, near, _ := started(t, Config{Faults: f})
		_, err = near.Deliver(t.Context(), opened(1))
		later := handoff.Later{}
		if err == nil || errors.As(err, &later) != x.later || len(far.Cases()) != x.taken {
			t.Errorf("%s: Deliver = %v with %d cases taken, want an error, told later: %v, %d taken", name, err, len(far.Cases()), x.later, x.taken)
		}
	}
	f, err := ParseFaults("slow=1h")
	if err != nil {
		t.Fatal(err)
	}
	_, near, _ := started(t, Config{Faults: f})
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := near.Deliver(ctx, opened(1)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("slow: Deliver = %v, want that the time is up", err)
	}
	for _, wrong := range []string{"up", "lose=2", "lose=-1", "lose=NaN", "slow=5", "seed=x", "fail"} {
		if _, err := ParseFaults(wrong); err == nil {
			t.Errorf("ParseFaults(%q) = nil, want an error", wrong)
		}
	}
}

func TestStaffActOnThePageAndItIsCalledBack(t *testing.T) {
	var heard []handoff.Update
	got := make(chan struct{}, 1)
	busy := true
	near := &webhook.Receiver{Keys: map[string]webhook.Keys{"webhook": keys}, Hear: func(_ context.Context, _ string, u handoff.Update) (webhook.Heard, error) {
		if busy {
			busy = false
			return "", errors.New("busy")
		}
		heard = append(heard, u)
		got <- struct{}{}
		return webhook.Applied, nil
	}}
	mux := http.NewServeMux()
	mux.Handle("POST /api/v1/callbacks/{system}", near)
	wenban := httptest.NewServer(mux)
	defer wenban.Close()
	far, client, address := started(t, Config{Callback: wenban.URL + "/api/v1/callbacks/webhook"})
	go far.CallBack(t.Context())
	m := opened(1)
	m.Case.Content.What = "<script>alert(1)</script>"
	a, err := client.Deliver(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.PostForm(address+"/act", url.Values{"number": {a.Number}, "action": {"accept"}, "department": {"云东区城市管理局"}, "text": {"已受理"}})
	if err != nil {
		t.Fatal(err)
	}
	page, _ := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if !strings.Contains(string(page), a.Number+" · 投诉 · 已受理") || strings.Contains(string(page), "<script>") {
		t.Errorf("the page is %s, want the case, accepted, and no script", page)
	}
	<-got
	if len(heard) != 1 || heard[0].Action != handoff.Accept || heard[0].Case != m.Case.ID || heard[0].Text != "已受理" {
		t.Errorf("called back: %+v, want one accept of %s", heard, m.Case.ID)
	}
	res, err = http.PostForm(address+"/act", url.Values{"number": {a.Number}, "action": {"approve"}})
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusConflict {
		t.Errorf("POST /act(approve before a reply) = %d, want 409", res.StatusCode)
	}
}

func TestOnlyWenbanIsAnswered(t *testing.T) {
	far, _, address := started(t, Config{})
	for _, path := range []string{"/events?key=a", "/events/updates?after="} {
		res, err := http.Get(address + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusUnauthorized {
			t.Errorf("GET %s unsigned = %d, want 401", path, res.StatusCode)
		}
	}
	other, err := webhook.New(webhook.Config{URL: address + "/events", Keys: webhook.Keys{{ID: "k1", Secret: "another secret, another secret!!"}}, Private: true})
	if err != nil {
		t.Fatal(err)
	}
	if a, err := other.Deliver(t.Context(), opened(1)); err == nil || len(far.Cases()) != 0 {
		t.Errorf("Deliver(signed by another) = %+v, %v, want an error and no case", a, err)
	}
}

// TestFaultsLoseAndDoubleNothing delivers through a system that takes without
// answering, fails and is busy, the way the worker does: look the key up after
// a try without an answer, then send again.
func TestFaultsLoseAndDoubleNothing(t *testing.T) {
	f, err := ParseFaults("lose=0.3,fail=0.2,busy=0.1,seed=5")
	if err != nil {
		t.Fatal(err)
	}
	far, near, _ := started(t, Config{Faults: f})
	numbers, tries := map[string]bool{}, 0
	for i := range 200 {
		m := opened(i)
		for tried := false; ; tried = true {
			tries++
			if tried {
				if a, ok, err := near.Find(t.Context(), m.Key); ok && err == nil {
					numbers[a.Number] = true
					break
				}
			}
			if a, err := near.Deliver(t.Context(), m); err == nil {
				numbers[a.Number] = true
				break
			}
		}
	}
	if len(far.Cases()) != 200 || len(numbers) != 200 || tries < 250 {
		t.Errorf("200 cases in %d tries: the system has %d under %d numbers, want 200 and 200, and failures on the way", tries, len(far.Cases()), len(numbers))
	}
}
