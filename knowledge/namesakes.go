package knowledge

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// SameName is what a reader takes from a name: names that give the same value
// differ in nothing but punctuation, spaces, width and case, as
// 变更审核(（市内转所）) and 变更审核(市内转所) do.
func SameName(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= '一' && r <= '鿿' {
			return r // most of any name, and looked up nowhere
		}
		if unicode.IsPunct(r) || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(name))
}

// Namesakes returns the codes of all items whose name a reader takes for that of
// the item (同名事项), the item among them, in the order of the edition; none
// where no other item is called so. They are one service of several offices:
// departments, or the same at several levels.
func (e *Edition) Namesakes(code string) []string { return e.namesakes[code] }

// namesakesOf groups the items that share a name, by code. An item without a
// name shares none.
func namesakesOf(items []Item) map[string][]string {
	byName := make(map[string][]string, len(items))
	for _, it := range items {
		if name := SameName(it.Name); name != "" && !slices.Contains(byName[name], it.Code) {
			byName[name] = append(byName[name], it.Code)
		}
	}
	all := map[string][]string{}
	for _, codes := range byName {
		if len(codes) < 2 {
			continue
		}
		for _, code := range codes {
			all[code] = codes
		}
	}
	return all
}
