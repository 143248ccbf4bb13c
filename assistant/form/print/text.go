package print

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"sync"
)

// face is what the type is called within a PDF.
const face = "form"

//go:embed font/wenban-form.ttf.gz
var packed []byte

// typeface unpacks the type once: 4 MB.
var typeface = sync.OnceValues(func() ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpack the type of forms: %w", err)
	}
	return io.ReadAll(r)
})

// shown is a text with every character that the type lacks written as its
// number. gopdf would put a blank in its place and say nothing.
func (p *paper) shown(text string) string {
	var b strings.Builder
	for _, r := range text {
		if there, err := p.pdf.IsCurrFontContainGlyph(r); err != nil || !there {
			fmt.Fprintf(&b, "〔U+%04X〕", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// closing may not begin a line, opening may not end one.
const (
	closing = "，。；：、？！）》〉」』】〕”’％%,.;:?!)]}"
	opening = "（《〈「『【〔“‘([{"
)

// wrap breaks a text into lines that are no wider than a width at the size that
// is set. Chinese breaks anywhere but before closing punctuation, which hangs
// over the edge, and after opening; words and numbers are broken where they must.
func (p *paper) wrap(text string, width float64) []string {
	var lines []string
	for part := range strings.SplitSeq(text, "\n") {
		lines = append(lines, fold([]rune(p.shown(part)), width, func(r rune) float64 { return p.width(string(r)) })...)
	}
	return lines
}

// fold breaks one line, whose characters have the widths that are measured.
func fold(text []rune, width float64, measure func(rune) float64) (lines []string) {
	from, used := 0, 0.0
	for i, r := range text {
		w := measure(r)
		if i > from && used+w > width && !strings.ContainsRune(closing, r) {
			end := breakAt(text, from, i)
			lines = append(lines, strings.TrimSpace(string(text[from:end])))
			from, used = end, 0
			for _, carried := range text[end:i] {
				used += measure(carried)
			}
		}
		used += w
	}
	return append(lines, strings.TrimSpace(string(text[from:])))
}

// breakAt is where a line breaks that is full before a character: before the
// opening punctuation that stands there.
func breakAt(text []rune, from, full int) int {
	for end := full; end > from+1; end-- {
		if !strings.ContainsRune(opening, text[end-1]) {
			return end
		}
	}
	return full
}
