package ledger

import (
	"encoding/json"
	"strings"
	"testing"

	"wenban/assistant"
	"wenban/assistant/ledger/ledgertest"
)

func FuzzDecode(f *testing.F) {
	whole, err := json.Marshal(ledgertest.Turn("a", 1, "m").Reply)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{string(whole), "", "null", "{}", `{"seq":1e400}`, `{"talk":7}`, `{"items":[null]}`, `{"新字段":[[[[]]]]}`, string(whole[:40])} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, column []byte) {
		var r, again assistant.Reply
		if decode(column, &r) != nil {
			return
		}
		first, err := json.Marshal(r)
		if err != nil {
			t.Fatalf("encode what decode(%q) gave = %v, want nil", column, err)
		}
		if err := decode(first, &again); err != nil {
			t.Fatalf("decode(%q) = %v, want nil", first, err)
		}
		if second, _ := json.Marshal(again); string(first) != string(second) {
			t.Errorf("decode(%q) kept %s, want %s", column, second, first)
		}
	})
}

func TestADecodeErrorTellsNothingOfTheContent(t *testing.T) {
	for _, column := range []string{`{"text":"张三的电话" oops}`, `{"text":{"张三":1}}`, `{"seq":"张三"}`, `张三`} {
		r := assistant.Reply{Lead: "earlier"}
		err := decode([]byte(column), &r)
		if err == nil || strings.Contains(err.Error(), "张三") {
			t.Errorf("decode(%s) = %v, want an error without 张三", column, err)
		}
		if r.Lead != "" {
			t.Errorf("decode(%s) left %q in the reply, want nothing", column, r.Lead)
		}
	}
}
