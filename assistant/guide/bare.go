package guide

import (
	"strings"

	"wenban/knowledge"
)

// alone reports whether beside a bare cue (没有) a clause says nothing but what
// the question is about: 没有车 is no answer to 有没有住房公积金.
func alone(cue, clause, question string) bool {
	for _, r := range strings.Replace(clause, cue, "", 1) {
		if !strings.ContainsRune(question, r) && !strings.ContainsRune("我他她它们都也就还那这啊吧呢嗯，,。、的是", r) {
			return false
		}
	}
	return true
}

// byProxy reports whether an option is that another person comes.
func byProxy(label string) bool {
	for _, w := range []string{"代办", "代领", "代理", "委托"} {
		if strings.Contains(label, w) {
			return true
		}
	}
	return false
}

// ends reports whether an option ends the item. It is never taken for two
// characters that people say elsewhere: 三月, 退休.
func ends(o *knowledge.Option) bool { return o.Stop != "" || o.Redirect != "" }
