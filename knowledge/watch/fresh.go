package watch

import (
	"fmt"
	"time"

	"wenban/knowledge"
)

// freshness finds what is over and what soon will be. A document that another
// one replaces ends as it should, and is history.
func (w watcher) freshness() (found []Finding) {
	for _, it := range w.e.Items {
		found = append(found, w.ends(it.Effective, w.inItem(it, "effective.to", it.Effective.To), "办不了、查不到")...)
	}
	for _, d := range w.e.Documents {
		if next, ok := w.e.Successor(d.ID); ok && !next.Effective.NotYet(w.afterEnd(d.Effective)) {
			continue
		}
		found = append(found, w.ends(d.Effective, w.inDocument(d, "effective.to", d.Effective.To), "不能再引用")...)
	}
	return found
}

// afterEnd is the first moment after a period, or that of the watch.
func (w watcher) afterEnd(p knowledge.Period) time.Time {
	last, err := time.ParseInLocation(time.DateOnly, p.To, knowledge.Zone)
	if err != nil {
		return w.at
	}
	return last.AddDate(0, 0, 1)
}

// ends says of one entry that it is over, or when it will be.
func (w watcher) ends(p knowledge.Period, spot Spot, effect string) []Finding {
	switch {
	case p.Over(w.at):
		return []Finding{{
			Kind: Expired, Spots: []Spot{spot}, What: fmt.Sprintf("“%s”在 %s 到期，现在%s", spot.Name, p.To, effect),
			Do: "仍然有效的，延长有效期并写明依据；有新规定的，换成新的并注明替代关系；不再办理的，撤下",
		}}
	case p.Over(w.at.Add(soon)):
		return []Finding{{
			Kind: Expiring, Spots: []Spot{spot}, Due: p.To, What: fmt.Sprintf("“%s”在 %s 到期，之后%s", spot.Name, p.To, effect),
			Do: "到期前确认是否延续：延续的改有效期，有新规定的录入新规定，停办的写明去向",
		}}
	}
	return nil
}

// grounds finds items that stand on a document which was replaced or is over,
// or soon will be.
func (w watcher) grounds() (found []Finding) {
	titled := w.titled()
	for _, it := range w.current() {
		for i, b := range it.Basis {
			d, ok := w.weakest(titled[title(b.Title)])
			if !ok {
				continue
			}
			found = append(found, w.lost(d, w.inItem(it, fmt.Sprintf("basis.%d", i), "《"+d.Title+"》"+b.Article)))
		}
	}
	for _, d := range w.e.Documents {
		found = append(found, w.governed(d)...)
	}
	return found
}

// titled returns the documents by their title.
func (w watcher) titled() map[string][]knowledge.Document {
	out := map[string][]knowledge.Document{}
	for _, d := range w.e.Documents {
		out[title(d.Title)] = append(out[title(d.Title)], d)
	}
	return out
}

// weakest returns a document of one title that does not hold for the next thirty
// days; none where some version of it does: a law is cited by its title, and the
// newest version is meant.
func (w watcher) weakest(all []knowledge.Document) (weak knowledge.Document, ok bool) {
	for _, d := range all {
		if w.e.InForce(d, w.at) && w.e.InForce(d, w.at.Add(soon)) || d.Effective.NotYet(w.at) {
			return knowledge.Document{}, false
		}
		weak, ok = d, true
	}
	return weak, ok
}

// lost says that a basis no longer holds, or until when it does.
func (w watcher) lost(d knowledge.Document, spot Spot) Finding {
	f := Finding{Kind: Superseded, Spots: []Spot{spot, w.inDocument(d, "effective", period(d.Effective))}}
	last := d.Effective.To
	next, replaced := w.e.Successor(d.ID)
	if replaced {
		f.Spots = append(f.Spots, w.inDocument(next, "effective", period(next.Effective)))
		f.What = fmt.Sprintf("“%s”的依据《%s》由《%s》替代（%s 起）", spot.Name, d.Title, next.Title, next.Effective.From)
		last = next.Effective.From
		f.Do = "对照新文件改条件、材料、时限和依据条款；内容没有变化的，只改依据"
	} else {
		f.What = fmt.Sprintf("“%s”的依据《%s》有效期到 %s", spot.Name, d.Title, d.Effective.To)
		f.Do = "找到现行依据并改写；没有现行依据的，确认事项是否还能办"
	}
	if w.e.InForce(d, w.at) {
		f.Due = last
	}
	return f
}

// governed finds items that a document governed and that its successor, in
// force, does not name.
func (w watcher) governed(old knowledge.Document) (found []Finding) {
	next, ok := w.e.Successor(old.ID)
	if !ok || !w.e.InForce(next, w.at) {
		return nil
	}
	for _, code := range old.Items {
		it, there := w.e.Item(code)
		if !there || it.Effective.Over(w.at) || contains(next.Items, code) {
			continue
		}
		found = append(found, Finding{
			Kind: Superseded, What: fmt.Sprintf("《%s》管“%s”，替代它的《%s》没有列出这个事项", old.Title, it.Name, next.Title),
			Spots: []Spot{w.inItem(it, "code", it.Code), w.inDocument(old, "items", "列出"), w.inDocument(next, "items", "没有列出")},
			Do:    "确认新文件是否仍然管这个事项：管的补上关联，不管的检查事项还有没有依据",
		})
	}
	return found
}

func period(p knowledge.Period) string {
	from, to := p.From, p.To
	if from == "" {
		from = "一直"
	}
	if to == "" {
		to = "长期"
	}
	return from + " 至 " + to
}

func contains(list []string, one string) bool {
	for _, x := range list {
		if x == one {
			return true
		}
	}
	return false
}
