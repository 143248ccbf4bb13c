package main

import (
	"fmt"
	"math/rand/v2"

	"wenban/eval/speed"
	"wenban/knowledge"
)

// wrappings are what citizens say around the name of a thing.
var wrappings = []string{
	"%s", "我想办%s", "%s怎么办", "请问%s需要什么材料", "%s去哪里办", "你好，咨询一下%s要多少钱", "帮我看看%s几天能办好",
	"我要给家里老人办%s，要带什么", "%s在网上能办吗？", "不知道%s还要不要跑一趟",
}

// benchQueries draws n questions from the names and everyday names of the
// items, always the same ones for the same items.
func benchQueries(e *knowledge.Edition, n int) []speed.Query {
	gold := map[string][]string{}
	var names []string
	for _, it := range e.Items {
		for _, name := range append([]string{it.Name}, it.Aliases...) {
			if gold[name] == nil {
				names = append(names, name)
			}
			gold[name] = append(gold[name], it.Code)
		}
	}
	rng := rand.New(rand.NewPCG(2026, 11))
	queries := make([]speed.Query, n)
	for i := range queries {
		name := names[rng.IntN(len(names))]
		queries[i] = speed.Query{Text: fmt.Sprintf(wrappings[rng.IntN(len(wrappings))], name), Gold: gold[name]}
	}
	return queries
}
