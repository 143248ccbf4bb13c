package web

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// described is the description as a document to resolve schemas in.
func described(t *testing.T) (doc map[string]any, schema func(name string) *jsonschema.Schema) {
	t.Helper()
	s := newSite(t)
	_, body := s.get(t, "/openapi.json")
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		t.Fatalf("GET /openapi.json: %v", err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("api.json", v); err != nil {
		t.Fatal(err)
	}
	return v.(map[string]any), func(name string) *jsonschema.Schema {
		t.Helper()
		sch, err := c.Compile("api.json#/components/schemas/" + name)
		if err != nil {
			t.Fatalf("compile %s: %v", name, err)
		}
		return sch
	}
}

// TestTheDescriptionNamesEveryRoute holds openapi.json against the routes.
func TestTheDescriptionNamesEveryRoute(t *testing.T) {
	doc, _ := described(t)
	var got []string
	for path, ops := range doc["paths"].(map[string]any) {
		for method := range ops.(map[string]any) {
			if method != "parameters" {
				got = append(got, strings.ToUpper(method)+" "+path)
			}
		}
	}
	var want []string
	for route := range maps.Keys(newSite(t).routes()) {
		if strings.Contains(route, "/api/") || strings.HasSuffix(route, "z") && strings.HasPrefix(route, "GET /") {
			want = append(want, route)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("routes of openapi.json:\n got %q\nwant %q", got, want)
	}
}

// TestAnswersKeepTheirSchema validates real answers and real requests.
func TestAnswersKeepTheirSchema(t *testing.T) {
	_, schema := described(t)
	s := newSite(t)
	id, secret := s.opened(t)
	talk := "/api/v1/talks/" + id
	const j = "application/json"
	tests := []struct {
		request
		asks, answers string
	}{
		{request{"POST", "/api/v1/talks", "", j, `{}`}, "Empty", "Opened"},
		{request{"POST", talk + "/turns", secret, j, `{"id":"a","text":"我家孩子身份证丢了","region":"990121"}`}, "Ask", "Reply"},
		{request{"POST", talk + "/turns", secret, j, `{"id":"b","pick":"option:yes","on":1}`}, "Ask", "Reply"},
		{request{"POST", talk + "/turns", secret, j, `{"text":"我爸去世了要办什么"}`}, "Ask", "Reply"},
		{request{"POST", talk + "/turns", secret, j, `{"text":"身份证"}`}, "Ask", "Reply"},
		{request{"POST", talk + "/turns", secret, j, `{"text":"着火了"}`}, "Ask", "Reply"},
		{request{"POST", talk + "/turns", secret, j, `{"text":"转人工"}`}, "Ask", "Reply"},
		{request{"POST", talk + "/turns", secret, j, `{"text":"今天股票买哪个"}`}, "Ask", "Reply"},
		{request{"POST", talk + "/turns", secret, j, `{"text":"不动产登记暂行条例第十四条是怎么说的"}`}, "Ask", "Reply"},
		{request{"POST", talk + "/turns", secret, j, `{"pick":"option:yes","on":1}`}, "Ask", "Problem"},
		{request{"POST", talk + "/feedback", secret, j, `{"seq":2,"feedback":"useful","comment":"好"}`}, "Feedback", ""},
		{request{"GET", talk + "/turns", secret, "", ""}, "", "Turns"},
		{request{"GET", talk + "/turns", "", "", ""}, "", "Problem"},
		{request{"DELETE", talk, "wrong", "", ""}, "", "Problem"},
		{request{"DELETE", talk, secret, "", ""}, "", ""},
		{request{"GET", talk + "/turns", secret, "", ""}, "", "Problem"},
		{request{"GET", "/api/v1/regions", "", "", ""}, "", "Regions"},
		{request{"GET", "/api/v1/examples", "", "", ""}, "", "Examples"},
		{request{"GET", "/healthz", "", "", ""}, "", "Health"},
		{request{"GET", "/readyz", "", "", ""}, "", "Health"},
	}
	for _, test := range tests {
		_, body := s.call(t, test.request)
		for name, text := range map[string]string{test.asks: test.body, test.answers: body} {
			if name == "" {
				continue
			}
			if err := validate(schema(name), text); err != nil {
				t.Errorf("%s %s %s: %.200s is no %s: %v", test.method, test.path, test.body, text, name, err)
			}
		}
	}
	if validate(schema("Ask"), `{"text":"a","role":"admin"}`) == nil || validate(schema("Reply"), `{}`) == nil {
		t.Error("control: a wrong request and an empty reply pass, want errors")
	}
}

func validate(sch *jsonschema.Schema, text string) error {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(text)))
	if err != nil {
		return err
	}
	return sch.Validate(v)
}

// TestRequestsMatchTheirTypes holds the fields of the description against the
// fields that are decoded.
func TestRequestsMatchTheirTypes(t *testing.T) {
	b, err := own.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Components struct {
			Schemas map[string]struct{ Properties map[string]any }
		}
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]any{"Ask": &turnRequest{}, "Feedback": &feedbackRequest{}, "ProgressQuery": &progressRequest{}, "MoreRequest": &moreRequest{}, "RatingRequest": &ratingRequest{}, "NewCase": &caseRequest{}} {
		got := slices.Sorted(maps.Keys(doc.Components.Schemas[name].Properties))
		want := slices.Sorted(maps.Keys(keysOf(v)))
		if !slices.Equal(got, want) {
			t.Errorf("%s: described %q, decoded %q", name, got, want)
		}
	}
}
