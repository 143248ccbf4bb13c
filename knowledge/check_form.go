package knowledge

import (
	"slices"
	"strings"
)

// prefills are the sources a field of a form may be filled from, FORMAT.md.
var prefills = []string{
	"identity.name", "identity.id_card", "identity.phone", "identity.address",
	"enterprise.name", "enterprise.uscc", "enterprise.legal_person", "enterprise.address", "answer",
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
	}
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
