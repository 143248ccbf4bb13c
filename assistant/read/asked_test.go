package read

import (
	"testing"

	"wenban/assistant/read/kind"
	"wenban/knowledge"
)

// TestTheClauseThatAsksDecides: a story around a need makes no refusal of it, and
// a need beside a question that is no desk's makes none of that.
func TestTheClauseThatAsksDecides(t *testing.T) {
	r := New(knowledge.Regions{})
	for said, scope := range map[string]bool{
		"男朋友打我不让分手，孩子户口怎么跟我":  false,
		"他就会踢皮球，居住证怎么续签":      false,
		"跟男朋友分手了，怎么挽回他":       true,
		"比特币还能不能涨，我想把养老钱放进去":  true,
		"明天天气怎么样，顺便问下会不会下雨啊":  true,
		"帮我写一首诗，要赞美我女朋友的那种好吗": true,
	} {
		if got := r.Read(said, Context{}); (got.Intent == Scope) != scope {
			t.Errorf("Read(%s) = %s %q, want scope: %v", said, got.Intent, got.Category, scope)
		}
	}
	if got := r.Read("岳父吃席噎死了，身份证要不要交回", Context{}).Kind; got.Of(kind.Refuse) > got.Of(kind.Service) {
		t.Errorf("Read(a death, then a question about a paper).Kind = %v, want it a need rather than a refusal", got)
	}
}

func TestTheClauseThatAsksIsTheLastOfThem(t *testing.T) {
	for said, want := range map[string]string{
		"身份证丢了": "",
		"我爸走了，户口怎么销，存折怎么取": "存折怎么取",
		"存折怎么取，我爸走了":       "存折怎么取",
		"我爸走了，真的好难过":       "",
	} {
		all, _ := clauses(said, &verdict{})
		if got := askedIn(all); got != want {
			t.Errorf("askedIn(%s) = %q, want %q", said, got, want)
		}
	}
}
