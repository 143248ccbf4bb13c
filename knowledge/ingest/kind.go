package ingest

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"strings"

	"wenban/knowledge"
)

// kind says what the records of a file are.
type kind string

// The kinds, by the names people know them by.
const (
	unknown   kind = ""
	items     kind = "事项"
	documents kind = "政策文件"
	events    kind = "一件事"
	regions   kind = "区划"
	halls     kind = "政务大厅"
	overrides kind = "区域差异"
)

// shapes are the shapes of the kinds of record.
var shapes = map[kind]*shape{
	items: shapeOf(reflect.TypeFor[knowledge.Item]()), documents: shapeOf(reflect.TypeFor[knowledge.Document]()),
	events: shapeOf(reflect.TypeFor[knowledge.LifeEvent]()), regions: shapeOf(reflect.TypeFor[knowledge.Region]()),
	halls: shapeOf(reflect.TypeFor[knowledge.Hall]()), overrides: shapeOf(reflect.TypeFor[knowledge.Override]()),
}

// kindOf tells the kind of a file from its first record, and only where that
// says nothing from its name.
func kindOf(name string, record []byte) kind {
	var keys map[string]json.RawMessage
	if json.Unmarshal(record, &keys) != nil {
		return named(name)
	}
	if k := kindOfKeys(func(key string) bool { _, ok := keys[key]; return ok }); k != unknown {
		return k
	}
	return named(name)
}

func kindOfKeys(has func(string) bool) kind {
	switch {
	case has("id") && has("text"):
		return documents
	case has("cues") && has("items"):
		return events
	case has("id") && has("services"):
		return halls
	// An item without its name must not pass for a regional difference, nor an
	// item without its code for nothing at all.
	case anyOf(has, "code", "name") && anyOf(has, "materials", "handling", "department", "situations", "type"):
		return items
	case has("code") && has("name") && anyOf(has, "parent", "level"):
		return regions
	case has("code") && has("name"):
		return items
	case has("code") && has("region"):
		return overrides
	}
	return unknown
}

func anyOf(has func(string) bool, keys ...string) bool {
	for _, k := range keys {
		if has(k) {
			return true
		}
	}
	return false
}

func named(name string) kind {
	if filepath.Base(filepath.Dir(name)) == "items" {
		return items
	}
	switch strings.TrimSuffix(strings.TrimSuffix(filepath.Base(name), ".jsonl"), ".json") {
	case "items":
		return items
	case "policies":
		return documents
	case "events":
		return events
	case "halls":
		return halls
	case "overrides":
		return overrides
	case "regions":
		return regions
	}
	return unknown
}
