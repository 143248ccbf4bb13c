package segment

import "testing"

func FuzzPlainTextIsMadeNormalAsAnyOther(f *testing.F) {
	for _, s := range []string{"", " ", "身份证丢了，怎么补？", "ID Card (旧)", "a  b", "尾 ", "繁體字", "“引号”《书》；：！", "乾隆 乾燥", "～", "％"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, cut := normalize(s)
		if got, ok := plainly(s); ok && (got != want || cut) {
			t.Errorf("plainly(%q) = %q, want %q, %v", s, got, want, cut)
		}
	})
}

func TestNearlyEveryMessageIsPlain(t *testing.T) {
	for s, want := range map[string]bool{"我的身份证丢了，怎么补办？": true, "办ID要多少钱": true, "證件": false, "ﬁ": false} {
		if _, ok := plainly(s); ok != want {
			t.Errorf("plainly(%q) = %v, want %v", s, ok, want)
		}
	}
}
