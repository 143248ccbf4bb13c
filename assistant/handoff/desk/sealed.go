package desk

import (
	"fmt"

	"wenban/knowledge/store/seal"
)

// Sealed lists what this room seals: a new column belongs here, so that a change
// of keys reaches it.
var Sealed = []seal.Column{
	{Table: "desk_case", Name: "content", Key: []string{"number"}, Place: func(k []any) string { return contentPlace(fmt.Sprint(k[0])) }},
	{Table: "desk_event", Name: "words", Key: []string{"number", "version"}, Place: func(k []any) string { return fmt.Sprintf("%s words", placeOf(k)) }},
	{Table: "desk_event", Name: "remark", Key: []string{"number", "version"}, Place: func(k []any) string { return fmt.Sprintf("%s remark", placeOf(k)) }},
}

func placeOf(k []any) string {
	version, _ := k[1].(int64) // as both engines return a bigint
	return wordsPlace(fmt.Sprint(k[0]), version)
}
