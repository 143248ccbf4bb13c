package form_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"wenban/assistant/form"
	"wenban/assistant/form/licencetest"
	"wenban/knowledge"
	"wenban/knowledge/golden"
	"wenban/knowledge/sample"
)

// forms are the items of the sample city that have a form.
func forms(t testing.TB) (out []knowledge.Item) {
	t.Helper()
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range e.Items {
		if it.Form != nil {
			out = append(out, it)
		}
	}
	if len(out) == 0 {
		t.Fatal("the sample city has no forms")
	}
	return out
}

func compile(t testing.TB, schema []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("form.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("form.json")
	if err != nil {
		t.Fatalf("Compile(%s) = %v", schema, err)
	}
	return s
}

// typed are entries that a citizen could type, by type of field.
var typed = map[string]string{
	"text": "某某", "textarea": "情况说明", "id_card": "11010519491231002X", "uscc": "12441500196720244T", "phone": "13912345678",
	"date": "2024-03-05", "number": "3", "select": "1", "region": "云东区", "address": "云溪市云东区滨江中路118号", "bool": "是",
}

// people are identity numbers of different people, for forms with several.
var people = []string{"11010519491231002X", "440524188001010014", "99010219880315602X", "990102198607222173"}

// finish fills in what is missing and confirms everything.
func finish(t testing.TB, f knowledge.Form, values []form.Value, a knowledge.Answers) []form.Value {
	t.Helper()
	n := 0
	for _, x := range form.Fields(f, a) {
		text := typed[x.Type]
		if x.Type == "id_card" {
			text, n = people[n], n+1
		}
		if v, ok := form.Get(values, x.ID); ok && x.Type != "id_card" {
			text = v.Text
		}
		if x.Label == "收款银行卡号" {
			text = "6217990000102000011"
		}
		var err error
		if values, err = form.Set(f, values, x.ID, text, checker()); err != nil {
			t.Fatalf("Set(%s %s, %q) = %v", x.ID, x.Label, text, err)
		}
		if x.Label == "出生日期" {
			values, _ = form.Set(f, values, x.ID, "1949-12-31", checker())
		}
	}
	return values
}

func TestEveryFinishedFormConformsToItsSchema(t *testing.T) {
	library, err := licencetest.New()
	if err != nil {
		t.Fatal(err)
	}
	s, err := library.Sources(t.Context(), "linxiulan", "", all)
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range forms(t) {
		schema, err := form.Schema(it)
		if err != nil {
			t.Fatal(err)
		}
		compiled := compile(t, schema)
		for _, a := range form.Ways(it) {
			s.Answers, s.Situations = a, it.Situations
			values := form.Fill(*it.Form, s, all, checker())
			if _, err := form.JSON(it, values, a, checker()); err == nil {
				t.Errorf("JSON(%s, unconfirmed) = nil, want an error", it.Name)
			}
			got, err := form.JSON(it, finish(t, *it.Form, values, a), a, checker())
			if err != nil {
				t.Errorf("JSON(%s, %v) = %v", it.Name, a, err)
				continue
			}
			validate(t, compiled, it, got)
		}
	}
}

// validate holds a form against its schema, and then forms that must not conform.
func validate(t *testing.T, schema *jsonschema.Schema, it knowledge.Item, body []byte) {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal(body, &doc); err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Errorf("%s: %s does not conform: %v", it.Name, body, err)
	}
	fields := doc["fields"].(map[string]any)
	for _, x := range it.Form.Fields {
		value, ok := fields[x.ID]
		if !ok || !x.Required {
			continue
		}
		delete(fields, x.ID)
		if schema.Validate(doc) == nil {
			t.Errorf("%s conforms without %s, want it refused", it.Name, x.Label)
		}
		fields[x.ID] = map[string]any{}
		if schema.Validate(doc) == nil {
			t.Errorf("%s conforms with an object as %s, want it refused", it.Name, x.Label)
		}
		fields[x.ID] = value
	}
	fields["other"] = "x"
	if schema.Validate(doc) == nil {
		t.Errorf("%s conforms with a field it does not have, want it refused", it.Name)
	}
}

func TestTheSchemasOfTheSampleForms(t *testing.T) {
	var lines bytes.Buffer
	for _, it := range forms(t) {
		schema, err := form.Schema(it)
		if err != nil {
			t.Fatal(err)
		}
		lines.Write(append(schema, '\n'))
	}
	golden.Compare(t, filepath.Join("testdata", "schemas.jsonl"), lines.String())
}
