package signin_test

import (
	"context"
	"database/sql"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"wenban/channels/signin"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db/dbtest"
)

func (h *house) another() string { return dbtest.Another(h.t, h.url) }

func TestStaffSignInAndOut(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.browser()
		a := b.get("/desk/cases")
		if b.want(a, 303, ""); a.to != "/staff/sign-in?next=%2Fdesk%2Fcases" {
			t.Errorf("GET /desk/cases leads to %s, want the sign-in page", a.to)
		}
		b.want(b.get(a.to), 200, `value="/desk/cases"`)
		b.want(b.post("/staff/sign-in", "name", handler, "password", "wrong", "next", "/desk/cases"), 403, "姓名或者密码不对")
		b.want(b.post("/staff/sign-in", "name", "无此人", "password", password, "next", "/desk/cases"), 403, "姓名或者密码不对")
		a = b.post("/staff/sign-in", "name", handler, "password", password, "next", "/desk/cases")
		if b.want(a, 303, ""); a.to != "/desk/cases" {
			t.Errorf("signing in leads to %s, want /desk/cases", a.to)
		}
		b.want(b.get("/desk/cases"), 200, "staff 王芳")
		b.want(b.get("/staff"), 200, "承办人员")
		b.want(b.get("/staff/sign-in"), 303, "")

		other := newHouse(t, h.url, h.clock) // another process
		there := other.browser()
		there.setCookie("wenban_staff", b.cookie("wenban_staff"))
		there.want(there.get("/desk/cases"), 200, "staff 王芳")
		b.want(b.post("/staff/sign-out"), 200, "已经退出")
		there.want(there.get("/desk/cases"), 303, "")
		if log := h.log.String() + other.log.String(); strings.Contains(log, handler) || strings.Contains(log, "无此人") || strings.Contains(log, "椅子") {
			t.Errorf("the log holds a name or a password:\n%s", log)
		}
	})
}

// A14: nobody is sent to another site.
func TestA14OpenRedirect(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for next, want := range map[string]string{
			"/desk/cases": "/desk/cases", "/desk/": "/desk/", "/staff": "/staff", "": "/staff",
			"//evil.example": "/staff", "https:evil.example": "/staff", "https://evil.example/desk/": "/staff", `/\evil.example`: "/staff", `\\evil.example`: "/staff",
			"/desk/\r\nSet-Cookie: x=1": "/staff", "/desk/%0d%0ax": "/staff", "/desk//evil.example": "/staff", "/desk/../admin": "/staff", "/admin": "/staff", "javascript:alert(1)": "/staff",
			"/desk/?next=//evil": "/staff", "/desk/#x": "/staff", "desk/": "/staff", " /desk/": "/staff", "/desk/@evil": "/staff", "/staff/sign-out": "/staff", "/deskx": "/staff",
		} {
			b := h.browser()
			a := b.post("/staff/sign-in", "name", handler, "password", password, "next", next)
			if a.status == 400 && strings.ContainsAny(next, "\r\n") {
				continue
			}
			if a.status != 303 || a.to != want || len(a.Values("Set-Cookie")) != 2 {
				t.Errorf("signing in with next %q = %d to %q, want %q", next, a.status, a.to, want)
			}
		}
	})
}

// A48: the token is a new one at every sign-in, and the one before is worth
// nothing.
func TestA48NoSessionIsFixed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.browser()
		b.setCookie("wenban_staff", "chosen-by-somebody-else")
		b.signIn(handler)
		first := b.cookie("wenban_staff")
		if first == "chosen-by-somebody-else" || len(first) < 43 {
			t.Errorf("after signing in the token is %q, want a new one of 256 bits", first)
		}
		b.signIn(handler)
		second := b.cookie("wenban_staff")
		old := h.browser()
		old.setCookie("wenban_staff", first)
		old.want(old.get("/staff"), 303, "")
		var kept int
		h.must(h.db.Reader().QueryRow("SELECT count(*) FROM session WHERE id = $1 OR id = $2", first, second).Scan(&kept))
		if kept != 0 {
			t.Error("the database holds a token as it is")
		}
	})
}

