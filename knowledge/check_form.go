package knowledge

import (
	"maps"
	"slices"
	"strings"
)

// prefills are the sources a field of a form may be filled from, FORMAT.md.
var prefills = []string{
	"identity.name", "identity.id_card", "identity.phone", "identity.address",
	"enterprise.name", "enterprise.uscc", "enterprise.legal_person", "enterprise.address", "earlier", "answer",
}

// form checks the application form of an item.
func (c *checker) form(it Item) {
	if it.Form == nil {
		return
	}
	seen := map[string]bool{}
	for _, f := range it.Form.Fields {
		at := "form.fields." + f.ID
		c.unless(!seen[f.ID], Error, at+".id", "字段编号重复", "改成不同的编号")
		seen[f.ID] = true
		c.value(at+".type", f.Type, fieldTypes)
		c.unless(f.Type != "select" || len(f.Options) > 0, Error, at+".options", "选择项没有列出选项", "补上选项")
		for _, p := range f.Prefill {
			c.unless(c.fills(it, p), Warning, at+".prefill", "预填来源“"+p+"”无效", "改成格式规定的来源")
		}
		c.when(caseOf(it), len(it.Situations), at+".prefill_when", f.PrefillWhen)
		c.unless(!f.Never || len(f.Prefill) == 0, Warning, at+".never", "标明不预填，又写了预填来源", "只保留一样")
		c.picks(it, f, at)
	}
}

// picks checks that a field filled from a situation has an entry for every
// answer, and that its own mapping names answers and entries that there are.
func (c *checker) picks(it Item, f FormField, at string) {
	answers := answersOf(it, f)
	for _, id := range slices.Sorted(maps.Keys(f.Picks)) {
		c.unless(answers[id] != "", Warning, at+".picks", "对应关系里的“"+id+"”不是预填情形的选项", "改正选项编号")
		c.unless(f.entry(f.Picks[id]), Warning, at+".picks", "对应关系里的“"+f.Picks[id]+"”不是这一栏的选项", "改成这一栏的选项")
	}
	for _, id := range slices.Sorted(maps.Keys(answers)) {
		c.unless(len(f.Picks) > 0 || f.entry(answers[id]), Hint, at+".options", "情形选项“"+answers[id]+"”在这一栏没有同名的选项，带不出来", "改成同名，或者写明对应关系")
	}
}

// answersOf maps the options of the situations that fill a field to their
// labels. An option that ends the matter fills nothing.
func answersOf(it Item, f FormField) map[string]string {
	out := map[string]string{}
	for _, s := range it.Situations {
		for _, o := range s.Options {
			if slices.Contains(f.Prefill, "situation."+s.ID) && o.Stop == "" && o.Redirect == "" {
				out[o.ID] = o.Label
			}
		}
	}
	return out
}

// entry reports whether a text can stand in the field.
func (f FormField) entry(text string) bool {
	switch f.Type {
	case "select":
		return slices.Contains(f.Options, text)
	case "bool":
		return text == "是" || text == "否"
	}
	return true
}

func (c *checker) fills(it Item, source string) bool {
	if id, ok := strings.CutPrefix(source, "situation."); ok {
		return slices.ContainsFunc(it.Situations, func(s Situation) bool { return s.ID == id })
	}
	if licence, ok := strings.CutPrefix(source, "licence."); ok {
		name, field, _ := strings.Cut(licence, ".")
		return name != "" && field != ""
	}
	return slices.Contains(prefills, source)
}
