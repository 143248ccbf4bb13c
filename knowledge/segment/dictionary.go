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
	total float64
	words int
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
		d.add(Normal(word), int32(freq))
	}
}

func (d *dictionary) add(word string, freq int32) {
	if d.words*10 > len(d.keys)*9 {
		return
	}
	key, i := d.slot(word)
	if d.keys[i] == 0 {
		d.keys[i] = key
		d.words++
	}
	if freq > d.freqs[i] {
		d.total += float64(freq - d.freqs[i])
		d.freqs[i] = freq
	}
}

// slot returns the key of a word and where it is, or would be put.
func (d *dictionary) slot(word string) (key uint64, i int) {
	key = uint64(hash(word, offset)) | 1
	mask := len(d.keys) - 1
	for i = int(key>>20) & mask; d.keys[i] != 0 && d.keys[i] != key; i = (i + 1) & mask {
	}
	return key, i
}

// freq returns how often a word occurs, 0 for one that is not in the
// dictionary.
func (d *dictionary) freq(word string) int {
	_, i := d.slot(word)
	return int(d.freqs[i])
}

// Frequency returns how often a word occurs in general Chinese, as counted by
// the embedded dictionary (身份证 708, 的 318825), or 0 for a word it does not
// have. It tells ordinary words from chance strings.
func Frequency(word string) int { return general().freq(word) }

// longestWord is the length in runes of the longest word that is looked up.
const longestWord = 8

// cut splits runes of Chinese into the likeliest words and returns the end of
// each and the natural logarithm of how likely the whole is. extra gives the
// frequency of words beyond the dictionary, or nil.
func (d *dictionary) cut(text []rune, extra func(word string) int) (ends []int, score float64) {
	best := make([]float64, len(text)+1)
	from := make([]int, len(text)+1)
	for end := 1; end <= len(text); end++ {
		best[end] = math.Inf(-1)
		for start := max(0, end-longestWord); start < end; start++ {
			if p := best[start] + d.likely(text[start:end], extra); p > best[end] {
				best[end], from[end] = p, start
			}
		}
	}
	for end := len(text); end > 0; end = from[end] {
		ends = append(ends, end)
	}
	return ends, best[len(text)]
}

// likely is the logarithm of how likely a word is. A single character is
// always a word, if a rare one.
func (d *dictionary) likely(word []rune, extra func(string) int) float64 {
	s := string(word)
	freq := d.freq(s)
	if extra != nil {
		freq = max(freq, extra(s))
	}
	if freq == 0 && len(word) > 1 {
		return math.Inf(-1)
	}
	return math.Log(max(float64(freq), 0.5) / d.total)
}