// A48: two cookies of one name, one from another path or from http.
func TestA48TwoCookies(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.browser()
		b.signIn(handler)
		token := b.cookie("wenban_staff")
		plain := h.browser()
		plain.want(plain.do("GET", "/staff", "", "Cookie", "wenban_staff="+token), 200, handler)
		plain.want(plain.do("GET", "/staff", "", "Cookie", "wenban_staff=evil; wenban_staff="+token), 303, "")
		plain.want(plain.do("GET", "/staff", "", "Cookie", "wenban_staff="+token+"; wenban_staff=evil"), 303, "")
		plain.want(plain.do("GET", "/staff", "", "Cookie", "__Host-wenban_staff="+token), 303, "")
	})
}

// A48: over TLS the cookie is one that no other host and no plain connection
// can set.
func TestA48TheCookieIsOfThisHostAlone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		safe := newHouse(t, h.url, h.clock, func(_ *house, c *signin.Config, _ *signin.Pages) { c.Secure = true })
		b := safe.browser()
		a := b.post("/staff/sign-in", "name", handler, "password", password)
		for _, c := range a.Values("Set-Cookie") {
			if !strings.HasPrefix(c, "__Host-") || !strings.Contains(c, "; Secure") || !strings.Contains(c, "; HttpOnly") || !strings.Contains(c, "; SameSite=Lax") || !strings.Contains(c, "; Path=/;") || strings.Contains(c, "Domain") {
				t.Errorf("Set-Cookie %s: want __Host-, Secure, HttpOnly, SameSite=Lax, Path=/, no Domain", c)
			}
		}
		token := b.cookie("__Host-wenban_staff")
		b.want(b.get("/staff"), 200, handler)
		b.want(b.do("GET", "/staff", "", "Cookie", "wenban_staff="+token), 200, handler) // the jar's
		fresh := safe.browser()
		fresh.want(fresh.do("GET", "/staff", "", "Cookie", "wenban_staff="+token), 303, "")
	})
}

// A48: nobody has more than so many sessions; the ones that were used last stay.
func TestA48TooManySessions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var all []*browser
		for range 13 {
			b := h.browser()
			b.signIn(handler)
			all = append(all, b)
			h.clock.pass(time.Second)
		}
		var n int
		h.must(h.db.Reader().QueryRow("SELECT count(*) FROM session").Scan(&n))
		if n != 10 {
			t.Errorf("%d sessions of one person, want 10", n)
		}
		all[0].want(all[0].get("/staff"), 303, "")
		all[12].want(all[12].get("/staff"), 200, handler)
	})
}

func TestASessionEndsByItself(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		idle, busy := h.browser(), h.browser()
		idle.signIn(handler)
		busy.signIn(handler)
		for range 3 {
			h.clock.pass(20 * time.Minute)
			busy.want(busy.get("/staff"), 200, handler)
		}
		idle.want(idle.get("/staff"), 303, "")
		for range 34 {
			h.clock.pass(20 * time.Minute)
			busy.get("/staff")
		}
		busy.want(busy.get("/staff"), 303, "") // twelve hours
	})
}

// A49: switched off, or a role taken away, while signed in: at once, in every
// process, and open sockets too.
func TestA49ARoleIsTakenAway(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.browser()
		b.headers.Del("Accept")
		b.signIn(handler)
		b.want(b.get("/desk/cases"), 200, handler)
		held := h.hold(b)
		h.must(h.store.SetPerson(t.Context(), chief, store.Person{Name: handler, Active: true, Roles: []store.Role{store.Operator}}))
		b.want(b.get("/desk/cases"), 403, "role")
		ends(t, held, "the role was taken away")

		held = h.hold(b)
		h.must(h.store.SetPerson(t.Context(), chief, store.Person{Name: handler, Roles: []store.Role{store.Operator}}))
		b.want(b.get("/staff"), 401, "")
		ends(t, held, "the person was switched off")
		h.must(h.store.SetPerson(t.Context(), chief, store.Person{Name: handler, Active: true, Roles: []store.Role{store.Operator}}))
		b.want(b.get("/staff"), 401, "") // what ended does not come back

		b.signIn(handler)
		held = h.hold(b)
		h.must(h.store.SetPassword(t.Context(), chief, handler, password+"!"))
		b.want(b.get("/staff"), 401, "")
		ends(t, held, "the password was changed")
	})
}

