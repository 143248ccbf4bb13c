package phrase

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"wenban/knowledge"
)

var noon = time.Date(2026, 11, 16, 12, 0, 0, 0, knowledge.Zone)

func TestReadNamesEveryBadLine(t *testing.T) {
	good := `{"item":"X","q":"狗证怎么办","before":3,"drawn":[]}`
	got, err := Read(strings.NewReader("\ufeff" + good + "\n\n" + good + "\r\n"))
	if err != nil || len(got) != 2 || got[0].Q != "狗证怎么办" {
		t.Fatalf("Read(two good lines) = %+v, %v, want both", got, err)
	}
	for line, want := range map[string]string{
		`{"item":"X"}`:       "太短",
		`{"q":"狗证怎么办"}`:      "没有 item",
		`[1]`:                "不是一个 JSON 对象",
		`{"item":"X","q":7}`: "不是一个 JSON 对象",
		`{"item":"X","q":"狗证怎么办","source":"机器"}`:                "source 只能是",
		`{"item":"X","q":"我叫王*要办狗证"}`:                           "个人信息",
		`{"item":"X","q":"` + strings.Repeat("长", 30000) + `"}`: "太长",
	} {
		got, err := Read(strings.NewReader(good + "\n" + line + "\n"))
		if !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "第2行") || got != nil {
			t.Errorf("Read(%.60s) = %d, %v, want nothing and %s at line 2", line, len(got), err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"item":"X","q":"狗证怎么办","source":"citizen"}` + "\n"))
	f.Add([]byte("\ufeff{}\n[]\nnull\n\xff"))
	f.Fuzz(func(t *testing.T, text []byte) {
		all, err := Read(bytes.NewReader(text))
		if err != nil && (all != nil || !errors.Is(err, ErrFile)) {
			t.Fatalf("Read(%q) = %d, %v, want nothing and ErrFile", text, len(all), err)
		}
		for _, s := range all {
			if s.Item == "" || Flaw(s.Q) != "" {
				t.Errorf("Read(%q) let %+v pass", text, s)
			}
		}
	})
}

func TestTheLogForgetsWhatWasUndoneAndALineThatWasCutOff(t *testing.T) {
	whole := `{"item":"X","q":"一二三","verdict":"accepted"}` + "\n" + `{"item":"X","q":"四五六","verdict":"rejected"}` + "\n" +
		`{"verdict":"undone"}` + "\n" + `{"item":"X","q":"七八九","verdict":"accepted","edited":"七八九十"}` + "\n"
	log, n, err := ReadLog(strings.NewReader(whole + `{"item":"X","q":"没写`))
	if err != nil || n != int64(len(whole)) {
		t.Fatalf("ReadLog = %d bytes, %v, want %d whole", n, err, len(whole))
	}
	var texts []string
	for _, d := range log.Accepted() {
		texts = append(texts, d.Text())
	}
	if want := []string{"一二三", "七八九十"}; !reflect.DeepEqual(texts, want) {
		t.Errorf("accepted %v, want %v", texts, want)
	}
	if done := log.Done(); !done("X", "一二三？") || done("X", "四五六") || done("Y", "一二三") {
		t.Error("Done must know 一二三 of X, and neither what was undone nor another item's")
	}
	if got := (Log)(nil).With(Decision{Verdict: Undone}); len(got) != 0 {
		t.Errorf("undoing nothing = %v, want nothing", got)
	}
	for _, text := range []string{"not json\n", `{"verdict":"maybe"}` + "\n", strings.Repeat("x", maxLine+1) + "\n"} {
		if _, _, err := ReadLog(strings.NewReader(text)); !errors.Is(err, ErrFile) {
			t.Errorf("ReadLog(%.20q) = %v, want ErrFile", text, err)
		}
	}
}

func FuzzReadLog(f *testing.F) {
	f.Add([]byte(`{"item":"X","q":"一二三","verdict":"accepted"}` + "\n" + `{"verdict":"undone"}` + "\n{"))
	f.Fuzz(func(t *testing.T, text []byte) {
		log, n, err := ReadLog(bytes.NewReader(text))
		if err != nil {
			return
		}
		again, m, err := ReadLog(bytes.NewReader(text[:n]))
		if err != nil || m != n || len(again) != len(log) {
			t.Errorf("ReadLog of the %d whole bytes of %q = %d decisions of %d bytes, %v, want %d", n, text, len(again), m, err, len(log))
		}
	})
}

const line = `{"code":"X","name":"甲", "x-own": 1.50,"materials":[{"phrasings":"不是这个"}],"summary":"\u4e00<b>"}`

func accepted(q string) []Decision {
	return []Decision{{Suggestion: Suggestion{Item: "X", Q: q, Source: "citizen"}, Verdict: Accepted, By: "王芳", At: "2026-11-16"}}
}

func TestAddToLeavesEveryOtherByteAndKeepsTheOriginal(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "items", "a.jsonl")
	text := "\ufeff" + line + "\r\n\n{\"code\":\"Y\",\"name\":\"乙\"}\nnot json\n"
	write(t, path, text)
	w, err := AddTo([]string{dir}, append(accepted("狗证怎么办"), Decision{Suggestion: Suggestion{Item: "Z", Q: "没有的事"}}), noon)
	if err != nil || w.Added != 1 || len(w.Kept) != 1 || !reflect.DeepEqual(w.Missing, []string{"Z"}) {
		t.Fatalf("AddTo = %+v, %v, want one added, one file kept and Z missing", w, err)
	}
	phrasing := `,"phrasings":[{"q":"狗证怎么办","source":"citizen","confirmed":"2026-11-16","reviewer":"王芳"}]}`
	want := strings.Replace(text, `<b>"}`, `<b>"`+phrasing, 1)
	if got := read(t, path); got != want {
		t.Errorf("after AddTo the file is\n%s\nwant\n%s", got, want)
	}
	if got := read(t, w.Kept[0]); got != text {
		t.Errorf("the original was kept as\n%s\nwant\n%s", got, text)
	}
}

func TestWhatIsThereIsNotAddedAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.jsonl")
	write(t, path, line)
	for i, q := range []string{"狗证怎么办", "狗证怎么办？", "给狗上户口"} {
		w, err := AddTo([]string{path}, accepted(q), noon)
		if want := []int{1, 0, 1}[i]; err != nil || w.Added != want || len(w.Kept) != want {
			t.Errorf("AddTo(%s) = %+v, %v, want %d added and kept", q, w, err, want)
		}
	}
	if got := read(t, path); strings.Count(got, `"q":`) != 2 || strings.Count(got, `"phrasings":[`) != 1 {
		t.Errorf("after three times the line is %s, want two phrasings", got)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 3 {
		t.Errorf("the folder holds %v, want the file and two originals of one second", entries)
	}
}

func TestAListIsRefusedAndStaysAsItIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.jsonl")
	write(t, path, "\ufeff [\n"+line+"]")
	if _, err := AddTo([]string{path}, accepted("狗证怎么办"), noon); !errors.Is(err, ErrArray) {
		t.Errorf("AddTo(a list) = %v, want ErrArray", err)
	}
	if got := read(t, path); got != "\ufeff [\n"+line+"]" {
		t.Errorf("the list became %s", got)
	}
	if _, err := AddTo([]string{path + "no"}, accepted("狗证怎么办"), noon); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("AddTo(no file) = %v, want os.ErrNotExist", err)
	}
}

func FuzzSplice(f *testing.F) {
	f.Add([]byte(line), "狗证怎么办")
	f.Add([]byte(`{"phrasings":[{"q":"一"}],"code":"X","phrasings":[]}`), "二")
	f.Add([]byte(`{"phrasings":null}`), "<>&")
	f.Add([]byte(`{} `), "x")
	f.Fuzz(func(t *testing.T, object []byte, q string) {
		got, n, err := splice(object, []knowledge.Phrasing{{Q: q, Source: "curator"}})
		if err != nil || n == 0 {
			return
		}
		before, after := keysOf(t, object), keysOf(t, got)
		delete(before, "phrasings")
		delete(after, "phrasings")
		if !reflect.DeepEqual(before, after) {
			t.Errorf("splice(%s, %q) = %s: other keys differ", object, q, got)
		}
	})
}

func keysOf(t *testing.T, object []byte) map[string]json.RawMessage {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(object, &m); err != nil {
		t.Fatalf("Unmarshal(%s) = %v, want an object", object, err)
	}
	return m
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o640)); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
