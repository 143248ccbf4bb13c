package open311

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/handofftest"
)

func opened(n int) handoff.Message {
	return handofftest.Message(handofftest.Case(n), 1, handoff.Opened, "")
}

// TestARequestWithoutAnAnswerIsLookedUp: taken, and the connection hung up. It is
// found when it shows, waited for while it does not, and sent again only after
// the time to settle.
func TestARequestWithoutAnAnswerIsLookedUp(t *testing.T) {
	far, server := newCity(t, "json")
	now := time.Now()
	near := client(t, server, func(c *Config) { c.Now = func() time.Time { return now } })
	m := opened(1)
	far.with(func() { far.lose, far.hide = true, true })
	if a, err := near.Deliver(t.Context(), m); err == nil {
		t.Fatalf("Deliver(hung up) = %+v, nil, want an error", a)
	}
	far.with(func() { far.lose = false })
	now = now.Add(5 * time.Minute)
	_, err := near.Deliver(t.Context(), m)
	if later := (handoff.Later{}); !errors.As(err, &later) || later.After != 10*time.Minute || far.count() != 1 {
		t.Errorf("Deliver(five minutes later) = %v with %d requests, want to be told: in ten minutes", err, far.count())
	}
	far.with(func() { far.hide = false })
	if a, err := near.Deliver(t.Context(), m); err != nil || a.Number != "293944" || far.count() != 1 {
		t.Errorf("Deliver(when it shows) = %+v, %v with %d requests, want 293944 and one", a, err, far.count())
	}
	again := client(t, server, nil) // another process, which remembers nothing
	if a, ok, err := again.Find(t.Context(), m.Key); !ok || err != nil || a.Number != "293944" {
		t.Errorf("Find(in another process) = %+v, %v, %v, want 293944", a, ok, err)
	}
	far.with(func() { far.plain = true })
	blind := client(t, server, nil)
	if _, err := blind.Deliver(t.Context(), m); err != nil || far.count() != 2 {
		t.Errorf("Deliver(to a server that gives no descriptions back) = %v with %d requests, want it there twice: the limit that is documented", err, far.count())
	}
}

func TestALongListIsLookedAtInParts(t *testing.T) {
	far, server := newCity(t, "xml")
	now := time.Now()
	for i := range 3000 {
		far.requests = append(far.requests, Request{ID: Text("x"), Description: "another", Requested: Time(now.Add(-time.Duration(i) * time.Minute))})
	}
	m := opened(1)
	far.requests = append(far.requests, Request{ID: "7", Description: Text("坑\n\n" + Reference(m.Key, m.Digest)), Requested: Time(now.Add(-3 * time.Minute))})
	far.page = page
	near := client(t, server, func(c *Config) { c.Format = "xml" })
	if a, ok, err := near.Find(t.Context(), m.Key); !ok || err != nil || a.Number != "7" || far.queries > calls {
		t.Errorf("Find(among 3001) = %+v, %v, %v after %d queries, want 7", a, ok, err, far.queries)
	}
}

func TestTokensBecomeNumbers(t *testing.T) {
	far, server := newCity(t, "json")
	far.tokens = map[string]string{}
	c := handofftest.Case(1)
	near := client(t, server, func(x *Config) {
		x.Open = func(context.Context) ([]handoff.Case, error) { return []handoff.Case{c}, nil }
	})
	m := opened(1)
	a, err := near.Deliver(t.Context(), m)
	if err != nil || a.Number != "token:t293944" {
		t.Errorf("Deliver(batch) = %+v, %v, want the token", a, err)
	}
	c.Number = a.Number
	if got, _, err := near.Updates(t.Context(), ""); err != nil || len(got) != 0 {
		t.Errorf("Updates(before the token is resolved) = %+v, %v, want none", got, err)
	}
	far.with(func() { far.tokens["t293944"] = "293944" })
	if err := far.Act(t.Context(), "293944", handoff.Update{Action: handoff.Close, Text: "修好了"}); err != nil {
		t.Fatal(err)
	}
	got, _, err := near.Updates(t.Context(), "")
	if err != nil || len(got) != 3 || got[1].Text != "修好了" || got[2].Action != handoff.Close || got[2].Case != c.ID {
		t.Errorf("Updates(after) = %+v, %v, want accept, reply, close", got, err)
	}
	if a, err := client(t, server, nil).Deliver(t.Context(), opened(2)); err != nil || !strings.HasPrefix(a.Number, tokenMark) {
		t.Errorf("Deliver(another) = %+v, %v, want a token", a, err)
	}
}

