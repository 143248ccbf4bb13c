package segment

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed dict/*.gz
var dictFiles embed.FS

// unpack returns the content of an embedded dictionary.
func unpack(name string) ([]byte, error) {
	packed, err := dictFiles.ReadFile("dict/" + name + ".gz")
	if err != nil {
		return nil, fmt.Errorf("read dictionary %q: %w", name, err)
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpack dictionary %q: %w", name, err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("unpack dictionary %q: %w", name, err)
	}
	return text, nil
}

// dictionary holds how often each word of the general dictionary occurs. It is
// an open table of hashes, 8 MB for 350 000 words; a map of strings would take
// five times that.
type dictionary struct {
	keys  []uint64
	freqs []int32
	begun openings
	total float64
	words int
}

// openings is a set of how words begin, by their first two characters, that never
// forgets one and sometimes takes another for one of them. Most of what begins at a
// place of a text is no word: here that is seen in 128 KB, which stay near, and not
// in the 8 MB of the dictionary.
type openings [1 << 14]uint64

func (o *openings) add(word string) {
	a, size := utf8.DecodeRuneInString(word)
	if size < len(word) {
		b, _ := utf8.DecodeRuneInString(word[size:])
		i := openingOf(a, b)
		o[i>>6] |= 1 << (i & 63)
	}
}

func (o *openings) has(a, b rune) bool {
	i := openingOf(a, b)
	return o[i>>6]&(1<<(i&63)) != 0
}

func openingOf(a, b rune) uint64 { return (uint64(a)<<21 | uint64(b)) * 0x9e3779b97f4a7c15 >> 44 }

// vocabulary is words beside the dictionary, each of which counts as this frequent
// at least.
type vocabulary struct {
	words     map[uint64]bool // by keyOf
	begun     openings
	frequency int
}

func newVocabulary(frequency int) *vocabulary {
	return &vocabulary{words: map[uint64]bool{}, frequency: frequency}
}

func (v *vocabulary) add(word string) {
	v.words[keyOf(word)] = true
	v.begun.add(word)
}

func (v *vocabulary) freq(key uint64) int {
	if v.words[key] {
		return v.frequency
	}
	return 0
}

// general is the dictionary that jieba ships.
var general = sync.OnceValue(func() *dictionary {
	d := newDictionary(19)
	text, err := unpack("jieba.dict.utf8")
	if err != nil { // it is compiled in; without it every word is unknown
		return d
	}
	for line := range strings.Lines(string(text)) {
		d.addLine(line)
	}
	return d
})

func newDictionary(bits int) *dictionary {
	return &dictionary{keys: make([]uint64, 1<<bits), freqs: make([]int32, 1<<bits), total: 1}
}

// addLine adds a line of the form "word freq tag".
func (d *dictionary) addLine(line string) {
	word, rest, ok := strings.Cut(line, " ")
	count, _, _ := strings.Cut(rest, " ")
	freq, err := strconv.Atoi(count)
	if ok && err == nil && utf8.RuneCountInString(word) <= longestWord {
		d.add(strings.ToLower(word), int32(freq)) // otherwise in normal form as it is
	}
}

func (d *dictionary) add(word string, freq int32) {
	if d.words*10 > len(d.keys)*9 {
		return
	}
	key := keyOf(word)
	i := d.slot(key)
	if d.keys[i] == 0 {
		d.begun.add(word)
		d.keys[i] = key
		d.words++
	}
	if freq > d.freqs[i] {
		d.total += float64(freq - d.freqs[i])
		d.freqs[i] = freq
	}
}

// keyOf is what a word is known by; never 0, which marks a free place.
func keyOf(word string) uint64 { return uint64(hash(word, offset)) | 1 }

// slot returns where a key is, or would be put.
func (d *dictionary) slot(key uint64) int {
	mask := len(d.keys) - 1
	i := int(key*0x9e3779b97f4a7c15>>32) & mask // FNV alone clusters short words
	for d.keys[i] != 0 && d.keys[i] != key {
		i = (i + 1) & mask
	}
	return i
}

// freq returns how often the word of a key occurs, 0 for one that is not in
// the dictionary.
func (d *dictionary) freq(key uint64) int { return int(d.freqs[d.slot(key)]) }

// Frequency returns how often a word occurs in general Chinese, as counted by
// the embedded dictionary (身份证 708, 的 318825), or 0 for a word it does not
// have. It tells ordinary words from chance strings.
func Frequency(word string) int { return general().freq(keyOf(word)) }

// longestWord is the length in runes of the longest word that is looked up.
const longestWord = 8

// cut splits runes of Chinese into the likeliest words and returns the end of
// each, last first, and the natural logarithm of how likely the whole is. extra
// are words beside the dictionary.
func (d *dictionary) cut(text []rune, extra *vocabulary) (ends []int, score float64) {
	var roomBest [shortCut + 1]float64
	var roomFrom [shortCut + 1]int
	best, from := roomBest[:], roomFrom[:]
	if len(text) > shortCut {
		best, from = make([]float64, len(text)+1), make([]int, len(text)+1)
	}
	best, from = best[:len(text)+1], from[:len(text)+1]
	for end := range best[1:] {
		best[end+1] = math.Inf(-1)
	}
	for start := range text {
		h := offset
		for end := start + 1; end <= min(len(text), start+longestWord); end++ {
			if end == start+2 && !d.begun.has(text[start], text[start+1]) && !extra.begun.has(text[start], text[start+1]) {
				break // nothing longer begins like this
			}
			h = hashRune(text[end-1], h)
			if p := best[start] + d.likely(uint64(h)|1, end-start, extra); p > best[end] {
				best[end], from[end] = p, start
			}
		}
	}
	ends = make([]int, 0, len(text))
	for end := len(text); end > 0; end = from[end] {
		ends = append(ends, end)
	}
	return ends, best[len(text)]
}

// shortCut is up to how many characters a cut needs no room but for its ends: the
// neighbourhood of a repair.
const shortCut = 24

// likely is the logarithm of how likely the word of a key is, n characters
// long. A single character is always a word, if a rare one.
func (d *dictionary) likely(key uint64, n int, extra *vocabulary) float64 {
	freq := max(d.freq(key), extra.freq(key))
	if freq == 0 && n > 1 {
		return math.Inf(-1)
	}
	return math.Log(max(float64(freq), 0.5) / d.total)
}

// hashRune goes on with hash by a rune.
func hashRune(r rune, h Gram) Gram {
	var buf [utf8.UTFMax]byte
	for _, b := range buf[:utf8.EncodeRune(buf[:], r)] {
		h = (h ^ Gram(b)) * 1099511628211
	}
	return h
}
