package web

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParse(t *testing.T) {
	f, p := parse([]byte(`{"type":"ask","id":"a-1_B","text":"身份证","on":3}`))
	if p != nil || f.Type != "ask" || f.ID != "a-1_B" || f.Text != "身份证" || f.On != 3 {
		t.Errorf("parse of a right frame: got %+v, %v", f, p)
	}
}

// FuzzParse checks that whatever is taken is one flat object of our keys, each
// once, and means the same to encoding/json when it is written again.
func FuzzParse(f *testing.F) {
	for _, test := range wrongFrames {
		f.Add([]byte(test.frame))
	}
	f.Add([]byte(`{"type":"ask","id":"a1","text":"身份证丢了","pick":"","on":3}`))
	f.Add([]byte(`{"type":"hello","after":3,"talk":"t","secret":"s","as":"html"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, p := parse(data)
		if p != nil {
			if p.Text == "" || p.Code == "" {
				t.Errorf("parse(%q): a problem without words: %+v", data, p)
			}
			return
		}
		if !utf8.Valid(data) || got.After < 0 || got.On < 0 || got.Seq < 0 {
			t.Errorf("parse(%q): got %+v, want it refused", data, got)
		}
		again, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		if same, p := parse(again); p != nil || same != got {
			t.Errorf("parse(%q): got %+v, written again %+v (%v)", data, got, same, p)
		}
	})
}

func TestDecodeStrictStopsEarly(t *testing.T) {
	deep := []byte(`{"type":` + strings.Repeat("[", 1<<20))
	if err := decodeStrict(deep, &frame{}); err == nil {
		t.Error("a million brackets: got no error")
	}
	if n := testing.AllocsPerRun(1, func() { _ = decodeStrict(bytes.Clone(deep), &frame{}) }); n > 100 {
		t.Errorf("a million brackets: %v allocations, want few", n)
	}
}
