package assistant

import (
	"slices"

	"wenban/assistant/guide"
	"wenban/assistant/read"
	"wenban/assistant/triage"
	"wenban/knowledge/index"
	"wenban/knowledge/sieve"
)

// asksFor matches a question about a service.
var asksFor = sieve.Compile(`怎么(办|申请|补|换|领|查|开)|如何(办|申请)|(要|需要|带)(什么|哪些|啥)(材料|手续|证)|在哪(里|儿)?(办|领|开)|去哪(里|儿)?(办|领|开)|多少钱|几天(能|可以)|条件是`)

// leaves reports that a message is about something else than the case: danger,
// a person who is wanted, an item that was chosen, a question about a service.
func leaves(in guide.In) bool {
	r := in.Reading
	switch {
	case in.Pick != nil:
		return in.Pick.Item != "" || in.Pick.Command == "human"
	case slices.Contains([]read.Intent{read.Emergency, read.Crisis, read.Human, read.Unsafe}, r.Intent):
		return true
	case in.State.Case.Asking == triage.AskWhat:
		return false
	}
	return asksFor.MatchString(r.Text) && len(in.Items) > 0 && in.Items[0].Score >= likely || asksByName(in)
}

// asksByName reports whether a service is asked for by its name (那能领失业金不), or by
// words that mean the same.
func asksByName(in guide.In) bool {
	if len(in.Items) == 0 || !guide.Asks(in.Reading.Text) {
		return false
	}
	top := in.Items[0]
	return top.Kind == index.Item && top.Score >= likely && (top.Exact != "" || top.Vector >= meansIt)
}

// meansIt is the cosine from which a service is what the words ask for.
const meansIt = 0.8
