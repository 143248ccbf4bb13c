package segment

import (
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// userFrequency makes a user word win over its parts.
const userFrequency = 100000

// chunkBytes bounds what is cut at once: one long run without punctuation
// takes memory in proportion.
const chunkBytes = 16 << 10

// Segmenter cuts text into words by the general dictionary and a list of user
// words. It is safe for concurrent use. Close frees it; memory outside the Go
// heap (about 140 MB) stays taken until then.
type Segmenter struct {
	mu     sync.RWMutex
	engine engine // nil when closed
}

// engine cuts a chunk of clean text for searching.
type engine interface {
	cut(text string) []string
	free()
}

// New returns a Segmenter that also knows words: names of items, aliases,
// names of places. Words are taken in normal form, without spaces; those of
// one character are left out.
func New(words []string) (*Segmenter, error) {
	e, err := newEngine(userWords(words))
	if err != nil {
		return nil, err
	}
	return &Segmenter{engine: e}, nil
}

// userWords cleans a list of user words and drops repeats.
func userWords(words []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, w := range words {
		w = strings.ReplaceAll(Normal(w), " ", "")
		if n := utf8.RuneCountInString(w); n < 2 || n > 60 || seen[w] {
			continue
		}
		seen[w] = true
		out = append(out, w)
	}
	return out
}

// Words returns the words of text for searching: long words are followed or
// preceded by the words inside them. Spaces and punctuation are left out. It
// returns nil after Close.
func (s *Segmenter) Words(text string) []string {
	words, _ := s.words(text)
	return words
}

func (s *Segmenter) words(text string) (words []string, open bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.engine == nil {
		return nil, false
	}
	for text = readable(text); text != ""; {
		n := chunk(text)
		for _, w := range s.engine.cut(text[:n]) {
			if strings.IndexFunc(w, isWordRune) >= 0 {
				words = append(words, w)
			}
		}
		text = text[n:]
	}
	return words, true
}

// Close frees the Segmenter when its readers have finished. Closing twice does
// nothing.
func (s *Segmenter) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.engine != nil {
		s.engine.free()
		s.engine = nil
	}
}

func isWordRune(r rune) bool { return kindOf(r) != other }

// readable takes out what the engine cannot read: a NUL would end the text and
// an invalid byte would empty it.
func readable(text string) string {
	text = strings.ToValidUTF8(text, "")
	return strings.ReplaceAll(text, "\x00", "")
}

// chunk returns where to end the next piece of text: after the last full stop
// or line within chunkBytes, else at a rune border.
func chunk(text string) int {
	if len(text) <= chunkBytes {
		return len(text)
	}
	if i := strings.LastIndexAny(text[:chunkBytes], "\n。"); i > 0 {
		_, size := utf8.DecodeRuneInString(text[i:])
		return i + size
	}
	n := chunkBytes
	for !utf8.RuneStart(text[n]) {
		n--
	}
	return n
}

// Live holds the Segmenter in use, so that a new word list can take the place
// of the old one while readers read. The zero value cuts nothing until the
// first Swap.
type Live struct{ current atomic.Pointer[Segmenter] }

// Swap puts next into use and closes the one before it when its last reader
// has finished.
func (l *Live) Swap(next *Segmenter) {
	if old := l.current.Swap(next); old != nil && old != next {
		old.Close()
	}
}

// Words is Segmenter.Words of the one in use.
func (l *Live) Words(text string) []string {
	for {
		s := l.current.Load()
		if s == nil {
			return nil
		}
		if words, open := s.words(text); open || l.current.Load() == s {
			return words
		}
	}
}
