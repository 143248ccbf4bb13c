package index

import (
	"cmp"
	"math"
	"slices"
)

// Features is how many things a Ranker looks at.
const Features = 40

// featureTable says each in words, for Why.
var featureTable = [Features]string{
	"用词相符(与本题最好的比)", "用词相符(与可能的最高分比)", "问题被覆盖的份额",
	"法名相符", "章名相符", "词义相近", "词义相近(与本题最好的比)",
	"整部法用词相符", "整部法词义相近", "前后条用词相符", "前后条词义相近",
	"相近问题引用这部法", "这部法常被引用", "相近问题引用这一条", "最近的引用问题有多近", "这一条常被引用",
	"相近问题引用邻近条", "与相近问题的答案词义相近", "像常被引用的条文",
	"条文长短", "条文在法中的位置", "是司法解释", "是行政法规或规章", "是旧版本",
	"问题长短", "与同法最好的差", "初排名次", "最近的问题有多近",
	"相近问题引用这一章", "这一章常被引用", "整章用词相符", "整章词义相近",
	"用词名次", "词义名次", "与相近答案词义的名次", "最长的相同字串",
	"与初排前几名词义相近", "邻近条也在前面", "这部法在前面的份额", "这一章在前面的份额",
}

// FeatureName returns what feature i means, in words.
func FeatureName(i int) string { return featureTable[i] }

// FeatureGroup is features that belong together.
type FeatureGroup struct {
	Name     string
	Features []int
}

// FeatureGroups returns the parts that a measurement leaves out in turn.
func FeatureGroups() []FeatureGroup {
	return []FeatureGroup{
		{"用词", []int{0, 1, 2, 9, 32, 35}}, {"法名章名", []int{3, 4}}, {"词义", []int{5, 6, 10, 33}}, {"整部法整章", []int{7, 8, 25, 30, 31}},
		{"相近问题", []int{11, 13, 14, 16, 17, 27, 28, 34}}, {"常被引用", []int{12, 15, 18, 29}}, {"条文本身", []int{19, 20, 21, 22, 23, 24}}, {"初排名次", []int{26}}, {"候选之间", []int{36, 37, 38, 39}},
	}
}

// describe fills the features of a candidate.
func (l *look) describe(x *Corpus, c *Candidate, rank int, v Vectors, m Recollection) {
	d := c.Provision
	p := x.places[d]
	most := max(float32(l.words.most(defaults.K1)), 1e-6)
	nearest := float32(0)
	if len(m.Near) > 0 {
		nearest = float32(m.Near[0].Likeness)
	}
	c.Features = [Features]float32{
		l.lexical[d] / l.topLexical, l.lexical[d] / most, l.cover[d] / max(float32(l.mass), 1e-6),
		l.title[p.law] / l.topTitle, l.heading[p.heading] / l.topHeading, l.cosine[d], l.cosine[d] / l.topCosine,
		l.lawWord[p.law] / l.topLexical, l.lawVec[p.law] / l.topCosine, l.beside(x, d, l.lexical) / l.topLexical, l.beside(x, d, l.cosine),
		l.lawNear[p.law], count(m.Laws, p.law), l.near[d], l.most[d], count(m.Asked, p.key),
		l.around[d], l.echo[d], taste(m.Taste, d),
		float32(math.Log1p(float64(x.lengths[d]))), x.position(d), is(x.kinds[d] == 1), is(x.kinds[d] == 2), is(p.old),
		float32(math.Log1p(float64(len(l.asked)))), l.topBlend[p.law] - c.Blend, float32(math.Log1p(float64(rank))), nearest,
		l.chapterNear[p.chapter], count(m.Chapters, p.chapter), l.chapterWord[p.chapter] / l.topLexical, l.chapterVec[p.chapter] / l.topCosine,
		0, 0, 0, float32(l.longestRun(x.all[d].Text)), // the places are known when all candidates are: see places
		0, 0, 0, 0, // and so is their company: see company
	}
}

// beside is the mean of a leg over the provisions right before and after, and
// half of those beyond.
func (l *look) beside(x *Corpus, d int, leg []float32) (sum float32) {
	for _, step := range []int{-2, -1, 1, 2} {
		n := d + step
		if n < 0 || n >= len(x.places) || x.places[n].version != x.places[d].version {
			continue
		}
		sum += leg[n] / float32(2*max(step, -step))
	}
	return sum / 1.5
}

func (x *Corpus) position(d int) float32 {
	s := x.spans[x.places[d].version]
	return float32(int32(d)-s.from) / float32(max(s.to-s.from, 1))
}

func count(counts []float32, i int32) float32 {
	if counts == nil {
		return 0
	}
	return float32(math.Log1p(float64(counts[i])))
}

func taste(all []float32, d int) float32 {
	if all == nil {
		return 0
	}
	return all[d]
}

func is(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

// places fills in how each candidate stands among all by single legs.
func places(all []Candidate) {
	order := make([]int, len(all))
	for _, leg := range []struct{ from, to int }{{0, 32}, {5, 33}, {17, 34}} {
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(all[b].Features[leg.from], all[a].Features[leg.from]) })
		for place, i := range order {
			all[i].Features[leg.to] = float32(math.Log1p(float64(place)))
		}
	}
}

// maxRun is how many characters of a question and of a provision are compared
// for what they share word for word.
const maxRun = 400

// longestRun is the length in characters of the longest stretch of the question
// that a text has too.
func (l *look) longestRun(text string) (longest int) {
	a := l.spelt
	before, here := l.runs[0], l.runs[1]
	clear(before)
	n := 0
	for _, r := range text {
		if n++; n > maxRun {
			break
		}
		for i := range a {
			here[i+1] = 0
			if a[i] == r {
				here[i+1] = before[i] + 1
				longest = max(longest, int(here[i+1]))
			}
		}
		before, here = here, before
	}
	return longest
}

// spell keeps the characters of the question for longestRun.
func (l *look) spell(question string) {
	l.spelt = l.spelt[:0]
	for _, r := range question {
		if len(l.spelt) < maxRun {
			l.spelt = append(l.spelt, r)
		}
	}
	for i := range l.runs {
		l.runs[i] = append(l.runs[i][:0], make([]int16, len(l.spelt)+1)...)
	}
}
