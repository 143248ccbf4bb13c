package web

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// TestWithoutScript goes the whole way with forms alone.
func TestWithoutScript(t *testing.T) {
	s := newSite(t)
	_, body := s.get(t, "/")
	if !strings.Contains(body, "您想办什么事？") || strings.Count(body, `name="text" value=`) != 6 {
		t.Errorf("first page: want the question box and six examples, got %d examples", strings.Count(body, `name="text" value=`))
	}
	_, body = s.post(t, "/ask", "text", "我家孩子身份证丢了")
	for _, want := range []string{"居民身份证丢失补领", "孩子和监护人在同一户口簿吗？", `value="option:yes"`, `value="command:unknown"`, "如果是“不在同一户口簿”"} {
		if !strings.Contains(body, want) {
			t.Errorf("after the question: page has no %q", want)
		}
	}
	_, body = s.post(t, "/ask", "pick", "option:yes", "on", "1")
	for _, want := range []string{"监护人居民身份证", "免提交", "费用", "40元", "去哪办", "现在是办公时间", "tel:", "有用", "打印清单", ">在同一户口簿</p>", "回答由人工智能辅助生成"} {
		if !strings.Contains(body, want) {
			t.Errorf("after the answer: page has no %q", want)
		}
	}
	if _, last, _ := strings.Cut(body, `id="latest"`); strings.Contains(last, "还没确定的") {
		t.Error("after the answer: something is still undecided, want a settled list")
	}
	_, list := s.get(t, "/list")
	_, saved := s.get(t, "/list.txt")
	for _, page := range []string{list, saved} {
		if !strings.Contains(page, "监护人居民身份证") {
			t.Errorf("the list alone: no 监护人居民身份证 in %.200s", page)
		}
	}
	_, body = s.post(t, "/ask", "drop", "same", "on", "2")
	if !strings.Contains(body, "更正：在同一户口簿") || !strings.Contains(body, `value="option:no"`) {
		t.Error("after a tag was taken back: want it said and asked anew")
	}
	_, body = s.post(t, "/restart")
	if !strings.Contains(body, "您想办什么事？") || strings.Contains(body, "户口簿") {
		t.Error("after the restart: want the first page with nothing of the talk")
	}
}

// TestNoAddressHoldsTheTalk follows every redirect and link of a talk.
func TestNoAddressHoldsTheTalk(t *testing.T) {
	s := newSite(t)
	s.client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.RawQuery != "" {
			t.Errorf("redirect to %s: want no query", r.URL)
		}
		return nil
	}
	_, body := s.post(t, "/ask", "text", "身份证丢了")
	id, secret := s.cookieTalk(t)
	if id == "" || len(secret) < 20 {
		t.Fatalf("cookie: got talk %q and a secret of %d characters", id, len(secret))
	}
	if strings.Contains(body, id) || strings.Contains(body, secret) {
		t.Error("the page holds the talk's id or secret, want neither")
	}
}

// TestCookies reads the flags of the cookies.
func TestCookies(t *testing.T) {
	for _, secure := range []bool{false, true} {
		s := newSite(t, func(c *Config) { c.Secure = secure })
		s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		for path, form := range map[string]url.Values{"/ask": {"text": {"你好"}}, "/region": {"region": {"990102"}}, "/size": {}} {
			r, err := s.client.PostForm(s.URL+path, form)
			if err != nil {
				t.Fatal(err)
			}
			read(t, r)
			for _, c := range r.Cookies() {
				if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != secure {
					t.Errorf("POST %s: cookie %s HttpOnly %v SameSite %v Secure %v, want true, Lax, %v", path, c.Name, c.HttpOnly, c.SameSite, c.Secure, secure)
				}
			}
			if r.StatusCode != http.StatusSeeOther || len(r.Cookies()) == 0 {
				t.Errorf("POST %s: got status %d and %d cookies, want 303 and one", path, r.StatusCode, len(r.Cookies()))
			}
		}
	}
}

