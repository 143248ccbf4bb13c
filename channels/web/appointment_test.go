package web

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"wenban/assistant/booking"
	"wenban/channels/signin"
	"wenban/knowledge/sample"
)

// passport is an item that is booked at halls of the sample plan.
func bookableItem(t testing.TB, s *site) string {
	t.Helper()
	for _, it := range s.know().Edition.Items {
		if len(s.desksFor(it, "990102")) > 1 {
			return it.Code
		}
	}
	t.Fatal("no item of the sample city can be booked at two halls")
	return ""
}

func newBooking(t testing.TB, change ...func(*Config)) *site {
	t.Helper()
	plan, err := booking.Read(strings.NewReader(sample.Appointments))
	if err != nil {
		t.Fatal(err)
	}
	return newSite(t, append([]func(*Config){sealed(t), func(c *Config) {
		c.Booking = Booking{Plan: plan, Book: c.Assistant.Ledger.(Appointments)}
		c.Limits.Messages = 1 << 20
	}}, change...)...)
}

// firstSlot returns the fields of the form for the first slot that is free.
func (s *site) firstSlot(t testing.TB, item string) (desk, day, slot string) {
	t.Helper()
	status, body := s.get(t, "/appointment?item="+url.QueryEscape(item))
	if status != 200 || !strings.Contains(body, "还有 ") {
		t.Fatalf("GET /appointment: got %d, want slots", status)
	}
	return between(body, `name="desk" value="`, `"`), between(body, `name="day" value="`, `"`), between(body, `name="slot" value="`, `"`)
}

func TestAppointmentTheWholeWay(t *testing.T) {
	s := newBooking(t)
	item := bookableItem(t, s)
	desk, day, slot := s.firstSlot(t, item)
	fields := []string{"item", item, "desk", desk, "day", day, "slot", slot, "name", "王秀兰", "phone", "138 0013 8000"}
	status, body := s.post(t, "/appointment", fields...)
	code := between(body, `<dd class="number">`, "<")
	if status != 200 || booking.Code(code) == "" || !strings.Contains(body, "11月26日（周四）") {
		t.Fatalf("POST /appointment: got %d and code %q, want it booked for the next day", status, code)
	}
	if _, again := s.post(t, "/appointment", fields...); between(again, `<dd class="number">`, "<") != code {
		t.Error("the same form again: want the same appointment")
	}
	if strings.Contains(body, "王秀兰") || strings.Contains(s.log.String(), "8000") {
		t.Error("the page or the log holds who comes")
	}
	other := []string{"item", item, "desk", desk, "day", day, "slot", fmt.Sprint(atoi(t, slot) + 1800), "phone", "13800138000"}
	if status, body := s.post(t, "/appointment", other...); status != 409 || !strings.Contains(body, "已经约了一个时间") {
		t.Errorf("a second time for the same item: got %d, want 409", status)
	}
	s.client = visitor() // another device
	status, body = s.post(t, "/appointments", "code", code, "tail", "8000")
	pass := between(body, `name="pass" value="`, `"`)
	if status != 200 || pass == "" {
		t.Fatalf("POST /appointments: got %d, want it found", status)
	}
	if _, body := s.post(t, "/appointment/move", "pass", pass); !strings.Contains(body, "改到：11月26日") {
		t.Error("move: want times to choose from")
	}
	if status, body := s.post(t, "/appointment", append(other, "pass", pass)...); status != 200 || !strings.Contains(body, code) {
		t.Errorf("moved: got %d, want the same code", status)
	}
	r, err := s.client.PostForm(s.URL+"/appointment/calendar", url.Values{"pass": {pass}})
	if err != nil {
		t.Fatal(err)
	}
	b, _ := io.ReadAll(r.Body)
	_ = r.Body.Close()
	if !strings.HasPrefix(string(b), "BEGIN:VCALENDAR\r\n") || r.Header.Get("Cache-Control") != "no-store" || !strings.Contains(r.Header.Get("Content-Disposition"), ".ics") {
		t.Errorf("calendar: got %.60q with %v", b, r.Header)
	}
	for range 2 {
		if status, body := s.post(t, "/appointment/cancel", "pass", pass); status != 200 || !strings.Contains(body, "预约取消了") {
			t.Errorf("cancel: got %d, want it cancelled", status)
		}
	}
}

