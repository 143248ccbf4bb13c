package knowledge

import (
	"slices"
	"strconv"
	"strings"
)

// Element returns what one element of the item says, as a Chinese phrase or
// sentence for people, and whether the item says anything about it. It is the
// only renderer of facts: what a reply states must equal what Element returns.
//
// Paths are those of the interchange format: "name", "time_limit", "visits",
// "fees", "fees.0", "basis.0", "conditions.2", "exclusions.0", "steps.0",
// "places.1" (name and address), "places.1.hours", "materials.m_id",
// "materials.m_id.note", "faq.0.q", "notes.0", "effective" and so on. Materials
// go by id, other lists by position from 0; the name of a list alone joins its
// entries. "region" and "places.1.region" are codes; an edition names them.
func (it Item) Element(path string) (value string, ok bool) {
	head, rest, _ := strings.Cut(path, ".")
	if slices.Contains(it.Unstated, head) {
		return "", false
	}
	value = it.element(head, rest)
	return value, value != ""
}

func (it Item) element(head, rest string) string {
	switch head {
	case "fees":
		return it.fees(rest)
	case "basis":
		return pick(it.Basis, rest, one(Basis.String))
	case "conditions":
		return pick(it.Conditions, rest, one(same))
	case "exclusions":
		return pick(it.Exclusions, rest, one(same))
	case "steps":
		return pick(it.Steps, rest, one(Step.String))
	case "notes":
		return pick(it.Notes, rest, one(same))
	case "places":
		return pick(it.Places, rest, Place.element)
	case "faq":
		return pick(it.FAQ, rest, FAQ.element)
	case "materials":
		return it.material(rest)
	case "time_limit":
		return it.timeLimit(rest)
	case "result":
		return it.Result.element(rest)
	case "form":
		return it.form(rest)
	}
	if rest != "" {
		return ""
	}
	return it.plain(head)
}

// plain renders the elements that have no parts.
func (it Item) plain(name string) string {
	switch name {
	case "code":
		return it.Code
	case "name":
		return it.Name
	case "catalog_name":
		return it.Catalog
	case "summary":
		return it.Summary
	case "type":
		return it.Type
	case "department":
		return it.Department
	case "region":
		return it.Region
	case "level":
		return it.Level
	case "aliases":
		return strings.Join(it.Aliases, "、")
	case "themes":
		return strings.Join(it.Themes, "、")
	case "audience":
		return strings.Join(it.Audience, "、")
	case "consult_phone":
		return it.ConsultPhone
	case "complaint_phone":
		return it.ComplaintPhone
	case "effective":
		return it.Effective.String()
	}
	return it.Handling.element(name)
}

func (h Handling) element(name string) string {
	switch name {
	case "kind":
		return h.Kind
	case "channels":
		return strings.Join(h.Channels, "、")
	case "online_url":
		return h.OnlineURL
	case "scope":
		return h.scope()
	}
	// What follows are numbers and yes or no: an item that says nothing at all
	// about its handling must not be read as "0 times" and "no".
	if h.silent() {
		return ""
	}
	switch name {
	case "visits":
		return h.visits()
	case "appointment":
		return choose(h.Appointment, "可以预约", "不用预约")
	case "delivery":
		return choose(h.Delivery, "结果可以快递送达", "结果不提供快递送达")
	}
	return ""
}

func (h Handling) silent() bool {
	return h.Kind == "" && len(h.Channels) == 0 && h.Scope == "" && h.OnlineURL == "" &&
		h.Visits == 0 && !h.Appointment && !h.Delivery
}

func (h Handling) visits() string {
	if h.Visits == 0 {
		return "到现场0次，不用跑"
	}
	return "到现场" + strconv.Itoa(h.Visits) + "次"
}

func (h Handling) scope() string {
	switch h.Scope {
	case "":
		return ""
	case "本区县":
		return "在本区县办理"
	}
	return h.Scope + "通办"
}

func choose(yes bool, then, otherwise string) string {
	if yes {
		return then
	}
	return otherwise
}

// fees renders the charges. An item that holds nothing but what a bare catalogue
// lists (no basis, steps, result or kind) is silent about charges, not free.
func (it Item) fees(rest string) string {
	if len(it.Fees) == 0 && rest == "" && !it.bare() {
		return "不收费"
	}
	return pick(it.Fees, rest, Fee.element)
}

func (it Item) bare() bool {
	return len(it.Basis) == 0 && len(it.Steps) == 0 && it.Result.Name == "" && it.Handling.Kind == ""
}

// material renders a material by id; ids may hold any character, so the
// longest one that fits counts.
func (it Item) material(rest string) string {
	if rest == "" {
		return join(it.Materials, func(m Material) string { return m.Name })
	}
	var best *Material
	for i, m := range it.Materials {
		if (rest == m.ID || strings.HasPrefix(rest, m.ID+".")) && (best == nil || len(m.ID) > len(best.ID)) {
			best = &it.Materials[i]
		}
	}
	if best == nil {
		return ""
	}
	return best.element(strings.TrimPrefix(strings.TrimPrefix(rest, best.ID), "."))
}

func (it Item) form(rest string) string {
	if it.Form == nil || rest != "" && rest != "title" {
		return ""
	}
	return it.Form.Title
}

func (it Item) timeLimit(rest string) string {
	switch rest {
	case "":
		return it.TimeLimit.sentence(it.Handling.Kind)
	case "promised":
		return it.TimeLimit.Promised.limit()
	case "statutory":
		return it.TimeLimit.Statutory.limit()
	}
	return ""
}
