package signin

import (
	"fmt"

	"wenban/knowledge/store/seal"
)

// Sealed lists what this room seals: a new column belongs here, so that a change
// of keys reaches it.
var Sealed = []seal.Column{
	{Table: "session", Name: "identity", Key: []string{"id"}, Place: func(k []any) string { return place(fmt.Sprint(k[0])) }},
}
