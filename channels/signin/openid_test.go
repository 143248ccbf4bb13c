package signin_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"wenban/channels/signin"
	"wenban/channels/signin/signintest"
	"wenban/knowledge/store"
)

// sited is a house with a provider for citizens and one for staff.
type sited struct {
	*house
	citizens, staff *signintest.Provider
	out             int // times that a citizen signed out
}

// eachSited runs a test in such a house on both engines.
func eachSited(t *testing.T, test func(t *testing.T, h *sited), change ...func(*signin.Config)) {
	t.Helper()
	each(t, func(t *testing.T, first *house) { test(t, newSited(t, first, change...)) })
}

func newSited(t *testing.T, first *house, change ...func(*signin.Config)) *sited {
	t.Helper()
	people, err := signintest.Citizens()
	first.must(err)
	h := &sited{}
	h.house = newHouse(t, first.url, first.clock, func(at *house, c *signin.Config, p *signin.Pages) {
		site := "http://" + at.server.Listener.Addr().String()
		h.citizens = provide(t, site, "/sign-in", people, first.clock)
		h.staff = provide(t, site, "/staff/sign-in", signintest.Staff(), first.clock)
		c.Citizens = &signin.OpenID{Issuer: h.citizens.Issuer, ClientID: "wenban", ClientSecret: "a secret & more", Site: site}
		c.Staff = &signin.OpenID{
			Issuer: h.staff.Issuer, ClientID: "wenban", ClientSecret: "a secret & more", Site: site, RoleClaim: "roles",
			Roles: map[string]store.Role{"wenban-admin": store.Admin, "wenban-handler": store.Handler, "wenban-operator": store.Operator},
		}
		p.SignedOut = func(http.ResponseWriter, *http.Request) { h.out++ }
		for _, f := range change {
			f(c)
		}
	})
	return h
}

// provide starts a provider.
func provide(t *testing.T, site, path string, people []signintest.Person, c *clock) *signintest.Provider {
	p := &signintest.Provider{Name: "模拟", People: people, Now: c.now}
	s := httptest.NewServer(p)
	t.Cleanup(s.Close)
	p.Issuer = s.URL + "/op"
	p.Clients = []signintest.Client{
		{ID: "wenban", Secret: "a secret & more", Back: []string{site + path + "/back"}, Home: []string{site + "/"}, Ended: site + path + "/ended"},
		{ID: "other", Secret: "x", Back: []string{site + path + "/back"}},
	}
	return p
}

// dance goes through a provider as somebody, and returns what our own page
// answers when the browser is back.
func (b *browser) dance(start, subject string) answer {
	b.t.Helper()
	a := b.get(b.leave(start, subject))
	return a
}

// leave goes to a provider and becomes somebody there; it returns the address
// that the browser is sent back to.
func (b *browser) leave(start, subject string) (back string) {
	b.t.Helper()
	a := b.get(start)
	if a.status != 303 || !strings.Contains(a.to, "/op/authorize?") {
		b.t.Fatalf("GET %s = %d to %q %s, want the provider", start, a.status, a.to, a.body)
	}
	to, _ := url.Parse(a.to)
	if a = b.get(a.to); a.status == 200 {
		form := url.Values{"query": {to.RawQuery}, "person": {subject}}
		a = b.do("POST", to.Scheme+"://"+to.Host+to.Path, form.Encode())
	}
	if a.status != 303 {
		b.t.Fatalf("the provider answers %d %s", a.status, a.body)
	}
	return a.to
}

