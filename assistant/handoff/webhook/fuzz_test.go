package webhook

import (
	"net/http"
	"testing"

	"wenban/assistant/handoff/outside"
)

// FuzzCallback: whatever is posted, an update that gets through passes Check.
func FuzzCallback(f *testing.F) {
	f.Add([]byte(eventOf(accepted("u1"))))
	for _, seed := range []string{"", "{}", `{"specversion":"1.0"}`, `{"specversion":"1.0","id":"a","source":"b","type":"wenban.case.updated","data":null}`, "[[[["} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if u, err := Callback(ContentType, body, noon); err == nil {
			if err := Check(u, noon); err != nil {
				t.Errorf("Callback(%q) = %+v, which is no update: %v", body, u, err)
			}
		}
		_, _ = Decode(body)
	})
}

// FuzzAnswer: whatever a system answers, sent means a number.
func FuzzAnswer(f *testing.F) {
	f.Add(200, `{"key":"k","number":"GD1"}`, "")
	f.Add(429, `{"error":{"code":"x"}}`, "5")
	f.Add(422, `{"error":{"code":"x"}}`, "-1")
	f.Fuzz(func(t *testing.T, status int, body, after string) {
		got := outside.Answer{Status: status, Header: http.Header{"Content-Type": {aJSON}, "Retry-After": {after}}, Body: []byte(body)}
		if a, err := delivered(got, "k", "d"); err == nil && (!number.MatchString(a.Number) || status/100 != 2) {
			t.Errorf("delivered(%d %q) = %+v, nil, want a number", status, body, a)
		}
		if a, ok, err := found(got, "k"); ok && (err != nil || !number.MatchString(a.Number)) {
			t.Errorf("found(%d %q) = %+v, %v, want a number", status, body, a, err)
		}
		var p Page
		if object(got, &p) == nil {
			_ = p.check(noon)
		}
	})
}

func FuzzParseKeys(f *testing.F) {
	f.Add("a:0123456789abcdef0123456789abcdef")
	f.Fuzz(func(t *testing.T, text string) {
		if keys, err := ParseKeys(text); err == nil && len(keys) == 0 {
			t.Errorf("ParseKeys(%q) = no keys and no error", text)
		}
	})
}
