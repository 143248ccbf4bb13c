package form

import (
	"strings"

	"wenban/knowledge"
)

// Ask is one question to the citizen: one field that is still missing.
type Ask struct {
	Field    knowledge.FormField
	Question string   // “丢失日期是哪一天？”
	Hint     string   // how to answer; "" where it is plain
	Options  []string // to choose from; empty: free
	Left     int      // how many required fields are missing, this one counted
}

// Next returns the question for the first required field that has no value. ok
// is false when none is missing. What is not required is left to the review.
func Next(f knowledge.Form, values []Value, a knowledge.Answers) (ask Ask, ok bool) {
	missing := missing(f, values, a)
	if len(missing) == 0 {
		return Ask{}, false
	}
	x := missing[0]
	return Ask{Field: x, Question: question(x), Hint: hints[x.Type], Options: options(x), Left: len(missing)}, true
}

// missing lists the required fields that apply and have no value.
func missing(f knowledge.Form, values []Value, a knowledge.Answers) (out []knowledge.FormField) {
	for _, x := range Fields(f, a) {
		if v, _ := Get(values, x.ID); x.Required && v.Text == "" {
			out = append(out, x)
		}
	}
	return out
}

// hints say how to answer, by type.
var hints = map[string]string{
	"id_card": "18位，最后一位可能是X",
	"uscc":    "18位，在营业执照上",
	"phone":   "11位手机号，或者区号加固定电话",
	"date":    "例如2024年3月5日",
	"address": "写到街道、小区和门牌号",
	"region":  "写到区县",
}

func question(x knowledge.FormField) string {
	label := unitOf.ReplaceAllString(x.Label, "")
	switch x.Type {
	case "date":
		return label + "是哪一天？"
	case "select":
		return label + "是哪一种？"
	case "bool":
		if strings.HasPrefix(label, "是否") || strings.Contains(label, "是否") {
			return label + "？"
		}
		return "是否" + label + "？"
	case "number":
		return number1(x.Label)
	case "textarea":
		return "请写一下" + label + "。"
	}
	return label + "是什么？"
}

// number1 asks for a number with its unit.
func number1(label string) string {
	if m := unitOf.FindStringSubmatch(label); m != nil {
		return unitOf.ReplaceAllString(label, "") + "是多少" + m[1] + "？"
	}
	return label + "是多少？"
}

func options(x knowledge.FormField) []string {
	if x.Type == "bool" {
		return []string{"是", "否"}
	}
	return x.Options
}
