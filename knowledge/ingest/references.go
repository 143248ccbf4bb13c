package ingest

import (
	"fmt"
	"time"

	"wenban/knowledge"
)

// references reports what points at nothing, at the record that points, and what
// is in force from or to no day. An
// error is what would lead a citizen nowhere (a redirect, an item of a life
// event) or never take effect (a difference of an unknown item or region); what
// is only left out of an answer is a warning. knowledge.Check has more rules,
// but those are of good knowledge, not of a whole import.
func (im *importer) references() {
	e := knowledge.NewEdition("", im.parts)
	for _, it := range e.Items {
		im.at(e, items, it.Code).item(it)
	}
	for _, d := range e.Documents {
		im.at(e, documents, d.ID).document(d)
	}
	for _, ev := range e.Events {
		r := im.at(e, events, ev.ID)
		for i, x := range ev.Items {
			r.itemExists(Error, fmt.Sprintf("items.%d.code", i), x.Code)
		}
	}
	for _, x := range e.Regions.All {
		im.at(e, regions, x.Code).region("parent", x.Parent)
	}
	for _, h := range e.Halls {
		im.at(e, halls, h.ID).region("region", h.Region)
	}
	for _, o := range e.Overrides {
		r := im.at(e, overrides, o.Code+" "+o.Region)
		r.itemExists(Error, "code", o.Code)
		r.region("region", o.Region)
		r.places(o.Places)
	}
}

// referrer is a record that points at others.
type referrer struct {
	e   *knowledge.Edition
	id  string
	at  place
	add func(Problem)
}

func (im *importer) at(e *knowledge.Edition, k kind, key string) referrer {
	at, given := im.taken[[2]string{namespace(k), key}]
	if !given {
		at.file = "现有知识"
	}
	return referrer{e, key, at, im.report.add}
}

func (r referrer) say(level Level, path, reason, fix string) {
	r.add(Problem{Level: level, File: r.at.file, Line: r.at.line, ID: r.id,
		Element: knowledge.ElementName(path), Reason: reason, Fix: fix})
}

func (r referrer) item(it knowledge.Item) {
	r.region("region", it.Region)
	r.period(it.Effective)
	r.places(it.Places)
	for _, s := range it.Situations {
		for _, o := range s.Options {
			if o.Redirect != "" {
				r.itemExists(Error, "situations."+s.ID+".options."+o.ID+".redirect", o.Redirect)
			}
		}
	}
	for i, code := range it.Related {
		r.itemExists(Warning, fmt.Sprintf("related.%d", i), code)
	}
}

func (r referrer) document(d knowledge.Document) {
	r.region("region", d.Region)
	r.period(d.Effective)
	for i, code := range d.Items {
		r.itemExists(Warning, fmt.Sprintf("items.%d", i), code)
	}
	for i, id := range d.Supersedes {
		if _, ok := r.e.Document(id); !ok {
			r.say(Warning, fmt.Sprintf("supersedes.%d", i), "替代的文件“"+shown(id)+"”不存在", "改正编号,或者一并导入旧文件")
		}
	}
}

// period reports a bound that is no date: it would exclude nothing, and what is
// over would go on answering.
func (r referrer) period(p knowledge.Period) {
	for _, bound := range [][2]string{{"effective.from", p.From}, {"effective.to", p.To}} {
		path, s := bound[0], bound[1]
		if _, err := time.Parse(time.DateOnly, s); err != nil && s != "" {
			r.say(Error, path, "“"+shown(s)+"”不是日期", "写成 2025-01-31 的样式;长期有效的写 null")
		}
	}
	if p.From != "" && p.To != "" && p.From > p.To {
		r.say(Error, "effective", "起始日期晚于截止日期", "核对两个日期")
	}
}

func (r referrer) places(all []knowledge.Place) {
	for i, p := range all {
		r.region(fmt.Sprintf("places.%d.region", i), p.Region)
	}
}

func (r referrer) itemExists(level Level, path, code string) {
	if _, ok := r.e.Item(code); !ok {
		r.say(level, path, "引用的事项“"+shown(code)+"”不存在", "改正编码,或者一并导入那个事项")
	}
}

// region reports a region that the tree does not have. Without a tree there is
// nothing to hold it against.
func (r referrer) region(path, code string) {
	if _, ok := r.e.Regions.Region(code); ok || code == "" || len(r.e.Regions.All) == 0 {
		return
	}
	fix := "改正代码,或者在 regions.json 里补上"
	if near, ok := nearest(r.e.Regions.All, code); ok {
		fix = "最接近的是 " + near.Code + " " + near.Name + ";" + fix
	}
	r.say(Error, path, "区划代码“"+shown(code)+"”不在区划表里", fix)
}

// nearest returns the region whose code begins most like another, if the
// province is the same.
func nearest(all []knowledge.Region, code string) (best knowledge.Region, ok bool) {
	longest := 1
	for _, x := range all {
		n := 0
		for n < min(len(code), len(x.Code)) && code[n] == x.Code[n] {
			n++
		}
		if n > longest {
			best, ok, longest = x, true, n
		}
	}
	return best, ok
}
