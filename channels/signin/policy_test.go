package signin_test

import (
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"wenban/channels/signin"
)

func TestARouteWithoutARowIsRefused(t *testing.T) {
	var g *signin.Guard
	refuse := func(http.ResponseWriter, *http.Request, signin.Refusal) {}
	if _, err := g.Protect(rooms, roomPolicy, refuse); err != nil {
		t.Fatalf("Protect with a row for every route = %v, want nil", err)
	}
	for name, c := range map[string]struct {
		row  string
		who  signin.Who
		want string
	}{
		"no row":                {"GET /forgotten", signin.Who{}, `route "GET /forgotten" has no row`},
		"a row without a route": {"GET /nowhere", signin.Public, `policy row "GET /nowhere" has no route`},
	} {
		p := maps.Clone(roomPolicy)
		p[c.row] = c.who
		if _, err := g.Protect(rooms, p, refuse); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: Protect = %v, want %q", name, err, c.want)
		}
	}
}

// Every channel gets its mux from Protect: one that made its own would have
// routes without a row.
func TestNoChannelMakesAMuxOfItsOwn(t *testing.T) {
	made := regexp.MustCompile(`http\.(NewServeMux|ServeMux|DefaultServeMux|Handle|HandleFunc)\b`)
	found := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		src, err := os.ReadFile(path)
		found[filepath.ToSlash(path)] = made.Match(src)
		return err
	})
	if err != nil || !found["../signin/protect.go"] {
		t.Fatalf("WalkDir = %v; control: protect.go makes one: %v", err, found["../signin/protect.go"])
	}
	for path, makes := range found {
		if makes && path != "../signin/protect.go" {
			t.Errorf("%s makes a mux: give its routes and its policy table to Guard.Protect", path)
		}
	}
}

// A01: no token, one that ended, one that was never given out, one of another
// kind and one of another person's role: the same refusal on every route.
func TestA01NobodyGetsInWithoutAToken(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ended := h.browser()
		ended.signIn(handler)
		token := ended.cookie("wenban_staff")
		ended.want(ended.get("/desk/cases"), 200, "staff 王芳") // positive control
		ended.want(ended.post("/staff/sign-out"), 200, "已经退出")
		for pattern, who := range roomPolicy {
			method, path, _ := strings.Cut(pattern, " ")
			if path = strings.TrimSuffix(path, "{$}"); who.String() == "public" {
				continue
			}
			var first answer
			for name, cookie := range map[string]string{"none": "", "ended": token, "made up": strings.Repeat("A", 43), "long": strings.Repeat("A", 9000)} {
				b := h.browser()
				b.headers.Del("Accept")
				for _, c := range []string{"wenban_staff", "wenban_citizen"} {
					if cookie != "" {
						b.setCookie(c, cookie)
					}
				}
				a := b.do(method, path, "")
				if first.status == 0 {
					first = a
				}
				if a.status != 401 || a.body != first.body || a.Get("Cache-Control") != "no-store" {
					t.Errorf("%s with token %s = %d %q, want the same 401 as for the others, not to be stored", pattern, name, a.status, a.body)
				}
			}
		}
		cross := h.browser()
		cross.headers.Del("Accept")
		cross.signIn(handler)
		cross.setCookie("wenban_citizen", cross.cookie("wenban_staff"))
		cross.want(cross.get("/mine"), 401, "sign_in")
		cross.want(cross.get("/admin"), 403, "role")
		cross.want(cross.get("/forgotten"), 200, "王芳")
	})
}

// A01: a token of another environment, which is another database.
func TestA01ATokenOfAnotherEnvironment(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.browser()
		b.signIn(chief)
		other := newHouse(t, h.another(), h.clock)
		there := other.browser()
		there.setCookie("wenban_staff", b.cookie("wenban_staff"))
		there.want(there.get("/staff"), 303, "")
		b.want(b.get("/staff"), 200, chief)
	})
}

