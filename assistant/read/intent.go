package read

import (
	"cmp"
	"math"
	"slices"
)

// verdict is what the rules say of one form of a text.
type verdict struct {
	counts  []count   // of the intents that anything speaks for or against
	counted []counted // what their scores are made of, the heaviest first
	matches []match   // what stands, in the order of the text
	text    []rune
}

// count is what speaks for an intent.
type count struct {
	intent   string
	score    float64 // sum of the weights that stand
	category string  // of the heaviest match
	matches  int     // that were counted
	last     int     // of them, in verdict.counted; -1: none
}

// counted is a match that counts for its intent.
type counted struct {
	match
	before int // the one that was counted before it for the same intent, or -1
}

// of returns the count of an intent, nil where nothing speaks for it.
func (v *verdict) of(intent string) *count {
	for i := range v.counts {
		if v.counts[i].intent == intent {
			return &v.counts[i]
		}
	}
	return nil
}

// score is the sum of the weights that stand for an intent.
func (v *verdict) score(intent string) float64 {
	if c := v.of(intent); c != nil {
		return c.score
	}
	return 0
}

// category is that of the heaviest match of an intent, or "".
func (v *verdict) category(intent string) string {
	if c := v.of(intent); c != nil {
		return c.category
	}
	return ""
}

// judge applies the rules to a text. A row "!x" removes the matches of x that
// it overlaps.
func (m *matcher) judge(text []rune) *verdict {
	room := m.room()
	defer m.rooms.Put(room)
	m.find(room, text)
	v := &verdict{text: text, matches: room.stand()}
	v.counts, v.counted = make([]count, 0, 8), make([]counted, 0, len(v.matches))
	room.heaviest = append(room.heaviest[:0], v.matches...)
	slices.SortStableFunc(room.heaviest, func(a, b match) int {
		return cmp.Compare(math.Abs(b.rule.weight), math.Abs(a.rule.weight))
	})
	for _, hit := range room.heaviest {
		v.count(hit)
	}
	return v
}

// stand returns the matches that no other cancels.
func (r *room) stand() []match {
	r.cancels = r.cancels[:0]
	for _, hit := range r.found {
		if hit.rule.cancels != "" {
			r.cancels = append(r.cancels, hit)
		}
	}
	kept := make([]match, 0, len(r.found)-len(r.cancels))
	for _, hit := range r.found {
		if hit.rule.cancels == "" && !cancelled(hit, r.cancels) {
			kept = append(kept, hit)
		}
	}
	return kept
}

// count adds a match to the score of its intent, once for a row and once for a
// stretch of text: rows that say the same of the same words are one.
func (v *verdict) count(hit match) {
	c := v.of(hit.rule.intent)
	if c == nil {
		v.counts = append(v.counts, count{intent: hit.rule.intent, last: -1})
		c = &v.counts[len(v.counts)-1]
	}
	for i := c.last; i >= 0; i = v.counted[i].before {
		other := v.counted[i].match
		if (other.rule.weight > 0) == (hit.rule.weight > 0) && (other.rule == hit.rule || overlap(other, hit)) {
			return
		}
	}
	if c.matches >= maxCounted {
		return
	}
	v.counted = append(v.counted, counted{hit, c.last})
	c.matches, c.last = c.matches+1, len(v.counted)-1
	c.score += hit.rule.weight
	if c.category == "" && hit.rule.weight > 0 {
		c.category = hit.rule.category
	}
}

// maxCounted is how many rows may speak for one intent.
const maxCounted = 24

// cancelled reports whether one of the rows that speak against an intent
// stands over a match of it.
func cancelled(hit match, cancels []match) bool {
	return hit.rule.weight > 0 && slices.ContainsFunc(cancels, func(c match) bool { return c.rule.cancels == hit.rule.intent && overlap(hit, c) })
}

func overlap(a, b match) bool { return a.from < b.to && b.from < a.to }

// uncovered counts the runes, spaces aside, that no match of the intents covers.
func (v *verdict) uncovered(covers func(r *rule) bool) int {
	open, end := 0, 0
	for _, hit := range v.matches {
		if !covers(hit.rule) || hit.to <= end {
			continue
		}
		open += inked(v.text[end:max(end, hit.from)])
		end = hit.to
	}
	return open + inked(v.text[end:])
}

func inked(text []rune) (n int) {
	for _, r := range text {
		if r != ' ' {
			n++
		}
	}
	return n
}

// only returns a cover of one intent's rules and the fill. Light fill is
// particles and punctuation alone: beside a bare yes nothing else may stand.
func only(intent Intent, light bool) func(*rule) bool {
	return func(r *rule) bool {
		return r.intent == string(intent) || r.intent == "fill" && (!light || r.category == "light")
	}
}

// outOf is the probability that a text is nothing for a government desk: the
// logistic function of what scope.tsv adds up to. A text nothing is known of
// is a little more likely a desk's than not.
func (v *verdict) outOf() float64 {
	const bias = -0.8
	domain := v.positive("scope")
	gov := -v.score("gov")
	if domain == 0 {
		return round2(1 / (1 + math.Exp(-(bias - min(gov, 3)))))
	}
	return round2(1 / (1 + math.Exp(-(bias + min(domain, 6) - min(gov, 4)))))
}

