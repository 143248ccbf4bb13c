package web

import (
	"strings"

	"wenban/assistant"
)

// spoken returns what the citizen said in a turn: their words, or the label of
// what they tapped, as it stood on the reply before.
func spoken(know *assistant.Knowledge, prev *assistant.Turn, t assistant.Turn) string {
	if t.Said != "" {
		return t.Said
	}
	var before assistant.Reply
	if prev != nil {
		before = prev.Reply
	}
	if tag, ok := strings.CutPrefix(t.Pick, "drop:"); ok {
		return "更正：" + tagLabel(before, tag)
	}
	if t.Pick == "command:again" {
		return "换到" + know.Edition.Regions.Name(t.Reply.Region)
	}
	return label(know, before, t.Pick)
}

func tagLabel(r assistant.Reply, id string) string {
	for _, tag := range r.Understood {
		if tag.ID == id {
			return tag.Label
		}
	}
	return "刚才的回答"
}

// label is what stood on a button: on one of the reply, or on one that is
// always in reach.
func label(know *assistant.Knowledge, r assistant.Reply, pick string) string {
	for _, c := range r.Choices {
		if c.ID == pick {
			return c.Label
		}
	}
	if item, ok := strings.CutPrefix(pick, "item:"); ok {
		return focusName(know, item)
	}
	return buttons[pick]
}

// buttons are those that stand on the page and not in a reply.
var buttons = map[string]string{"command:human": "转人工", "command:restart": "重新开始"}
