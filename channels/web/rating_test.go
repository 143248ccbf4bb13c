package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/rating"
)

func dueInAWeek(c *Config) {
	c.ReworkDue = func(from time.Time) time.Time { return from.AddDate(0, 0, 7) }
}

// passTo looks a case up and returns the pass to it.
func (s *site) passTo(t testing.TB, receipt string) string {
	t.Helper()
	_, body := s.call(t, request{"POST", "/api/v1/progress", "", "application/json", fmt.Sprintf(`{"receipt":%q,"tail":"8000"}`, receipt)})
	var a progressAnswer
	if err := json.Unmarshal([]byte(body), &a); err != nil || a.Pass == "" {
		t.Fatalf("progress of %s: %s", receipt, body)
	}
	return a.Pass
}

func TestAConsultationIsRatedOnceAfterItsEnd(t *testing.T) {
	s := newSite(t, sealed(t), dueInAWeek)
	s.post(t, "/ask", "text", "我家孩子身份证丢了")
	if _, body := s.post(t, "/ask", "pick", "option:yes", "on", "1"); strings.Contains(body, "评价一下") {
		t.Error("in the talk: want it not asked beside 有用/没用")
	}
	talk, _ := s.cookieTalk(t)
	if _, body := s.post(t, "/restart"); !strings.Contains(body, `href="/rate"`) {
		t.Fatal("after the end: want it offered")
	}
	_, body := s.get(t, "/rate")
	if strings.Contains(body, "checked") || strings.Count(body, `name="level"`) != 5 {
		t.Error("the form: want five levels, none chosen")
	}
	pass := between(body, `name="pass" value="`, `"`)
	if status, body := s.post(t, "/rate", "pass", pass, "words", "还行"); status != 400 || !strings.Contains(body, "还行") {
		t.Errorf("without a level: got %d, want 400 and what was typed", status)
	}
	if _, body := s.post(t, "/rate", "pass", pass, "level", "1", "options", "guide", "words", "电话13912345678没人接"); !strings.Contains(body, "谢谢") {
		t.Error("a rating: want thanks")
	}
	if status, body := s.post(t, "/rate", "pass", pass, "level", "5"); status != 409 || !strings.Contains(body, "已经评价过，谢谢") {
		t.Errorf("the second time: got %d, want 409 and 已经评价过，谢谢", status)
	}
	if _, body := s.get(t, "/"); strings.Contains(body, `href="/rate"`) {
		t.Error("after a rating: want it not offered again")
	}
	cases := s.casesOf(t, talk)
	if len(cases) != 1 {
		t.Fatalf("a bad rating opened %d cases, want 1", len(cases))
	}
	c := cases[0]
	if c.Kind != handoff.Rework || c.Department == "" || !c.Due.Equal(noon.AddDate(0, 0, 7)) || c.Content.Phone != "" || strings.Contains(c.Content.What, "13912345678") || !strings.Contains(c.Content.What, "非常不满意") {
		t.Errorf("rework = %+v, want a department, a time limit, and nothing of who rated", c)
	}
}

func TestNothingIsAskedBeforeAnAnswer(t *testing.T) {
	s := newSite(t, sealed(t))
	s.post(t, "/ask", "text", "你好")
	if _, body := s.post(t, "/restart"); strings.Contains(body, `href="/rate"`) {
		t.Error("after a greeting alone: a rating is asked for")
	}
	if status, _ := s.get(t, "/rate"); status != 404 {
		t.Errorf("GET /rate with nothing to rate: got %d, want 404", status)
	}
	talk, secret := s.opened(t)
	path := "/api/v1/talks/" + talk + "/rating"
	s.call(t, request{"POST", "/api/v1/talks/" + talk + "/turns", secret, "application/json", `{"text":"你好"}`})
	if status, _ := s.call(t, request{"POST", path, secret, "application/json", `{"level":5}`}); status != 409 {
		t.Errorf("POST rating before an answer: got %d, want 409", status)
	}
}

