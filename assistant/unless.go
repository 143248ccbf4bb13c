package assistant

import (
	"slices"
	"strings"
	"unicode/utf8"

	"wenban/knowledge"
)

// unless says what holds for a citizen in whose case something that was
// presumed is not so: why it cannot be accepted then, or which item it is
// instead. It stands beside a list so that nothing was assumed in silence.
func (v voice) unless(it knowledge.Item) []Fact {
	var out []Fact
	for _, s := range it.Situations {
		if !slices.Contains(v.plan.Presumed, s.ID) {
			continue
		}
		for _, o := range s.Options {
			path := "situations." + s.ID + "." + o.ID
			if value := otherwise(v.know.Edition, it, path); value != "" {
				out = append(out, Fact{Item: it.Code, Element: path, Value: value})
			}
		}
	}
	return out
}

// otherwise renders what an option that ends an item leads to; path is
// situations.SITUATION.OPTION. Anything else gives "".
func otherwise(e *knowledge.Edition, it knowledge.Item, path string) string {
	for _, s := range it.Situations {
		for _, o := range s.Options {
			if path != "situations."+s.ID+"."+o.ID {
				continue
			}
			switch to, ok := e.Item(o.Redirect); {
			case o.Stop != "":
				return supposed(s, o) + "：不能受理，" + strings.TrimRight(o.Stop, "。")
			case ok:
				return supposed(s, o) + "：要办的是“" + to.Name + "”"
			}
		}
	}
	return ""
}

// supposed names a case; a label that says little by itself (有, 要做) stands with
// its question.
func supposed(s knowledge.Situation, o knowledge.Option) string {
	if utf8.RuneCountInString(o.Label) > 3 {
		return "如果是“" + o.Label + "”"
	}
	return asked(strings.TrimRight(s.Question, "？?")) + "如果是“" + o.Label + "”"
}
