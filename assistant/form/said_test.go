package form_test

import (
	"fmt"
	"testing"

	"wenban/assistant/form"
	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/sample"
)

func TestWordsOfTheTalkFillOnlyWhatTheyCanMean(t *testing.T) {
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	r := read.New(e.Regions)
	f := knowledge.Form{Fields: []knowledge.FormField{
		{ID: "lost", Label: "丢失日期", Type: "date"},
		{ID: "way", Label: "领取方式", Type: "select", Options: []string{"窗口领取", "邮寄", "邮寄到付"}},
		{ID: "area", Label: "经营面积（平方米）", Type: "number"},
		{ID: "loan", Label: "申请金额（万元）", Type: "number"},
		{ID: "to", Label: "就医地", Type: "region"},
	}}
	for _, c := range []struct{ said, want string }{
		{"昨天身份证丢了", "map[lost:2026-11-24]"},
		{"2026年11月3日身份证丢了，要邮寄", "map[lost:2026-11-03 way:邮寄]"},
		{"明天想去办身份证", "map[]"},
		{"邮寄到付可以吗", "map[way:邮寄到付]"},
		{"窗口领取还是邮寄好", "map[]"},
		{"店面60平方米，想贷50万元", "map[area:60平方米 loan:50万元]"},
		{"两间店，60平方米和80平方米", "map[]"},
		{"我想问一下", "map[]"},
	} {
		heard := []read.Reading{r.Read(c.said, read.Context{Now: "2026-11-25"})}
		if got := fmt.Sprint(form.Said(f, nil, heard)); got != c.want {
			t.Errorf("Said(%s) = %s, want %s", c.said, got, c.want)
		}
	}
}