func TestACitizenSignsInAndOut(t *testing.T) {
	eachSited(t, func(t *testing.T, h *sited) {
		b := h.browser()
		a := b.get("/mine")
		if b.want(a, 303, ""); a.to != "/sign-in?next=%2Fmine" {
			t.Fatalf("GET /mine leads to %q, want to sign in", a.to)
		}
		a = b.dance(a.to, "linxiulan")
		if b.want(a, 303, ""); a.to != "/mine" {
			t.Errorf("signing in leads to %q, want /mine", a.to)
		}
		b.want(b.get("/mine"), 200, "citizen 林秀兰")
		b.want(b.get("/staff"), 303, "")
		var kept string
		h.must(h.db.Reader().QueryRow("SELECT who || subject || sid || identity FROM session").Scan(&kept))
		for _, private := range []string{"林秀兰", "linxiulan", "99010219880315602X", "19900000001"} {
			if strings.Contains(kept, private) || strings.Contains(h.log.String(), private) {
				t.Errorf("%q stands in the session %q or in the log %q", private, kept, h.log)
			}
		}
		again := h.browser()
		again.dance("/sign-in", "linxiulan")
		var citizens int
		h.must(h.db.Reader().QueryRow("SELECT count(DISTINCT who) FROM session").Scan(&citizens))
		if citizens != 1 {
			t.Errorf("one citizen has %d names in our tables, want 1", citizens)
		}
		a = b.post("/sign-out")
		b.want(a, 200, "已经退出")
		if to := a.Get("Refresh"); !strings.HasPrefix(to, "0; url="+h.citizens.Issuer+"/logout?client_id=wenban&post_logout_redirect_uri=") || strings.Contains(to, "hint") {
			t.Errorf("signing out goes on to %q, want the provider, without what was in the token", to)
		}
		if h.out != 1 {
			t.Errorf("the channel was told of %d sign-outs, want 1", h.out)
		}
		b.want(b.get("/mine"), 303, "")
		again.want(again.get("/mine"), 200, "林秀兰") // signed out in one browser alone
		b.get(strings.TrimPrefix(a.Get("Refresh"), "0; url="))
		if open := h.citizens.Sessions()["linxiulan"]; len(open) != 1 {
			t.Errorf("at the provider %d sessions are open, want the one of the other browser", len(open))
		}
	})
}

func TestWhoActsForAnEnterprise(t *testing.T) {
	eachSited(t, func(t *testing.T, h *sited) {
		for subject, want := range map[string]*signin.Enterprise{
			"wuguifang":   {USCC: "92990102MA7L4D5E24"},
			"zhoujianguo": nil,
		} {
			b := h.browser()
			b.dance("/sign-in", subject)
			v := h.seen(b)
			if v.Citizen == nil || (v.Citizen.Enterprise == nil) != (want == nil) || want != nil && (v.Citizen.Enterprise.USCC != want.USCC || v.Citizen.Enterprise.Name == "" || v.Citizen.Enterprise.LegalPerson == "") || v.Citizen.Phone == "" || v.Citizen.Address == "" || len(v.Citizen.IDCard) != 18 {
				t.Errorf("%s is %+v, want an enterprise %+v", subject, v.Citizen, want)
			}
		}
	})
}

// seen is the visitor of a browser, as a handler sees them.
func (h *house) seen(b *browser) (v signin.Visitor) {
	h.t.Helper()
	all, err := h.guard.Protect(map[string]http.HandlerFunc{"GET /": func(_ http.ResponseWriter, r *http.Request) { v = signin.Of(r.Context()) }},
		signin.Policy{"GET /": signin.Public}, nil)
	h.must(err)
	r := httptest.NewRequest("GET", "/", nil)
	for _, name := range []string{"wenban_staff", "wenban_citizen"} {
		if c := b.cookie(name); c != "" {
			r.AddCookie(&http.Cookie{Name: name, Value: c})
		}
	}
	all.ServeHTTP(httptest.NewRecorder(), r)
	return v
}

// refusedBy fails unless a token that the provider makes is refused.
func (h *sited) refusedBy(name string, make func(claims map[string]any) string) {
	h.t.Helper()
	h.citizens.Token = make
	b := h.browser()
	a := b.dance("/sign-in?next=/mine", "linxiulan")
	if a.status != 403 || b.cookie("wenban_citizen") != "" {
		h.t.Errorf("%s: the callback answers %d to %q, cookie %q; want 403 and no session", name, a.status, a.to, b.cookie("wenban_citizen"))
	}
	h.citizens.Token = nil
}

// accepts is the positive control: what the provider makes of itself is right.
func (h *sited) accepts(name string) {
	h.t.Helper()
	b := h.browser()
	if a := b.dance("/sign-in?next=/mine", "linxiulan"); a.status != 303 || a.to != "/mine" {
		h.t.Errorf("%s: the callback answers %d to %q %s, want to be let in", name, a.status, a.to, a.body)
	}
}

