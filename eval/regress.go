package eval

import (
	"fmt"
	"strings"
)

// Regressed returns, for people, what is answered worse than before: a line for
// every case in which something that was right is wrong now. Both reports are of
// the same cases in the same order.
func Regressed(before, after Report) (lines []string) {
	for i, now := range after.Results {
		if i >= len(before.Results) {
			break
		}
		if lost := worse(before.Results[i], now); len(lost) > 0 {
			lines = append(lines, fmt.Sprintf("%s “%s”：%s", now.Case.ID, strings.Join(now.Case.Words(), "／"), strings.Join(lost, "、")))
		}
	}
	return lines
}

// worse names what was right and is not.
func worse(before, now Result) (lost []string) {
	for _, v := range []struct {
		name        string
		before, now Verdict
	}{
		{"答法不对", before.Outcome, now.Outcome}, {"找不到事项", before.Reached, now.Reached},
		{"清单不对", before.List, now.List}, {"要问的内容不对", before.Detail, now.Detail},
	} {
		if v.before == Right && v.now != Right {
			lost = append(lost, v.name)
		}
	}
	if len(now.Strays) > len(before.Strays) {
		lost = append(lost, "有字段之外的事实")
	}
	return lost
}
