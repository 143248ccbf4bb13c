package read

import (
	"slices"
	"strings"
)

// Mask returns a text in normal form with personal data masked, and the kinds
// that were found, sorted: address, bank_card, email, id_card, landline, name,
// passport, phone, plate. What is kept follows common practice: phone first 3
// and last 4, identity number first 3 and last 4, card last 4, first character
// of a name. Case, receipt and document numbers, public numbers, amounts and
// dates stay.
//
// PRIVACY: what leaves this function may be logged, searched and saved. Where
// a number could be personal or not, it is masked.
func Mask(text string) (masked string, kinds []string) {
	runes := []rune(text)
	found := numbers(runes)
	var b strings.Builder
	at := 0
	for _, f := range found {
		b.WriteString(string(runes[at:f.from]))
		b.WriteString(f.masked())
		at = f.to
		kinds = append(kinds, f.kind)
	}
	b.WriteString(string(runes[at:]))
	masked, more := maskWords(b.String())
	kinds = append(kinds, more...)
	slices.Sort(kinds)
	return masked, slices.Compact(kinds)
}

// MaskAcross masks two messages sent one after the other, of which the first
// ends with digits: a number that was split between them is masked in both.
// Both are in normal form and may already be masked otherwise.
func MaskAcross(prev, cur string) (maskedPrev, maskedCur string, kinds []string) {
	p, c := []rune(strings.TrimRight(prev, " ")), []rune(strings.TrimLeft(cur, " "))
	joined := slices.Concat(p, []rune{' '}, c)
	for _, f := range numbers(joined) {
		if f.from >= len(p) || f.to <= len(p) {
			continue
		}
		m := []rune(f.masked())
		n := len(digitsOf(joined[f.from:len(p)]))
		prev = string(p[:f.from]) + string(m[:n])
		cur = string(m[n:]) + string(joined[f.to:])
		kinds = append(kinds, f.kind)
	}
	maskedPrev, one := Mask(prev)
	maskedCur, two := Mask(cur)
	kinds = slices.Concat(kinds, one, two)
	slices.Sort(kinds)
	return maskedPrev, maskedCur, slices.Compact(kinds)
}

// private is a personal number in a text: runes from..to.
type private struct {
	kind     string
	digits   string
	from, to int
}

func (p private) masked() string {
	if p.kind == "id_card" && len(p.digits) < 14 { // a part: the rest comes in the next message
		return stars(p.digits, 3, 0)
	}
	switch p.kind {
	case "bank_card":
		return stars(p.digits, 0, 4)
	case "passport":
		return stars(p.digits, 1, 2)
	case "landline":
		return stars(p.digits, len(p.digits)-8, 4)
	}
	return stars(p.digits, 3, 4)
}

// stars keeps the first and the last characters of s.
func stars(s string, first, last int) string {
	r := []rune(s)
	first = max(0, min(first, len(r)-last))
	if len(r) <= first+last {
		return strings.Repeat("*", len(r))
	}
	return string(r[:first]) + strings.Repeat("*", len(r)-first-last) + string(r[len(r)-last:])
}