func TestA41TokensThatAreNotSignedAsTheyMust(t *testing.T) {
	eachSited(t, func(t *testing.T, h *sited) {
		h.accepts("an honest token")
		pair, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		stranger, _ := rsa.GenerateKey(rand.Reader, 2048)
		public, _ := x509.MarshalPKIXPublicKey(&h.citizens.Key().PublicKey)
		part := func(v any) string { b, _ := json.Marshal(v); return base64.RawURLEncoding.EncodeToString(b) }
		kid := map[string]any{"kid": signintest.KeyID}
		for name, make := range map[string]func(map[string]any) string{
			"alg none": func(c map[string]any) string { return part(map[string]any{"alg": "none"}) + "." + part(c) + "." },
			"alg None": func(c map[string]any) string {
				return part(map[string]any{"alg": "None", "kid": signintest.KeyID}) + "." + part(c) + "."
			},
			"no signature": func(c map[string]any) string { s := h.citizens.Sign(c); return s[:strings.LastIndex(s, ".")+1] },
			"HS256 public key": func(c map[string]any) string {
				return signintest.SignWith(jose.SigningKey{Algorithm: jose.HS256, Key: public}, c, kid)
			},
			"HS256 client secret": func(c map[string]any) string {
				return signintest.SignWith(jose.SigningKey{Algorithm: jose.HS256, Key: []byte("a secret & more, and so on, 32 bytes")}, c, kid)
			},
			"another key": func(c map[string]any) string {
				return signintest.SignWith(jose.SigningKey{Algorithm: jose.RS256, Key: stranger}, c, kid)
			},
			"ES256 with r, s zero": func(c map[string]any) string {
				s := signintest.SignWith(jose.SigningKey{Algorithm: jose.ES256, Key: pair}, c, kid)
				return s[:strings.LastIndex(s, ".")+1] + base64.RawURLEncoding.EncodeToString(make([]byte, 64))
			},
			"RS512": func(c map[string]any) string {
				return signintest.SignWith(jose.SigningKey{Algorithm: jose.RS512, Key: h.citizens.Key()}, c, kid)
			},
			"unknown crit": func(c map[string]any) string {
				return signintest.SignWith(jose.SigningKey{Algorithm: jose.RS256, Key: h.citizens.Key()}, c, map[string]any{"kid": signintest.KeyID, "crit": []string{"exotic"}, "exotic": true})
			},
			"nested": func(c map[string]any) string {
				return part(map[string]any{"alg": "RS256", "cty": "JWT", "kid": signintest.KeyID}) + "." + base64.RawURLEncoding.EncodeToString([]byte(h.citizens.Sign(c))) + ".x"
			},
			"changed after it": func(c map[string]any) string {
				s := strings.Split(h.citizens.Sign(c), ".")
				c["sub"] = "zhoujianguo"
				return s[0] + "." + part(c) + "." + s[2]
			},
			"a megabyte": func(c map[string]any) string { c["filler"] = strings.Repeat("x", 1<<20); return h.citizens.Sign(c) },
			"100 KB":     func(c map[string]any) string { c["filler"] = strings.Repeat("x", 100<<10); return h.citizens.Sign(c) },
			"empty":      func(map[string]any) string { return "" },
			"no JSON":    func(map[string]any) string { return "a.b.c" },
		} {
			h.refusedBy(name, make)
		}
		h.accepts("an honest token after it")
	})
}

func TestA42TokensThatSayTheWrongThing(t *testing.T) {
	eachSited(t, func(t *testing.T, h *sited) {
		h.accepts("an honest token")
		in := func(d time.Duration) int64 { return h.clock.now().Add(d).Unix() }
		for name, wrong := range map[string]map[string]any{
			"another issuer":            {"iss": "https://evil.example"},
			"issuer with a slash":       {"iss": h.citizens.Issuer + "/"},
			"no issuer":                 {"iss": nil},
			"another audience":          {"aud": "other"},
			"two audiences without azp": {"aud": []string{"wenban", "other"}},
			"azp of another":            {"aud": []string{"wenban", "other"}, "azp": "other"},
			"azp of another alone":      {"azp": "other"},
			"no audience":               {"aud": nil},
			"over":                      {"exp": in(-61 * time.Second)},
			"no end":                    {"exp": nil},
			"not yet":                   {"nbf": in(61*time.Second + time.Second)},
			"made in the future":        {"iat": in(62 * time.Second)},
			"made at no time":           {"iat": nil},
			"no nonce":                  {"nonce": nil},
			"another nonce":             {"nonce": "x"},
			"no subject":                {"sub": ""},
			"a long subject":            {"sub": strings.Repeat("x", 256)},
			"a subject that is no text": {"sub": 7},
		} {
			h.refusedBy(name, func(c map[string]any) string { return h.citizens.Sign(with(c, wrong)) })
		}
		for name, right := range map[string]map[string]any{
			"two audiences with our azp": {"aud": []string{"wenban", "other"}, "azp": "wenban"},
			"over for 30 seconds":        {"exp": in(-30 * time.Second)},
			"from 30 seconds on":         {"nbf": in(30 * time.Second), "iat": in(30 * time.Second)},
		} {
			h.citizens.Token = func(c map[string]any) string { return h.citizens.Sign(with(c, right)) }
			h.accepts(name)
		}
	})
}

