package read

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"wenban/knowledge/sieve"
)

// A pattern is a piece of text, or several with gaps between them, written so
// that a curator can read it:
//
//	(投诉|举报)你们      alternatives; an empty one makes the group optional
//	钱~被骗              a gap of at most 4 characters, inside one clause
//	钱~~被骗             a gap of at most 16 characters, inside one sentence
//	^你好$               from the first character, up to the last one
//	<me>要               a name from a line "@me → 我|俺" of the same table
//
// Patterns are expanded into literals that stand in one trie, so that a text is
// read once however many patterns there are. There is no backtracking over
// the text: a match is a chain of literal positions.

const (
	shortGap   = 4
	longGap    = 16
	mergeLimit = 64   // alternatives up to which neighbouring groups become whole literals
	maxLiteral = 4096 // literals of one piece: more is a mistake in the table
)

// rule is one row of a table: what a pattern speaks for and how strongly.
type rule struct {
	intent   string
	category string
	weight   float64
	pattern  string
	pieces   []piece
	cancels  string // the intent whose matches it removes, or ""
	head     bool   // only at the start
	tail     bool   // only at the end
}

// piece is a set of literals of which one must occur, and the gap before it.
type piece struct {
	words    []int32 // numbers of literals, sorted
	some     idSet   // of words: nearly all that is asked for is none of few
	gap      int
	optional bool
}

// match is one place where a rule matches: runes from..to of the plain text.
type match struct {
	rule     *rule
	from, to int
}

// matcher finds all rules of all tables in one pass. It is immutable once built.
type matcher struct {
	rules []rule
	words sieve.Trie  // literals by their number
	first [][]opening // per literal: rules that begin with it
	rooms sync.Pool   // of *room
}

// opening is a rule that begins with a literal, and what of it shows most times, without
// a look at the rule, that the rest does not stand in the text.
type opening struct {
	rule             int32
	head, tail, lone bool  // lone: that is all of it
	some             idSet // the literals of the second piece; all where there need be none
}

// idSet is a set of literals: a bit per number modulo 256. It never forgets one.
type idSet [4]uint64

func (s *idSet) add(id int32) { s[id>>6&3] |= 1 << (id & 63) }

func (s *idSet) has(id int32) bool { return s[id>>6&3]&(1<<(id&63)) != 0 }

func (s *idSet) meets(o *idSet) bool {
	return s[0]&o[0]|s[1]&o[1]|s[2]&o[2]|s[3]&o[3] != 0
}

// room is the working memory of one judgement, kept in a pool.
type room struct {
	standing
	found, cancels, heaviest []match
}

func (m *matcher) room() *room {
	if r, ok := m.rooms.Get().(*room); ok {
		return r
	}
	return new(room)
}

// add compiles a rule and takes it in.
func (m *matcher) add(r rule, names map[string]string) error {
	pattern, err := expandNames(r.pattern, names)
	if err != nil {
		return err
	}
	pattern, r.head = strings.CutPrefix(pattern, "^")
	pattern, r.tail = strings.CutSuffix(pattern, "$")
	gap := 0
	for i, part := range strings.Split(pattern, "~") {
		switch {
		case part == "" && i > 0:
			gap = longGap
			continue
		case i > 0 && gap == 0:
			gap = shortGap
		}
		pieces, err := m.pieces(part, gap)
		if err != nil {
			return fmt.Errorf("pattern %q: %w", r.pattern, err)
		}
		r.pieces = append(r.pieces, pieces...)
		gap = 0
	}
	b := opening{rule: int32(len(m.rules)), head: r.head, tail: r.tail, lone: len(r.pieces) == 1, some: idSet{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}}
	if len(r.pieces) > 1 && !r.pieces[1].optional {
		b.some = r.pieces[1].some
	}
	m.rules = append(m.rules, r)
	for _, id := range r.pieces[0].words {
		m.first[id] = append(m.first[id], b)
	}
	return nil
}

// pieces turns one part of a pattern into pieces without gaps between them.
// Small neighbours are multiplied out, so that most first pieces are selective
// literals; large ones stay apart, so that the trie stays small.
func (m *matcher) pieces(part string, gap int) (out []piece, err error) {
	groups, err := groupsOf(part)
	if err != nil {
		return nil, err
	}
	words := groups[0]
	flush := func() {
		optional := slices.Contains(words, "")
		out = append(out, newPiece(m.literals(words), gap, optional))
		if !optional { // where it is skipped, the next piece still has the gap before it
			gap = 0
		}
	}
	for _, next := range groups[1:] {
		if len(words)*len(next) > mergeLimit && (len(out) > 0 || !slices.Contains(words, "")) {
			flush()
			words = next
			continue
		}
		words = product(words, next)
		if len(words) > maxLiteral {
			return nil, fmt.Errorf("more than %d texts", maxLiteral)
		}
	}
	flush()
	if out[0].optional {
		return nil, fmt.Errorf("may be empty")
	}
	return out, nil
}

func newPiece(words []int32, gap int, optional bool) piece {
	p := piece{words: words, gap: gap, optional: optional}
	for _, id := range words {
		p.some.add(id)
	}
	return p
}

