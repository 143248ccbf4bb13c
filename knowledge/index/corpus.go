package index

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"wenban/knowledge"
)

// Provision (条文) is a passage of a law or policy document as a Corpus keeps it.
type Provision struct {
	knowledge.Passage
	Title  string           // of the document
	Series string           // what the versions of one document share; "": the title
	Date   string           // of the version, YYYY-MM-DD; "" when it is not known
	Kind   string           // 民法典, 司法解释, 行政法规…: the shelf it stands on
	In     knowledge.Period // when the version is in force; the zero value: always
}

// Corpus is the index of many provisions, ranked by a learned Ranker from the
// words, the vectors and the questions confirmed for them. The provisions of a
// version follow one another in its order. It never changes and is safe for use
// by several goroutines at once.
type Corpus struct {
	all      []Provision
	text     *postings // of the provisions
	titles   labels    // of the laws
	headings labels    // of the chapters
	places   []place
	laws     int     // number of distinct titles
	keys     int     // number of distinct provisions, whatever the version
	spans    []span  // per version: where its provisions stand
	chapters []span  // per chapter of a version
	lengths  []int32 // characters of each text
	kinds    []uint8
	pool     sync.Pool
}

// place says where a provision stands.
type place struct {
	law, heading, key, version int32
	chapter                    int32 // of its version
	old                        bool  // a later version of the document exists
	from, to                   int32 // days (YYYYMMDD) on which it may answer: until the next version starts
}

type span struct{ from, to int32 }

// NewCorpus indexes provisions. Time and memory are linear in their text: some
// ten seconds and 300 MB for sixty thousand articles. done may be nil.
func NewCorpus(all []Provision, done func(done, total int)) *Corpus {
	x := &Corpus{all: slices.Clone(all), places: make([]place, len(all)), lengths: make([]int32, len(all)), kinds: make([]uint8, len(all))}
	x.settle(all)
	for i, p := range all {
		x.lengths[i] = int32(len([]rune(p.Text)))
		x.kinds[i] = kindNumber(p.Kind)
	}
	var mu sync.Mutex
	n := 0
	step := func(int) {
		mu.Lock()
		defer mu.Unlock()
		if n++; done != nil {
			done(n, len(all))
		}
	}
	x.text = newPostings(len(all), fTitle, func(i int) *[fields]string {
		return &[fields]string{fTitle: all[i].Title, fHeading: all[i].Heading, fText: all[i].Text}
	}, model(Weights{}), step)
	x.pool.New = func() any { return newLook(x) }
	return x
}

// model is BM25F by these weights.
func model(w Weights) bm {
	w = w.withDefaults()
	return bm{w.K1, w.B, w.fieldWeights()}
}

// series is what the versions of a document share.
func (p Provision) series() string { return cmp.Or(p.Series, p.Title) }

// settle numbers laws, chapters, versions and keys, and indexes the names of
// the first two.
func (x *Corpus) settle(all []Provision) {
	keys, versions := map[[2]string]int32{}, map[[2]string]int32{}
	starts := startsOf(all)
	for i, p := range all {
		v, fresh := numberOf(versions, p.series(), p.Date)
		if fresh {
			x.spans = append(x.spans, span{int32(i), int32(i)})
		}
		x.spans[v].to = int32(i) + 1
		if i == 0 || fresh || all[i-1].series() != p.series() || all[i-1].Date != p.Date || all[i-1].Heading != p.Heading {
			x.chapters = append(x.chapters, span{int32(i), int32(i)})
		}
		x.chapters[len(x.chapters)-1].to++
		key, _ := numberOf(keys, p.series(), p.Article)
		next := after(starts[p.series()], startOfVersion(p))
		x.places[i] = place{
			law: x.titles.number(p.Title), heading: x.headings.number(p.Heading),
			key: key, version: v, chapter: int32(len(x.chapters)) - 1, old: next != never, from: startOfVersion(p), to: min(next-1, toPeriod(p.In).To),
		}
	}
	x.laws, x.keys = len(x.titles.texts), len(keys)
	x.titles.count()
	x.headings.count()
}

