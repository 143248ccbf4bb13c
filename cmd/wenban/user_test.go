package main

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"wenban/knowledge/store"
)

// The first admin is added on the command line, signs in on the page, and is
// out when another switches them off.
func TestAPersonAddedOnTheCommandLineSignsIn(t *testing.T) {
	data, addr := t.TempDir(), free(t)
	const word = "晴天搬了七把椅子去河边坐"
	secret := file(t, "password", word+"\n")
	steps(t, data,
		"user add 甲 --role admin --password-file "+secret,
		"user add 王芳 --role handler --department 民政局 --region 990102 --as 甲 --password-file "+secret,
		"user unlock 王芳 --as 甲", "audit --verify")
	running(t, addr, data, func() {
		jar, _ := cookiejar.New(nil) // never fails
		client := &http.Client{Jar: jar, Timeout: 20 * time.Second, Transport: fromOurPage{}}
		at := "http://" + addr
		if body := visit(t, client, "POST", at+"/staff/sign-in", url.Values{"name": {"王芳"}, "password": {word}}); !strings.Contains(body, "承办人员") || !strings.Contains(body, "990102") {
			t.Fatalf("signing in: got %s, want the page that says who it is", body)
		}
		steps(t, data, "user off 王芳 --as 甲")
		if body := visit(t, client, "GET", at+"/staff", nil); !strings.Contains(body, "工作人员登录") {
			t.Errorf("after switching off: got %s, want the sign-in page", body)
		}
	})
	for _, args := range []string{
		"user add 丙 --role handler --as 甲 --password-file " + file(t, "weak", "password1234"),
		"user add 丙 --role handler --as 甲 --password-file " + file(t, "two", word+"\n"+word),
		"user add 丙丙 --role handler --as 甲 --password-file " + file(t, "name", "my-name-is-bingbing"),
		"user password 甲 --as 甲", // no terminal and no file
		"user password 甲 --as 王芳 --password-file " + secret,
		"user unlock 王芳 --as 王芳",
	} {
		if code, out := command(t, append(strings.Fields(args), "--data", data)...); code != 1 {
			t.Errorf("wenban %s = %d, want 1:\n%s", args, code, out)
		}
	}
	if _, out := command(t, "user", "list", "--data", data); strings.Contains(out, "丙") {
		t.Errorf("somebody whose password was refused was added:\n%s", out)
	}
}

// Who adds people is told what is missing, before somebody waits for cases that
// cannot come.
func TestAddingAPersonSaysWhatIsMissing(t *testing.T) {
	data := t.TempDir()
	steps(t, data, "user add 甲 --role admin")
	add := func(args ...string) (int, string) {
		return command(t, append([]string{"user", "add", "--data", data}, args...)...)
	}
	if code, _ := add("乙", "--role", "handler", "--department", "民政局"); code != 1 {
		t.Errorf("added by nobody: got %d, want 1", code)
	}
	if code, out := add("乙", "--role", "handler", "--as", "甲"); code != 0 || !strings.Contains(out, "--department") {
		t.Errorf("a handler without a department: got %d %q, want to be told how to give one", code, out)
	}
	if _, out := add("乙", "--role", "handler", "--department", "云溪市民政局", "--as", "甲"); strings.Contains(out, "--department") || strings.Contains(out, "注意") {
		t.Errorf("a handler with a department: got %q, want no word about it", out)
	}
	if code, out := add("乙", "--role", "handler", "--department", "民政局", "--as", "甲"); code != 0 || !strings.Contains(out, "是不是云溪市民政局") {
		t.Errorf("a handler of a department that gets no cases: got %d %q, want to be asked for the one that is meant", code, out)
	}
	if err := nobodyAdds("", fmt.Errorf("%w：%q", store.ErrNobody, "")); !strings.Contains(err.Error(), "--as") {
		t.Errorf("nobodyAdds = %v, want what to write", err)
	}
}

// fromOurPage says of every request that it comes from our own page, as browsers
// do.
type fromOurPage struct{}

func (fromOurPage) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept", "text/html")
	return http.DefaultTransport.RoundTrip(r)
}
