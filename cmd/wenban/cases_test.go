package main

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wenban/assistant"
	"wenban/assistant/handoff"
	casedesk "wenban/assistant/handoff/desk"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/seal"
)

// handed is what the API answers to a case that was handed in.
type handed struct {
	Receipt, Case, State string
	Seq                  int
}

// submit hands a complaint in and returns the status, 0 where there was no whole
// answer.
func submit(ctx context.Context, url, talk, secret, key, body string, into any) int {
	return callWith(ctx, url+"/api/v1/talks/"+talk+"/cases", secret, body, into, http.Header{"Idempotency-Key": {key}})
}

// What is handed in reaches the built-in case desk by itself, and what is done
// there reaches the page that is open.
func TestWhatADepartmentDoesReachesTheOpenPage(t *testing.T) {
	p := startServer(t)
	var talk struct{ Talk, Secret string }
	if status := call(t.Context(), p.url+"/api/v1/talks", "", `{}`, &talk); status != http.StatusCreated {
		t.Fatalf("open a talk: %d", status)
	}
	var got handed
	status := submit(t.Context(), p.url, talk.Talk, talk.Secret, "k1", `{"kind":"complaint","what":"楼下工地半夜施工","contact":{"name":"王秀兰","phone":"13800138000"}}`, &got)
	if status != http.StatusCreated || got.State != "已提交，待受理" {
		t.Fatalf("hand a case in: %d %+v", status, got)
	}
	conn, _, err := websocket.DefaultDialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(p.url, "http")+"/api/v1/ws", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.WriteJSON(map[string]string{"type": "hello", "talk": talk.Talk, "secret": talk.Secret}); err != nil {
		t.Fatal(err)
	}
	accept(t, p)
	_ = conn.SetReadDeadline(time.Now().Add(30 * time.Second)) // a socket that fails shows at the next read
	for {
		var a struct {
			Type  string
			Seq   int
			Reply assistant.Reply
		}
		if err := conn.ReadJSON(&a); err != nil {
			t.Fatalf("the page hears no more (%v) before the case is accepted: %s", err, p.out)
		}
		if a.Type == "turn" && a.Seq == got.Seq+1 {
			if !strings.Contains(a.Reply.Lead, "已受理") || a.Reply.Receipt.Number != got.Receipt || !strings.Contains(a.Reply.Text, "马上去看") {
				t.Errorf("the page was told %q, %+v, want that it is accepted, with the words of the department", a.Reply.Text, a.Reply.Receipt)
			}
			return
		}
	}
}

// accept accepts the one case of the desk, as its staff do in a process of their
// own.
func accept(t *testing.T, p *process) {
	t.Helper()
	d, err := db.Open(t.Context(), p.database())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	keys, err := seal.File(filepath.Join(p.data, "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	desk := casedesk.New(d, keys, casedesk.Options{})
	staff := casedesk.Person{Name: "派单员", Dispatcher: true}
	var cases []casedesk.Case
	p.until("the desk has the case", func() bool {
		cases, _, err = desk.Search(t.Context(), staff, "投诉", "")
		return err == nil && len(cases) == 1
	})
	if _, err := desk.Do(t.Context(), staff, casedesk.Act{Number: cases[0].Number, Version: cases[0].Version, Action: handoff.Accept, Words: "马上去看"}); err != nil {
		t.Fatalf("accept = %v", err)
	}
}

// A server without a case system takes cases in and keeps them.
func TestWithoutACaseSystemNothingIsLost(t *testing.T) {
	p := startServer(t, "WENBAN_CASES_SYSTEM=none")
	var talk struct{ Talk, Secret string }
	if status := call(t.Context(), p.url+"/api/v1/talks", "", `{}`, &talk); status != http.StatusCreated {
		t.Fatalf("open a talk: %d", status)
	}
	var got handed
	if status := submit(t.Context(), p.url, talk.Talk, talk.Secret, "k1", `{"kind":"help","what":"路灯不亮"}`, &got); status != http.StatusCreated {
		t.Fatalf("hand a case in: %d", status)
	}
	_, out := command(t, "outbox", "list", "--data", p.data)
	if !strings.Contains(out, handoff.Grouped(got.Receipt)) || !strings.Contains(out, "还没有送") || strings.Contains(out, "路灯") {
		t.Errorf("outbox list: %q, want the receipt number %s, not yet sent, and nothing of what it says", out, got.Receipt)
	}
	if code, out := command(t, "outbox", "retry", "--data", p.data, got.Receipt); code != 1 || strings.Contains(out, "重新送出") {
		t.Errorf("outbox retry of what waits: %d, %q, want it refused", code, out)
	}
}
