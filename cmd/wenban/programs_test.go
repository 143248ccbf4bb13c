package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/assistant/handoff/simulator"
	"wenban/assistant/handoff/webhook"
)

// A case goes to a case system behind the webhook, which loses every third
// answer and fails now and then; what it calls back reaches the page.
func TestACaseGoesThroughTheWebhookAndItsNewsComesBack(t *testing.T) {
	keys, err := webhook.ParseKeys(simulatedKeys)
	if err != nil {
		t.Fatal(err)
	}
	addr := free(t)
	far, err := simulator.Open(simulator.Config{
		Keys: keys, Log: filepath.Join(t.TempDir(), "log"), Callback: "http://" + addr + "/api/v1/callbacks/webhook", Faults: simulator.Faults{Lose: 0.3, Fail: 0.2, Seed: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = far.Close() })
	server := httptest.NewServer(far.Handler())
	t.Cleanup(server.Close)
	go far.CallBack(t.Context())
	p := startServer(t, "WENBAN_LISTEN="+addr, "WENBAN_CASES_SYSTEM=webhook", "WENBAN_CASES_WEBHOOK_URL="+server.URL+"/events",
		"WENBAN_CASES_WEBHOOK_PRIVATE=true", "WENBAN_CASES_WEBHOOK_POLL=false", "WENBAN_CASES_WEBHOOK_SECRET="+simulatedKeys)
	p.url = "http://" + addr
	var talk struct{ Talk, Secret string }
	if status := call(t.Context(), p.url+"/api/v1/talks", "", `{}`, &talk); status != http.StatusCreated {
		t.Fatalf("open a talk: %d", status)
	}
	var got handed
	if status := submit(t.Context(), p.url, talk.Talk, talk.Secret, "k1", `{"kind":"complaint","what":"楼下工地半夜施工"}`, &got); status != http.StatusCreated {
		t.Fatalf("hand a case in: %d", status)
	}
	p.until("the case system has the case", func() bool { return len(far.Cases()) == 1 })
	conn, _, err := websocket.DefaultDialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(p.url, "http")+"/api/v1/ws", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.WriteJSON(map[string]string{"type": "hello", "talk": talk.Talk, "secret": talk.Secret}); err != nil {
		t.Fatal(err)
	}
	if err := far.Act(t.Context(), far.Cases()[0].Number, handoff.Update{Action: handoff.Accept, Department: "云东区城市管理局", Text: "马上去看"}); err != nil {
		t.Fatal(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(30 * time.Second)) // a socket that fails shows at the next read
	for {
		var a struct {
			Type  string
			Reply assistant.Reply
		}
		if err := conn.ReadJSON(&a); err != nil {
			t.Fatalf("the page hears no more (%v) before the case is accepted: %s", err, p.out)
		}
		if a.Type == "turn" && strings.Contains(a.Reply.Text, "马上去看") {
			break
		}
	}
	if n := len(far.Cases()); n != 1 {
		t.Errorf("the case system has %d cases, want 1", n)
	}
}

// A 311 program hands in and asks where it stands, through the program itself.
func TestA311ProgramHandsIn(t *testing.T) {
	const key = "0123456789abcdef0123456789abcdef"
	p := startServer(t, "WENBAN_OPEN311_KEYS=app:"+key)
	form := url.Values{"api_key": {key}, "service_code": {"CG01"}, "address_string": {"云东区青年路 12 号"}, "description": {"人行道被小摊占满了"}}
	res, err := http.PostForm(p.url+"/open311/v2/requests.json", form)
	if err != nil {
		t.Fatal(err)
	}
	body := readAll(t, res)
	id := regexp.MustCompile(`WB\d{14}`).FindString(body)
	if res.StatusCode != http.StatusCreated || id == "" {
		t.Fatalf("POST requests.json = %d %s, want 201 and a number", res.StatusCode, body)
	}
	if res, err = http.Get(p.url + "/open311/v2/requests/" + id + ".xml?api_key=" + key); err != nil {
		t.Fatal(err)
	}
	if body = readAll(t, res); res.StatusCode != http.StatusOK || !strings.Contains(body, "<status>open</status>") {
		t.Errorf("GET requests/%s.xml = %d %s, want it open", id, res.StatusCode, body)
	}
	for path, want := range map[string]int{"/openapi-cases.json": 200, "/api/v1/callbacks/webhook": 405, "/open311/v2/services.json": 200, "/": 200} {
		if res, err = http.Get(p.url + path); err != nil {
			t.Fatal(err)
		}
		if readAll(t, res); res.StatusCode != want {
			t.Errorf("GET %s = %d, want %d", path, res.StatusCode, want)
		}
	}
	if strings.Contains(p.out.String(), "小摊") || strings.Contains(p.out.String(), key) {
		t.Errorf("the log says too much: %s", p.out)
	}
}

// readAll reads and closes the body of an answer.
func readAll(t *testing.T, r *http.Response) string {
	t.Helper()
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestSimulateCasesIsRefusedElsewhereAndWithUnknownFaults(t *testing.T) {
	for _, args := range [][]string{{"--addr", "0.0.0.0:0"}, {"--fault", "up"}} {
		if code, _ := command(t, append([]string{"simulate-cases"}, args...)...); code != 1 {
			t.Errorf("simulate-cases %q: exit code %d, want 1", args, code)
		}
	}
}
