package segment

import (
	"slices"
	"strings"

	"wenban/knowledge/sieve"
)

// Fix is one repair: characters that sound like a word but are not one, and
// the word.
type Fix struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Repairer mends what was heard or typed as other characters of the same sound
// (深分证, 低宝), against a vocabulary. It would rather miss one than touch a
// text that is right: a span is only replaced when the sentence becomes much
// likelier by it as a sequence of dictionary words.
//
// It is weak where the wrong characters are words themselves (事业 for 失业),
// and never tries those.
type Repairer struct {
	byExact  map[uint64][]string
	byFuzzy  map[uint64][]string
	known    *vocabulary
	mayExact keySet // of byExact
	mayFuzzy keySet
}

// keySet is a set of keys that never forgets one and sometimes takes another for
// one of them: nearly all spans of a text sound like nothing.
type keySet [1 << 12]uint64

// Each key has two bits: with one, a tenth of all spans were looked up for nothing.
func (s *keySet) add(key uint64) {
	for _, i := range keyBits(key) {
		s[i>>6] |= 1 << (i & 63)
	}
}

func (s *keySet) has(key uint64) bool {
	i := keyBits(key)
	return s[i[0]>>6]&(1<<(i[0]&63)) != 0 && s[i[1]>>6]&(1<<(i[1]&63)) != 0
}

func keyBits(key uint64) [2]uint64 {
	h := key * 0x9e3779b97f4a7c15
	return [2]uint64{h >> 46, h >> 28 & (1<<18 - 1)}
}

// Longest and shortest words that are repaired, in characters.
const (
	shortestRepair = 2
	longestRepair  = 6
)

// A repair must make the text this much likelier (natural logarithm): by more
// where it takes a dictionary word apart (老公撕 is no 公司), and by more again
// where the sounds only resemble each other.
const (
	gainLoose = 3.0
	gainApart = 9.0
	gainFuzzy = 12.0
)

// particles stand before and after anything by themselves, so a span that
// would be right but for one of them is right as it is (以离婚 is not 已离婚).
const particles = "以由为在但已于与及其之则是有无不就也又都还要会能可而且或如若因从向对把被让给和跟同到去来你我他她它这那某每各该的地得了着过吗呢吧啊个名件位上下里中内外前后一二三四五六七八九十起未自所"

var mayBeParticle = sieve.RunesOf(particles)

// vocabularyFrequency is what a word of the vocabulary counts as at least.
const vocabularyFrequency = 100

// NewRepairer makes a Repairer for the words of two to six Chinese characters
// of vocab.
func NewRepairer(vocab []string) *Repairer {
	r := &Repairer{byExact: map[uint64][]string{}, byFuzzy: map[uint64][]string{}, known: newVocabulary(vocabularyFrequency)}
	for _, w := range vocab {
		r.add(Normal(w))
	}
	return r
}

func (r *Repairer) add(word string) {
	runes := []rune(word)
	if r.known.words[keyOf(word)] || len(runes) < shortestRepair || len(runes) > longestRepair {
		return
	}
	s := readings()
	sounds := s.read(runes)
	for _, n := range sounds {
		if n == 0 {
			return
		}
	}
	r.known.add(word)
	key := soundKey(sounds)
	r.byExact[key] = append(r.byExact[key], word)
	r.mayExact.add(key)
	key = soundKey(s.fuzzyNumbers(sounds))
	r.byFuzzy[key] = append(r.byFuzzy[key], word)
	r.mayFuzzy.add(key)
}

// fuzzyNumbers folds the numbers of syllables that are often confused.
func (s *syllables) fuzzyNumbers(sounds []uint16) []uint16 {
	out := make([]uint16, len(sounds))
	for i, n := range sounds {
		out[i] = s.folded[n]
	}
	return out
}

func soundKey(sounds []uint16) uint64 {
	h := uint64(offset)
	for _, n := range sounds {
		h = withSound(h, n)
	}
	return h
}

// withSound is the key of a word with one more syllable.
func withSound(h uint64, n uint16) uint64 { return (h ^ uint64(n)) * 1099511628211 }

// Repair returns text in normal form with what sounds like a word of the
// vocabulary replaced by it, and the repairs in order.
func (r *Repairer) Repair(text string) (string, []Fix) {
	runes := []rune(text)
	var fixes []Fix
	for start := 0; start < len(runes); {
		end := start
		for end < len(runes) && end-start < 200 && kindOf(runes[end]) == character {
			end++
		}
		if end-start >= shortestRepair {
			fixes = append(fixes, r.repairRun(runes[start:end])...)
		}
		start = max(end, start+1)
	}
	if len(fixes) == 0 {
		return text, nil
	}
	return string(runes), fixes
}

