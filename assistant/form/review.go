package form

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"wenban/knowledge"
)

// Line is one line of the form as the citizen reviews it.
type Line struct {
	Field knowledge.FormField
	Value Value  // the zero Value: empty
	Say   string // what the citizen has to see to; "" = nothing
}

// Review returns every line that applies, in order, each with what is still to
// be done: fill in, put right, confirm.
func Review(f knowledge.Form, values []Value, a knowledge.Answers, c Checker) []Line {
	crossed := cross(f, values, a)
	var out []Line
	for _, x := range Fields(f, a) {
		v, _ := Get(values, x.ID)
		out = append(out, Line{Field: x, Value: v, Say: cmp.Or(todo(x, v, c), crossed[x.ID], unconfirmed(v))})
	}
	return out
}

// todo says what a line lacks by itself.
func todo(x knowledge.FormField, v Value, c Checker) string {
	if v.Text == "" {
		if x.Required {
			return fmt.Sprintf("“%s”还没有填", x.Label)
		}
		return ""
	}
	if _, err := c.Check(x, v.Text); err != nil {
		return err.Error()
	}
	return ""
}

func unconfirmed(v Value) string {
	if v.Text != "" && !v.Confirmed {
		return "请核对"
	}
	return ""
}

// Unready is why a form cannot be sent yet: the lines that have something to
// be seen to.
type Unready []Line

func (u Unready) Error() string {
	says := make([]string, 0, len(u))
	for _, l := range u {
		says = append(says, l.Field.Label+"："+l.Say)
	}
	return "这张表还不能提交：" + strings.Join(says, "；")
}

// Ready returns nil when the form may be sent: every required field filled,
// every value right by itself and together, and confirmed by the citizen.
// Otherwise it returns an Unready.
func Ready(f knowledge.Form, values []Value, a knowledge.Answers, c Checker) error {
	lines := slices.DeleteFunc(Review(f, values, a, c), func(l Line) bool { return l.Say == "" })
	if len(lines) == 0 {
		return nil
	}
	return Unready(lines)
}

// facets are the ends of labels that say which fact of a person a field holds;
// what stands before is the person.
var facets = regexp.MustCompile(`^(.*?)(的)?(公民身份号码|居民身份证号码?|身份证号码?|身份证件号码?|出生日期|性别)$`)

// facet splits a label into the person and the fact: "", 男方, 孩子; 号码, 日期, 性别.
func facet(label string) (person, fact string) {
	m := facets.FindStringSubmatch(label)
	if m == nil {
		return "", ""
	}
	r := []rune(m[3])
	return m[1], map[string]string{"日期": "born", "性别": "sex"}[string(r[len(r)-2:])]
}

// cross holds values of different fields against each other: the day of birth
// and the sex of a person against their identity number, and the numbers of two
// people, which are never the same. It returns what to see to, by field.
func cross(f knowledge.Form, values []Value, a knowledge.Answers) map[string]string {
	out, ids, owner := map[string]string{}, map[string]string{}, map[string]string{}
	fields := Fields(f, a)
	for _, x := range fields {
		v, ok := Get(values, x.ID)
		person, _ := facet(x.Label)
		if !ok || x.Type != "id_card" || len(v.Text) != 18 {
			continue
		}
		if other, twice := owner[v.Text]; twice {
			out[x.ID] = fmt.Sprintf("“%s”和“%s”相同，请核对是谁的号码", x.Label, other)
		}
		ids[person], owner[v.Text] = v.Text, x.Label
	}
	for _, x := range fields {
		v, ok := Get(values, x.ID)
		person, fact := facet(x.Label)
		if id := ids[person]; ok && id != "" {
			out[x.ID] = cmp.Or(out[x.ID], disagrees(x.Label, fact, v.Text, id))
		}
	}
	return out
}

// disagrees says how a fact differs from the identity number; "" = it does not.
func disagrees(label, fact, text, id string) string {
	if fact == "born" && strings.ReplaceAll(text, "-", "") != id[6:14] || fact == "sex" && text != SexOf(id) {
		return fmt.Sprintf("“%s”和身份证号里的不一致，请核对", label)
	}
	return ""
}
