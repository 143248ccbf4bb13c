package config

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// Masked stands for a secret that is set.
const Masked = "（已设置，不显示）"

// Show returns every key with its value and where it comes from, a line each.
//
// PRIVACY: of a secret it says only that there is one.
func (c Config) Show() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, k := range keys {
		value, where := k.usual, "默认"
		for _, s := range c.given {
			if s.key == k.name {
				value, where = s.value, s.where
			}
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", k.name, shown(k, value), where)
	}
	_ = w.Flush() // into memory
	return b.String()
}

func shown(k key, value any) string {
	switch v := value.(type) {
	case []any:
		return strings.Trim(fmt.Sprint(v), "[]")
	case string:
		if k.secret && v != "" {
			return Masked
		}
	}
	return fmt.Sprint(value)
}

// Count returns how many keys were set.
func (c Config) Count() int { return len(c.given) }