// with sets claims; nil takes one out.
func with(claims, set map[string]any) map[string]any {
	for name, v := range set {
		if claims[name] = v; v == nil {
			delete(claims, name)
		}
	}
	return claims
}

// A43: a key is never fetched from where a token says, and the keys of the
// provider at most once a minute.
func TestA43KeysComeFromTheProviderAlone(t *testing.T) {
	eachSited(t, func(t *testing.T, h *sited) {
		h.accepts("an honest token")
		fetched := false
		evil := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { fetched = true }))
		defer evil.Close()
		stranger, _ := rsa.GenerateKey(rand.Reader, 2048)
		for _, header := range []map[string]any{
			{"kid": "../../key"}, {"kid": "' OR 1=1 --"}, {"kid": ""}, {"kid": "new", "jku": evil.URL}, {"kid": signintest.KeyID, "x5u": evil.URL}, {"kid": strings.Repeat("k", 10_000)},
			{"kid": signintest.KeyID, "jwk": jose.JSONWebKey{Key: &stranger.PublicKey, KeyID: signintest.KeyID, Algorithm: "RS256"}},
		} {
			h.refusedBy("header", func(c map[string]any) string {
				return signintest.SignWith(jose.SigningKey{Algorithm: jose.RS256, Key: stranger}, c, header)
			})
		}
		if fetched {
			t.Error("a token made us fetch from another host")
		}
		storm := func() {
			for i := range 200 {
				token := signintest.SignWith(jose.SigningKey{Algorithm: jose.RS256, Key: stranger}, h.citizens.LogoutClaims("wenban", "linxiulan", "s"), map[string]any{"kid": string(rune('a' + i))})
				b := h.browser()
				b.want(b.do("POST", "/sign-in/ended", "logout_token="+token, "Sec-Fetch-Site", ""), 400, "")
			}
		}
		before := h.citizens.Asked("/keys")
		storm()
		if n := h.citizens.Asked("/keys") - before; n > 1 {
			t.Errorf("200 tokens with unknown keys: the keys were fetched %d times in no time, want at most once", n)
		}
		h.clock.pass(61 * time.Second)
		before = h.citizens.Asked("/keys")
		storm()
		if n := h.citizens.Asked("/keys") - before; n != 1 {
			t.Errorf("a minute later the keys were fetched %d times, want once", n)
		}
		h.accepts("an honest token after it")
	})
}

