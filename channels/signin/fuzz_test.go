package signin

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode"
)

// FuzzBack: whatever is asked for, one goes to a page of ours.
func FuzzBack(f *testing.F) {
	for _, seed := range []string{"/", "/mine", "/desk/cases", "//evil.example", `/\evil`, "/desk/../admin", "https:evil", "/desk/%0d%0a", "/desk/\u2028x", "/mine?x", "/desk//x", "/desk/%e4%ba%8c", "/desk/%2f%2fx", "/desk/%2e%2e/x", "/desk/%5c", "/desk/%25"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, asked string) {
		got := back(asked, "/home", []string{"/", "/mine", "/desk/"})
		u, err := url.Parse(got)
		ours := got == "/home" || got == "/" || got == "/mine" || strings.HasPrefix(got, "/desk/")
		if err != nil || u.Host != "" || u.Scheme != "" || !ours || strings.Contains(u.Path+"/", "/../") || strings.Contains(u.Path, "//") {
			t.Errorf("back(%q) = %q, want a page of ours", asked, got)
		}
	})
}

// FuzzFlow: a cookie that is not the one we set leads nowhere.
func FuzzFlow(f *testing.F) {
	now := time.Unix(1_800_000_000, 0)
	good := newFlow(citizenKind, "/mine", now)
	if next, ok := good.of(citizenKind, good.state(), now); !ok || next != "/mine" {
		f.Fatalf("control: of = %q, %v, want /mine", next, ok)
	}
	for _, at := range []time.Time{now.Add(flowTime), now.Add(-time.Second)} {
		if _, ok := good.of(citizenKind, good.state(), at); ok {
			f.Errorf("a sign-in that began at %v counts at %v", now, at)
		}
	}
	f.Add(string(good), good.state())
	f.Add(string(good)+".", good.state())
	f.Add("a.b.citizen.1800000000.L21pbmU", "")
	f.Fuzz(func(t *testing.T, cookie, state string) {
		if next, ok := flow(cookie).of(citizenKind, state, now); ok && state != flow(cookie).state() {
			t.Errorf("flow(%q).of(%q) = %q, want it refused", cookie, state, next)
		}
		if _, ok := flow(cookie).of(staffKind, good.state(), now); ok {
			t.Errorf("flow(%q) answers a sign-in of another kind", cookie)
		}
	})
}

// FuzzIdentity: whatever a provider says, what is kept is short and can be seen.
func FuzzIdentity(f *testing.F) {
	for _, seed := range []string{`{"name":"林秀兰","address":{"formatted":"云溪市"},"enterprise":{"name":"x"}}`, `{"name":["x"],"phone_number_verified":"no"}`, `{"name":"\u0000\u202e"}`, `{"address":{"formatted":{}}}`, `{"roles":[1,{"a":2},"b"]}`} {
		f.Add([]byte(seed))
	}
	p := &provider{OpenID: OpenID{RoleClaim: "roles", Claims: map[string]string{"name": "xm"}}}
	f.Fuzz(func(t *testing.T, data []byte) {
		var claims map[string]any
		if json.Unmarshal(data, &claims) != nil {
			return
		}
		i := p.identity(claims)
		all := []string{i.Name, i.Phone, i.IDCard, i.Address}
		if e := i.Enterprise; e != nil {
			all = append(all, e.Name, e.USCC, e.LegalPerson, e.Address)
		}
		for _, s := range all {
			if len([]rune(s)) > textLimit || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) && r != '\u3000' }) {
				t.Errorf("identity(%s) holds %q", data, s)
			}
		}
		if roles := p.granted(claims); len(roles) > 0 {
			t.Errorf("granted(%s) = %v, want none: no value means a role", data, roles)
		}
	})
}
