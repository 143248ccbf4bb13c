package form

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"wenban/knowledge"
)

// object is a JSON object; its keys are written in order, so the same form has
// always the same schema.
type object = map[string]any

// Schema returns the JSON Schema (2020-12) of the finished form of an item, as
// JSON returns it: the title, the answers to the situations, the fields by id,
// and for each field where it comes from. A field that applies only in some
// situations is required there and forbidden elsewhere.
func Schema(it knowledge.Item) ([]byte, error) {
	if it.Form == nil {
		return nil, fmt.Errorf("item %s has no form", it.Code)
	}
	schema := object{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id":     "urn:wenban:form:" + it.Code,
		"title":   it.Form.Title,
		"type":    "object",
		"properties": object{
			"item": object{"const": it.Code}, "title": object{"const": it.Form.Title},
			"situations": situations(it), "fields": fields(*it.Form), "sources": object{"type": "object", "additionalProperties": source()},
		},
		"required":             []string{"item", "title", "situations", "fields", "sources"},
		"additionalProperties": false,
	}
	if all := conditions(*it.Form); len(all) > 0 {
		schema["allOf"] = all
	}
	return encode(schema)
}

// situations allows the answers that go on to the form.
func situations(it knowledge.Item) object {
	all := object{}
	for _, s := range it.Situations {
		ids := []string{}
		for _, o := range s.Options {
			if o.Stop == "" && o.Redirect == "" {
				ids = append(ids, o.ID)
			}
		}
		all[s.ID] = object{"title": s.Question, "enum": ids}
	}
	return object{"type": "object", "properties": all, "additionalProperties": false}
}

func fields(f knowledge.Form) object {
	all, required := object{}, []string{}
	for _, x := range f.Fields {
		all[x.ID] = field(x)
		if x.Required && len(x.When) == 0 {
			required = append(required, x.ID)
		}
	}
	return object{"type": "object", "properties": all, "required": required, "additionalProperties": false}
}

// field is the schema of one field.
func field(x knowledge.FormField) object {
	o := object{"title": x.Label, "type": "string", "minLength": 1}
	switch x.Type {
	case "id_card":
		o["pattern"] = `^[0-9]{17}[0-9X]$`
	case "uscc":
		o["pattern"] = "^[" + usccAlphabet + "]{18}$"
	case "phone":
		o["pattern"] = `^(1[3-9][0-9]{9}|0[0-9]{2,3}-[0-9]{7,8}|[48]00[0-9]{7})$`
	case "date":
		o["format"] = "date"
	case "select":
		return object{"title": x.Label, "enum": x.Options}
	case "number":
		return object{"title": x.Label, "type": "number", "minimum": 0}
	case "bool":
		return object{"title": x.Label, "type": "boolean"}
	case "textarea":
		o["maxLength"] = maxTextarea
	case "address":
		o["minLength"], o["maxLength"] = minAddress, maxAddress
	default:
		o["maxLength"] = maxText
	}
	return o
}

// source says where one field comes from.
func source() object {
	return object{
		"type": "object", "required": []string{"source", "from", "trust"}, "additionalProperties": false,
		"properties": object{
			"source": object{"type": "string"}, "from": object{"type": "string"},
			"trust": object{"enum": []Trust{Organ, Verified, Uploaded, Declared}},
		},
	}
}

// conditions say when a field that depends on situations stands in the form.
func conditions(f knowledge.Form) (out []object) {
	for _, x := range f.Fields {
		if len(x.When) == 0 {
			continue
		}
		c := object{"if": object{"anyOf": clauses(x.When)}, "else": inFields(object{"properties": object{x.ID: false}})}
		if x.Required {
			c["then"] = inFields(object{"required": []string{x.ID}})
		}
		out = append(out, c)
	}
	return out
}

func inFields(o object) object { return object{"properties": object{"fields": o}} }

// clauses is a When as JSON Schema.
func clauses(w knowledge.When) (out []object) {
	for _, clause := range w {
		all := object{}
		for id, options := range clause {
			all[id] = object{"enum": options}
		}
		ids := slices.Sorted(maps.Keys(clause))
		out = append(out, object{"properties": object{"situations": object{"properties": all, "required": ids}}})
	}
	return out
}

// JSON returns the finished form of an item, which conforms to its Schema. A
// form that is not Ready is refused.
func JSON(it knowledge.Item, values []Value, a knowledge.Answers, c Checker) ([]byte, error) {
	if it.Form == nil {
		return nil, fmt.Errorf("item %s has no form", it.Code)
	}
	if err := Ready(*it.Form, values, a, c); err != nil {
		return nil, err
	}
	given, from := object{}, object{}
	for _, x := range Fields(*it.Form, a) {
		if v, ok := Get(values, x.ID); ok {
			given[x.ID] = typed(x.Type, v.Text)
			from[x.ID] = object{"source": v.Source, "from": v.From, "trust": v.Trust}
		}
	}
	return encode(object{"item": it.Code, "title": it.Form.Title, "situations": answered(it, a), "fields": given, "sources": from})
}

// answered are the answers to the situations of the item.
func answered(it knowledge.Item, a knowledge.Answers) object {
	out := object{}
	for _, s := range it.Situations {
		if id, ok := a[s.ID]; ok {
			out[s.ID] = id
		}
	}
	return out
}

// typed is a text as the type of its field.
func typed(kind, text string) any {
	switch kind {
	case "number":
		if _, err := strconv.ParseFloat(text, 64); err == nil {
			return json.Number(text)
		}
	case "bool":
		return text == "是"
	}
	return text
}

// encode writes JSON without escaping what is only dangerous in HTML.
func encode(x any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(x); err != nil {
		return nil, fmt.Errorf("encode form: %w", err)
	}
	return bytes.TrimSpace(b.Bytes()), nil
}
