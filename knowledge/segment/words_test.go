package segment_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"wenban/knowledge/segment"
)

func newSegmenter(t testing.TB, words ...string) *segment.Segmenter {
	t.Helper()
	s, err := segment.New(words)
	if err != nil {
		t.Fatalf("New(%q): %v", words, err)
	}
	t.Cleanup(s.Close)
	return s
}

func TestWords(t *testing.T) {
	s := newSegmenter(t, "新生儿 上户口\r\n", "一窗通办", "证")
	tests := []struct {
		name, text string
		has, hasNo string
	}{
		{"dictionary words", "身份证丢失怎么办", "身份证", "身份证丢失"},
		{"words inside long words", "办理居住证", "居住", ""},
		{"user words, cleaned of spaces", "给宝宝办新生儿上户口", "新生儿上户口", ""},
		{"user words of our field", "想用一窗通办", "一窗通办", ""},
		{"no punctuation", "你好,身份证?", "身份证", ","},
		{"text after NUL (C13)", "居住证\x00申领", "申领", ""},
		{"text around an invalid byte (C14)", "居住证\xff申领", "居住证", ""},
		{"letters", "办etc卡", "etc", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := s.Words(tt.text)
			if !slices.Contains(got, tt.has) || tt.hasNo != "" && slices.Contains(got, tt.hasNo) {
				t.Errorf("Words(%q) = %q, want %q in it and %q not", tt.text, got, tt.has, tt.hasNo)
			}
		})
	}
}

func TestWordsOfNothingAreNone(t *testing.T) {
	s := newSegmenter(t)
	for _, text := range []string{"", " ", "???", "\x00", "\n", "\xff\xfe"} {
		if got := s.Words(text); len(got) != 0 {
			t.Errorf("Words(%q) = %q, want none", text, got)
		}
	}
	if got := s.Words("身份证"); len(got) == 0 {
		t.Error("Words(身份证) found none either")
	}
}

func TestWordsOfALongTextLoseNothing(t *testing.T) {
	s := newSegmenter(t)
	text := strings.Repeat("补办身份证", 20_000) // 300 KB without a full stop
	n := 0
	for _, w := range s.Words(text) {
		if w == "身份证" {
			n++
		}
	}
	if n < 19_900 {
		t.Errorf("Words found 身份证 %d times, want 20000 but for the borders of chunks", n)
	}
}

func TestClosedSegmenterCutsNothing(t *testing.T) {
	s := newSegmenter(t)
	s.Close()
	s.Close()
	if got := s.Words("身份证"); got != nil {
		t.Errorf("Words after Close = %q, want nil", got)
	}
}

func TestLiveSwapsUnderReaders(t *testing.T) {
	var live segment.Live
	if got := live.Words("身份证"); got != nil {
		t.Errorf("Words before the first Swap = %q, want nil", got)
	}
	live.Swap(newSegmenter(t))
	var readers sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if got := live.Words("补办身份证"); !slices.Contains(got, "身份证") {
					t.Errorf("Words during Swap = %q, want 身份证 in it", got)
					return
				}
			}
		})
	}
	for _, word := range []string{"一窗通办", "跨省通办", "全城通办"} {
		next := newSegmenter(t, word)
		live.Swap(next)
		if got := live.Words("要" + word); !slices.Contains(got, word) {
			t.Errorf("Words after Swap = %q, want %q in it", got, word)
		}
	}
	close(stop)
	readers.Wait()
}

func TestFrequency(t *testing.T) {
	if got := segment.Frequency("身份证"); got == 0 {
		t.Error("Frequency(身份证) = 0, want more")
	}
	if got := segment.Frequency("深分证"); got != 0 {
		t.Errorf("Frequency(深分证) = %d, want 0", got)
	}
}

func FuzzWords(f *testing.F) {
	s := newSegmenter(f, "一窗通办")
	for _, text := range []string{"身份证丢了", "居住证\x00申领", "\xff\xfe", "etc办b超", "一窗通办", "𠮷野家"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, w := range s.Words(text) {
			if !strings.Contains(strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", ""), w) {
				t.Errorf("Words(%q) has %q, which is not in it", text, w)
			}
		}
	})
}

func BenchmarkWords(b *testing.B) {
	s := newSegmenter(b)
	for b.Loop() {
		s.Words("我妈妈的身份证丢了,想问一下补办需要带什么材料,多久能拿到")
	}
}
