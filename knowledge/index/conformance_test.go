package index_test

import (
	"testing"

	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/index/indextest"
)

func TestTheIndexInThisProcessConforms(t *testing.T) {
	indextest.Run(t, func(t testing.TB, e *knowledge.Edition, o index.Options) indextest.Finder {
		x, err := index.Build(e, o)
		if err != nil {
			t.Fatal(err)
		}
		return x
	})
}