func TestACaseIsRatedOnce(t *testing.T) {
	s := newSite(t, sealed(t), dueInAWeek)
	receipt, id := s.handed(t, "k")
	rate := func(body string) int {
		status, _ := s.call(t, request{"POST", "/api/v1/progress/rating", "", "application/json", body})
		return status
	}
	early := fmt.Sprintf(`{"pass":%q,"level":2}`, s.passTo(t, receipt))
	if got := rate(early); got != 409 {
		t.Errorf("before the end: got %d, want 409", got)
	}
	s.apply(t, id, handoff.Accept, "")
	s.apply(t, id, handoff.Reply, "已处理")
	s.apply(t, id, handoff.Close, "")
	for _, bad := range []string{`"level":0`, `"level":6`, `"level":-1`, `"level":2,"options":["x"]`, `"level":2,"words":"` + strings.Repeat("a", 1001) + `"`} {
		if got := rate(fmt.Sprintf(`{"pass":%q,%s}`, s.passTo(t, receipt), bad)); got != 400 {
			t.Errorf("%.40s: got %d, want 400", bad, got)
		}
	}
	pass := s.passTo(t, receipt)
	var kept atomic.Int64
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if rate(fmt.Sprintf(`{"pass":%q,"level":2,"options":["attitude"],"words":"王秀兰没有得到答复"}`, pass)) == http.StatusNoContent {
				kept.Add(1)
			}
		})
	}
	all.Wait()
	if kept.Load() != 1 {
		t.Errorf("of twenty ratings at once %d were kept, want 1", kept.Load())
	}
	c, err := s.book().Case(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	cases := s.casesOf(t, c.Talk)
	if len(cases) != 2 || cases[1].Parent != id || cases[1].Department != "云东区城市管理局" || !strings.Contains(cases[1].Content.Wish, handoff.Grouped(receipt)) {
		t.Errorf("cases = %+v, want a rework of the department that refers to the case", cases)
	}
	steps, _ := s.book().Steps(t.Context(), id)
	if last := steps[len(steps)-1]; last.Action != "评价" || !strings.Contains(last.Text, "不满意") {
		t.Errorf("the last step is %+v, want the rating", last)
	}
	figures, err := s.book().Figures(t.Context(), "department", noon.Add(-time.Hour), noon.Add(time.Hour))
	if want := (rating.Figure{Of: "云东区城市管理局", Counts: [6]int{2: 1}}); err != nil || len(figures) != 1 || figures[0] != want || figures[0].Mean() != 2 || figures[0].Bad() != 1 {
		t.Errorf("Figures = %v, %v, want %v", figures, err, want)
	}
}

func TestAGoodRatingOpensNothing(t *testing.T) {
	s := newSite(t, sealed(t), dueInAWeek)
	for level := 3; level <= 5; level++ {
		talk, secret := s.opened(t)
		s.call(t, request{"POST", "/api/v1/talks/" + talk + "/turns", secret, "application/json", `{"text":"我家孩子身份证丢了"}`})
		s.call(t, request{"POST", "/api/v1/talks/" + talk + "/turns", secret, "application/json", `{"pick":"option:yes","on":1}`})
		if status, body := s.call(t, request{"POST", "/api/v1/talks/" + talk + "/rating", secret, "application/json", fmt.Sprintf(`{"level":%d}`, level)}); status != 204 {
			t.Errorf("level %d: got %d %s, want 204", level, status, body)
		}
		if n := len(s.casesOf(t, talk)); n != 0 {
			t.Errorf("level %d opened %d cases, want none", level, n)
		}
	}
}

func TestA02ARatingNeedsThePass(t *testing.T) {
	s := newSite(t, sealed(t))
	talk, _ := s.opened(t)
	_, other := s.opened(t)
	for _, c := range []struct {
		request
		want int
	}{
		{request{"POST", "/api/v1/progress/rating", "", "application/json", `{"pass":"s1.k001.AAAA","level":5}`}, 403},
		{request{"POST", "/api/v1/talks/" + talk + "/rating", other, "application/json", `{"level":5}`}, 404},
		{request{"POST", "/api/v1/talks/" + talk + "/rating", "", "application/json", `{"level":5}`}, 401},
	} {
		if status, body := s.call(t, c.request); status != c.want {
			t.Errorf("%s %s: got %d %s, want %d", c.method, c.path, status, body, c.want)
		}
	}
	if status, _ := s.post(t, "/rate", "pass", "x", "level", "5"); status != 403 {
		t.Errorf("POST /rate with a wrong pass: got %d, want 403", status)
	}
}
