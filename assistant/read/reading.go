// Package read understands what a citizen said: what they want, about what,
// for whom, where, and what they said is not so. It is pure: text and context
// in, a Reading out; no file, no network, no clock.
package read

import "wenban/assistant/read/kind"

// Intent is what the citizen wants of this turn.
type Intent string

// The intents. Find is the default: words that may name a service.
const (
	Find      Intent = "find"      // find an item
	Detail    Intent = "detail"    // a detail of the item in focus, or of the item named
	Policy    Intent = "policy"    // what a rule says
	Progress  Intent = "progress"  // how far an application is
	Complaint Intent = "complaint" // complaint, report of a wrong
	Human     Intent = "human"     // wants a person
	Greeting  Intent = "greeting"  // greeting, thanks, goodbye, small talk, about the assistant
	Abuse     Intent = "abuse"     // insult
	Emergency Intent = "emergency" // 110, 119, 120, 122: danger now
	Crisis    Intent = "crisis"    // thoughts of suicide or self-harm, of the citizen or someone near
	Scope     Intent = "scope"     // nothing a government service desk answers: weather, stocks, code, opinions
	Unsafe    Intent = "unsafe"    // injection, other people's data, forbidden content
	Restart   Intent = "restart"   // 重新开始, 取消
	Unknown   Intent = "unknown"   // 不知道, 不清楚: an answer to what was asked
	Yes       Intent = "yes"       // 是, 对, 好的
	No        Intent = "no"        // 不是, 没有
	None      Intent = "none"      // 都不是, 不是这个: the offer does not fit
	Pick      Intent = "pick"      // 第二个, 2, B: one of the choices
	Repeat    Intent = "repeat"    // 再说一遍, 没听清
	Empty     Intent = "empty"     // nothing that can be read: blank, punctuation, emoji
)

// Reading is what was understood of one question.
type Reading struct {
	Text      string      `json:"text"`                // normal form, personal data masked, English words in Chinese: what is understood and searched
	Typed     string      `json:"typed,omitempty"`     // the same with the English words as they were typed; "" where there are none
	Missed    float64     `json:"missed,omitempty"`    // 0…1: the share of an English message of which nothing is known
	Intent    Intent      `json:"intent"`              // the one that decides
	Also      []Intent    `json:"also,omitempty"`      // others that were heard
	Details   []string    `json:"details,omitempty"`   // materials, fee, time, place, phone, online, visits, result, basis, conditions, steps, form; in the order asked
	Region    string      `json:"region,omitempty"`    // code of a region of ours that is named
	Elsewhere string      `json:"elsewhere,omitempty"` // name of a place outside our regions that the need is about
	Country   string      `json:"country,omitempty"`   // a foreign country that is named (a destination, mostly not a scope problem)
	Audience  string      `json:"audience,omitempty"`  // 自然人, 企业法人 or 个体工商户 where the words say so
	Relation  []string    `json:"relation,omitempty"`  // for whom: 本人, 父母, 子女, 配偶, 祖辈, 亲属, 单位, 他人
	Ages      []int       `json:"ages,omitempty"`      // ages in years that are said
	Dates     []string    `json:"dates,omitempty"`     // YYYY, YYYY-MM or YYYY-MM-DD, where they can be computed from the words and the day of the question
	Clauses   []Clause    `json:"clauses,omitempty"`   // the text, clause by clause, in order
	Negated   []string    `json:"negated,omitempty"`   // what is said not to be the case: "换证" of "不是换证,是丢了"
	Corrects  bool        `json:"corrects,omitempty"`  // begins by taking something back: 不对, 说错了, 改一下, 算了先不问这个
	Needs     []string    `json:"needs,omitempty"`     // two or more needs in one message, each as text; empty for one
	Choice    int         `json:"choice,omitempty"`    // which choice is picked, from 1; 0 none
	Paper     string      `json:"paper,omitempty"`     // a paper of which is asked whether it is needed: 户口本 of "不带户口本可以吗"
	Only      bool        `json:"only,omitempty"`      // the paper is said to be all that is needed
	Masked    []string    `json:"masked,omitempty"`    // kinds of personal data that were masked: id_card, phone, bank_card, …
	Receipt   string      `json:"receipt,omitempty"`   // a receipt or case number that is given
	Lang      string      `json:"lang,omitempty"`      // zh, en, other: ug, bo …; "" = zh
	Category  string      `json:"category,omitempty"`  // finer reason of an emergency (119, 110, 120, 122, fraud), a scope or an unsafe finding
	Duty      string      `json:"duty,omitempty"`      // why government takes no case of it: secret, trade, private, market or illegal; "" where nothing says so
	Loose     bool        `json:"loose,omitempty"`     // the intent was heard in loose words only: what the search finds may know better
	Kind      kind.Shares `json:"kind"`                // how likely each kind of message is by its style alone
	OutOf     float64     `json:"out_of,omitempty"`    // 0…1: how sure the words alone are that this is not for a government service desk
}

// Said is what was said, in normal form, personal data masked: the only form that
// is logged, shown or saved.
func (r Reading) Said() string {
	if r.Typed != "" {
		return r.Typed
	}
	return r.Text
}

// Clause is one clause of what was said.
type Clause struct {
	Text    string  `json:"text"`
	Weight  float64 `json:"weight"` // 0…1: how much it is the request, rather than the story around it
	Negated bool    `json:"negated,omitempty"`
}

// Context is what the reader may know beside the words.
type Context struct {
	Asked   bool     // the last reply asked the citizen something
	Choices []string // labels of the choices it offered, in order
	Before  string   // what the citizen said before, masked: a number may go on from there
	Focus   string   // name of the item in focus, or ""
	Now     string   // day of the question, YYYY-MM-DD, for relative dates
}
