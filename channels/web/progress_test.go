package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/assistant/ledger"
)

// handed hands a complaint in over the API and returns its receipt number and
// id.
func (s *site) handed(t testing.TB, key string) (receipt, id string) {
	t.Helper()
	talk, secret := s.opened(t)
	if status, body := s.submitted(t, talk, secret, key, noise); status != 201 {
		t.Fatalf("submit: got %d %s", status, body)
	}
	c := s.casesOf(t, talk)[0]
	return c.Receipt, c.ID
}

func (s *site) book() *ledger.Database { return s.ledger.(*ledger.Database) }

// apply does to a case what its department did.
func (s *site) apply(t testing.TB, id string, a handoff.Action, text string) {
	t.Helper()
	u := handoff.Update{ID: fmt.Sprint(id, a), Case: id, Action: a, At: noon.Add(time.Hour), Department: "云东区城市管理局", Text: text, Actor: "内部人员李四"}
	if _, _, err := s.book().Apply(t.Context(), u); err != nil {
		t.Fatalf("Apply(%s): %v", a, err)
	}
}

func TestProgressByForm(t *testing.T) {
	s := newSite(t, sealed(t))
	receipt, id := s.handed(t, "k")
	s.apply(t, id, handoff.Accept, "已安排执法队员到现场")
	status, body := s.post(t, "/progress", "receipt", handoff.Grouped(receipt), "tail", "8000")
	for _, want := range []string{"已受理", "云东区城市管理局", "已安排执法队员到现场", handoff.Grouped(receipt)} {
		if status != 200 || !strings.Contains(body, want) {
			t.Errorf("POST /progress: %d, no %q on the page", status, want)
		}
	}
	for _, never := range []string{"王秀兰", "13800138000", "青年路", "李四", id} {
		if strings.Contains(body, never) {
			t.Errorf("POST /progress shows %q, want it kept back", never)
		}
	}
	if log := s.log.String(); strings.Contains(log, "8000") || strings.Contains(log, receipt) {
		t.Errorf("the log holds the receipt number or the digits: %s", log)
	}
}

// A02: a stranger's case, a number that is not there and wrong digits are one
// answer.
func TestA02ProgressTellsStrangersNothing(t *testing.T) {
	s := newSite(t, sealed(t))
	receipt, _ := s.handed(t, "k")
	pages, answers := map[string]bool{}, map[string]bool{}
	for _, pair := range [][2]string{{receipt, "1111"}, {"WB26112500000008", "8000"}, {"WB26112500000008", "1111"}} {
		status, body := s.post(t, "/progress", "receipt", pair[0], "tail", pair[1])
		if status != http.StatusNotFound || !strings.Contains(body, assistant.NotFound) {
			t.Errorf("POST /progress %v: got %d, want 404 and %q", pair, status, assistant.NotFound)
		}
		pages[strings.ReplaceAll(body, pair[0], "")] = true
		status, body = s.call(t, request{"POST", "/api/v1/progress", "", "application/json", fmt.Sprintf(`{"receipt":%q,"tail":%q}`, pair[0], pair[1])})
		answers[fmt.Sprint(status, body)] = true
	}
	if len(pages) != 1 || len(answers) != 1 {
		t.Errorf("wrong pairs have %d pages and %d answers, want one each: %v", len(pages), len(answers), answers)
	}
	for _, body := range []string{`{"pass":"","act":"withdraw","key":"k"}`, `{"pass":"s1.k001.AAAA","act":"withdraw","key":"k"}`} {
		if status, got := s.call(t, request{"POST", "/api/v1/progress/more", "", "application/json", body}); status != 403 {
			t.Errorf("POST more %s: got %d %s, want 403", body, status, got)
		}
	}
	_, body := s.get(t, "/progress")
	if strings.Contains(body, "夜间") || strings.Contains(body, receipt[2:8]+"-") {
		t.Error("GET /progress shows a visitor somebody's case")
	}
}

func TestA59GuessingDigitsWaits(t *testing.T) {
	s := newSite(t, sealed(t))
	receipt, _ := s.handed(t, "k")
	for _, number := range []string{receipt, "WB26112500000008"} {
		for range 5 {
			s.post(t, "/progress", "receipt", number, "tail", "1111")
		}
		if status, body := s.post(t, "/progress", "receipt", number, "tail", "8000"); status != 429 || !strings.Contains(body, "分钟再试") {
			t.Errorf("the sixth try at %s: got %d, want 429 and when to come again", number, status)
		}
	}
}

func TestProgressBadInput(t *testing.T) {
	s := newSite(t, sealed(t))
	for _, pair := range [][2]string{{"", ""}, {"WB26112500000001", "8000"}, {"13800138000", "8000"}, {"WB26112500000008", "80"}, {strings.Repeat("9", 5000), "8000"}, {"<script>", "'; drop"}} {
		if status, body := s.post(t, "/progress", "receipt", pair[0], "tail", pair[1]); status != 400 || strings.Contains(body, "<script>;") {
			t.Errorf("POST /progress %.40v: got %d, want 400", pair, status)
		}
	}
}

