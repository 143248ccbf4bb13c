package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/gorilla/websocket"

	"wenban/channels/logtest"
)

// private is what citizens say of themselves in this test; no one's.
var private = []string{"110101199003078515", "13812345678", "李明远", "文昌街58号3单元502", "6222020200112233445", "ming@example.com"}

// story is said through every door.
const story = "我叫李明远，身份证号110101199003078515，手机13812345678，家住文昌街58号3单元502，银行卡6222020200112233445，邮箱ming@example.com，社保卡丢了怎么补"

// TestNothingPrivateLeavesTheTalk says private things through every door, in
// every field, right and wrong, with the log at debug: neither the log, nor the
// metrics, nor the traces, nor any address of a page or a redirect holds them.
func TestNothingPrivateLeavesTheTalk(t *testing.T) {
	traces := new(logtest.Text)
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(traces, r.Body) }))
	defer collector.Close()
	p := startServer(t, "WENBAN_LOG_LEVEL=debug", "WENBAN_TRACES_ENDPOINT="+collector.URL, "WENBAN_TRACES_SHARE=1", "WENBAN_WEB_MESSAGES=6000")

	v := &confider{process: p, addresses: &bytes.Buffer{}}
	asked := v.byPage() + v.byAPI() + v.bySocket()
	v.astray()
	metrics := v.fetch(p.ops + "/metrics")
	inside(t, p)
	_ = p.Process.Signal(syscall.SIGTERM)
	p.end()

	for where, text := range map[string]string{"the log": p.out.String(), "the metrics": metrics, "the traces": traces.String(), "an address": v.addresses.String()} {
		for _, leak := range leaks(text) {
			t.Errorf("%s holds %s: …%s…", where, leak, around(text, leak))
		}
	}
	if got := strings.Count(p.out.String(), `"msg":"turn"`); got != asked || counted(metrics) != asked || !strings.Contains(traces.String(), "decide") {
		t.Errorf("control: %d turns were asked, %d are in the log, %d in the metrics; traces %d bytes", asked, got, counted(metrics), len(traces.String()))
	}
	if !strings.Contains(v.addresses.String(), "/list") {
		t.Errorf("control: the addresses seen are %.300s, want the page's links among them", v.addresses)
	}
}

// inside is row A23 of the hostile inputs: what is for whoever runs the machine
// is not on the citizen's address, and what is for nobody is nowhere.
func inside(t *testing.T, p *process) {
	t.Helper()
	for _, address := range []string{p.url + "/metrics", p.url + "/debug/pprof/", p.url + "/debug/vars", p.url + "/.git/config", p.ops + "/debug/pprof/", p.ops + "/"} {
		r, err := http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		if _ = r.Body.Close(); r.StatusCode != http.StatusNotFound {
			t.Errorf("A23: GET %s: got %d, want 404", address, r.StatusCode)
		}
	}
}

func TestTheSearchForPrivateThingsFindsThem(t *testing.T) {
	for _, planted := range []string{
		"x " + private[1] + " y", url.QueryEscape(private[2]), fmt.Sprintf("%+q", private[2]), `"` + private[3] + `"`, "id=" + private[0],
		fmt.Sprintf("%x", private[2]), "张" + private[2],
	} {
		if len(leaks(planted)) == 0 {
			t.Errorf("leaks(%q) finds nothing", planted)
		}
	}
	if got := leaks("turn answered 138****5678 李** e-fe8d2bf45475"); len(got) != 0 {
		t.Errorf("leaks of masked text = %v, want none", got)
	}
}

// leaks returns the private things in a text, as they are or as addresses,
// JSON and hexadecimal write them.
func leaks(text string) []string {
	var found []string
	for _, x := range private {
		for _, form := range []string{x, url.QueryEscape(x), url.PathEscape(x), strings.Trim(fmt.Sprintf("%+q", x), `"`), fmt.Sprintf("%x", x)} {
			if strings.Contains(strings.ToLower(text), strings.ToLower(form)) {
				found = append(found, form)
				break
			}
		}
	}
	return found
}

func around(text, x string) string {
	i := strings.Index(text, x)
	return text[max(0, i-80):min(len(text), max(0, i)+len(x)+20)]
}

// counted is how many turns the metrics have.
func counted(metrics string) int {
	n := 0
	for _, m := range regexp.MustCompile(`(?m)^wenban_turns_total\{.*\} (\d+)$`).FindAllStringSubmatch(metrics, -1) {
		i, _ := strconv.Atoi(m[1]) // digits
		n += i
	}
	return n
}

// confider is a citizen who says too much, everywhere.
type confider struct {
	*process
	addresses *bytes.Buffer // every address that the program gave
}

// byPage talks by forms, without script, and returns how many turns it asked.
func (v *confider) byPage() int {
	jar, _ := cookiejar.New(nil) // never fails
	client := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		fmt.Fprintln(v.addresses, r.URL)
		return nil
	}}
	post := func(path string, form url.Values) {
		v.keep(client.PostForm(v.url+path, form))
	}
	post("/ask", url.Values{"text": {story}})
	post("/ask", url.Values{"text": {private[1]}})
	post("/feedback", url.Values{"seq": {"1"}, "feedback": {"wrong"}, "comment": {story}})
	post("/region", url.Values{"region": {private[1]}})
	post("/ask", url.Values{"pick": {private[0]}, "on": {private[1]}, "nonce": {story}})
	for _, path := range []string{"/", "/list", "/list.txt", "/talk", "/widget"} {
		v.keep(client.Get(v.url + path))
	}
	post("/restart", nil)
	return 3 // two by words, one by a choice that is not there
}