func TestA44CodesOfOthers(t *testing.T) {
	eachSited(t, func(t *testing.T, h *sited) {
		victim, evil := h.browser(), h.browser()
		back := victim.leave("/sign-in?next=/mine", "linxiulan")
		evil.want(evil.get(back), 403, "登录没有完成") // in another browser: the state is not its own
		evil.get("/sign-in")                     // with a sign-in of its own under way
		evil.want(evil.get(back), 403, "登录没有完成")
		victim.want(victim.get(back), 303, "")
		victim.want(victim.get(back), 403, "登录没有完成") // twice
		victim.want(victim.get("/mine"), 200, "林秀兰")

		q := func(change func(q url.Values)) string {
			b := h.browser()
			to, _ := url.Parse(b.leave("/sign-in", "linxiulan"))
			values := to.Query()
			change(values)
			a := b.get(to.Path + "?" + values.Encode())
			if a.status != 403 || b.cookie("wenban_citizen") != "" {
				t.Errorf("GET %s?%s = %d %s, want 403 and no session", to.Path, values.Encode(), a.status, a.body)
			}
			return b.cookie("wenban_flow")
		}
		for name, change := range map[string]func(url.Values){
			"no state":          func(q url.Values) { q.Del("state") },
			"another state":     func(q url.Values) { q.Set("state", "x") },
			"two states":        func(q url.Values) { q.Add("state", q.Get("state")) },
			"no code":           func(q url.Values) { q.Del("code") },
			"two codes":         func(q url.Values) { q.Add("code", "x") },
			"a code of nobody":  func(q url.Values) { q.Set("code", "x") },
			"a long code":       func(q url.Values) { q.Set("code", strings.Repeat("x", 5000)) },
			"an error":          func(q url.Values) { q.Del("code"); q.Set("error", "<script>") },
			"mix-up: other iss": func(q url.Values) { q.Set("iss", "https://evil.example") },
			"mix-up: no iss":    func(q url.Values) { q.Del("iss") },
			"two issuers":       func(q url.Values) { q.Add("iss", "https://evil.example") },
		} {
			if flow := q(change); flow != "" {
				t.Errorf("%s: the sign-in is still under way", name)
			}
		}
		late := h.browser()
		back = late.leave("/sign-in", "linxiulan")
		h.clock.pass(11 * time.Minute)
		late.want(late.get(back), 403, "登录没有完成")

		// A code that was given to another sign-in: login CSRF and PKCE.
		mine, other := h.browser(), h.browser()
		his, _ := url.Parse(other.leave("/sign-in", "zhoujianguo"))
		own, _ := url.Parse(mine.leave("/sign-in", "linxiulan"))
		values := own.Query()
		values.Set("code", his.Query().Get("code"))
		mine.want(mine.get(own.Path+"?"+values.Encode()), 403, "")

		// A sign-in of citizens does not answer one of staff.
		cross := h.browser()
		to, _ := url.Parse(cross.leave("/sign-in", "linxiulan"))
		cross.want(cross.get("/staff/sign-in/back?"+to.RawQuery), 403, "登录没有完成")
		var n int
		h.must(h.db.Reader().QueryRow("SELECT count(*) FROM session").Scan(&n))
		if n != 1 {
			t.Errorf("there are %d sessions, want the victim's alone", n)
		}
	})
}

// A44: what is asked of the provider.
func TestA44TheChallengeIsS256AndTheStateIsOfTheBrowser(t *testing.T) {
	eachSited(t, func(t *testing.T, h *sited) {
		first, second := h.browser().get("/sign-in"), h.browser().get("/sign-in")
		a, _ := url.Parse(first.to)
		b, _ := url.Parse(second.to)
		x, y := a.Query(), b.Query()
		for _, name := range []string{"state", "nonce", "code_challenge"} {
			if len(x.Get(name)) != 43 || x.Get(name) == y.Get(name) {
				t.Errorf("%s is %q and %q, want 256 bits that differ", name, x.Get(name), y.Get(name))
			}
		}
		if x.Get("code_challenge_method") != "S256" || x.Get("response_type") != "code" || !strings.HasPrefix(x.Get("redirect_uri"), "http://127.0.0.1:") {
			t.Errorf("the provider is asked %v", x)
		}
		evil := h.browser().do("GET", "/sign-in", "", "X-Forwarded-Host", "evil.example", "Forwarded", "host=evil.example")
		if strings.Contains(evil.to, "evil") {
			t.Errorf("a header made us ask to be answered at %s", evil.to)
		}
	})
}

