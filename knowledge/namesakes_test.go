package knowledge_test

import (
	"slices"
	"testing"

	"wenban/knowledge"
)

func TestNamesakes(t *testing.T) {
	e := knowledge.NewEdition("t", knowledge.Parts{Items: []knowledge.Item{
		{Code: "a", Name: "执业变更审核(（市内转所（执业机构变更）))"}, {Code: "b", Name: "执业变更审核(跨市转所（执业机构变更）)"},
		{Code: "c", Name: "执业变更审核（市内转所(执业机构变更)）"}, {Code: "d", Name: "Ⅰ级许可"}, {Code: "e", Name: "Ⅱ级许可"}, {Code: "f"}, {Code: "g"},
	}})
	for _, row := range []struct {
		name, code string
		want       []string
	}{
		{"brackets and widths do not tell two names apart", "a", []string{"a", "c"}},
		{"from the other one too", "c", []string{"a", "c"}},
		{"one word does", "b", nil},
		{"a number does", "d", nil},
		{"what has no name has no namesake", "f", nil},
		{"what is not there has none", "x", nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := e.Namesakes(row.code); !slices.Equal(got, row.want) {
				t.Errorf("Namesakes(%s) = %v, want %v", row.code, got, row.want)
			}
		})
	}
}
