package assistant_test

import (
	"testing"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/eval/synthetic"
	"wenban/knowledge/index"
	"wenban/knowledge/memory"
)

// BenchmarkTurn takes whole turns of new talks: over the sample city, which has
// situations, life events and policy documents, and over ten thousand synthetic
// items, which have none.
func BenchmarkTurn(b *testing.B) {
	b.Run("city", func(b *testing.B) {
		know, err := sampleCity()
		turns(b, know, err, []assistant.Question{
			{Text: "身份证丢了怎么补办，要带什么材料"}, {Text: "我妈75岁能领高龄津贴吗"}, {Text: "小餐饮登记证有效期几年"}, {Text: "我爸去世了要办什么"},
			{Text: "楼下烧烤店半夜还在吵，油烟也大"}, {Text: "我去年从外省回来，孩子要上小学了，户口怎么迁过来"}, {Text: "办护照多少钱"}, {Text: "怎么申请低宝"},
		})
	})
	b.Run("10k", func(b *testing.B) {
		c := synthetic.New(synthetic.Config{Items: 10_000, Layout: synthetic.ByRegion, Seed: 1}, nil)
		x, err := index.Build(c.Edition, index.Options{Embedder: memory.Base()})
		var said []assistant.Question
		for _, q := range c.Questions(500, 1) {
			said = append(said, assistant.Question{Text: q.Text, Region: q.Region})
		}
		turns(b, assistant.Know(c.Edition, x, memory.Base().Embed), err, said)
	})
}

func turns(b *testing.B, know *assistant.Knowledge, err error, said []assistant.Question) {
	if err != nil {
		b.Fatal(err)
	}
	a := &assistant.Assistant{Knowledge: func() *assistant.Knowledge { return know }, Ledger: ledger.NewMemory()}
	stages := map[string]float64{}
	b.ReportAllocs()
	n := 0
	for ; b.Loop(); n++ {
		q := said[n%len(said)]
		q.At = noon
		reply, err := a.Ask(b.Context(), q)
		if err != nil {
			b.Fatalf("Ask(%q) = %v, want nil", q.Text, err)
		}
		for stage, ms := range reply.Timings {
			stages[stage] += ms
		}
	}
	for stage, ms := range stages {
		b.ReportMetric(1e6*ms/float64(n), stage+"-ns")
	}
}
