package ingest

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"wenban/knowledge"
)

// Link notes in every document which of the others it replaces: those that its
// text abolishes by title (《旧办法》同时废止), and the version before of the
// same title. What a document says of itself already stays. The list is changed
// in place; the result is how many links were added.
func Link(docs []knowledge.Document) (added int) {
	byTitle := map[string][]int{}
	for i, d := range docs {
		byTitle[plainTitle(d.Title)] = append(byTitle[plainTitle(d.Title)], i)
	}
	for i := range docs {
		for _, old := range replaced(docs, byTitle, i) {
			if id := docs[old].ID; !slices.Contains(docs[i].Supersedes, id) {
				docs[i].Supersedes = append(docs[i].Supersedes, id)
				added++
			}
		}
	}
	return added
}

// replaced returns the positions of the documents that one replaces. A document
// never replaces one that was issued later, or whose day of issue is the same.
func replaced(docs []knowledge.Document, byTitle map[string][]int, i int) (old []int) {
	d := docs[i]
	for _, title := range abolished(d.Text) {
		for _, j := range byTitle[plainTitle(title)] {
			if j != i && (docs[j].Published == "" || d.Published == "" || docs[j].Published < d.Published) {
				old = append(old, j)
			}
		}
	}
	if before, ok := versionBefore(docs, byTitle[plainTitle(d.Title)], d); ok {
		old = append(old, before)
	}
	return old
}

// versionBefore returns the latest document of the same title that was issued
// earlier, in the same region.
func versionBefore(docs []knowledge.Document, same []int, d knowledge.Document) (best int, ok bool) {
	for _, j := range same {
		o := docs[j]
		if d.Published == "" || o.Published == "" || o.Published >= d.Published || o.Region != d.Region {
			continue
		}
		if !ok || cmp.Compare(o.Published, docs[best].Published) > 0 {
			best, ok = j, true
		}
	}
	return best, ok
}

var (
	abolishing = regexp.MustCompile(`同时废止|予以废止|即行废止|同时失效`)
	bookTitle  = regexp.MustCompile(`《((?:[^《》\n]|《[^《》\n]*》){2,100})》`)
)

// abolished returns the titles that a text says are abolished. In a sentence
// such as 根据《甲》自…起施行,《乙》同时废止 only what stands behind the day counts.
func abolished(text string) (titles []string) {
	for sentence := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '。' || r == '\n' }) {
		if !strings.Contains(sentence, "》") || !abolishing.MatchString(sentence) {
			continue
		}
		if i := strings.LastIndex(sentence, "施行"); i >= 0 {
			sentence = sentence[i:]
		}
		for _, m := range bookTitle.FindAllStringSubmatch(sentence, -1) {
			titles = append(titles, m[1])
		}
	}
	return titles
}

// plainTitle makes titles comparable: brackets of either width, no blanks, and
// the name of the state left out, as texts do.
func plainTitle(s string) string {
	s = strings.NewReplacer("（", "(", "）", ")", "〈", "《", "〉", "》", " ", "", "\u3000", "").Replace(s)
	return strings.TrimPrefix(s, "中华人民共和国")
}