// never is a day after every other.
const never = 99999999

// startOfVersion is the day (YYYYMMDD) from which a version may answer: that of
// its period, else that of its date, else 0.
func startOfVersion(p Provision) int32 {
	return max(toPeriod(p.In).From, toPeriod(knowledge.Period{From: p.Date}).From)
}

// startsOf returns the starts of the versions of each series.
func startsOf(all []Provision) map[string][]int32 {
	starts := map[string][]int32{}
	for _, p := range all {
		if s := startOfVersion(p); !slices.Contains(starts[p.series()], s) {
			starts[p.series()] = append(starts[p.series()], s)
		}
	}
	return starts
}

// after returns the first of some days that is later than one, or never.
func after(days []int32, day int32) int32 {
	next := int32(never)
	for _, d := range days {
		if d > day {
			next = min(next, d)
		}
	}
	return next
}

// numberOf numbers pairs in the order in which they come.
func numberOf(numbers map[[2]string]int32, a, b string) (n int32, fresh bool) {
	n, ok := numbers[[2]string{a, b}]
	if !ok {
		n = int32(len(numbers))
		numbers[[2]string{a, b}] = n
	}
	return n, !ok
}

// labels are short texts, numbered in the order in which they come.
type labels struct {
	texts   []string
	numbers map[string]int32
	words   *postings
}

func (l *labels) number(text string) int32 {
	i, ok := l.numbers[text]
	if !ok {
		if l.numbers == nil {
			l.numbers = map[string]int32{}
		}
		i = int32(len(l.texts))
		l.numbers[text] = i
		l.texts = append(l.texts, text)
	}
	return i
}

// count indexes the labels.
func (l *labels) count() {
	l.words = newPostings(len(l.texts), fTitle, func(i int) *[fields]string {
		return &[fields]string{fTitle: l.texts[i]}
	}, model(Weights{Fields: map[string]float64{"title": 1}}), nil)
}

// kindNumber parts the shelves that the ranker tells apart.
func kindNumber(kind string) uint8 {
	switch kind {
	case "民法典", "民法商法", "刑法", "社会法", "经济法", "行政法", "诉讼与非诉讼程序法", "宪法", "宪法相关法":
		return 0
	case "司法解释":
		return 1
	}
	return 2
}

// Len is the number of provisions.
func (x *Corpus) Len() int { return len(x.places) }

// Key returns what all versions of a provision share: a number below Len.
func (x *Corpus) Key(i int) int { return int(x.places[i].key) }

// Law returns the number of the document that a provision belongs to.
func (x *Corpus) Law(i int) int { return int(x.places[i].law) }

// Chapter returns the number of the chapter, in its version, that a provision
// belongs to: below Len.
func (x *Corpus) Chapter(i int) int { return int(x.places[i].chapter) }

// Passage returns a provision as it was given.
func (x *Corpus) Passage(i int) knowledge.Passage { return x.all[i].Passage }

// Text returns the words of a provision.
func (x *Corpus) Text(i int) string { return x.all[i].Text }

// Title returns the name of the document that a provision belongs to.
func (x *Corpus) Title(i int) string { return x.titles.texts[x.places[i].law] }

// Heading returns the chapter above a provision, or "".
func (x *Corpus) Heading(i int) string { return x.headings.texts[x.places[i].heading] }

// Article returns the number of a provision: 第十一条.
func (x *Corpus) Article(i int) string { return x.all[i].Article }

// Old reports whether a later version of the document exists.
func (x *Corpus) Old(i int) bool { return x.places[i].old }

// May says whether a provision may answer; nil: every one may.
type May func(provision int) bool

// On lets answer what is in force at a time: of the versions of a document the
// one of that day.
func (x *Corpus) On(at time.Time) May {
	day := dayOf(at.In(knowledge.Zone))
	return func(i int) bool { return x.places[i].from <= day && day <= x.places[i].to }
}
