package assistant

import (
	"cmp"
	"math"
	"math/bits"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/embed"
	"wenban/knowledge/index"
	"wenban/knowledge/segment"
	"wenban/knowledge/sieve"
)

// Twins are services whose names differ in a word or two: 跨市转所 and 市内转所,
// 鉴定机构 and 鉴定人. They are found by the same words and remember the same
// questions, so their scores say little of which is meant. What tells them apart
// are the words that one name has and the other has not: each twin is held to how
// near what was said comes to its own.
const (
	alikeNames = 0.5  // share of the grams of two names that both have, from which they are twins
	rivalry    = 0.5  // share of the best score below which a hit is no rival
	unnamed    = 0.5  // nearness of a name that has no word of its own: it says no less than its twin
	asNear     = 0.05 // difference of nearness that is none
	ofNearness = 0.3  // what a unit of the rest is worth, in the logarithm of the score
	mostShift  = 0.08 // which moves by no more than that: twins are parted by it, others are not
	ofWords    = 8    // characters of a stretch of what was said that is held against a word
)

// title is the name of an item as twins are told apart by: first, in one line of a
// cache, what any two are held against each other by.
type title struct {
	hint  hint           // of the grams
	grams []segment.Gram // sorted, each once
	words []*word        // each once, but for theRest
	plain string
	runes sieve.Runes // of plain
}

// word is a word of names, the same for all that have it.
type word struct {
	text   string
	first  rune
	vector []float32
}

// theRest are words of a name that say no more than that its twins are not meant:
// it has none of its own by them (其他签注 beside 探亲签注).
var theRest = []string{"其他", "其它"}

// titles holds names by place in the edition, and their words: of an edition of no
// more than fewTitles all, of a larger one those that were needed so far. It may be
// used by many at once.
type titles struct {
	known []atomic.Pointer[title]
	words sync.Map
}

// fewTitles is how many names are read before the first turn: a tenth of a second.
const fewTitles = 20_000

func newTitles(e *knowledge.Edition) *titles {
	return &titles{known: make([]atomic.Pointer[title], len(e.Items))}
}

// readAll reads the names of an edition that is not large.
func (t *titles) readAll(know *Knowledge) {
	if know.Vector == nil || len(t.known) > fewTitles {
		return
	}
	var wait sync.WaitGroup
	cores := runtime.GOMAXPROCS(0)
	for first := range cores {
		wait.Go(func() {
			for place := first; place < len(t.known); place += cores {
				t.at(know, place)
			}
		})
	}
	wait.Wait()
}

func (t *titles) of(know *Knowledge, code string) *title {
	place, ok := know.Edition.Place(code)
	if !ok {
		return new(title)
	}
	return t.at(know, place)
}

func (t *titles) at(know *Knowledge, place int) *title {
	x := t.known[place].Load()
	if x == nil {
		x = t.read(know, know.Edition.Items[place].Name)
		t.known[place].Store(x)
	}
	return x
}

func (t *titles) read(know *Knowledge, name string) *title {
	x := &title{plain: knowledge.SameName(name), grams: segment.AppendGrams(nil, name)}
	x.runes = sieve.RunesOf(x.plain)
	slices.Sort(x.grams)
	x.grams = slices.Compact(x.grams)
	x.hint = hintOf(x.grams)
	for _, text := range segment.Cut(strings.ToLower(name)) {
		if w := t.word(know, text); !slices.Contains(x.words, w) && !slices.Contains(theRest, text) {
			x.words = append(x.words, w)
		}
	}
	return x
}

func (t *titles) word(know *Knowledge, text string) *word {
	w, ok := t.words.Load(text)
	if !ok {
		first, _ := sieve.Rune(text)
		w, _ = t.words.LoadOrStore(text, &word{text, first, know.Vector(text)})
	}
	return w.(*word)
}

// twins reports whether two names are those of twins, and not one.
func (t *title) twins(o *title) bool {
	least := int(math.Ceil(alikeNames / 2 * float64(len(t.grams)+len(o.grams))))
	return t.hint.most(&o.hint) >= least && share(t.grams, o.grams, least) && t.plain != o.plain
}

// hint tells of two sorted lists without looking at them how much they share at
// most: a bit for each gram, and how many grams found theirs taken.
type hint struct {
	bits  [4]uint64
	taken int
}

func hintOf(grams []segment.Gram) (h hint) {
	for _, g := range grams {
		i := uint64(g) * 0x9e3779b97f4a7c15 >> 56
		h.taken += int(h.bits[i>>6] >> (i & 63) & 1)
		h.bits[i>>6] |= 1 << (i & 63)
	}
	return h
}

func (h *hint) most(o *hint) int {
	n := min(h.taken, o.taken)
	for i, b := range h.bits {
		n += bits.OnesCount64(b & o.bits[i])
	}
	return n
}

// share reports whether two sorted lists both have so many. It steps without a
// branch, which would be guessed wrongly at every other step.
func share(a, b []segment.Gram, least int) bool {
	for i, j := 0, 0; least > 0 && i < len(a) && j < len(b); {
		x, y := a[i], b[j]
		least -= oneIf(x == y)
		i, j = i+oneIf(x <= y), j+oneIf(y <= x)
	}
	return least <= 0
}