func TestTheOwnTalkNeedsNoProof(t *testing.T) {
	s := newSite(t, sealed(t))
	s.post(t, "/ask", "text", "你好")
	talk, _ := s.cookieTalk(t)
	if _, err := s.assistant.Submit(t.Context(), assistant.Submission{Talk: talk, At: noon, Case: handoff.Case{Kind: handoff.Complaint, Title: "夜间施工噪声", Content: handoff.Content{What: "吵"}}}); err != nil {
		t.Fatal(err)
	}
	if _, body := s.get(t, "/progress"); !strings.Contains(body, "夜间施工噪声") || !strings.Contains(body, "已提交，待受理") {
		t.Error("GET /progress in the own talk: want the case")
	}
	s.client = visitor()
	if _, body := s.get(t, "/progress"); strings.Contains(body, "夜间施工噪声") {
		t.Error("GET /progress of another visitor shows the case")
	}
}

func TestTheSignedInCitizenNeedsNoProof(t *testing.T) {
	s := newSite(t, sealed(t))
	s.citizen = func(r *http.Request) string { return r.Header.Get("Test-Citizen") }
	talk, secret := s.opened(t)
	s.call(t, request{"POST", "/api/v1/talks/" + talk + "/turns", secret, "application/json", `{"text":"你好"}`})
	if _, err := s.assistant.Submit(t.Context(), assistant.Submission{Talk: talk, At: noon, Case: handoff.Case{Kind: handoff.Help, Title: "申请救助", Citizen: "c1", Content: handoff.Content{What: "x"}}}); err != nil {
		t.Fatal(err)
	}
	for citizen, want := range map[string]bool{"c1": true, "c2": false, "": false} {
		r, _ := http.NewRequestWithContext(t.Context(), "GET", s.URL+"/progress", nil)
		r.Header.Set("Test-Citizen", citizen)
		answer, err := s.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(read(t, answer), "申请救助"); got != want {
			t.Errorf("GET /progress as %q: shows the case %v, want %v", citizen, got, want)
		}
	}
}

func TestSupplementAndWithdraw(t *testing.T) {
	s := newSite(t, sealed(t))
	receipt, id := s.handed(t, "k")
	api := func(path, body string) (int, progressAnswer) {
		status, text := s.call(t, request{"POST", path, "", "application/json", body})
		var a progressAnswer
		_ = json.Unmarshal([]byte(text), &a)
		return status, a
	}
	_, found := api("/api/v1/progress", fmt.Sprintf(`{"receipt":%q,"tail":"8000"}`, receipt))
	for _, c := range []struct {
		act, key, text string
		status, steps  int
	}{
		{"supplement", "a", "在 3 号楼旁边", 200, 1}, {"supplement", "a", "在 3 号楼旁边", 200, 1}, {"supplement", "a", "在别处", 422, 0},
		{"supplement", "b", "", 400, 0}, {"supplement", "", "x", 400, 0}, {"close", "c", "x", 400, 0}, {"withdraw", "d", "", 200, 2},
	} {
		body, _ := json.Marshal(moreRequest{found.Pass, c.act, c.key, c.text})
		if status, a := api("/api/v1/progress/more", string(body)); status != c.status || len(a.Steps) != c.steps {
			t.Errorf("%s %q %q: got %d with %d steps, want %d with %d", c.act, c.key, c.text, status, len(a.Steps), c.status, c.steps)
		}
	}
	_, body := s.post(t, "/progress", "receipt", receipt, "tail", "8000")
	pass := between(body, `name="pass" value="`, `"`)
	if _, body = s.post(t, "/progress/more", "pass", pass, "nonce", "n", "act", "supplement", "text", "每晚十一点以后"); !strings.Contains(body, "补充的内容已经收到") || !strings.Contains(body, "每晚十一点以后") {
		t.Error("supplement by form: want it acknowledged and shown")
	}
	if status, body := s.post(t, "/progress/more", "pass", pass, "nonce", "n2", "act", "supplement", "text", " "); status != 400 || !strings.Contains(body, "请写要补充的内容") {
		t.Errorf("empty supplement by form: got %d, want 400 and why, on the same page", status)
	}
	s.apply(t, id, handoff.End, "")
	if status, _ := s.post(t, "/progress/more", "pass", pass, "nonce", "n3", "act", "supplement", "text", "x"); status != 409 {
		t.Errorf("supplement after the end: got %d, want 409", status)
	}
}

func between(text, before, after string) string {
	_, rest, _ := strings.Cut(text, before)
	found, _, _ := strings.Cut(rest, after)
	return found
}

// TestProgressMasksWhatWasAdded adds a name, a number and an address: the last
// four digits of a telephone number open the page, so it may not tell the rest.
func TestProgressMasksWhatWasAdded(t *testing.T) {
	s := newSite(t, sealed(t))
	receipt, _ := s.handed(t, "k")
	_, body := s.post(t, "/progress", "receipt", receipt, "tail", "8000")
	_, page := s.post(t, "/progress/more", "pass", between(body, `name="pass" value="`, `"`), "nonce", "n", "act", "supplement", "text", "店名叫老王烧烤，我叫郑桂兰，电话13712345678")
	_, answer := s.call(t, request{"POST", "/api/v1/progress", "", "application/json", fmt.Sprintf(`{"receipt":%q,"tail":"8000"}`, receipt)})
	for where, got := range map[string]string{"page": page, "API": answer} {
		if !strings.Contains(got, "老王烧烤") {
			t.Fatalf("the %s does not show what was added: %.300s", where, got)
		}
		if strings.Contains(got, "13712345678") || strings.Contains(got, "郑桂兰") {
			t.Errorf("the %s shows the name or the number that was added", where)
		}
	}
}