func TestA45NobodyBecomesAPersonBySigningIn(t *testing.T) {
	eachSited(t, func(t *testing.T, h *sited) {
		b := h.browser()
		b.want(b.dance("/staff/sign-in/begin", "staff-1001"), 403, "staff-1001") // not known to us, whatever it grants
		h.must(h.store.SetSubject(t.Context(), chief, handler, h.staff.Issuer, "staff-1002"))
		b = h.browser()
		if a := b.dance("/staff/sign-in/begin?next=/desk/cases", "staff-1002"); a.status != 303 || a.to != "/desk/cases" {
			t.Fatalf("signing in as %s = %d to %q", handler, a.status, a.to)
		}
		b.want(b.get("/desk/cases"), 200, handler)
		b.want(b.get("/admin"), 403, "role")

		for name, c := range map[string]struct {
			claims map[string]any
			desk   int
		}{
			"no role claim":           {map[string]any{"roles": nil}, 403},
			"an unknown role":         {map[string]any{"roles": []any{"root", "admin", "handler"}}, 403},
			"a role we did not give":  {map[string]any{"roles": []any{"wenban-admin"}}, 403},
			"both":                    {map[string]any{"roles": []any{"wenban-admin", "wenban-handler"}}, 200},
			"one text":                {map[string]any{"roles": "wenban-handler"}, 200},
			"a number":                {map[string]any{"roles": 7}, 403},
			"500 groups":              {map[string]any{"roles": append(many(500), "wenban-handler")}, 200},
			"an address as identity":  {map[string]any{"email": "boss@example.gov.cn", "email_verified": false, "name": chief, "preferred_username": chief, "roles": "wenban-handler"}, 200},
			"roles in another letter": {map[string]any{"Roles": "wenban-handler", "roles": nil}, 403},
		} {
			h.staff.Info = func(claims map[string]any) { with(claims, c.claims) }
			b := h.browser()
			b.dance("/staff/sign-in/begin", "staff-1002")
			b.headers.Del("Accept")
			if a := b.get("/desk/cases"); a.status != c.desk {
				t.Errorf("%s: GET /desk/cases = %d, want %d", name, a.status, c.desk)
			}
			b.want(b.get("/admin"), 403, "role")
			if v := h.seen(b); v.Person == nil || v.Person.Name != handler {
				t.Errorf("%s: signed in as %+v, want %s", name, v.Person, handler)
			}
		}
		if err := h.store.SetSubject(t.Context(), chief, chief, h.staff.Issuer, "staff-1002"); err == nil {
			t.Error("one account of the provider is two people")
		}
		h.must(h.store.SetPerson(t.Context(), chief, store.Person{Name: handler, Roles: []store.Role{store.Handler}}))
		b = h.browser()
		b.want(b.dance("/staff/sign-in/begin", "staff-1002"), 403, "还没有登记您") // switched off
	})
}

func many(n int) (all []any) {
	for i := range n {
		all = append(all, "group-"+string(rune('a'+i%26)))
	}
	return all
}

// A45: the user info must be about whom the token is about, and what a provider
// did not verify is not taken.
func TestA45TheUserInfo(t *testing.T) {
	eachSited(t, func(t *testing.T, h *sited) {
		h.citizens.Info = func(c map[string]any) { c["sub"] = "zhoujianguo" }
		b := h.browser()
		b.want(b.dance("/sign-in", "linxiulan"), 403, "没有通过核对")
		h.citizens.Info = func(c map[string]any) {
			with(c, map[string]any{"phone_number_verified": false, "name": "<b>林\u202e秀兰</b>\x00", "address": strings.Repeat("址", 300), "id_card": 7, "enterprise": []any{"x"}})
		}
		b.dance("/sign-in", "linxiulan")
		if c := h.seen(b).Citizen; c == nil || c.Phone != "" || c.Name != "<b>林秀兰</b>" || c.Address != "" || c.IDCard != "" || c.Enterprise != nil {
			t.Errorf("the identity is %+v, want the name without what cannot be seen, and nothing else", c)
		}
	})
}

func TestClaimsUnderOtherNames(t *testing.T) {
	eachSited(t, func(t *testing.T, h *sited) {
		h.citizens.Info = func(c map[string]any) {
			with(c, map[string]any{"xm": c["name"], "name": nil, "cert_no": c["id_card"], "id_card": nil, "address": "云溪市"})
		}
		b := h.browser()
		b.dance("/sign-in", "linxiulan")
		if c := h.seen(b).Citizen; c == nil || c.Name != "林秀兰" || c.IDCard != "99010219880315602X" || c.Address != "云溪市" {
			t.Errorf("the identity is %+v", c)
		}
	}, func(c *signin.Config) { c.Citizens.Claims = map[string]string{"name": "xm", "id_card": "cert_no"} })
}

func TestA46TheProviderIsDown(t *testing.T) {
	eachSited(t, func(t *testing.T, h *sited) {
		down := true
		h.citizens.Down = func(w http.ResponseWriter, _ *http.Request) bool {
			if down {
				http.Error(w, "<html>private</html>", http.StatusBadGateway)
			}
			return down
		}
		b := h.browser()
		a := b.get("/sign-in?next=/mine") // from the start
		b.want(a, 503, "暂时连不上")
		if a.Get("Retry-After") == "" {
			t.Error("nothing says when to come again")
		}
		down = false
		b.want(b.get("/sign-in?next=/mine"), 503, "暂时连不上") // not asked again at once
		h.clock.pass(11 * time.Second)
		b.dance("/sign-in?next=/mine", "linxiulan")
		b.want(b.get("/mine"), 200, "林秀兰")
		other := h.browser()
		back := other.leave("/sign-in", "zhoujianguo")
		down = true
		a = other.get(back) // between the two
		if a.status != 503 && a.status != 403 {
			t.Errorf("the callback while the provider is down = %d, want a refusal", a.status)
		}
		b.want(b.get("/mine"), 200, "林秀兰") // who is signed in stays so
		b.want(b.post("/sign-out"), 200, "已经退出")
		b.want(b.get("/mine"), 303, "")
	})
}

