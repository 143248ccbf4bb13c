package format

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// numbering knows the numbers that Word puts before paragraphs without writing
// them: 第一条 is often one of them, and an article without its number cannot be
// cited.
type numbering struct {
	levels map[string]level    // abstract list + "/" + level
	lists  map[string]string   // list → abstract list
	styles map[string]numbered // paragraph style → its list
	count  map[string]int      // abstract list + "/" + level → the last number given
}

// level is how the numbers of one level of a list look.
type level struct {
	format, text string
	start        int
}

// numbered says which list and level a paragraph belongs to; list "" or "0": none.
type numbered struct{ list, level string }

func (n numbered) or(m numbered) numbered {
	if n.list == "" {
		n.list = m.list
	}
	if n.level == "" {
		n.level = m.level
	}
	return n
}

func (n *numbering) see() func(xml.Token) {
	var abstract, at, list string
	return func(t xml.Token) {
		e, ok := t.(xml.StartElement)
		if !ok {
			return
		}
		key := abstract + "/" + at
		l := n.levels[key]
		switch e.Name.Local {
		case "abstractNum":
			abstract = attr(e, "abstractNumId")
			return
		case "lvl":
			at = attr(e, "ilvl")
			return
		case "num":
			list = attr(e, "numId")
			return
		case "abstractNumId":
			n.lists[list] = attr(e, "val")
			return
		case "start":
			l.start, _ = strconv.Atoi(attr(e, "val"))
		case "numFmt":
			l.format = attr(e, "val")
		case "lvlText":
			l.text = attr(e, "val")
		}
		if list == "" { // overrides of single lists are rare and not read
			n.levels[key] = l
		}
	}
}

func (n *numbering) seeStyles() func(xml.Token) {
	style := ""
	return func(t xml.Token) {
		e, ok := t.(xml.StartElement)
		if !ok {
			return
		}
		x := n.styles[style]
		switch e.Name.Local {
		case "style":
			style = attr(e, "styleId")
			return
		case "numId":
			x.list = attr(e, "val")
		case "ilvl":
			x.level = attr(e, "val")
		case "basedOn":
			x = x.or(n.styles[attr(e, "val")])
		default:
			return
		}
		n.styles[style] = x
	}
}

// next returns what Word shows before the next paragraph of a list, and whether
// it is known.
func (n *numbering) next(p numbered) (prefix string, known bool) {
	if p.list == "" || p.list == "0" {
		return "", true
	}
	depth, _ := strconv.Atoi(p.level)
	abstract, ok := n.lists[p.list]
	l, has := n.levels[abstract+"/"+strconv.Itoa(depth)]
	if !ok || !has || depth > 8 {
		return "", false
	}
	n.advance(abstract, depth, l)
	return n.render(abstract, depth, l)
}

// advance counts one on at a level and begins the levels below anew.
func (n *numbering) advance(abstract string, depth int, l level) {
	key := abstract + "/" + strconv.Itoa(depth)
	if _, begun := n.count[key]; !begun {
		n.count[key] = l.start - 1
	}
	n.count[key]++
	for below := depth + 1; below < 9; below++ {
		delete(n.count, abstract+"/"+strconv.Itoa(below))
	}
}

func (n *numbering) render(abstract string, depth int, l level) (string, bool) {
	text := l.text
	for at := 0; at <= depth; at++ {
		mark := "%" + strconv.Itoa(at+1)
		if !strings.Contains(text, mark) {
			continue
		}
		key := abstract + "/" + strconv.Itoa(at)
		number, ok := numeral(n.levels[key].format, n.count[key])
		if !ok {
			return "", false
		}
		text = strings.ReplaceAll(text, mark, number)
	}
	switch l.format {
	case "bullet", "none":
		return "", true
	}
	if strings.HasPrefix(text, "第") {
		text += " "
	}
	return text, true
}

func numeral(format string, n int) (string, bool) {
	switch format {
	case "decimal", "":
		return strconv.Itoa(n), true
	case "chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseCounting":
		return Chinese(n), n > 0
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		return string(rune('①' + n - 1)), n >= 1 && n <= 20
	case "lowerLetter":
		return string(rune('a' + n - 1)), n >= 1 && n <= 26
	case "upperLetter":
		return string(rune('A' + n - 1)), n >= 1 && n <= 26
	}
	return "", false
}

// Chinese writes a number from 0 to 9999 in Chinese: 十二, 一百零三.
func Chinese(n int) string {
	digits := []rune("零一二三四五六七八九")
	if n <= 0 || n > 9999 {
		return strconv.Itoa(n)
	}
	out, gap := "", false
	for _, p := range []struct {
		value int
		name  string
	}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		d := n / p.value % 10
		switch {
		case d == 0:
			gap = out != ""
		case p.value == 10 && d == 1 && out == "":
			out += "十"
		default:
			if gap {
				out += "零"
			}
			out, gap = out+string(digits[d])+p.name, false
		}
	}
	return out
}