func atoi(t testing.TB, text string) (n int64) {
	t.Helper()
	if _, err := fmt.Sscan(text, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTwentyVisitorsAtOnceTakeNoMoreThanThereIs(t *testing.T) {
	s := newBooking(t)
	item := bookableItem(t, s)
	desk, day, slot := s.firstSlot(t, item)
	var all sync.WaitGroup
	got := make([]int, 20)
	for n := range got {
		all.Go(func() {
			r, err := visitor().PostForm(s.URL+"/appointment", url.Values{"item": {item}, "desk": {desk}, "day": {day}, "slot": {slot}, "phone": {fmt.Sprintf("138001380%02d", n)}})
			if err != nil {
				t.Error(err)
				return
			}
			_ = r.Body.Close()
			got[n] = r.StatusCode
		})
	}
	all.Wait()
	count := map[int]int{}
	for _, status := range got {
		count[status]++
	}
	if count[200] != 4 || count[409] != 16 {
		t.Errorf("twenty at once: %v, want 4 × 200 and 16 × 409", count)
	}
	if _, body := s.get(t, "/appointment?item="+item+"&desk="+url.QueryEscape(desk)+"&day="+day); !strings.Contains(body, "约满了") {
		t.Error("afterwards the slot is not shown as full")
	}
}

func TestAppointmentBadInput(t *testing.T) {
	s := newBooking(t)
	item := bookableItem(t, s)
	desk, day, slot := s.firstSlot(t, item)
	for name, c := range map[string]struct {
		change [2]string
		want   int
	}{
		"no phone": {[2]string{"phone", ""}, 400}, "a landline": {[2]string{"phone", "0990-8220010"}, 400}, "no slot": {[2]string{"slot", ""}, 400},
		"a slot that is none": {[2]string{"slot", fmt.Sprint(atoi(t, slot) + 7)}, 400}, "today": {[2]string{"slot", fmt.Sprint(noon.Add(4 * time.Hour).Unix())}, 400},
		"next year": {[2]string{"slot", fmt.Sprint(atoi(t, slot) + 365*86400)}, 400}, "a desk that is none": {[2]string{"desk", "H-X/" + desk}, 400},
		"an item that is none": {[2]string{"item", "x"}, 400}, "a pass that is none": {[2]string{"pass", "x"}, 403}, "a huge slot": {[2]string{"slot", "9223372036854775807"}, 400},
	} {
		fields := url.Values{"item": {item}, "desk": {desk}, "day": {day}, "slot": {slot}, "phone": {"13800138000"}}
		fields.Set(c.change[0], c.change[1])
		r, err := s.client.PostForm(s.URL+"/appointment", fields)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		if r.StatusCode != c.want {
			t.Errorf("%s: got %d, want %d", name, r.StatusCode, c.want)
		}
	}
	if status, _ := s.get(t, "/appointment?item=x"); status != 404 {
		t.Errorf("an item that is none: got %d, want 404", status)
	}
}

// A02, A55: a stranger's appointment opens neither by its code nor by another pass.
func TestA02AppointmentsTellStrangersNothing(t *testing.T) {
	s := newBooking(t)
	item := bookableItem(t, s)
	desk, day, slot := s.firstSlot(t, item)
	_, body := s.post(t, "/appointment", "item", item, "desk", desk, "day", day, "slot", slot, "phone", "13800138000")
	code := between(body, `<dd class="number">`, "<")
	told := map[string]bool{}
	for _, pair := range [][2]string{{code, "1111"}, {"0000 0000 0000", "8000"}, {"x", "8000"}} {
		status, body := s.post(t, "/appointments", "code", pair[0], "tail", pair[1])
		if status != 404 {
			t.Errorf("POST /appointments %v: got %d, want 404", pair, status)
		}
		told[strings.ReplaceAll(body, `value="`+pair[0]+`"`, "")] = true
	}
	if len(told) != 1 {
		t.Errorf("wrong pairs are told in %d ways, want 1", len(told))
	}
	receipt, _ := s.handed(t, "k")
	foreign := s.passTo(t, receipt) // of a case, not of an appointment
	for _, path := range []string{"/appointment/cancel", "/appointment/move", "/appointment/calendar"} {
		for _, pass := range []string{"", "x", foreign} {
			if status, _ := s.post(t, path, "pass", pass); status != 403 {
				t.Errorf("POST %s with pass %.10q: got %d, want 403", path, pass, status)
			}
		}
	}
	if _, body := s.get(t, "/appointments"); strings.Contains(body, code) {
		t.Error("GET /appointments shows a visitor somebody's appointment")
	}
}

func TestTheSignedInCitizenSeesTheirAppointments(t *testing.T) {
	s := newBooking(t)
	s.identity = func(r *http.Request) *signin.Identity { return wang(t) }
	s.citizen = func(r *http.Request) string { return wang(t).Citizen }
	item := bookableItem(t, s)
	desk, day, slot := s.firstSlot(t, item)
	if status, _ := s.post(t, "/appointment", "item", item, "desk", desk, "day", day, "slot", slot); status != 200 {
		t.Fatalf("book signed in, without a phone in the form: got %d, want 200", status)
	}
	if _, body := s.get(t, "/appointments"); !strings.Contains(body, "取消预约") {
		t.Error("GET /appointments: want their appointment")
	}
	s.citizen = func(*http.Request) string { return "another" }
	if _, body := s.get(t, "/appointments"); strings.Contains(body, "取消预约") {
		t.Error("GET /appointments of another citizen shows it")
	}
}

// A55: a download is opened by a pass that was just given, for a quarter of an
// hour, and by nothing in an address.
func TestA55ADownloadEndsWithItsPass(t *testing.T) {
	now := noon
	s := newBooking(t, func(c *Config) { c.Now = func() time.Time { return now } })
	item := bookableItem(t, s)
	desk, day, slot := s.firstSlot(t, item)
	_, body := s.post(t, "/appointment", "item", item, "desk", desk, "day", day, "slot", slot, "phone", "13800138000")
	pass := between(body, `name="pass" value="`, `"`)
	for _, c := range []struct {
		after time.Duration
		want  int
	}{{0, 200}, {passLives, 200}, {passLives + time.Second, 403}} {
		now = noon.Add(c.after)
		if status, _ := s.post(t, "/appointment/calendar", "pass", pass); status != c.want {
			t.Errorf("the calendar file after %v: got %d, want %d", c.after, status, c.want)
		}
	}
	for _, path := range []string{"/appointment/calendar?pass=" + url.QueryEscape(pass), "/mine/export"} {
		if status, body := s.get(t, path); status == 200 {
			t.Errorf("GET %.30s = 200 %.60s, want it refused: downloads are posted for", path, body)
		}
	}
}

// TestNobodyIsPromisedATextMessage looks where a number is asked for: no channel
// sends text messages, so nobody may wait for one.
func TestNobodyIsPromisedATextMessage(t *testing.T) {
	s := newBooking(t)
	for path, asks := range map[string]string{"/appointment?item=" + url.QueryEscape(bookableItem(t, s)): `name="phone"`, "/appointments": `name="tail"`, "/progress": `name="tail"`} {
		status, body := s.get(t, path)
		if status != 200 || !strings.Contains(body, asks) {
			t.Fatalf("GET %s: got %d, want a page that asks for %s", path, status, asks)
		}
		if strings.Contains(body, "短信") {
			t.Errorf("GET %s: the page speaks of a text message that nobody sends", path)
		}
	}
}

// TestTheTimesSayWhichDayTheyAreOf looks at another day: whoever only picks it,
// and does not have its times shown, must see that they book the day before.
func TestTheTimesSayWhichDayTheyAreOf(t *testing.T) {
	s := newBooking(t)
	item := bookableItem(t, s)
	_, first := s.get(t, "/appointment?item="+url.QueryEscape(item))
	days := strings.Split(between(first, `<select name="day">`, "</select>"), "<option ")
	day, label := between(days[2], `value="`, `"`), between(days[2], ">", "<")
	desk := between(first, `name="desk" value="`, `"`)
	_, body := s.get(t, "/appointment?"+url.Values{"item": {item}, "desk": {desk}, "day": {day}}.Encode())
	legend := between(body, "<legend>", "</legend>")
	if label == "" || !strings.Contains(legend, label) || !strings.Contains(legend, "预约综合窗口") {
		t.Errorf("above the times: got %q, want the day %q and the desk", legend, label)
	}
	if !strings.Contains(body, "确认预约："+label+"</button>") {
		t.Errorf("the button does not say that it books %q", label)
	}
}
