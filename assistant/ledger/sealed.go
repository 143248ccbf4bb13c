package ledger

import (
	"fmt"

	"wenban/knowledge/store/seal"
)

// Sealed lists what this room seals: a new column belongs here, so that a change
// of keys reaches it.
var Sealed = []seal.Column{
	{Table: "turn", Name: "private", Key: []string{"talk", "seq"}, Place: byTwo("turn %v %v private")},
	{Table: "case_file", Name: "content", Key: []string{"id"}, Place: byOne("case %v content")},
	{Table: "case_event", Name: "words", Key: []string{"case_id", "seq"}, Place: byTwo("case %v event %v")},
	{Table: "outbox", Name: "words", Key: []string{"case_id", "seq"}, Place: byTwo("case %v message %v")},
	{Table: "case_parked", Name: "body", Key: []string{"id"}, Place: func(k []any) string { return parkedPlace(fmt.Sprint(k[0])) }},
	{Table: "notice", Name: "phone", Key: []string{"id"}, Place: func(k []any) string { return noticePlace(fmt.Sprint(k[0])) }},
	{Table: "appointment", Name: "private", Key: []string{"id"}, Place: func(k []any) string { return appointmentPlace(fmt.Sprint(k[0])) }},
	{Table: "rating", Name: "words", Key: []string{"subject"}, Place: byOne("rating %v")},
}

func byOne(form string) func([]any) string {
	return func(k []any) string { return fmt.Sprintf(form, k[0]) }
}

func byTwo(form string) func([]any) string {
	return func(k []any) string { return fmt.Sprintf(form, k[0], k[1]) }
}
