package profile

import (
	"fmt"
	"slices"
	"strings"

	"wenban/knowledge"
	"wenban/knowledge/ingest"
)

// known reports whether an element of a kind of sheet may have a column.
func known(kind, path string) bool {
	if kind == KindDocument {
		return slices.Contains([]string{"id", "title", "number", "issuer", "region", "published", "history", "text", "themes", "items", "effective.from", "effective.to"}, path)
	}
	return slices.Contains(itemPaths, path)
}

// itemPaths are the elements of an item that a column may hold. fees.given is
// whether there is a charge at all; withdrawn is why the item is no longer done;
// materials.when and fees.when name the options of situations that they are for.
var itemPaths = []string{
	"code", "name", "catalog_name", "aliases", "summary", "type", "themes", "audience", "department", "region", "level",
	"basis", "conditions", "exclusions", "handling.kind", "handling.channels", "handling.visits", "handling.online_url",
	"handling.appointment", "handling.delivery", "handling.scope", "time_limit.statutory", "time_limit.promised",
	"time_limit.statutory.days", "time_limit.statutory.unit", "time_limit.promised.days", "time_limit.promised.unit",
	"fees.given", "fees.name", "fees.amount", "fees.unit", "fees.basis", "fees.when",
	"materials.name", "materials.original", "materials.copies", "materials.necessity", "materials.source", "materials.licence",
	"materials.sample", "materials.note", "materials.when", "steps", "steps.name", "steps.detail", "result.name", "result.kind",
	"places.region", "places.name", "places.address", "places.hours", "places.phone", "consult_phone", "complaint_phone",
	"faq.q", "faq.a", "phrasings.q", "phrasings.source", "phrasings.confirmed", "related", "effective.from", "effective.to",
	"situations.question", "situations.why", "situations.options.label", "situations.options.cues", "situations.options.redirect",
	"situations.options.stop", "withdrawn",
}

// record makes the record of an item when all its rows are read.
func (it *item) record() Record {
	r := Record{Sheet: it.sheet, Line: it.line}
	if reason, ok := it.value["withdrawn"].(string); ok && !it.bad {
		r.Value = map[string]any{"code": it.value["code"], "withdrawn": reason}
		r.Problems = it.problems
		return r
	}
	if name, _ := it.value["name"].(string); name == "" {
		it.say(ingest.Error, "name", "没有填写", "补上事项名称")
	}
	it.limits()
	it.charges()
	it.situations()
	it.parts("materials", "m", "name")
	it.places()
	it.plainLists()
	if len(it.unstated) > 0 {
		it.value["unstated"] = sortedKeys(it.unstated)
	}
	if r.Problems = it.problems; !it.bad {
		r.Value = nested(it.value)
	}
	return r
}

func (it *item) say(level ingest.Level, path, reason, fix string) {
	it.bad = it.bad || level == ingest.Error
	it.problems = append(it.problems, ingest.Problem{Level: level, File: it.sheet, Line: it.line, Element: knowledge.ElementName(path), Reason: reason, Fix: fix})
}

// limits puts days and units from columns of their own together.
func (it *item) limits() {
	for _, path := range []string{"time_limit.statutory", "time_limit.promised"} {
		n, has := it.value[path+".days"].(int)
		unit, _ := it.value[path+".unit"].(string)
		delete(it.value, path+".days")
		delete(it.value, path+".unit")
		switch {
		case !has:
		case n == 0:
			it.value[path] = days(0, "工作日")
		case unit == "":
			it.say(ingest.Error, path, fmt.Sprintf("时限“%d”没有写明单位", n), "在单位列填工作日或者自然日")
		default:
			it.value[path] = days(n, unit)
		}
	}
}

// charges holds the list of charges against whether there is any.
func (it *item) charges() {
	given, said := it.value["fees.given"].(bool)
	delete(it.value, "fees.given")
	var out []any
	for _, f := range it.lists["fees"] {
		if amount, ok := f["amount"].(map[string]any); ok {
			delete(it.unstated, "fees")
			if amount["amount"] == 0.0 {
				continue // said to be free
			}
			f["amount"] = amount["amount"]
			if f["unit"] == nil && amount["unit"] != "" {
				f["unit"] = amount["unit"]
			}
			if f["name"] == nil {
				f["name"] = "收费"
			}
			out = append(out, f)
		} else if f["name"] != nil && (!said || given) {
			it.say(ingest.Error, "fees.amount", fmt.Sprintf("收费项目“%v”没有金额", f["name"]), "填金额,免收的填0")
		}
	}
	switch {
	case said && given && len(out) == 0:
		it.say(ingest.Error, "fees", "写明收费,却没有收费项目和金额", "补上收费项目和金额")
	case said && !given && len(out) > 0:
		it.say(ingest.Error, "fees", "写明不收费,却有收费项目", "核对是否收费")
	case said:
		delete(it.unstated, "fees")
	}
	if len(out) > 0 {
		it.value["fees"] = out
	}
}