// TestWhatServersAnswer: nothing is sent without a number, and a message dies
// only of what is about it.
func TestWhatServersAnswer(t *testing.T) {
	far, server := newCity(t, "json")
	now := time.Now()
	near := client(t, server, func(c *Config) { c.Now = func() time.Time { return now } })
	m := opened(1)
	for _, x := range []struct {
		status int
		after  time.Duration
		want   string
	}{{403, 0, ""}, {500, 0, ""}, {400, time.Hour, ""}, {400, time.Hour, ""}, {400, 23 * time.Hour, "open311_bad_request"}, {404, 0, "open311_no_service"}} {
		far.with(func() { far.fault = x.status })
		now = now.Add(x.after)
		_, err := near.Deliver(t.Context(), m)
		no := handoff.Refused{}
		if err == nil || errors.As(err, &no) != (x.want != "") || no.Why != x.want {
			t.Errorf("Deliver(%d) = %v, want refused %q", x.status, err, x.want)
		}
		now = now.Add(time.Hour) // past the time to settle
	}
	far.with(func() { far.fault = 0 })
	if a, err := near.Deliver(t.Context(), m); err != nil || a.Number == "" {
		t.Errorf("Deliver(in order again) = %+v, %v, want a number", a, err)
	}
}

func TestServicesAreFound(t *testing.T) {
	far, server := newCity(t, "xml")
	far.services = []Service{
		{Code: "N1", Name: "夜间施工噪声", Type: "realtime", Metadata: true}, {Code: "lamp", Name: "路灯", Type: "batch"}, {Code: "99", Name: "其他", Type: "realtime"}, {Code: "B", Name: "黑盒", Type: "blackbox"},
	}
	far.define = Definition{Code: "N1", Attributes: []Attribute{{Variable: true, Code: "WHEN", Datatype: "string", Required: true}, {Code: "note", Datatype: "string"}}}
	near := client(t, server, func(c *Config) {
		c.Format, c.Service, c.Jurisdiction = "xml", "99", "city.gov"
		c.Category = func(id string) string { return map[string]string{"noise": "夜间施工噪声", "black": "黑盒"}[id] }
	})
	for i, x := range []struct {
		category, when string
		want, code     string
	}{{"noise", "昨晚十点", "", "N1"}, {"noise", "", "open311_attribute", ""}, {"lamp", "", "", "lamp"}, {"x", "", "", "99"}, {"", "", "", "99"}, {"black", "", "open311_blackbox", ""}} {
		c := handofftest.Case(i)
		c.Category, c.Content.When = x.category, x.when
		_, err := near.Deliver(t.Context(), handofftest.Message(c, 1, handoff.Opened, ""))
		no := handoff.Refused{}
		if errors.As(err, &no); no.Why != x.want || (err != nil) != (x.want != "") {
			t.Errorf("Deliver(%q) = %v, want refused %q", x.category, err, x.want)
			continue
		}
		if x.want == "" {
			form := far.forms[len(far.forms)-1]
			if form["service_code"][0] != x.code || form["jurisdiction_id"][0] != "city.gov" || x.when != "" && form["attribute[WHEN]"][0] != x.when {
				t.Errorf("Deliver(%q) posted %v, want service %s", x.category, form, x.code)
			}
		}
	}
}

func TestWordsThatAnybodyMayReadAreMasked(t *testing.T) {
	far, server := newCity(t, "json")
	near := client(t, server, func(c *Config) {
		c.Mask = func(s string) string { return strings.ReplaceAll(s, "13900139000", "***") }
	})
	c := handofftest.Case(1)
	c.Content.What, c.Content.Wish = "打我电话 13900139000", "回 13900139000"
	if _, err := near.Deliver(t.Context(), handofftest.Message(c, 1, handoff.Opened, "")); err != nil {
		t.Fatal(err)
	}
	if got := string(far.requests[0].Description); strings.Contains(got, "139001") || !strings.Contains(got, "***") || far.forms[0]["phone"][0] != c.Content.Phone {
		t.Errorf("posted description %q and phone %q, want the words masked and the phone in its field", got, far.forms[0]["phone"])
	}
}

func TestOpenRequestsTellOfNotesOnce(t *testing.T) {
	c := handofftest.Case(1)
	r := Request{ID: "1", Status: "open", Notes: "已派人查看\x00", Agency: "城管\n局", Updated: "2026-11-25T08:00:00+08:00"}
	now := time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC)
	first := told(c, r, now)
	if len(first) != 2 || first[0].Action != handoff.Assign || first[0].Department != "城管 局" || first[1].Action != handoff.Note || first[1].Text != "已派人查看" {
		t.Errorf("told = %+v, want assign to 城管 局 and the note", first)
	}
	c.State = handoff.Assigned
	later := r
	later.Updated = "2026-11-25T08:30:00+08:00"
	if again := told(c, later, now); len(again) != 1 || again[0].ID != first[1].ID {
		t.Errorf("told again = %+v, want the note under its id %s", again, first[1].ID)
	}
	for _, s := range handoff.States {
		at := s
		c.State = s
		for _, u := range told(c, Request{Status: "Closed"}, now) {
			next, err := handoff.Next(at, u.Action)
			if err != nil {
				t.Errorf("closing from %s: %v", s, err)
			}
			at = next
		}
		if !s.Final() && at != handoff.Closed {
			t.Errorf("closing from %s ends at %s, want closed", s, at)
		}
	}
}
