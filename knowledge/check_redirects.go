package knowledge

import "slices"

// redirects reports items from which no way leads to a list, and pairs of items
// that send the same answer to and fro. Mutual redirects for opposite answers
// (丢失 ↔ 期满) are as it should be.
func (c *checker) redirects() {
	leads := c.leads()
	for _, it := range c.e.Items {
		c.on(it.Code, it.Name)
		p := c.proofs[it.Code]
		if p.Complete && p.Lists == 0 && p.Redirects > 0 {
			c.unless(leads[it.Code], Error, "situations", "每种走法都转到其他事项,而那些事项又转回来,没有出口", "让其中一个事项给出清单")
			c.unless(!leads[it.Code], Warning, "situations", "每种走法都转到其他事项,本事项没有自己的清单", "考虑合并到转往的事项")
		}
		c.toAndFro(it)
	}
}

// leads tells for each item whether some way ends in a list, in the item or in
// one it redirects to.
func (c *checker) leads() map[string]bool {
	ok := map[string]bool{}
	for code, p := range c.proofs {
		ok[code] = p.Lists > 0 || !p.Complete
	}
	for changed := true; changed; {
		changed = false
		for _, it := range c.e.Items {
			if !ok[it.Code] && slices.ContainsFunc(targets(it), func(o Option) bool { return ok[o.Redirect] }) {
				ok[it.Code], changed = true, true
			}
		}
	}
	return ok
}

// targets returns the options of an item that redirect.
func targets(it Item) (out []Option) {
	for _, s := range it.Situations {
		for _, o := range s.Options {
			if o.Redirect != "" {
				out = append(out, o)
			}
		}
	}
	return out
}

// toAndFro reports an answer that two items send to each other. Each pair is
// reported once, at the item with the smaller code.
func (c *checker) toAndFro(it Item) {
	for _, o := range targets(it) {
		other, ok := c.e.Item(o.Redirect)
		if !ok || other.Code <= it.Code {
			continue
		}
		for _, back := range targets(other) {
			if back.Redirect != it.Code {
				continue
			}
			if back.Label == o.Label {
				c.say(Error, "situations", "选项“"+o.Label+"”转到“"+other.Name+"”,那里的同一选项又转回来", "确定由哪个事项受理")
			} else if cue := common(o.Cues, back.Cues); cue != "" {
				c.say(Warning, "situations", "触发词“"+cue+"”在本事项转到“"+other.Name+"”,在那里又转回来", "只留给一个事项")
			}
		}
	}
}

func common(a, b []string) string {
	for _, s := range a {
		if slices.Contains(b, s) {
			return s
		}
	}
	return ""
}