// situations groups the rows of options by their question, and turns the words
// of conditions (问题=选项) into ids.
func (it *item) situations() {
	var out []any
	byQuestion := map[string]map[string]any{}
	for _, row := range it.lists["situations"] {
		question, _ := row["question"].(string)
		label, _ := row["options.label"].(string)
		if question == "" || label == "" {
			it.say(ingest.Error, "situations", "情形要有问题和选项两列", "每个选项写一行,问题各行相同")
			continue
		}
		s := byQuestion[question]
		if s == nil {
			s = map[string]any{"id": idOf("s", question), "question": question, "options": []any{}}
			byQuestion[question] = s
			out = append(out, s)
		}
		if why, ok := row["why"]; ok {
			s["why"] = why
		}
		option := map[string]any{"id": idOf("o", label), "label": label}
		for _, key := range []string{"cues", "redirect", "stop"} {
			if v, ok := row["options."+key]; ok {
				option[key] = v
			}
		}
		s["options"] = append(s["options"].([]any), option)
	}
	if len(out) > 0 {
		it.value["situations"] = out
	}
	for _, list := range []string{"materials", "fees"} {
		for _, part := range it.lists[list] {
			if words, ok := part["when"].(string); ok {
				part["when"] = it.when(list, words, out)
			}
		}
	}
}

// when reads 问题=选项、选项;问题=选项 (both must hold) against the situations of
// the item. Conditions joined by 或者 are entries of their own.
func (it *item) when(list, words string, situations []any) []any {
	var out []any
	for _, either := range strings.Split(words, "或者") {
		clause := map[string]any{}
		for _, part := range cut(half(either), ";\n") {
			question, options, found := strings.Cut(fmt.Sprint(part), "=")
			id, optionIDs := lookUpOptions(situations, strings.TrimSpace(question), cut(options, "、,/"))
			if !found || id == "" {
				it.say(ingest.Error, list+".when", "适用情形“"+short(either)+"”在情形表里找不到", "写成“问题=选项”,问题和选项与情形表里的文字一样")
				return nil
			}
			clause[id] = optionIDs
		}
		out = append(out, clause)
	}
	return out
}

func lookUpOptions(situations []any, question string, labels []any) (id string, options []any) {
	for _, s := range situations {
		s := s.(map[string]any)
		if half(s["question"].(string)) != question {
			continue
		}
		for _, label := range labels {
			for _, o := range s["options"].([]any) {
				if o := o.(map[string]any); half(o["label"].(string)) == label {
					options = append(options, o["id"])
				}
			}
		}
		if len(options) == len(labels) && len(labels) > 0 {
			return s["id"].(string), options
		}
	}
	return "", nil
}

// parts gives the entries of a list ids that come from their names.
func (it *item) parts(list, prefix, name string) {
	var out []any
	taken := map[string]int{}
	for _, part := range it.lists[list] {
		title, _ := part[name].(string)
		if title == "" {
			it.say(ingest.Error, list+"."+name, "没有名称", "补上名称,或者删去这一行")
			continue
		}
		if title == "同上" {
			it.say(ingest.Error, list+"."+name, "“同上”读不出是什么", "逐一写明")
			continue
		}
		id := idOf(prefix, title)
		if taken[id]++; taken[id] > 1 {
			id = fmt.Sprintf("%s-%d", id, taken[id])
		}
		part["id"] = id
		out = append(out, part)
	}
	if len(out) > 0 {
		it.value[list] = out
	}
}

// places leaves out those that say nothing of a place.
func (it *item) places() {
	var out []any
	for _, p := range it.lists["places"] {
		if p["address"] == nil && p["name"] == nil {
			continue
		}
		if p["region"] == nil && it.value["region"] != nil {
			p["region"] = it.value["region"]
		}
		out = append(out, p)
	}
	if len(out) > 0 {
		it.value["places"] = out
	}
}

func (it *item) plainLists() {
	for _, list := range []string{"faq", "steps", "basis", "phrasings"} {
		for _, part := range it.lists[list] {
			had, _ := it.value[list].([]any)
			it.value[list] = append(had, part)
		}
	}
}

// nested turns paths into objects: handling.visits → {"handling": {"visits": …}}.
func nested(flat map[string]any) map[string]any {
	out := map[string]any{}
	for _, path := range sortedKeys(flat) {
		at := out
		keys := strings.Split(path, ".")
		for _, key := range keys[:len(keys)-1] {
			below, ok := at[key].(map[string]any)
			if !ok {
				below = map[string]any{}
				at[key] = below
			}
			at = below
		}
		at[keys[len(keys)-1]] = flat[path]
	}
	if h, ok := out["handling"].(map[string]any); ok && h["visits"] == nil {
		h["visits"] = 0 // the format wants a number; unstated says that it was not given
	}
	return out
}
