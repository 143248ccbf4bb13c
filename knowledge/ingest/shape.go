package ingest

import (
	"reflect"
	"strings"
)

// form is the kind of JSON value an element must be.
type form int8

const (
	anything form = iota
	object
	table // an object with free keys
	list
	text
	whole
	number
	yesno
)

// formNames names the forms for people.
var formNames = map[form]string{
	object: "对象{…}", table: "对象{…}", list: "列表[…]", text: "文字(加双引号)",
	whole: "整数", number: "数字", yesno: "true 或者 false",
}

// shape is what a value of the format must look like. It is made of the Go
// types, so that the two cannot drift apart.
type shape struct {
	form     form
	fields   map[string]*shape // of an object
	required []string          // of an object
	elem     *shape            // of a list or table
}

// required are the elements without which an object says nothing or, worse,
// something wrong: a limit without days would read as done on the spot.
var required = map[string][]string{
	"Item": {"code", "name"}, "Document": {"id", "title", "text"}, "LifeEvent": {"id", "name", "items"},
	"Region": {"code", "name"}, "Hall": {"id", "name"}, "Override": {"code", "region"},
	"Basis": {"title"}, "Handling": {"visits"}, "Span": {"days", "unit"}, "Fee": {"name", "amount"},
	"Situation": {"id", "question", "options"}, "Option": {"id", "label"}, "Material": {"id", "name"},
	"Step": {"name"}, "Phrasing": {"q"}, "FAQ": {"q", "a"}, "FormField": {"id", "label", "type"},
	"EventItem": {"code"}, "Asked": {"q", "articles"},
}

// shapeOf makes the shape of a type of package knowledge.
func shapeOf(t reflect.Type) *shape {
	switch t.Kind() {
	case reflect.Pointer:
		return shapeOf(t.Elem())
	case reflect.Struct:
		return structShape(t)
	case reflect.Slice:
		return &shape{form: list, elem: shapeOf(t.Elem())}
	case reflect.Map:
		return &shape{form: table, elem: shapeOf(t.Elem())}
	}
	return &shape{form: scalar(t.Kind())}
}

func scalar(k reflect.Kind) form {
	switch k {
	case reflect.String:
		return text
	case reflect.Int:
		return whole
	case reflect.Float64:
		return number
	case reflect.Bool:
		return yesno
	}
	return anything
}

func structShape(t reflect.Type) *shape {
	s := &shape{form: object, fields: map[string]*shape{}, required: required[t.Name()]}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name != "" && name != "-" {
			s.fields[name] = shapeOf(t.Field(i).Type)
		}
	}
	return s
}

// spelled returns the field that a key means when upper and lower case are
// ignored, as encoding/json would read it.
func (s *shape) spelled(key string) (string, bool) {
	for name := range s.fields {
		if strings.EqualFold(name, key) {
			return name, true
		}
	}
	return "", false
}

// numeric reports whether null is an error: what is not given would read as 0
// or no.
func (s *shape) numeric() bool { return s.form == whole || s.form == number || s.form == yesno }