// TestC66Form presses the button of one form twenty times at once, as the first
// thing that is said.
func TestC66TheSameFormTwentyTimes(t *testing.T) {
	s := newSite(t)
	var wg sync.WaitGroup
	seen := make(chan string, 20)
	for range 20 {
		wg.Go(func() {
			form := url.Values{"nonce": {"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}, "text": {"身份证丢了"}}
			client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			r, err := client.PostForm(s.URL+"/ask", form)
			if err != nil {
				t.Error(err)
				return
			}
			defer r.Body.Close()
			_, _ = io.Copy(io.Discard, r.Body)
			for _, c := range r.Cookies() {
				seen <- c.Value
			}
		})
	}
	wg.Wait()
	close(seen)
	talks := map[string]bool{}
	for v := range seen {
		id, _, _ := strings.Cut(v, ".")
		talks[id] = true
	}
	for id := range talks {
		if got := len(s.turnsOf(t, id)); got != 1 {
			t.Errorf("turns of the talk: got %d, want 1", got)
		}
	}
	if len(talks) != 1 {
		t.Errorf("twenty copies of a first message: got %d talks, want 1", len(talks))
	}
}

// TestAnOldPage presses a button of a reply that is no longer the last one.
func TestAnOldPage(t *testing.T) {
	s := newSite(t)
	s.post(t, "/ask", "text", "我家孩子身份证丢了")
	s.post(t, "/ask", "pick", "option:yes", "on", "1")
	id, _ := s.cookieTalk(t)
	s.post(t, "/ask", "pick", "option:no", "on", "1")
	if got := len(s.turnsOf(t, id)); got != 2 {
		t.Errorf("a tap on an old reply: got %d turns, want 2", got)
	}
	s.post(t, "/ask", "text", "多少钱", "on", "1")
	if got := len(s.turnsOf(t, id)); got != 3 {
		t.Errorf("control, words are always taken: got %d turns, want 3", got)
	}
}

// TestForeignForm posts from another site.
func TestForeignForm(t *testing.T) {
	s := newSite(t)
	for origin, want := range map[string]int{"https://evil.com": 403, "null": 403, s.URL: 200} {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/ask", strings.NewReader("text=身份证丢了"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", origin)
		resp, err := s.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if read(t, resp); resp.StatusCode != want {
			t.Errorf("POST /ask from %s: got status %d, want %d", origin, resp.StatusCode, want)
		}
	}
}

// TestRegion changes the region before and during a talk.
func TestRegion(t *testing.T) {
	s := newSite(t)
	_, body := s.post(t, "/region", "region", "990121")
	if !strings.Contains(body, `<span class="here">青岭县</span>`) {
		t.Error("choose 青岭县: the page does not say so")
	}
	s.post(t, "/ask", "text", "身份证丢了")
	_, body = s.post(t, "/ask", "text", "已满十六周岁")
	if first := strings.Index(body, "青岭县公安局户政服务大厅"); first < 0 || strings.Count(body[:first], `class="place"`) > 1 {
		t.Error("in 青岭县: its hall does not come first")
	}
	_, body = s.post(t, "/region", "region", "990102")
	if !strings.Contains(body, "换到云东区") || !strings.Contains(body, "居民身份证丢失补领") {
		t.Error("move to 云东区: want the same item told for it")
	}
	if status, _ := s.post(t, "/region", "region", "110000"); status != http.StatusBadRequest {
		t.Errorf("a region that is not there: got status %d, want 400", status)
	}
}

// TestElder keeps the large type by cookie alone.
func TestElder(t *testing.T) {
	s := newSite(t)
	for _, want := range []bool{true, false} {
		_, body := s.post(t, "/size")
		if got := strings.Contains(body, `class="elder"`); got != want {
			t.Errorf("POST /size: got elder %v, want %v", got, want)
		}
	}
}

// TestFeedback rates an answer; the number in the comment is masked.
func TestFeedback(t *testing.T) {
	s := newSite(t)
	s.post(t, "/ask", "text", "我家孩子身份证丢了")
	_, body := s.post(t, "/ask", "pick", "option:yes", "on", "1")
	if strings.Count(body, `class="now rating`) != 1 {
		t.Error("the answer can be rated once, after it")
	}
	_, body = s.post(t, "/feedback", "seq", "2", "feedback", "wrong", "comment", "电话打不通，我的手机13800138000")
	if !strings.Contains(body, "记下了") {
		t.Error("after rating: the page does not say so")
	}
	id, _ := s.cookieTalk(t)
	turn := s.turnsOf(t, id)[1]
	if turn.Feedback != "wrong" || strings.Contains(turn.Comment, "13800138000") || !strings.Contains(turn.Comment, "138****8000") {
		t.Errorf("feedback saved: got %q, %q; want wrong, with the number masked", turn.Feedback, turn.Comment)
	}
	if status, _ := s.post(t, "/feedback", "seq", "9", "feedback", "useful"); status != http.StatusNotFound {
		t.Errorf("rate turn 9 of 2: got status %d, want 404", status)
	}
}

// TestPersonalDataIsNowhere says a phone number and looks for it.
func TestPersonalDataIsNowhere(t *testing.T) {
	s := newSite(t)
	_, body := s.post(t, "/ask", "text", "我叫王小明，手机13800138000，身份证丢了")
	if strings.Contains(body, "13800138000") || strings.Contains(s.log.String(), "13800138000") {
		t.Error("the number stands on the page or in the log, want it masked")
	}
	if !strings.Contains(body, "138****8000") {
		t.Error("control: the masked number does not stand on the page")
	}
}
