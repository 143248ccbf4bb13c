package drafts

import (
	"fmt"

	"wenban/knowledge/store/seal"
)

// Sealed lists what this room seals: a new column belongs here, so that a change
// of keys reaches it.
var Sealed = []seal.Column{
	{Table: "draft", Name: "content", Key: []string{"id"}, Place: by(contentPlace)},
	{Table: "attachment", Name: "name", Key: []string{"id"}, Place: by(namePlace)},
	{Table: "attachment", Name: "key", Key: []string{"id"}, Place: by(keyPlace)},
}

func by(place func(id string) string) func([]any) string {
	return func(k []any) string { return place(fmt.Sprint(k[0])) }
}
