package web

import (
	"slices"

	"wenban/assistant"
	"wenban/assistant/guide"
)

// spoken returns what the citizen said in a turn: their words, or the label of
// what they tapped. A tap is saved as what it changed, so it is read off the
// turn before and the one it led to.
func spoken(know *assistant.Knowledge, prev *assistant.Turn, t assistant.Turn) string {
	switch {
	case t.Said != "":
		return t.Said
	case prev == nil:
		return ""
	case t.Reply.Region != prev.Reply.Region:
		return "换到" + know.Edition.Regions.Name(t.Reply.Region)
	case t.Reply.Outcome == guide.HandedOff:
		return "转人工"
	case len(t.State.Dropped) > len(prev.State.Dropped):
		return "更正：" + dropped(prev.Reply, t.State.Dropped)
	}
	return tapped(know, prev, t)
}

func dropped(r assistant.Reply, all []string) string {
	for _, tag := range r.Understood {
		if slices.Contains(all, tag.ID) {
			return tag.Label
		}
	}
	return "刚才的回答"
}

func tapped(know *assistant.Knowledge, prev *assistant.Turn, t assistant.Turn) string {
	var answer string
	if a := prev.Reply.Ask; a != nil {
		answer = t.State.Answers[a.Item][a.Situation].Option
	}
	for _, c := range prev.Reply.Choices {
		switch {
		case c.Option != "" && c.Option == answer,
			c.Item != "" && c.Item == t.State.Focus,
			c.Command == "unknown" && answer == guide.Unknown:
			return c.Label
		}
	}
	if t.State.Focus != "" && t.State.Focus != prev.State.Focus {
		return focusName(know, t.State.Focus)
	}
	return around(prev.Reply)
}

// around is the choice that says it is none of these.
func around(r assistant.Reply) string {
	for _, c := range r.Choices {
		if c.Command == "none" || c.Command == "other" {
			return c.Label
		}
	}
	return ""
}
