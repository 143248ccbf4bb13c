package format

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"wenban/knowledge/ingest"
)

// readHTML takes the text of a page, tag by tag. No tree is built, nothing of
// the markup is kept and nothing is fetched, so there is nothing left to
// sanitise: what comes out is plain text.
func readHTML(data []byte) (Content, error) {
	text, note, err := decode(data)
	if err != nil {
		return Content{}, err
	}
	p := page{z: html.NewTokenizer(strings.NewReader(text)), meta: map[string]string{}}
	p.z.SetMaxBuf(MaxCell)
	if err := p.read(); err != nil {
		return Content{}, err
	}
	c := Content{Text: p.out.String(), Meta: p.meta, Notes: []string{note}}
	if hidden := strings.TrimSpace(p.hidden.String()); hidden != "" {
		c.Doubts = append(c.Doubts, hiddenText(hidden))
	}
	if p.active > 0 {
		c.Notes = append(c.Notes, fmt.Sprintf("网页里的脚本、框架、表单控件(%d处)没有读取", p.active))
	}
	if strings.TrimSpace(c.Text) == "" {
		c.Doubts = append(c.Doubts, ingest.Problem{Level: ingest.Error, Reason: "没有读到正文", Fix: "正文可能由脚本生成:在浏览器里打开,另存为网页或者复制成文本"})
	}
	return c, nil
}

type page struct {
	z      *html.Tokenizer
	out    strings.Builder
	line   strings.Builder
	row    []string // the cells of the row that is open; nil: none
	cell   bool     // a cell is open
	meta   map[string]string
	hidden strings.Builder
	active int

	skip []atom.Atom // open elements that are left out; the last one ends the skipping
	veil []atom.Atom // open elements that are not shown
	head bool        // inside title
}

// dropped are the elements whose content is no text of the page.
var dropped = []atom.Atom{
	atom.Script, atom.Style, atom.Iframe, atom.Noscript, atom.Template, atom.Svg, atom.Math, atom.Object,
	atom.Select, atom.Button, atom.Textarea, atom.Noframes, atom.Audio, atom.Video, atom.Canvas,
}

// blocks are the elements that begin a line of their own.
var blocks = []atom.Atom{
	atom.P, atom.Div, atom.Br, atom.Li, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol,
	atom.Section, atom.Article, atom.Header, atom.Footer, atom.Table, atom.Blockquote, atom.Dl, atom.Dt, atom.Dd, atom.Hr, atom.Body, atom.Pre,
}

// void are the elements that have no end tag.
var void = []atom.Atom{
	atom.Br, atom.Hr, atom.Img, atom.Input, atom.Meta, atom.Link, atom.Base, atom.Area, atom.Col, atom.Embed, atom.Source, atom.Track, atom.Wbr,
}

func (p *page) read() error {
	for {
		switch p.z.Next() {
		case html.ErrorToken:
			p.flush()
			if err := p.z.Err(); !errors.Is(err, io.EOF) {
				return refuse("网页里有超过1兆字节的标签或者文字", "把正文复制成文本后再导入")
			}
			return nil
		case html.StartTagToken:
			p.start(p.z.Token())
		case html.SelfClosingTagToken:
			t := p.z.Token()
			p.start(t)
			p.end(t.DataAtom)
		case html.EndTagToken:
			name, _ := p.z.TagName()
			p.end(atom.Lookup(name))
		case html.TextToken:
			p.text(p.z.Text())
		}
		if p.out.Len() > MaxText || len(p.skip)+len(p.veil) > 10_000 {
			return refuse("网页太大或者嵌套太深", "把正文复制成文本后再导入")
		}
	}
}

func (p *page) start(t html.Token) {
	a := t.DataAtom
	switch {
	case a == atom.Meta:
		p.note(t)
	case slices.Contains(void, a):
	case slices.Contains(dropped, a):
		p.active++
		p.skip = append(p.skip, a)
	case len(p.veil) > 0 || veiled(t):
		p.veil = append(p.veil, a)
	case a == atom.Title:
		p.head = true
	}
	if p.shown() {
		p.layout(a)
	}
}

