package guide

import (
	"maps"
	"slices"
	"strings"

	"wenban/knowledge"
)

// Unknown is the option of an Answer "不知道": the situation counts as asked,
// and what depends on it stays open.
const Unknown = "?"

// Tree is what the situations of an item or of a life event decide: an effect
// names what an assignment of all situations leads to. Two assignments with the
// same effect need not be told apart.
type Tree struct {
	Situations []knowledge.Situation
	Effect     func(a knowledge.Answers) string
}

// ItemTree returns the tree of an item: its effect is the list, the fees, and
// the stop or redirect that an assignment leads to.
func ItemTree(it knowledge.Item) Tree {
	return Tree{it.Situations, func(a knowledge.Answers) string { return itemEffect(it, a) }}
}

func itemEffect(it knowledge.Item, a knowledge.Answers) string {
	var b strings.Builder
	for _, s := range it.Situations {
		if o, ok := option(s, a[s.ID]); ok && (o.Stop != "" || o.Redirect != "") {
			return "end:" + s.ID + "=" + o.ID
		}
	}
	for _, m := range it.Materials {
		if m.When.Holds(a) {
			b.WriteString(m.ID + ",")
		}
	}
	for i, f := range it.Fees {
		if f.When.Holds(a) {
			b.WriteByte(byte('0' + i%10))
		}
	}
	return b.String()
}

// EventTree returns the tree of a life event: its effect is the set of items.
func EventTree(e knowledge.LifeEvent) Tree {
	return Tree{e.Situations, func(a knowledge.Answers) string {
		var b strings.Builder
		for _, it := range e.Items {
			if it.When.Holds(a) {
				b.WriteString(it.Code + ",")
			}
		}
		return b.String()
	}}
}

func option(s knowledge.Situation, id string) (knowledge.Option, bool) {
	i := slices.IndexFunc(s.Options, func(o knowledge.Option) bool { return o.ID == id })
	if i < 0 {
		return knowledge.Option{}, false
	}
	return s.Options[i], true
}

// reached returns the situations that are asked under the answers, in order:
// those whose When the answers before them satisfy.
func reached(all []knowledge.Situation, a knowledge.Answers) []knowledge.Situation {
	var asked []knowledge.Situation
	for _, s := range all {
		if s.When.Holds(a) {
			asked = append(asked, s)
		}
	}
	return asked
}

// prune drops the answers to situations that the other answers do not reach,
// so that a correction higher up leaves nothing stale below.
func prune(all []knowledge.Situation, a knowledge.Answers) knowledge.Answers {
	kept := knowledge.Answers{}
	for _, s := range all {
		if got, ok := a[s.ID]; ok && s.When.Eval(kept, nil) != knowledge.No {
			kept[s.ID] = got
		}
	}
	return kept
}

// maxPaths bounds how many assignments are walked for one question. An item of
// the interchange format has at most 4 situations of 5 options, 625 in all.
const maxPaths = 4096

// nearlyBest is the share of the highest gain that is as good as it: then the
// order in which the curator wrote the questions decides, for a question about
// the hearth before one about the chimney is what people expect.
const nearlyBest = 0.6

// Next returns the situation to ask now: the reached, unanswered one whose
// answer best splits what is still possible, the earliest of those nearly as
// good. Nothing is open when every assignment that is left has the same effect.
func (t Tree) Next(a knowledge.Answers) (s knowledge.Situation, open bool) {
	var asked []knowledge.Situation
	var gains []float64
	best := 0.0
	for _, candidate := range reached(t.Situations, known(a)) {
		if _, answered := a[candidate.ID]; !answered {
			asked, gains = append(asked, candidate), append(gains, t.gain(candidate, a))
			best = max(best, gains[len(gains)-1])
		}
	}
	for i, g := range gains {
		if g > 1e-9 && g >= nearlyBest*best {
			return asked[i], true
		}
	}
	return knowledge.Situation{}, false
}

// gain is the information, in bits, that the answer to s gives about the
// effect, all options and all completions being equally likely. An option that
// ends the talk (a stop or a redirect) saves every question behind it.
func (t Tree) gain(s knowledge.Situation, a knowledge.Answers) float64 {
	whole := map[string]float64{}
	rest := 0.0
	for _, o := range s.Options {
		part := t.effects(with(a, s.ID, o.ID))
		for e, p := range part {
			whole[e] += p / float64(len(s.Options))
		}
		rest += entropy(part) / float64(len(s.Options))
	}
	return entropy(whole) - rest
}

// effects returns how likely each effect is under the answers.
func (t Tree) effects(a knowledge.Answers) map[string]float64 {
	out := map[string]float64{}
	left := maxPaths
	t.walk(maps.Clone(a), known(a), 1, &left, out)
	return out
}

// walk adds the effects of all completions of answers, of which those that are
// known are given apart. Both maps are as they were when it returns.
func (t Tree) walk(a, k knowledge.Answers, p float64, left *int, out map[string]float64) {
	for i := range t.Situations {
		s := &t.Situations[i]
		if _, answered := a[s.ID]; answered || *left <= 0 || !s.When.Holds(k) {
			continue
		}
		for _, o := range s.Options {
			a[s.ID], k[s.ID] = o.ID, o.ID
			t.walk(a, k, p/float64(len(s.Options)), left, out)
		}
		delete(a, s.ID)
		delete(k, s.ID)
		return
	}
	*left--
	out[t.Effect(k)] += p
}

func with(a knowledge.Answers, id, option string) knowledge.Answers {
	b := maps.Clone(a)
	if b == nil {
		b = knowledge.Answers{}
	}
	b[id] = option
	return b
}

// known drops the answers "不知道", which satisfy no When.
func known(a knowledge.Answers) knowledge.Answers {
	k := knowledge.Answers{}
	for id, o := range a {
		if o != Unknown {
			k[id] = o
		}
	}
	return k
}

// entropy is in bits; the parts sum to 1.
func entropy(parts map[string]float64) (h float64) {
	for _, p := range parts {
		h -= p * log2(p)
	}
	return h
}