func (v *verdict) positive(intent string) float64 { return max(0, v.score(intent)) }

func round2(x float64) float64 { return math.Round(x*100) / 100 }

// floors are the scores from which an intent is heard. Those of danger are low:
// a needless hand-off costs a minute, a missed one may cost a life.
var floors = []struct {
	intent Intent
	floor  float64
}{
	{Crisis, 1}, {Emergency, 1}, {Unsafe, 1.5}, {Human, 1.5}, {Complaint, 1.2}, {Progress, 1.5}, {Policy, 1.5},
}

// plainly is the score from which a complaint or a question about progress is
// heard in words that say so, not only in words that tell a story like one.
const plainly = 2

func loose(i Intent, v, std *verdict) bool {
	return (i == Complaint || i == Progress) && max(v.score(string(i)), std.score(string(i))) < plainly
}

// short are the intents that fill a whole message, in the order in which a
// message that fits several is read.
var short = []struct {
	intent Intent
	light  bool
}{
	{Abuse, false}, {Restart, false}, {Repeat, false}, {None, true}, {Yes, true}, {No, true}, {Unknown, false}, {Greeting, false},
}

// heard lists the intents of a text in the order of precedence; empty when it
// is a search.
func (v *verdict) heard() (out []Intent) {
	for _, f := range floors[:4] {
		if v.score(string(f.intent)) >= f.floor {
			out = append(out, f.intent)
		}
	}
	for _, s := range short {
		if v.positive(string(s.intent)) > 0 && v.uncovered(only(s.intent, s.light)) <= v.slack(s.intent) {
			out = append(out, s.intent)
		}
	}
	for _, f := range floors[4:6] {
		if v.score(string(f.intent)) >= f.floor {
			out = append(out, f.intent)
		}
	}
	if v.outOf() >= 0.6 && v.positive("scope") > 0 {
		out = append(out, Scope)
	}
	if v.score(string(Policy)) >= floors[6].floor {
		out = append(out, Policy)
	}
	if v.positive(string(Abuse)) > 0 && !slices.Contains(out, Abuse) {
		out = append(out, Abuse)
	}
	return out
}

// slack is how much of a message an intent may leave open: a third of one that
// is about the assistant itself, praise or laughter and names nothing a desk
// knows, and of thanks or a goodbye after which nothing is asked; nothing of any
// other, nor beside a single character (户口不在这哈), nor where somebody else
// leaves (我妈走了 is a death).
func (v *verdict) slack(intent Intent) int {
	c := v.category(string(intent))
	if intent != Greeting || v.score("gov") < 0 || v.positive("scope") > 0 || v.longest(intent) < 2 || c == "bye" && len(relations(string(v.text))) > 0 {
		return 0
	}
	talks := slices.Contains([]string{"about", "praise", "laugh"}, c)
	thanks := slices.Contains([]string{"thanks", "bye", "ack"}, c) && !containsAny(string(v.text), questioning)
	if !talks && !thanks {
		return 0
	}
	return min(4, len(v.text)/3)
}

// longest is how many characters the longest match of an intent has.
func (v *verdict) longest(intent Intent) (n int) {
	for _, hit := range v.counted {
		if hit.rule.intent == string(intent) {
			n = max(n, hit.to-hit.from)
		}
	}
	return n
}

// questioning are words that may ask something: 谢谢，那我娃的呢 is more than thanks.
const questioning = "再问 问下 问一下 问问 另外 还想 还有 再办 想办 呢 吗 么 怎 咋 哪 啥 什么 几 多少 谁 点样 边 要不要 能不能 可以 办 ? ？"

// details lists what is asked of an item, in the order asked.
func (v *verdict) details() (out []string) {
	for _, hit := range v.matches {
		if hit.rule.intent == "detail" && !slices.Contains(out, hit.rule.category) {
			out = append(out, hit.rule.category)
		}
	}
	return out
}

// bare reports whether nothing but a question about details was said: no more
// than one rune is left when those and what may stand beside them are gone.
func (v *verdict) bare() bool {
	return v.uncovered(func(r *rule) bool {
		return r.intent == "detail" || r.intent == "dfill" || r.intent == "fill" && r.category == "light"
	}) <= 1
}

// stronger joins the verdicts of two forms of the same text (as said, and with
// dialect in standard words): what either hears is heard.
func stronger(a, b []Intent) []Intent {
	out := slices.Clone(a)
	for _, i := range b {
		if !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(x, y Intent) int { return cmp.Compare(rank(x), rank(y)) })
	return out
}

// precedence is the order in which intents decide when several are heard.
var precedence = []Intent{Crisis, Emergency, Unsafe, Human, Abuse, Restart, Repeat, None, Pick, Yes, No, Unknown, Greeting, Complaint, Progress, Scope, Policy, Detail, Find}

func rank(i Intent) int {
	if n := slices.Index(precedence, i); n >= 0 {
		return n
	}
	return len(precedence)
}