func oneIf(is bool) (n int) {
	if is {
		n = 1
	}
	return n
}

// parted moves twins by what tells them apart. The scores stay in their order, by
// place: nobody is surer of the first than before.
func parted(know *Knowledge, said []string, hits []index.Hit) []index.Hit {
	if know.Vector == nil || !know.has(Twins) {
		return hits
	}
	shifts := shiftsOf(know, said, hits)
	if shifts == nil {
		return hits
	}
	out := slices.Clone(hits)
	for i, x := range shifts {
		out[i].Score *= math.Exp(x)
	}
	slices.SortStableFunc(out, func(a, b index.Hit) int { return cmp.Compare(b.Score, a.Score) })
	for i := range out {
		out[i].Score = hits[i].Score
	}
	return out
}

// shiftsOf is how far each hit moves, nil where none has a twin: the mean over its
// twins of how much nearer what was said comes to its own words than to theirs.
func shiftsOf(know *Knowledge, clauses []string, hits []index.Hit) (shifts []float64) {
	named := make([]rival, 0, len(hits))
	for i, h := range hits {
		if h.Kind == index.Item && h.Score >= rivalry*hits[0].Score {
			named = append(named, rival{title: know.titles.of(know, h.ID), hit: i})
		}
	}
	said := earsOf.Get().(*ears)
	defer earsOf.Put(said)
	for i := range named {
		for j := range named[:i] {
			a, b := &named[i], &named[j]
			if !a.twins(b.title) {
				continue
			}
			if shifts == nil {
				shifts = make([]float64, len(hits))
				said.listen(know, clauses)
			}
			said.hear(a)
			said.hear(b)
			x := worthOf(a.heard(b) - b.heard(a))
			a.sum, b.sum, a.n, b.n = a.sum+x, b.sum-x, a.n+1, b.n+1
		}
	}
	for i, a := range named {
		switch {
		case shifts == nil:
			return nil
		case a.n > 0:
			shifts[a.hit] = max(-mostShift, min(mostShift, a.sum/a.n))
		case i == 0:
			shifts[a.hit] = mostShift // twins that differ are no reason to doubt what has none: it stays first
		}
	}
	return shifts
}

// rival is a hit that may be what is meant.
type rival struct {
	*title
	hit    int
	near   []near  // per word; nil: not held against what was said yet
	bits   uint64  // of all of them
	sum, n float64 // over its twins
}

// near is how near what was said comes to a word.
type near struct {
	cosine float64
	bit    uint64 // of this word among those of the turn; 0: there are too many
}

// heard is how near what was said comes to the words that a name has and its twin
// has not, on the mean.
func (a *rival) heard(twin *rival) float64 {
	sum, n := 0.0, 0.0
	for i, w := range a.words {
		if x := a.near[i]; !twin.has(w, x.bit) {
			sum, n = sum+x.cosine, n+1
		}
	}
	if n == 0 {
		return unnamed
	}
	return sum / n
}

// has reports whether a word stands in the name.
func (a *rival) has(w *word, bit uint64) bool {
	return bit&a.bits != 0 || bit == 0 && slices.Contains(a.words, w) || a.runes.Has(w.first) && strings.Contains(a.plain, w.text)
}

// worthOf is what a difference of nearness moves a score by.
func worthOf(difference float64) float64 {
	return math.Copysign(ofNearness*max(0, math.Abs(difference)-asNear), difference)
}

// ears hold the stretches of what was said, and how near they come to words. They
// are kept in a pool.
type ears struct {
	stretches [][]float32
	panel     embed.Panel
	room      []float32
	known     map[*word]near
	told      []near // what rivals were told
}

var earsOf = sync.Pool{New: func() any { return &ears{known: map[*word]near{}} }}

// listen cuts clauses into themselves and stretches of ofWords characters.
func (e *ears) listen(know *Knowledge, said []string) {
	e.stretches, e.told = e.stretches[:0], e.told[:0]
	clear(e.known)
	for _, clause := range said {
		for _, x := range segment.Stretches(nil, knowledge.SameName(clause), ofWords) {
			e.stretches = append(e.stretches, know.Vector(x))
		}
	}
	e.panel.Fill(e.stretches)
}

// hear tells a rival how near what was said comes to its words: the highest cosine
// of a stretch with each.
func (e *ears) hear(a *rival) {
	if a.near != nil {
		return
	}
	from := len(e.told)
	for _, w := range a.words {
		x, ok := e.known[w]
		if !ok {
			e.room = e.panel.Dots(e.room, w.vector)
			x = near{float64(slices.Max(append(e.room, 0))), 1 << len(e.known)} // 0 from the 65th on
			e.known[w] = x
		}
		e.told = append(e.told, x)
		a.bits |= x.bit
	}
	a.near = e.told[from:]
}

// clausesOf are the clauses of a message that are not denied, and what was said
// before.
func clausesOf(r read.Reading, before ...string) (all []string) {
	for _, c := range r.Clauses {
		if !c.Negated {
			all = append(all, c.Text)
		}
	}
	if len(all) == 0 {
		all = append(all, r.Text)
	}
	return append(all, before...)
}