// keep notes every address in an answer.
func (v *confider) keep(r *http.Response, err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	fmt.Fprintln(v.addresses, r.Header.Get("Location"), r.Header.Get("Link"))
	for _, m := range regexp.MustCompile(`(?:href|src|action|data-socket)="([^"]*)"`).FindAllSubmatch(b, -1) {
		fmt.Fprintf(v.addresses, "%s\n", m[1])
	}
}

// byAPI talks as a program does.
func (v *confider) byAPI() int {
	var talk struct{ Talk, Secret string }
	if status := call(v.t.Context(), v.url+"/api/v1/talks", "", `{}`, &talk); status != http.StatusCreated {
		v.t.Fatalf("open a talk: got %d", status)
	}
	turns := v.url + "/api/v1/talks/" + talk.Talk + "/turns"
	if status := call(v.t.Context(), turns, talk.Secret, fmt.Sprintf(`{"id":"a","text":%q}`, story), new(any)); status != http.StatusOK {
		v.t.Errorf("ask by the API: got %d, want 200", status)
	}
	for _, body := range []string{
		fmt.Sprintf(`{"text":%q,"region":%q}`, story, private[2]), fmt.Sprintf(`{"id":%q,"text":"x"}`, story), fmt.Sprintf(`{%q:1}`, story),
		fmt.Sprintf(`{"pick":%q,"on":1}`, story), fmt.Sprintf(`{"drop":%q,"on":9}`, story), story, `{"text":"` + story,
	} {
		call(v.t.Context(), turns, talk.Secret, body, new(any))
	}
	v.fetch(turns + "?after=" + url.QueryEscape(story))
	call(v.t.Context(), turns, story[:20]+private[1], `{"text":"身份证"}`, new(any))
	call(v.t.Context(), v.url+"/api/v1/talks/"+url.PathEscape(story)+"/turns", private[1], `{"text":"身份证"}`, new(any))
	call(v.t.Context(), strings.TrimSuffix(turns, "turns")+"feedback", talk.Secret, fmt.Sprintf(`{"seq":1,"feedback":"wrong","comment":%q}`, story), new(any))
	call(v.t.Context(), strings.TrimSuffix(turns, "turns")+"feedback", talk.Secret, fmt.Sprintf(`{"seq":1,"feedback":%q}`, story), new(any))
	return v.saved(talk.Talk, talk.Secret)
}

// saved is how many turns a talk has.
func (v *confider) saved(talk, secret string) int {
	r, err := http.NewRequestWithContext(v.t.Context(), "GET", v.url+"/api/v1/talks/"+talk+"/turns", nil)
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+secret)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return strings.Count(string(b), `"said":`)
}

// bySocket talks over a socket, also in frames that are none.
func (v *confider) bySocket() int {
	c, _, err := websocket.DefaultDialer.DialContext(v.t.Context(), "ws"+strings.TrimPrefix(v.url, "http")+"/api/v1/ws", nil)
	if err != nil {
		v.t.Fatal(err)
	}
	defer c.Close()
	for _, frame := range []string{
		fmt.Sprintf(`{"type":"hello","talk":%q`, story), fmt.Sprintf(`{"type":%q}`, story), `{"type":"hello"}`,
		fmt.Sprintf(`{"type":"ask","id":"w1","text":%q}`, story), fmt.Sprintf(`{"type":"ask","id":%q,"text":"x"}`, story),
		fmt.Sprintf(`{"type":"whisper","text":%q}`, story), fmt.Sprintf(`{"type":"feedback","seq":1,"feedback":"wrong","comment":%q}`, story), story, `{"type":"ping"}`,
	} {
		if err := c.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
			v.t.Fatal(err)
		}
	}
	for {
		var a wire
		if err := c.ReadJSON(&a); err != nil {
			v.t.Fatalf("read what the socket answers: %v", err)
		}
		if a.Type == "pong" {
			return 1
		}
	}
}

// astray puts private things where nobody asks for them.
func (v *confider) astray() {
	for _, path := range []string{"/" + private[1], "/?q=" + url.QueryEscape(story), "/list?name=" + url.QueryEscape(private[2]), "/assets/" + url.PathEscape(private[2]), "/readyz?" + private[0]} {
		r, err := http.NewRequestWithContext(v.t.Context(), "GET", v.url+path, nil)
		if err != nil {
			v.t.Fatal(err)
		}
		for name, value := range map[string]string{"Cookie": "wb_talk=" + private[1] + "." + private[0], "User-Agent": private[1], "Referer": "https://x.example/" + private[0], "X-Forwarded-For": private[1], "Origin": "https://" + private[1], "Traceparent": private[0]} {
			r.Header.Set(name, value)
		}
		v.keep(http.DefaultClient.Do(r))
	}
	for _, raw := range []string{"GET /" + private[0] + " HTTP/9.9\r\n\r\n", private[1] + "\r\n\r\n", "POST /ask HTTP/1.1\r\nHost: " + private[1] + " x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\n" + private[2] + ": " + private[0] + "\r\n\r\n"} {
		c, err := net.Dial("tcp", strings.TrimPrefix(v.url, "http://"))
		if err != nil {
			v.t.Fatal(err)
		}
		_, _ = io.WriteString(c, raw) // refused or not: the log is what counts
		_, _ = io.Copy(io.Discard, c)
		_ = c.Close()
	}
}

func (v *confider) fetch(address string) string {
	v.t.Helper()
	r, err := http.Get(address)
	if err != nil {
		v.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return string(b)
}
