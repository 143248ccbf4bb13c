package assistant_test

import (
	"strings"
	"testing"
)

// Whose registers hold a citizen decides what papers are wanted, and nobody says
// it in the words of a form. Said by none, it is asked and never taken for granted.
func TestWhereAHouseholdIsRegistered(t *testing.T) {
	const away, local, asked = "外地户籍，居住在云溪", "云溪市户籍", ""
	for said, want := range map[string]string{
		"我不是本地户口，本人去开无犯罪证明":    away,
		"我户口唔喺云溪，自己去攞冇案底嘅纸":    away,
		"我是外省的，本人去开无犯罪证明":      away,
		"我身份证是湖南的，自己去开无犯罪记录证明": away,
		"我是云溪人，自己去开无犯罪证明":      local,
		"本人去开无犯罪证明":            asked,
	} {
		r := meet(t).say(said)
		var got string
		for _, tag := range r.Understood {
			if strings.Contains(tag.Label, "户籍") {
				got = tag.Label
			}
		}
		if got != want || (got == "") != (r.Ask != nil && strings.Contains(r.Ask.Question, "户籍")) {
			t.Errorf("say(%s): understood %v, asks %v; want %q", said, r.Understood, r.Ask, want)
		}
	}
}