// A02: what belongs to another is found by nobody: a page of a kind of people
// shows who is there, and only them.
func TestA02OneSeesOneself(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		one, other := h.browser(), h.browser()
		one.signIn(handler)
		other.signIn(chief)
		one.want(one.get("/staff"), 200, handler)
		other.want(other.get("/staff"), 200, chief)
		if a := one.get("/staff"); strings.Contains(a.body, chief) {
			t.Errorf("GET /staff as %s shows %s: %s", handler, chief, a.body)
		}
	})
}

// A03: a method that a route does not have is refused, and no header changes it.
func TestA03MethodTricks(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.browser()
		b.signIn(handler)
		for _, method := range []string{"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"} {
			a := b.do(method, "/desk/cases", "")
			b.want(a, 405, "method")
			if a.Get("Allow") != "GET, POST" {
				t.Errorf("%s /desk/cases allows %q, want GET, POST", method, a.Get("Allow"))
			}
		}
		b.want(b.do("GET", "/admin", "", "X-HTTP-Method-Override", "POST"), 403, "role")
		b.want(b.do("POST", "/admin", "x=1", "X-HTTP-Method-Override", "GET"), 405, "method")
		b.want(b.do("HEAD", "/admin", ""), 403, "")
	})
}

// A04: however a path is written, the row of the route holds.
func TestA04PathTricks(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.browser()
		b.headers.Del("Accept")
		for _, path := range []string{
			"//admin", "/./admin", "/open/../admin", "/%2e%2e/admin", "/open/%2e%2e/admin", "/admin/", "/admin;x", "/Admin", "/admin.", "/admin%2f", "/%61dmin", "/admin%00", "/admin%0a", "/open%2f..%2fadmin",
		} {
			a := b.get(path)
			for range 3 {
				if a.to == "" {
					break
				}
				a = b.get(a.to)
			}
			if a.status < 400 {
				t.Errorf("GET %s = %d %q, want it refused", path, a.status, a.body)
			}
		}
		b.want(b.get("/%61dmin"), 401, "sign_in") // is /admin
	})
}

// A05: a form has the fields of the page and no other.
func TestA05FieldsThatAreNotOnThePage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, more := range []string{"role=admin", "ROLE=admin", "tenant_id=1", "status=closed", "name=" + chief, "Name=x", "password=y"} {
			b := h.browser()
			b.want(b.do("POST", "/staff/sign-in", "name="+handler+"&password="+password+"&"+more), 400, "没有看懂")
			b.want(b.get("/staff"), 303, "")
		}
		b := h.browser()
		b.want(b.do("POST", "/staff/sign-in", `{"name":"x","role":"admin"}`, "Content-Type", "application/json"), 400, "没有看懂")
		b.want(b.do("POST", "/staff/sign-in", "name=x&password="+strings.Repeat("y", 9000)), 400, "没有看懂")
	})
}

// A11: another site cannot act in the name of whoever is signed in, nor sign
// them in as somebody else.
func TestA11CrossSite(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.browser()
		b.signIn(handler)
		for name, headers := range map[string][]string{
			"another site":     {"Sec-Fetch-Site", "cross-site"},
			"a sister site":    {"Sec-Fetch-Site", "same-site"},
			"a foreign origin": {"Sec-Fetch-Site", "", "Origin", "https://evil.example"},
			"no origin":        {"Sec-Fetch-Site", "", "Origin", "null"},
			"nothing":          {"Sec-Fetch-Site", ""},
		} {
			for _, path := range []string{"/staff/sign-out", "/staff/sign-in"} {
				if a := b.do("POST", path, "name="+chief+"&password="+password, headers...); a.status != 403 {
					t.Errorf("POST %s from %s = %d, want 403", path, name, a.status)
				}
			}
		}
		b.want(b.do("POST", "/desk/cases", "x=1", "Sec-Fetch-Site", ""), 403, "origin")
		b.want(b.do("POST", "/desk/cases", "x=1"), 200, "王芳") // positive control
		b.want(b.do("POST", "/open", "x=1", "Sec-Fetch-Site", ""), 200, "")
		if a := b.do("POST", "/open", "x=1", "Sec-Fetch-Site", ""); strings.Contains(a.body, handler) {
			t.Errorf("a request that does not say from where acts in the name of %s", handler)
		}
		b.want(b.get("/staff"), 200, handler)
	})
}