// A49: past the program, in the database.
func TestA49SwitchedOffInTheDatabase(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.browser()
		b.signIn(handler)
		b.want(b.get("/staff"), 200, handler)
		h.must(h.db.Update(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), "UPDATE person SET active = $1 WHERE name = $2", false, handler)
			return err
		}))
		b.want(b.get("/staff"), 303, "")
	})
}

// hold is a socket that was opened by the visitor of a browser.
func (h *house) hold(b *browser) context.Context {
	h.t.Helper()
	var held context.Context
	open, err := h.guard.Protect(map[string]http.HandlerFunc{"GET /ws": func(_ http.ResponseWriter, r *http.Request) {
		held, _ = h.guard.Hold(h.t.Context(), signin.Of(r.Context())) //nolint // it ends with the test
	}}, signin.Policy{"GET /ws": signin.Staff()}, func(http.ResponseWriter, *http.Request, signin.Refusal) {})
	h.must(err)
	r, _ := http.NewRequest("GET", "/ws", nil)
	r.AddCookie(&http.Cookie{Name: "wenban_staff", Value: b.cookie("wenban_staff")})
	open.ServeHTTP(httptest.NewRecorder(), r)
	if held == nil || held.Err() != nil {
		h.t.Fatal("the socket was not let in")
	}
	return held
}

func ends(t *testing.T, held context.Context, why string) {
	t.Helper()
	select {
	case <-held.Done():
	case <-time.After(5 * time.Second):
		t.Errorf("%s: five seconds later the socket is open", why)
	}
}

// A59: the page tells somebody and nobody the same, byte for byte.
func TestA59ThePageTellsNobodyWhoThereIs(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var first []answer
		for _, name := range []string{handler, "无此人", chief} {
			b := h.browser()
			for i := range 7 {
				a := b.post("/staff/sign-in", "name", name, "password", "wrong")
				a.body = strings.ReplaceAll(a.body, name, "NAME")
				if name == handler {
					first = append(first, a)
				} else if a.status != first[i].status || a.body != first[i].body {
					t.Errorf("try %d as %s = %d %s\nwant as for %s: %d %s", i+1, name, a.status, a.body, handler, first[i].status, first[i].body)
				}
			}
		}
		if first[0].status != 403 || first[6].status != 429 || !strings.Contains(first[6].body, "秒后再来") {
			t.Errorf("the first wrong try is %d and the seventh %d %s, want 403 and 429 with how long to wait", first[0].status, first[6].status, first[6].body)
		}
	})
}

// A59: whoever signed in from this browser before gets in while others guess.
func TestA59TheOwnBrowserGetsIn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		own, guess := h.browser(), h.browser()
		own.signIn(handler)
		own.want(own.post("/staff/sign-out"), 200, "已经退出")
		for range 6 {
			guess.post("/staff/sign-in", "name", handler, "password", "wrong") // from the same address
		}
		guess.want(guess.post("/staff/sign-in", "name", handler, "password", password), 429, "")
		own.signIn(handler)
		forged := h.browser()
		forged.setCookie("wenban_known", "AAAA."+strings.Repeat("0", 32))
		forged.want(forged.post("/staff/sign-in", "name", handler, "password", password), 429, "")
		forged.setCookie("wenban_known", own.cookie("wenban_known"))
		forged.want(forged.post("/staff/sign-in", "name", chief, "password", "wrong"), 403, "") // it is not chief's
	})
}