func (p *page) shown() bool { return len(p.skip) == 0 && len(p.veil) == 0 && !p.head }

func (p *page) layout(a atom.Atom) {
	switch {
	case a == atom.Tr:
		if p.row != nil { // the one before was not closed
			p.endRow()
		}
		p.flush()
		p.row = []string{}
	case (a == atom.Td || a == atom.Th) && p.row != nil:
		if p.cell {
			p.row = append(p.row, p.take())
		}
		p.cell = true
	case p.row != nil && a == atom.Br || p.row != nil && slices.Contains(blocks, a):
		p.line.WriteByte(' ')
	case slices.Contains(blocks, a):
		p.flush()
	}
}

// end closes an element. An end tag without a beginning changes nothing.
func (p *page) end(a atom.Atom) {
	switch {
	case len(p.skip) > 0:
		p.skip = closed(p.skip, a)
		return
	case len(p.veil) > 0:
		p.veil = closed(p.veil, a)
		return
	case a == atom.Title:
		p.head = false
	case (a == atom.Td || a == atom.Th) && p.row != nil:
		p.row = append(p.row, p.take())
		p.cell = false
	case (a == atom.Tr || a == atom.Table) && p.row != nil:
		p.endRow()
	case slices.Contains(blocks, a) && p.row == nil:
		p.flush()
	}
}

func closed(open []atom.Atom, a atom.Atom) []atom.Atom {
	if i := lastIndex(open, a); i >= 0 {
		return open[:i]
	}
	return open
}

func lastIndex(list []atom.Atom, a atom.Atom) int {
	for i, x := range slices.Backward(list) {
		if x == a {
			return i
		}
	}
	return -1
}

func (p *page) endRow() {
	if rest := p.take(); p.cell || rest != "" {
		p.row = append(p.row, rest)
	}
	p.cell = false
	if line := strings.Join(p.row, "｜"); strings.Trim(line, "｜") != "" {
		p.out.WriteString(line + "\n")
	}
	p.row = nil
}

func (p *page) take() string {
	s := strings.Join(strings.Fields(p.line.String()), " ")
	p.line.Reset()
	return s
}

func (p *page) flush() {
	if s := p.take(); s != "" {
		p.out.WriteString(s + "\n")
	}
}

func (p *page) text(b []byte) {
	switch {
	case len(p.skip) > 0:
	case p.head:
		p.meta["title"] = strings.TrimSpace(p.meta["title"] + string(b))
	case len(p.veil) > 0:
		if p.hidden.Len() < 200 {
			p.hidden.Write(bytes.TrimSpace(b))
		}
	default:
		p.line.WriteString(html.UnescapeString(strings.ReplaceAll(string(b), "\u00a0", " ")))
	}
}

// veiled reports whether a page does not show an element.
func veiled(t html.Token) bool {
	for _, a := range t.Attr {
		style := strings.ToLower(strings.ReplaceAll(a.Val, " ", ""))
		switch {
		case a.Key == "hidden":
			return true
		case a.Key != "style":
		case strings.Contains(style, "display:none"), strings.Contains(style, "visibility:hidden"), strings.Contains(style, "font-size:0"), strings.Contains(style, "opacity:0;"):
			return true
		}
	}
	return false
}

// metas are the names under which government sites describe a page.
var metas = map[string]string{
	"articletitle": "title", "pubdate": "published", "contentsource": "issuer",
}

func (p *page) note(t html.Token) {
	var name, content string
	for _, a := range t.Attr {
		switch a.Key {
		case "name":
			name = strings.ToLower(a.Val)
		case "content":
			content = a.Val
		}
	}
	if key := metas[name]; key != "" && content != "" {
		p.meta[key] = content
	}
}