func (m *matcher) literals(words []string) (ids []int32) {
	for _, w := range words {
		if w == "" {
			continue
		}
		id := m.words.Add(w, int32(len(m.first)))
		if int(id) == len(m.first) {
			m.first = append(m.first, nil)
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// expandNames replaces <name> by the alternatives the name stands for, as a
// group of its own where it does not stand in one.
func expandNames(pattern string, names map[string]string) (string, error) {
	for strings.Contains(pattern, "<") {
		before, rest, _ := strings.Cut(pattern, "<")
		name, after, ok := strings.Cut(rest, ">")
		words, known := names[name]
		if !ok || !known {
			return "", fmt.Errorf("pattern %q: unknown name %q", pattern, name)
		}
		if strings.Count(before, "(") == strings.Count(before, ")") {
			words = "(" + words + ")"
		}
		pattern = before + words + after
	}
	return pattern, nil
}

// groupsOf cuts a part into lists of alternatives. "$" as an alternative is the
// end of the sentence.
func groupsOf(part string) (groups [][]string, err error) {
	for part != "" {
		before, rest, found := strings.Cut(part, "(")
		if before != "" {
			groups = append(groups, []string{before})
		}
		if !found {
			break
		}
		inside, after, ok := strings.Cut(rest, ")")
		if !ok {
			return nil, fmt.Errorf("group is not closed")
		}
		if strings.Contains(inside, "(") {
			return nil, fmt.Errorf("group in a group")
		}
		words := strings.Split(strings.ReplaceAll(inside, "$", "。"), "|")
		slices.Sort(words)
		groups = append(groups, slices.Compact(words))
		part = after
	}
	if len(groups) == 0 {
		return nil, fmt.Errorf("empty text")
	}
	return groups, nil
}

func product(a, b []string) []string {
	out := make([]string, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			out = append(out, x+y)
		}
	}
	return out
}

// span is one literal that stands somewhere, and where it ends.
type span struct {
	id int32
	to int
}

// find fills found with every match in a plain text, in the order of the text,
// longer ones first.
func (m *matcher) find(room *room, text []rune) {
	m.positions(&room.standing, text)
	out := room.found[:0]
	for from := range text {
		here := len(out)
		for _, s := range room.from(from) {
			for i := range m.first[s.id] {
				b := &m.first[s.id][i]
				if b.head && from != 0 || !b.some.meets(&room.present) {
					continue
				}
				r := &m.rules[b.rule]
				if b.lone {
					if !b.tail || atEnd(s.to, text) {
						out = append(out, match{r, from, s.to})
					}
				} else if to, ok := chain(r, 1, s.to, text, &room.standing); ok {
					out = append(out, match{r, from, to})
				}
			}
		}
		longerFirst(out[here:])
	}
	room.found = out
}

// longerFirst sorts the few matches that begin at one place; equal ones stay as
// they stand.
func longerFirst(few []match) {
	for i := range few {
		for j := i; j > 0 && few[j-1].to < few[j].to; j-- {
			few[j-1], few[j] = few[j], few[j-1]
		}
	}
}

// standing says which literals begin at each place of a text.
type standing struct {
	spans   []span
	begin   []int // per place, and one more: where its spans begin
	present idSet // of the literals
}

func (s *standing) from(place int) []span { return s.spans[s.begin[place]:s.begin[place+1]] }

// positions notes the literals that begin at each place of the text.
func (m *matcher) positions(at *standing, text []rune) {
	at.spans, at.begin, at.present = at.spans[:0], append(at.begin[:0], 0), idSet{}
	for i, r := range text {
		if m.words.Opens(r, after(text, i)) {
			for node, j := int32(0), i; j < len(text); j++ {
				next, id, ok := m.words.Step(node, text[j])
				if !ok {
					break
				}
				if node = next; id >= 0 && bounded(text, i, j+1) {
					at.spans = append(at.spans, span{id, j + 1})
					at.present.add(id)
				}
			}
		}
		at.begin = append(at.begin, len(at.spans))
	}
}

// after is the rune behind a place, negative at the end.
func after(text []rune, i int) rune {
	if i+1 == len(text) {
		return -1
	}
	return text[i+1]
}

// bounded reports whether Latin words at the ends of text[from:to] are whole.
func bounded(text []rune, from, to int) bool {
	if letter(text[from]) && from > 0 && letter(text[from-1]) {
		return false
	}
	return !letter(text[to-1]) || to == len(text) || !letter(text[to])
}

func letter(r rune) bool { return r >= 'a' && r <= 'z' }

// chain finds the rest of a rule after its first i pieces have matched up to end.
func chain(r *rule, i, end int, text []rune, at *standing) (int, bool) {
	if i == len(r.pieces) {
		return end, !r.tail || atEnd(end, text)
	}
	p := &r.pieces[i]
	for from, last := end, reach(text, end, p.gap); from <= last && from < len(text); from++ {
		for _, s := range at.from(from) {
			if !p.has(s.id) {
				continue
			}
			if to, ok := chain(r, i+1, s.to, text, at); ok {
				return to, true
			}
		}
	}
	if p.optional {
		return chain(r, i+1, end, text, at)
	}
	return 0, false
}

// atEnd reports whether no more than one character, a full stop, follows.
func atEnd(end int, text []rune) bool { return end >= len(text)-1 }

// has reports whether a literal is one of the piece.
func (p *piece) has(id int32) bool {
	if !p.some.has(id) {
		return false
	}
	_, ok := slices.BinarySearch(p.words, id)
	return ok
}

// reach is the last place a gap may lead to: a short gap ends at a comma, a
// long one at the end of the sentence.
func reach(text []rune, from, gap int) int {
	for i := from; i < len(text) && i < from+gap; i++ {
		if text[i] == '。' || gap == shortGap && text[i] == '，' {
			return i
		}
	}
	return from + gap
}