// span is a piece of a run that may sound like a word: n characters from i on.
type span struct {
	i, n         int
	exact, fuzzy uint64 // keys of its sounds
}

// repairRun repairs a run of Chinese in place, longest spans first.
func (r *Repairer) repairRun(run []rune) (fixes []Fix) {
	var room [32]span
	spans := r.alike(room[:0], run)
	for n := longestRepair; n >= shortestRepair; n-- {
		for _, s := range spans {
			if s.n != n {
				continue
			}
			word := r.better(run, s.i, s.i+n, r.byExact[s.exact], false)
			if word == "" && n > 2 {
				word = r.better(run, s.i, s.i+n, r.byFuzzy[s.fuzzy], true)
			}
			if word != "" {
				fixes = append(fixes, Fix{string(run[s.i : s.i+n]), word})
				copy(run[s.i:s.i+n], []rune(word))
			}
		}
	}
	return fixes
}

// alike appends the spans of a run that may sound like a word, from left to right.
func (r *Repairer) alike(spans []span, run []rune) []span {
	all := readings()
	sounds := all.read(run)
	for i := range sounds {
		exact, fuzzy := uint64(offset), uint64(offset)
		for n := 1; n <= longestRepair && i+n <= len(sounds); n++ {
			exact, fuzzy = withSound(exact, sounds[i+n-1]), withSound(fuzzy, all.folded[sounds[i+n-1]])
			if n >= shortestRepair && (r.mayExact.has(exact) || n > 2 && r.mayFuzzy.has(fuzzy)) {
				spans = append(spans, span{i, n, exact, fuzzy})
			}
		}
	}
	return spans
}

// better returns the word that should stand at run[i:j], or "".
func (r *Repairer) better(run []rune, i, j int, words []string, resembles bool) (best string) {
	words = r.plausible(run[i:j], words, resembles)
	if len(words) == 0 {
		return ""
	}
	key := keyOf(string(run[i:j]))
	if r.known.words[key] || general().freq(key) > 0 || r.ordinary(run[i:j]) {
		return ""
	}
	before, apart := r.likely(run, i, j, run[i:j])
	need := gainLoose
	if apart {
		need = gainApart
	}
	if resembles {
		need = gainFuzzy
	}
	for _, word := range words {
		runes := []rune(word)
		if after, _ := r.likely(run, i, j, runes); after-before >= need {
			best, need = word, after-before
		}
	}
	return best
}

// plausible returns the words that may have become the span by a slip: as long,
// no particle takes part, and where the span is short or they only resemble it, a
// character is the same.
func (r *Repairer) plausible(text []rune, words []string, resembles bool) (out []string) {
	for _, word := range words {
		if slipped(text, word, len(text) == 2 || resembles) {
			out = append(out, word)
		}
	}
	return out
}

func slipped(text []rune, word string, share bool) bool {
	same, i := 0, 0
	for _, c := range word {
		switch {
		case i == len(text):
			return false
		case text[i] == c:
			same++
		case mayBeParticle.Has(text[i]) && strings.ContainsRune(particles, text[i]):
			return false
		}
		i++
	}
	return i == len(text) && (!share || same > 0) && same < i
}

// ordinary reports whether a span is made of dictionary words of two or more
// characters each.
func (r *Repairer) ordinary(span []rune) bool {
	ends, _ := general().cut(span, r.known)
	last := len(span)
	for _, end := range append(ends[1:], 0) {
		if last-end < 2 {
			return false
		}
		last = end
	}
	return true
}

// likely is how likely the neighbourhood of run[i:j] is with word there, and
// whether a word of several characters reaches into the span from outside.
func (r *Repairer) likely(run []rune, i, j int, word []rune) (score float64, apart bool) {
	from, to := max(0, i-6), min(len(run), j+6)
	window := make([]rune, 0, to-from)
	window = append(append(append(window, run[from:i]...), word...), run[j:to]...)
	ends, score := general().cut(window, r.known)
	i, j = i-from, j-from
	start := 0
	for _, end := range slices.Backward(ends) {
		apart = apart || start < i && end > i || start < j && end > j
		start = end
	}
	return score, apart
}
