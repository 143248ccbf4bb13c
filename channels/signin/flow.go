package signin

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// flow is a sign-in with a provider that has begun in a browser. It is one
// cookie: what the provider is given (state, nonce, the challenge of PKCE) are
// digests of it, so a code is worth something only in the browser that asked for
// it, and nothing need be kept here.
type flow string

const (
	flowTime  = 10 * time.Minute
	flowLimit = 1024 // bytes
)

// newFlow begins a sign-in of a kind that leads to a path.
func newFlow(kind, next string, now time.Time) flow {
	return flow(strings.Join([]string{rand.Text(), rand.Text(), kind, strconv.FormatInt(now.Unix(), 10), base64.RawURLEncoding.EncodeToString([]byte(next))}, "."))
}

func (f flow) derived(purpose string) string {
	sum := sha256.Sum256([]byte(purpose + "\x00" + string(f)))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func (f flow) state() string    { return f.derived("state") }
func (f flow) nonce() string    { return f.derived("nonce") }
func (f flow) verifier() string { return f.derived("verifier") }

// of reports whether a flow is of a kind, young enough, and the one that a
// provider answers; next is where it leads.
func (f flow) of(kind, state string, now time.Time) (next string, ok bool) {
	p := strings.Split(string(f), ".")
	if len(p) != 5 || len(f) > flowLimit || p[2] != kind || subtle.ConstantTimeCompare([]byte(state), []byte(f.state())) != 1 {
		return "", false
	}
	began, err := strconv.ParseInt(p[3], 10, 64)
	to, bad := base64.RawURLEncoding.DecodeString(p[4])
	age := now.Sub(time.Unix(began, 0))
	return string(to), err == nil && bad == nil && age >= 0 && age < flowTime
}

// once returns the only value of a parameter; ok is false where there are
// several.
func once(r *http.Request, name string) (value string, ok bool) {
	all := r.URL.Query()[name]
	if len(all) == 0 {
		return "", true
	}
	return all[0], len(all) == 1
}

const textLimit = 200 // characters

// plainText is a text from outside without what cannot be seen; "" when it is
// longer than any honest one.
func plainText(s string) string {
	s = strings.TrimSpace(strings.ToValidUTF8(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) && r != '\u3000' {
			return -1
		}
		return r
	}, s), ""))
	if utf8.RuneCountInString(s) > textLimit {
		return ""
	}
	return s
}