func TestA47SignOutsThatTheProviderTells(t *testing.T) {
	eachSited(t, func(t *testing.T, h *sited) {
		one, two, other := h.browser(), h.browser(), h.browser()
		one.dance("/sign-in", "linxiulan")
		first := h.citizens.Sessions()["linxiulan"][0]
		two.dance("/sign-in", "linxiulan")
		other.dance("/sign-in", "zhoujianguo")
		tell := func(name, token string, want int) {
			t.Helper()
			b := h.browser()
			if a := b.do("POST", "/sign-in/ended", "logout_token="+token, "Sec-Fetch-Site", ""); a.status != want {
				t.Errorf("%s: POST /sign-in/ended = %d %s, want %d", name, a.status, a.body, want)
			}
		}
		claims := func(set map[string]any) string {
			return h.citizens.Sign(with(h.citizens.LogoutClaims("wenban", "linxiulan", first), set))
		}
		stranger, _ := rsa.GenerateKey(rand.Reader, 2048)
		for name, token := range map[string]string{
			"forged":            signintest.SignWith(jose.SigningKey{Algorithm: jose.RS256, Key: stranger}, h.citizens.LogoutClaims("wenban", "linxiulan", first), map[string]any{"kid": signintest.KeyID}),
			"for another":       claims(map[string]any{"aud": "other"}),
			"another issuer":    claims(map[string]any{"iss": "https://evil.example"}),
			"an ID token":       claims(map[string]any{"nonce": "x"}),
			"no event":          claims(map[string]any{"events": nil}),
			"no id":             claims(map[string]any{"jti": nil}),
			"nobody":            claims(map[string]any{"sub": nil, "sid": nil}),
			"over":              claims(map[string]any{"exp": h.clock.now().Add(-2 * time.Minute).Unix()}),
			"from the future":   claims(map[string]any{"iat": h.clock.now().Add(2 * time.Minute).Unix()}),
			"nothing":           "",
			"of staff's issuer": h.staff.LogoutToken("wenban", "linxiulan", first),
		} {
			tell(name, token, 400)
		}
		one.want(one.get("/mine"), 200, "林秀兰")
		tell("a session that is not here", claims(map[string]any{"sid": "elsewhere"}), 200)
		one.want(one.get("/mine"), 200, "林秀兰")
		token := claims(nil)
		tell("one session", token, 200)
		one.want(one.get("/mine"), 303, "")
		two.want(two.get("/mine"), 200, "林秀兰") // only that one
		tell("replayed", token, 400)
		tell("everything of the subject", claims(map[string]any{"sid": nil}), 200)
		two.want(two.get("/mine"), 303, "")
		other.want(other.get("/mine"), 200, "周建国")
		for _, sid := range h.citizens.Sessions()["zhoujianguo"] {
			h.citizens.End(sid) // as the provider itself tells it
		}
		other.want(other.get("/mine"), 303, "")
	})
}

// A14: nobody is sent to another site after signing in with a provider either.
func TestA14AfterAProvider(t *testing.T) {
	eachSited(t, func(t *testing.T, h *sited) {
		for next, want := range map[string]string{"/mine": "/mine", "//evil.example": "/", "https://evil.example": "/", "/admin": "/", `/\evil.example`: "/"} {
			b := h.browser()
			if a := b.dance("/sign-in?next="+url.QueryEscape(next), "linxiulan"); a.to != want {
				t.Errorf("signing in with next %q leads to %q, want %q", next, a.to, want)
			}
		}
	})
}

func TestWithoutAProviderCitizensAreToldSo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.browser()
		b.want(b.get("/sign-in"), 404, "没有开通")
		b.want(b.get("/sign-in/back?code=x&state=y"), 404, "没有开通")
		b.want(b.do("POST", "/sign-in/ended", "logout_token=x"), 400, "")
		b.want(b.get("/mine"), 401, "sign_in")
	})
}
